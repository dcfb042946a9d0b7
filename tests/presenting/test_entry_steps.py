"""The steps of one entry, with the numbers of the check in."""

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.presenting.cause import cause_sentence
from gradviz.presenting.entry_steps import EntrySteps, entry_steps, inline, stacked
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.results import (
    checked,
    equal,
    given_experiment,
    sampled,
    saturated,
    stopped,
    with_gradapprox,
)


def values(steps: EntrySteps) -> dict[str, str]:
    """Return the last value of each step by its name."""
    groups = (*steps.approximation, *steps.comparison)
    return {step.name: step.value.strip() for group in groups for step in group}


def test_five_steps_and_three_norms() -> None:
    result = checked("course-bugs")
    index = result.layout.index("W2", 2, 0)
    found = values(entry_steps(result, index))
    theta, epsilon = float(result.theta[index]), 1e-7
    assert float(found["theta"]) == theta
    assert float(found["theta+"]) == theta + epsilon
    assert float(found["theta-"]) == theta - epsilon
    assert float(found["J+"]) == result.entries.plus[index]
    assert float(found["J-"]) == result.entries.minus[index]
    assert float(found["gradapprox"]) == pytest.approx(result.gradapprox[index], rel=1e-8)
    assert float(found["grad"]) == pytest.approx(result.grad[index], rel=1e-8)
    assert float(found["numerator"]) == pytest.approx(result.errors[index], rel=1e-5)
    assert float(found["difference"]) == pytest.approx(1 / 3, rel=1e-5)
    assert float(found["ratio"]) == pytest.approx(2, rel=1e-5)


def test_costs_stand_one_under_the_other_with_seventeen_digits() -> None:
    lines = inline(entry_steps(checked("course"), 0).approximation).splitlines()
    plus = next(line for line in lines if line.startswith("J+ ") and "theta+" in line)
    minus = next(line for line in lines if line.startswith("J- ") and "theta-" in line)
    gap = next(line for line in lines if line.startswith("J+ - J-"))
    assert plus.rindex(".") == minus.rindex(".") == gap.rindex(".")
    digits = plus[plus.rindex("=") :].replace(".", "")
    assert sum(character.isdigit() for character in digits) == 17


def test_the_narrow_form_says_the_same_in_shorter_lines() -> None:
    steps = entry_steps(checked("course-bugs"), 3)
    wide, narrow = inline(steps.approximation), stacked(steps.approximation)
    assert max(map(len, narrow.splitlines())) <= 38 < max(map(len, wide.splitlines()))
    words = {word for word in wide.split() if word != "="}
    assert words <= set(narrow.split())


def test_forward_scheme_takes_one_step() -> None:
    result = check(read_experiment({"scheme": "forward"}, preset_experiment("course")))
    text = inline(entry_steps(result, 0).approximation)
    assert "theta-" not in text
    assert "J      = J(theta)" in text
    assert "gradapprox = (J+ - J) / epsilon" in text


def test_float32_has_nine_digits_and_says_which_step_was_taken() -> None:
    result = checked("float32")
    places = range(result.size)
    found = values(entry_steps(result, 0))
    assert float(np.float32(found["theta+"])) == float(result.theta[0] + np.float32(1e-7))
    assert sum(character.isdigit() for character in found["J+"].lstrip("0.")) == 9
    notes = [note for place in places for note in entry_steps(result, place).notes]
    assert any("the step really taken is" in note for note in notes)
    assert any("epsilon is lost: float32 has no number" in note for note in notes)


def test_not_computed_yet() -> None:
    result = stopped("course-bugs", 12)
    found = values(entry_steps(result, 30))
    assert found["J+"] == found["J-"] == found["gradapprox"] == "not computed yet"
    assert float(found["grad"]) == result.grad[30]
    assert "difference" not in found
    assert entry_steps(result, 30).why == ""
    assert values(entry_steps(result, 11))["J+"] != "not computed yet"
    some = sampled(checked("course-bugs"), [2, 30])
    for index in (0, 2, 29, 30, 46):
        is_told = values(entry_steps(some, index))["gradapprox"] != "not computed yet"
        assert is_told == (index in (2, 30))


def test_not_finite_says_why() -> None:
    steps = entry_steps(saturated(), 0)
    assert values(steps)["difference"] == "NaN"
    assert steps.why.startswith("Not finite: gradapprox of W1 is NaN")
    assert "sigmoid is saturated" in steps.why


def test_an_infinite_gradient_does_not_break_the_steps() -> None:
    result = with_gradapprox(checked("default"), np.full(checked("default").size, np.inf))
    assert values(entry_steps(result, 0))["numerator"] == "inf"
    both = changed(result, grad=np.full(result.size, np.inf))
    assert values(entry_steps(both, 0))["numerator"] == "NaN"


def test_an_entry_that_is_known_to_be_wrong_says_so() -> None:
    result = checked("course-bugs")
    failing, fine = result.layout.index("b1", 0, 0), result.layout.index("W1", 0, 0)
    alone = "✗ It is known to be wrong."
    assert alone in entry_steps(result, failing).notes
    assert alone not in entry_steps(result, fine).notes


def test_a_difference_that_noise_explains_is_told_from_a_wrong_one() -> None:
    result = checked("course-bugs")
    wrong, fine = result.layout.index("b1", 0, 0), result.layout.index("W1", 1, 3)
    for index, why in ((wrong, "✗ Wrong: the error, 1.9, is"), (fine, "Rounding: the error, ")):
        assert entry_steps(result, index).why == cause_sentence(result, index)
        assert entry_steps(result, index).why.startswith(why)


def test_a_step_over_a_kink_is_said_of_its_entry_alone() -> None:
    result = check(read_experiment({"epsilon": "0.1"}, preset_experiment("course")))
    steps = [entry_steps(result, index).why for index in range(result.size)]
    found = [why.startswith("Kink crossed: from theta- to theta+") for why in steps]
    assert found == result.entries.kinks.tolist()
    assert any(found)
    assert not all(found)


def test_an_exact_zero_shows_the_slopes_on_both_sides() -> None:
    result = checked("kink")
    why = entry_steps(result, result.layout.index("b2", 0, 0)).why
    assert why.startswith("Exact zero: ")
    assert "0.99795" in why
    assert "0.736365" in why


def test_agreement_of_zeros_and_of_equal_numbers() -> None:
    result = equal()
    assert "grad and gradapprox are exactly equal." in entry_steps(result, 0).notes
    none = np.zeros(result.size)
    zeros = changed(result, grad=none, gradapprox=none, opinion=None)
    steps = entry_steps(zeros, 0)
    assert values(steps)["difference"] == "0"
    assert steps.why == "Both are 0, and 0/0 counts as agreement: a bug here cannot be seen."


def test_given_gradients_are_called_given_and_no_name_of_a_file_makes_the_line_long() -> None:
    result = check(given_experiment(f"{'long' * 40}.npz"))
    steps = inline(entry_steps(result, 0).comparison)
    assert "dW1[0, 0] as given" in steps
    assert max(map(len, steps.splitlines())) < 80


@pytest.mark.parametrize("preset", ["default", "course-bugs", "kink", "float32"])
def test_every_entry_can_be_told(preset: str) -> None:
    result = checked(preset)
    for index in range(result.size):
        steps = entry_steps(result, index)
        assert inline(steps.approximation)
        assert stacked(steps.comparison)
        assert steps.why
