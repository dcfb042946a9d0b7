"""Why one entry differs: on results written by hand, and on real ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.agreement import VANISHES
from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.expected import MARGIN, SURE, ExpectedError
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.suggestion import Suggestion
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.networks import random_network
from tests.helpers.results import checked, sampled, saturated, with_gradapprox
from tests.helpers.strategies import examples, experiments, with_settings

NOISE = 1e-9


def off_by(error: float, rounding: float = NOISE, **other: float) -> CheckResult:
    """Return a check whose every entry is off by so much, and what error to expect of it."""
    course = checked("course")
    sizes = {"rounding": rounding, "step": 0.0, "truncation": 0.0} | other
    expected = ExpectedError(**{name: np.full(course.size, size) for name, size in sizes.items()})
    grad = np.ones(course.size)
    wrong = with_gradapprox(
        changed(course, grad=grad, suggestion=None, at_tenth=None, opinion=None), grad + error
    )
    return changed(wrong, expected=expected)


def tried(result: CheckResult, error: float, epsilon: float = 1e-4) -> CheckResult:
    """Return a result whose entries are off by so much at another epsilon."""
    other = Suggestion(epsilon, 0.0, 0, result.size, result.grad + error)
    return changed(result, suggestion=other)


def test_an_error_as_large_as_the_noise_is_rounding_and_a_far_larger_one_is_wrong() -> None:
    assert cause_of(off_by(0.0), 0) is Cause.ROUNDING
    assert cause_of(off_by(0.99 * MARGIN * NOISE), 0) is Cause.ROUNDING
    assert cause_of(off_by(1.01 * MARGIN * NOISE), 0) is Cause.UNSURE
    assert cause_of(off_by(0.99 * SURE * NOISE), 0) is Cause.UNSURE
    assert cause_of(off_by(1.01 * SURE * NOISE), 0) is Cause.WRONG


@pytest.mark.parametrize("cause", [Cause.ROUNDING, Cause.STEP, Cause.TRUNCATION])
def test_the_largest_part_of_the_error_to_expect_is_named(cause: Cause) -> None:
    field = {Cause.STEP: "step"}.get(cause, str(cause))
    parts = {"rounding": NOISE, "step": NOISE, "truncation": NOISE} | {field: 2 * NOISE}
    assert cause_of(off_by(NOISE, **parts), 0) is cause


def test_what_is_gone_at_another_epsilon_is_not_called_wrong() -> None:
    result = off_by(1e-3)
    assert cause_of(tried(result, 1e-3 - 0.9 * SURE * NOISE), 0) is Cause.WRONG
    assert cause_of(tried(result, 1e-3 - 1.1 * SURE * NOISE), 0) is Cause.UNSURE
    assert cause_of(tried(result, 0.9 * VANISHES * 1e-3), 0) is Cause.UNSURE
    assert cause_of(tried(result, np.nan), 0) is Cause.WRONG, "it was not tried there"


def test_without_a_measurement_nobody_is_sure() -> None:
    assert cause_of(changed(off_by(1e-3), expected=None), 0) is Cause.UNSURE


def test_both_zero_is_a_place_where_no_bug_can_be_seen() -> None:
    result, nothing = off_by(0.0), np.zeros(47)
    assert cause_of(changed(result, grad=nothing, gradapprox=nothing), 5) is Cause.BOTH_ZERO
    assert cause_of(changed(result, grad=nothing), 5) is Cause.WRONG
    assert cause_of(checked("course"), 16) is Cause.BOTH_ZERO


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_not_finite_comes_before_all_else(bad: float) -> None:
    kinked = changed(off_by(0.0), kinks=np.ones(47, bool))
    values = np.ones(47)
    values[3] = bad
    for broken in (changed(kinked, grad=values), changed(kinked, gradapprox=values)):
        assert cause_of(broken, 3) is Cause.NOT_FINITE
        assert cause_of(broken, 4) is Cause.KINK
    assert cause_of(saturated(), 0) is Cause.NOT_FINITE


def test_what_was_not_computed_has_no_cause() -> None:
    some = sampled(checked("course-bugs"), [2])
    assert cause_of(some, 3) is Cause.NOT_COMPUTED
    assert cause_of(some, 2) is Cause.ROUNDING


def test_a_kink_that_is_crossed() -> None:
    result = check(with_settings(preset_experiment("course"), epsilon=0.1))
    crossed = [cause_of(result, index) is Cause.KINK for index in range(result.size)]
    assert crossed == result.entries.kinks.tolist()
    assert 0 < sum(crossed) < result.size


def test_an_exact_zero_is_one_only_where_grad_lies_between_the_slopes() -> None:
    result = checked("kink")
    at_zero = np.flatnonzero(result.evidence.at_zero).tolist()
    assert [cause_of(result, index) for index in at_zero] == [Cause.EXACT_ZERO] * 3
    wrong = changed(result, grad=result.grad + 1)
    assert [cause_of(wrong, index) for index in at_zero] == [Cause.WRONG] * 3


def test_an_entry_that_moves_several_zeros_is_wrong_only_if_it_is_beside_theta() -> None:
    several = random_network("he", 37, epsilon=1e-6)
    part = several.subject.layout.slices["b2"]
    for lines, cause in (((), Cause.EXACT_ZERO), (("db2 = -1/m * sum(dZ2)",), Cause.WRONG)):
        result = check(replace(several, subject=replace(network_of(several), lines=lines)))
        assert [cause_of(result, i) for i in range(part.start, part.stop)] == [cause] * 3


def test_the_two_bugs_of_the_exercise_are_wrong_and_nothing_else_is() -> None:
    result = checked("course-bugs")
    wrong = {
        result.layout.locate(index)[0]
        for index in range(result.size)
        if cause_of(result, index) is Cause.WRONG
    }
    assert wrong == {"W2", "b1"}


@pytest.mark.parametrize(("epsilon", "cause"), [(1e-7, Cause.ROUNDING), (1e-2, Cause.TRUNCATION)])
def test_the_cause_follows_epsilon(epsilon: float, cause: Cause) -> None:
    result = check(with_settings(preset_experiment("course"), epsilon=epsilon))
    found = [cause_of(result, index) for index in range(result.size)]
    told = [each for each in found if each is not Cause.BOTH_ZERO]
    assert set(told) <= {Cause.ROUNDING, Cause.TRUNCATION}
    assert sum(each is cause for each in told) > 0.8 * len(told)


@given(experiments(most_units=3))
@examples(40)
def test_no_entry_of_a_correct_backward_pass_is_called_wrong(experiment: Experiment) -> None:
    result = check(replace(experiment, subject=replace(network_of(experiment), bugs=())))
    found = {cause_of(result, index) for index in range(result.size)}
    assert Cause.WRONG not in found
    assert Cause.NOT_COMPUTED not in found


def test_what_vanishes_at_a_shorter_step_is_not_called_wrong() -> None:
    off = off_by(1.0)
    assert cause_of(off, 0) is Cause.WRONG
    near = 1.0 - 9 * SURE * NOISE  # the error to expect there is 10 times as large
    assert cause_of(changed(off, at_tenth=off.grad + near), 0) is Cause.WRONG
    assert cause_of(changed(off, at_tenth=off.grad + 0.9), 0) is Cause.UNSURE
    assert cause_of(changed(off, at_tenth=off.grad + 0.1), 0) is Cause.UNSURE
