"""A sweep in parts: the whole decades, then the rest; stopped and continued."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from gradviz.checking.experiment import Experiment
from gradviz.checking.steps import finished
from gradviz.checking.sweep import SweepProgress, sweep, sweep_steps
from gradviz.controllers.sweeping import BY_ITSELF_SECONDS, DECADES, Sweeping, snapshot
from gradviz.subjects.presets import preset_experiment

COURSE = preset_experiment("course")


def test_the_whole_decades_come_first_then_the_rest() -> None:
    sweeping = Sweeping(COURSE)
    sweeping.take_last(finished(sweeping.steps()))
    assert sweeping.result is not None
    assert sweeping.result.done == DECADES == 15
    assert np.allclose(np.log10(sweeping.result.central.epsilons), -np.arange(1, 16))
    assert not sweeping.is_over
    sweeping.take_last(finished(sweeping.steps()))
    assert sweeping.is_over
    whole = sweep(COURSE)
    assert np.array_equal(sweeping.result.central.differences, whole.central.differences)


def test_one_that_was_stopped_goes_on_where_it_was() -> None:
    sweeping = Sweeping(COURSE)
    steps = sweeping.steps()
    while sweeping.result is None:  # as many steps as it takes to the first epsilon
        sweeping.take(snapshot(next(steps)))
    steps.close()
    before = sweeping.result.done
    assert 0 < before < DECADES
    sweeping.take_last(finished(sweeping.steps()))
    assert sweeping.result.done == DECADES
    steps = sweeping.steps()
    for progress in islice(steps, 20):
        sweeping.take(snapshot(progress))
    steps.close()
    sweeping.take_last(finished(sweeping.steps()))
    assert sweeping.is_over
    assert np.array_equal(sweeping.result.central.differences, sweep(COURSE).central.differences)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_long_one_waits_to_be_asked_for_after_the_decades(factor: float) -> None:
    sweeping = Sweeping(COURSE)
    progress, result = finished(sweeping.steps())
    left = progress.total - progress.done
    seconds = factor * BY_ITSELF_SECONDS * progress.done / left
    sweeping.take_last((replace(progress, seconds=seconds), result))
    assert sweeping.waits == (factor > 1)


def test_what_is_whole_or_broken_is_over() -> None:
    sweeping = Sweeping(COURSE)
    assert not sweeping.is_over
    sweeping.is_broken = True
    assert sweeping.is_over


def test_epsilon_threshold_and_scheme_play_no_part() -> None:
    sweeping = Sweeping(COURSE)
    check = replace(COURSE.check, epsilon=1e-4, threshold=1e-3, scheme="forward")
    assert sweeping.is_of(replace(COURSE, check=check))
    assert not sweeping.is_of(replace(COURSE, check=replace(COURSE.check, engine="loop")))
    assert not sweeping.is_of(preset_experiment("course-bugs"))
    assert not sweeping.is_of(preset_experiment("default"))


def driven(sweeping: Sweeping) -> None:
    """Drive a job to its end and drop what it says, as when the page is left meanwhile."""
    finished(sweeping.steps())


def test_one_that_ended_unheard_tells_its_end_to_whoever_asks_next() -> None:
    sweeping = Sweeping(COURSE)
    sweeping.take_last(finished(sweeping.steps()))
    driven(sweeping)
    assert not sweeping.is_over
    sweeping.take_last(finished(sweeping.steps()))
    assert sweeping.is_over
    assert sweeping.result is not None
    assert np.array_equal(sweeping.result.central.differences, sweep(COURSE).central.differences)
    assert finished(sweeping.steps())[1] is sweeping.result


def test_decades_that_ended_unheard_are_told_before_the_rest_begins() -> None:
    sweeping = Sweeping(COURSE)
    driven(sweeping)
    progress, result = finished(sweeping.steps())
    assert progress.done == result.done == DECADES


def test_an_error_that_nobody_heard_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_experiment: Experiment) -> Iterator[SweepProgress]:
        yield from islice(sweep_steps(COURSE), 3)
        raise ZeroDivisionError

    monkeypatch.setattr("gradviz.controllers.sweeping.sweep_steps", broken)
    sweeping = Sweeping(COURSE)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            driven(sweeping)
