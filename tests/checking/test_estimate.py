"""Which sizes fit, and what is computed at a time."""

import gc
import tracemalloc

import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.engines.incremental import scratch
from gradviz.checking.estimate import (
    MEMORY_LIMIT,
    check_bytes,
    chunk_size,
    size_problem,
)
from gradviz.checking.experiment import ENGINES, CheckSettings, Experiment
from gradviz.network.fields import InvalidSettings
from gradviz.network.spec import DTYPES, Layers, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.strategies import examples, specs

MIB = 1 << 20


WRONG = ("dW2-twice", "db1-4-over-m")


def peak_of(experiment: Experiment) -> int:
    """Return the bytes that a check takes at its peak, with the lines and all that explains it."""
    scratch._HELD.by_name.clear()  # what other checks left to be used again
    gc.collect()
    tracemalloc.start()
    try:
        result = check(experiment)
        assert result.diagnosis is not None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("bugs", [(), WRONG], ids=["right", "wrong"])
@pytest.mark.soak
@pytest.mark.parametrize(
    ("layers", "m", "options"),
    [
        ((1000, 300, 10, 1), 1, {"activation": "relu", "cost": "textbook"}),
        ((1500, 30, 20, 3), 1, {"activation": "leaky-relu", "dtype": "float32"}),
        ((2, 200, 2, 1), 1500, {"activation": "leaky-relu"}),
        ((2, 30, 40, 1), 1000, {"activation": "tanh"}),
        ((4, 5, 3, 200), 200, {"activation": "sigmoid"}),
        ((300, 4, 3, 3), 2000, {"activation": "relu"}),
        ((100, 100, 50, 2), 100, {"activation": "leaky-relu"}),
    ],
)
def test_a_whole_check_takes_what_is_foretold_and_no_less_than_half_of_it(
    layers: Layers, m: int, options: dict[str, str], bugs: tuple[str, ...]
) -> None:
    form = {"cost": "logits", "init": "he", "data": "gaussian", "seed": len(bugs), **options}
    spec = NetworkSpec(layers, m, **form)  # type: ignore[arg-type]
    peak = peak_of(Experiment(NetworkSubject(spec, bugs=bugs), CheckSettings()))
    assert peak <= check_bytes(spec) <= 2 * peak


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layers", [(4, 5, 3, 1), (2, 40, 3, 20)])
def test_a_small_check_takes_no_more_with_any_engine(layers: Layers, engine: str) -> None:
    spec = NetworkSpec(layers, 10, "sigmoid", seed=ENGINES.index(engine), data="gaussian")
    assert (
        peak_of(Experiment(NetworkSubject(spec), CheckSettings(engine=engine)))
        <= check_bytes(spec)
        <= 16 * MIB
    )


@given(specs(most_units=9, dtypes=DTYPES))
@examples(40)
def test_a_stack_holds_at_least_one(spec: NetworkSpec) -> None:
    assert chunk_size(spec) >= 1


def test_a_stack_of_a_large_network_is_short_enough_to_stop_at() -> None:
    assert chunk_size(NetworkSpec((784, 128, 64, 1), 128)) == 1
    assert chunk_size(NetworkSpec()) >= 47


def test_a_network_that_cannot_fit_is_refused_with_the_figures() -> None:
    spec = NetworkSpec((10_000, 10_000, 3, 1), 5)
    problem = size_problem(spec)
    assert problem is not None
    assert problem.field == "layers"
    needed = check_bytes(spec) / 2**30
    assert problem.message == (
        "a check of 100,040,007 parameters with 5 examples needs "
        f"{needed:.0f} GiB, and 1 GiB is the limit; make a layer or the number of examples smaller."
    )


def test_a_network_whose_single_pass_takes_too_long_is_refused_with_the_figures() -> None:
    problem = size_problem(NetworkSpec((4, 2000, 1500, 1), 2000))
    assert problem is not None
    assert problem.field == "layers"
    assert problem.message.startswith(
        "a forward pass takes 6,019 million multiplications, and 1,000 million is the limit"
    )


def test_it_is_refused_before_anything_is_drawn() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InvalidSettings, match="million is the limit"):
            Experiment(NetworkSubject(NetworkSpec((10_000, 10_000, 10_000, 1), 10_000)))
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


def test_what_fits_is_not_refused() -> None:
    largest = NetworkSpec((1800, 1800, 10, 1), 1)
    assert check_bytes(largest) <= MEMORY_LIMIT
    assert size_problem(largest) is None


def test_a_little_more_than_the_limit_is_not_written_as_the_limit() -> None:
    problem = size_problem(NetworkSpec((2100, 2000, 10, 1), 3))
    assert problem is not None
    takes = problem.message.partition(" needs ")[2].partition(" GiB")[0]
    assert 1 < float(takes) < 1.1
