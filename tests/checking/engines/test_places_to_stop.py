"""No step of an engine takes long: what is counted between two yields, and not timed."""

from collections.abc import Generator
from itertools import islice

import numpy as np
import pytest

from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.steps import Pace, quietly
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.counted import counted, counting

SHORT = 0.05  # nominal seconds between two places to stop
LOOKED_AT = 10  # steps of each: all are alike
WIDE: list[tuple[Layers, int]] = [
    ((4, 5, 3, 600), 200),
    ((1, 1, 200, 200), 200),
    ((4, 150, 3, 1), 8000),
]


@pytest.mark.parametrize("engine", list(ENGINES))
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize(("layers", "m"), WIDE)
def test_it_can_stop_after_little_work(
    engine: str, activation: str, layers: Layers, m: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = NetworkSpec(layers, m, activation, init="he", data="gaussian")
    for epsilon in (1e-7, 0.1) if activation == "relu" else (1e-7,):
        subject = counted(NetworkSubject(spec).build())
        for _ in subject.network.here_steps():
            pass
        request = Request.of_all(subject.layout, epsilon, "central")
        with counting(monkeypatch) as count:
            steps = ENGINES[engine](subject, request, Entries.empty(subject.theta.size))
            before, longest = 0.0, 0.0
            for _ in islice(steps, LOOKED_AT):
                now = count.work.seconds(NOMINAL)
                before, longest = now, max(longest, now - before)
        assert 0 < longest < SHORT


def test_a_long_pass_is_taken_in_steps_and_is_the_same() -> None:
    network = NetworkSubject(NetworkSpec((4, 300, 3, 1), 8000, data="gaussian")).draw()
    assert network.is_long
    steps = network.run_steps(network.theta)
    assert len(list(steps)) >= 2
    short = NetworkSubject(NetworkSpec((4, 30, 3, 1), 80, data="gaussian")).draw()
    assert not short.is_long
    assert list(short.run_steps(short.theta)) == []


def test_a_pace_counts_calls_and_numbers() -> None:
    pace = Pace(10_000)
    assert [pace.is_due(0) for _ in range(6)] == [False, False, False, False, True, False]
    assert pace.is_due(10_000)
    assert not pace.is_due(1)


def test_steps_are_quiet_and_their_owner_is_not() -> None:
    def dividing() -> Generator[None, None, int]:
        np.float64(1) / np.float64(0)
        yield
        return 7

    steps = quietly(dividing())
    next(steps)
    with pytest.warns(RuntimeWarning, match="divide"):
        np.float64(1) / np.float64(0)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == 7
