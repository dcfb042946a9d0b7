from itertools import groupby
from types import SimpleNamespace

import numpy as np
import pytest

import benchmark_rounds
from benchmark_cases import Sample, case
from benchmark_contenders import Contender, Job
from benchmark_rounds import race


class Pace:
    """A clock that only jobs move: each takes as long as its contender says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.ran: list[str] = []
        self.epsilons: list[float] = []
        monkeypatch.setattr(benchmark_rounds, "perf_counter", lambda: self.now)
        monkeypatch.setattr(benchmark_rounds, "process_time", lambda: self.now)
        # To collect the garbage of all tests, again and again, takes seconds.
        calls = dict.fromkeys(("collect", "disable", "enable"), lambda: None)
        monkeypatch.setattr(benchmark_rounds, "gc", SimpleNamespace(**calls))

    def contender(self, label: str, each: float, *, whole: bool = False) -> Contender:
        """Return one who takes so many seconds for each parameter."""

        def prepare(sample: Sample, epsilon: float) -> Job:
            def job() -> np.ndarray:
                self.now += each * sample.size
                self.ran.append(label)
                self.epsilons.append(epsilon)
                return np.zeros(sample.size)

            return job

        return Contender(label, lambda case: prepare, whole=whole)


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> Pace:
    return Pace(monkeypatch)


def ignore(line: str) -> None:
    pass


def test_all_are_compared_to_the_first(pace: Pace) -> None:
    slow, fast = race(
        case("S"), [pace.contender("slow", 1e-3), pace.contender("fast", 1e-4)], 1, ignore
    )
    assert (slow.seconds, slow.fastest, slow.slowest) == pytest.approx((0.047,) * 3)
    assert slow.ratio == 1
    assert fast.ratio == pytest.approx(10)
    assert (slow.computed, slow.floors) == (47, 0)
    assert slow.threads == pytest.approx(1)


def test_all_take_turns_and_short_jobs_are_repeated(pace: Pace) -> None:
    said: list[str] = []
    those = [pace.contender("slow", 1e-3), pace.contender("fast", 1e-4)]
    slow, _ = race(case("S"), those, 1, said.append)
    turns = [(label, len(list(run))) for label, run in groupby(pace.ran)]
    # After the trials: 0.047 s once, and three times 0.0047 s to come to a hundredth.
    assert turns[2:-2] == [("slow", 1), ("fast", 3)] * slow.rounds
    assert len(said) == slow.rounds > 3


def test_no_measurement_has_the_epsilon_of_another(pace: Pace) -> None:
    [timing] = race(case("S"), [pace.contender("slow", 1e-3)], 1, ignore)
    measured = pace.epsilons[-timing.rounds - 2 : -2]
    assert len(set(measured)) == timing.rounds
    assert measured == pytest.approx([1e-7] * timing.rounds, rel=1e-6)


def test_who_is_too_slow_computes_a_sample_that_stands_for_all(pace: Pace) -> None:
    those = [pace.contender("slow", 1.0), pace.contender("fast", 1e-4)]
    slow, fast = race(case("M"), those, 300, ignore)
    assert slow.computed < 1217 == fast.computed
    assert slow.seconds == pytest.approx(1217)
    assert fast.ratio == pytest.approx(10_000)


def test_who_takes_no_sample_and_would_take_for_ever_is_left_out_with_a_word(pace: Pace) -> None:
    those = [pace.contender("fast", 1e-4), pace.contender("endless", 10.0, whole=True)]
    said: list[str] = []
    assert [each.label for each in race(case("M"), those, 10, said.append)] == ["fast"]
    assert "endless is left out, as it would take 12,170 s" in said[0]
