"""Why one entry differs, in a sentence with the numbers in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.expected import ExpectedError
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.presenting.cause import cause_sentence
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.networks import random_network
from tests.helpers.numbers import written
from tests.helpers.results import checked, saturated, stopped, with_gradapprox
from tests.helpers.strategies import examples, experiments


def check_of(preset: str, **texts: str) -> CheckResult:
    return check(read_experiment(texts, preset_experiment(preset)))


def entry(result: CheckResult, name: str, row: int, column: int) -> str:
    return cause_sentence(result, result.layout.index(name, row, column))


def error(result: CheckResult, name: str) -> float:
    """Return the error of the first entry of an array."""
    index = result.layout.index(name, 0, 0)
    return float(abs(result.grad - result.gradapprox)[index])


def times_expected(result: CheckResult, name: str) -> str:
    """Return the error of that entry, beside the one to expect, as the sentence has it."""
    made = error(result, name)
    expected = float(result.expected_errors[result.layout.index(name, 0, 0)])
    return (
        f"the error, {written(made, 2)}, is {written(made / expected, 2)} times the one to expect, "
        f"{written(expected, 2)}"
    )


def test_wrong_says_how_far_beyond_the_noise_and_that_another_epsilon_agrees() -> None:
    result = checked("course-bugs")
    assert error(result, "b1") == pytest.approx(1.898723, rel=1e-5)
    assert entry(result, "b1", 0, 0) == (
        f"✗ Wrong: {times_expected(result, 'b1')}; at epsilon 1e-4 it is 1.9."
    )


def test_rounding_says_how_the_error_compares_to_the_noise() -> None:
    result = checked("course")
    assert entry(result, "W1", 0, 0) == (
        f"Rounding: {times_expected(result, 'W1')}. No more can be seen at this epsilon."
    )


def test_truncation_asks_for_a_smaller_epsilon_and_a_lost_step_for_a_larger_one() -> None:
    long = entry(check_of("course", epsilon="1e-2"), "W1", 0, 0)
    assert long.startswith("Truncation: the error, 4.6e-6, is 1 times the one to expect")
    assert long.endswith("A smaller epsilon tells more.")
    result = checked("course")
    assert result.expected is not None
    lost = changed(result, expected=replace(result.expected, step=np.ones(result.size)))
    assert entry(lost, "W1", 0, 0).startswith("Step lost: ")
    assert entry(lost, "W1", 0, 0).endswith("A larger epsilon tells more.")


def test_unsure_says_what_another_epsilon_makes_of_it() -> None:
    result = checked("course")
    result = changed(result, opinion=None)
    between = with_gradapprox(result, result.grad + 20 * result.expected_errors)
    said = entry(between, "W1", 0, 0)
    assert said.startswith(f"Unsure: {times_expected(between, 'W1')}")
    assert ", is 20 times the one to expect" in said
    assert ", too little to be called wrong; at epsilon 1e-4 it is " in said
    assert said.endswith(".")


def test_both_zero_is_agreement_that_hides_a_bug() -> None:
    dark = int(np.flatnonzero(checked("course").uncovered)[0])
    words = "Both are 0, and 0/0 counts as agreement: a bug here cannot be seen."
    assert cause_sentence(checked("course"), dark) == words


@pytest.mark.parametrize(("scheme", "start"), [("central", "theta-"), ("forward", "theta")])
def test_a_crossed_kink_says_between_which_passes(scheme: str, start: str) -> None:
    result = check_of("course", epsilon="0.1", scheme=scheme)
    words = (
        f"Kink crossed: from {start} to theta+ a hidden unit crosses the kink of relu, so "
        "gradapprox mixes two slopes; a smaller epsilon may not."
    )
    said = [cause_sentence(result, index) == words for index in range(result.size)]
    assert said == result.entries.kinks.tolist()
    assert any(said)


def test_at_an_exact_zero_both_slopes_are_shown_and_grad_between_them_is_no_failure() -> None:
    result = checked("kink")
    assert entry(result, "b2", 0, 0) == (
        "Exact zero: this parameter moves a pre-activation that is exactly zero, so J has one "
        "slope on the left, 0.99795, and one on the right, 0.736365 (over 1e-6); grad lies "
        "between them: no failure."
    )
    wrong = entry(changed(result, grad=2 * result.grad), "b2", 0, 0)
    assert wrong.startswith("✗ Wrong: ")
    assert "0.99795" in wrong
    assert wrong.endswith("grad, 1.9959, does not lie between them.")


def test_where_several_units_are_at_their_kink_nothing_is_said_of_grad() -> None:
    several = random_network("he", 37, epsilon=1e-6)
    said = entry(check(several), "b2", 0, 0)
    assert said.startswith("Exact zero: ")
    assert "one slope on the left" in said
    assert said.endswith(". Whether grad is right cannot be seen here.")
    wrong = entry(
        check(
            replace(several, subject=replace(network_of(several), lines=("db2 = -1/m * sum(dZ2)",)))
        ),
        "b2",
        0,
        0,
    )
    assert wrong.startswith("✗ Wrong: ")
    assert "; near theta, where no unit is at its kink, the error is " in wrong


def test_slopes_that_there_was_no_time_for_are_not_quoted() -> None:
    result = checked("kink")
    assert result.slopes is not None
    nothing = np.full(result.size, np.nan)
    unknown = np.zeros(result.size, bool)
    slopes = replace(result.slopes, left=nothing, right=nothing, is_single=unknown)
    assert entry(changed(result, slopes=slopes), "b2", 0, 0) == (
        "Exact zero: this parameter moves a pre-activation that is exactly zero. Whether grad is "
        "right cannot be seen here."
    )


def test_not_finite_gives_the_reason() -> None:
    problem = saturated().problem
    assert cause_sentence(saturated(), 0) == f"Not finite: {problem}"
    nameless = changed(saturated(), problem=None)
    assert cause_sentence(nameless, 0).startswith("Not finite: one of the two is NaN or infinite")


def test_before_the_noise_is_measured_nothing_is_claimed() -> None:
    part = stopped("course", 9)
    assert cause_sentence(part, 0) == (
        f"Unsure: what error to expect was not measured; it is {written(error(part, 'W1'), 2)}."
    )
    assert cause_sentence(part, 9) == ""


def test_any_error_is_far_beyond_an_expectation_of_nothing() -> None:
    result = checked("course-bugs")
    nothing = np.zeros(result.size)
    exact = changed(result, expected=ExpectedError(nothing, nothing, nothing), suggestion=None)
    said = entry(exact, "b1", 0, 0)
    assert said == "✗ Wrong: the error, 1.9, is far beyond the one to expect, 0."


@given(experiments(most_units=3))
@examples(60)
def test_the_sentence_begins_with_the_cause(experiment: Experiment) -> None:
    result = check(experiment)
    for index in range(result.size):
        sentence, cause = cause_sentence(result, index), cause_of(result, index)
        if cause is Cause.BOTH_ZERO:
            assert sentence.startswith("Both are 0")
        else:
            assert sentence.lower().startswith((f"{cause}: ", f"✗ {cause}: "))
        assert sentence.isprintable()
