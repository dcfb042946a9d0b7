"""The work of the engines, held to what they really do: counted, and not timed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import SCHEMES
from gradviz.checking.forecast.engines import (
    Run,
    engine_work,
    fastest_engine,
    nominal_seconds,
    share_within,
)
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.forecast.work import Work
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.counted import counted, counting
from tests.helpers.strategies import examples, specs

LARGEST = (150, 100, 100, 40, 200)  # n_x, n_1, n_2, n_y and m
EPSILON = 1e-7  # so short that hardly a unit changes sign


def random_spec(number: int) -> NetworkSpec:
    """Return one of many networks, with sizes of all orders of magnitude."""
    random = np.random.default_rng(number)
    n_x, n_1, n_2, n_y, m = (
        round(float(np.exp(random.uniform(0, np.log(most))))) for most in LARGEST
    )
    activation, cost = ACTIVATIONS[number % len(ACTIVATIONS)], COSTS[number // 4 % 2]
    layers = (n_x, n_1, n_2, n_y)
    return NetworkSpec(layers, m, activation, cost, seed=number, init="he", data="gaussian")


def done_by(
    monkeypatch: pytest.MonkeyPatch, spec: NetworkSpec, run: Run, share: float = 1.0
) -> Work:
    """Return what an engine did, counted."""
    subject = counted(NetworkSubject(spec).build())
    request = Request.of_all(subject.layout, run.epsilon, run.scheme)
    if share < 1:
        request = request.sampled(subject.layout, share)
    with counting(monkeypatch) as count:
        for _ in ENGINES[run.engine](subject, request, Entries.empty(subject.theta.size)):
            pass
    return count.work


@pytest.mark.parametrize("engine", ["incremental", "batched", "loop"])
def test_it_is_what_the_engine_does_within_a_factor_of_two(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratios = []
    for number in range(24):
        spec, run = random_spec(number), Run(engine, SCHEMES[number % 2], EPSILON)
        if nominal_seconds(spec, run) > 0.2:
            continue
        counted_work = done_by(monkeypatch, spec, run)
        ratios.append(counted_work.seconds(NOMINAL) / nominal_seconds(spec, run))
    assert len(ratios) >= 12
    assert min(ratios) > 0.5
    assert max(ratios) < 2


@pytest.mark.parametrize("number", [1, 8, 14])
def test_that_of_a_sample_too(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, run = random_spec(number), Run("incremental", "central", EPSILON)
    for share in (0.1, 0.5):
        found = done_by(monkeypatch, spec, run, share).seconds(NOMINAL)
        assert 0.5 < found / engine_work(spec, run, share).seconds(NOMINAL) < 2


def test_units_that_change_sign_take_longer() -> None:
    spec = NetworkSpec((2, 391, 110, 4), 112, init="he", data="gaussian")
    times = [nominal_seconds(spec, Run("incremental", "central", e)) for e in (1e-7, 1e-3, 1e-1)]
    assert times == sorted(times)
    assert times[2] > 1.3 * times[0]


def test_a_share_is_what_there_is_time_for() -> None:
    spec, run = NetworkSpec((784, 128, 64, 1), 128), Run("incremental")
    share = share_within(spec, run, nominal_seconds(spec, run) / 4)
    assert share == pytest.approx(0.25)
    assert share_within(spec, run, 100.0) == 1


@given(specs(most_units=40, most_examples=60), st.sampled_from(SCHEMES))
@examples(100)
def test_auto_takes_the_engine_that_is_estimated_to_be_the_fastest(
    spec: NetworkSpec, scheme: str
) -> None:
    seconds = {
        name: nominal_seconds(spec, Run(name, scheme)) for name in ("batched", "incremental")
    }
    assert seconds[fastest_engine(spec, scheme)] == min(seconds.values())


def test_the_fastest_is_by_stacks_where_a_check_is_small_and_incremental_where_it_is_large() -> (
    None
):
    assert fastest_engine(NetworkSpec(), "central") == "batched"
    for activation in ACTIVATIONS:
        for layers in ((64, 128, 64, 1), (784, 128, 64, 1)):
            assert fastest_engine(NetworkSpec(layers, 128, activation), "central") == "incremental"


def test_the_forward_scheme_takes_about_half_as_long() -> None:
    spec = NetworkSpec((64, 128, 64, 1), 128)
    both = [nominal_seconds(spec, Run("loop", scheme)) for scheme in SCHEMES]
    assert both[0] / both[1] == pytest.approx(2, rel=0.1)
