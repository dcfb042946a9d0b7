"""Which sizes fit, and what is computed at a time."""

import tracemalloc

import pytest
from hypothesis import given

from gradviz.checking.check import check_steps
from gradviz.checking.estimate import (
    MEMORY_LIMIT,
    check_bytes,
    chunk_size,
    size_problem,
)
from gradviz.checking.experiment import ENGINES, CheckSettings, Experiment
from gradviz.network.fields import InvalidSettings
from gradviz.network.spec import DTYPES, NetworkSpec
from tests.helpers.strategies import examples, specs

MIB = 1 << 20


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("layers", "m", "activation"),
    [
        ((20, 32, 16, 1), 64, "sigmoid"),
        ((64, 128, 64, 2), 128, "leaky-relu"),
        ((1000, 300, 10, 1), 1, "relu"),
        ((2, 500, 2, 1), 2000, "sigmoid"),
        ((100, 4, 3, 3), 10_000, "tanh"),
    ],
)
def test_a_check_stays_within_the_memory_foretold(
    layers: tuple[int, int, int, int], m: int, activation: str, dtype: str, engine: str
) -> None:
    # A seed of its own for each engine, so that none finds its network built already.
    seed = ENGINES.index(engine)
    spec = NetworkSpec(layers, m, activation, dtype=dtype, data="gaussian", seed=seed)
    experiment = Experiment(spec, CheckSettings(engine=engine))
    tracemalloc.start()
    try:
        steps = check_steps(experiment)
        result = next(progress for progress in steps if progress.done).result()
        assert result.arrays[0].name == "W1"
        assert result.wrong_entries.any() or result.worst(10).size
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= check_bytes(spec) + MIB


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
        f"{needed:.1f} GiB, and 1 GiB is the limit; make a layer or the number of examples smaller."
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
            Experiment(NetworkSpec((10_000, 10_000, 10_000, 1), 10_000))
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


def test_what_fits_is_not_refused() -> None:
    largest = NetworkSpec((3000, 3000, 10, 1), 1)
    assert check_bytes(largest) <= MEMORY_LIMIT
    assert size_problem(largest) is None
