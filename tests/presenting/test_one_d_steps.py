"""The words and steps of the 1-D case."""

from decimal import Decimal

import pytest

from gradviz.checking.one_d import OneDCheck, check_one_d
from gradviz.checking.one_d_curves import CURVES
from gradviz.presenting.entry_steps import inline, stacked
from gradviz.presenting.one_d_steps import one_d_steps, one_d_words


def values(check: OneDCheck) -> dict[str, str]:
    steps = one_d_steps(check)
    groups = (*steps.approximation, *steps.comparison)
    return {step.name: step.value.strip() for group in groups for step in group}


def test_the_steps_hold_the_numbers_of_the_exercise() -> None:
    check = check_one_d(2, 4)
    found = values(check)
    assert list(found) == [
        "theta", "theta+", "theta-", "J+", "J-", "J+ - J-", "gradapprox", "grad", "numerator",
        "denominator", "difference", "left slope", "right slope",
    ]  # fmt: skip
    assert found["theta"] == "4, x = 2, epsilon = 1e-7"
    assert (found["theta+"], found["theta-"]) == ("4.0000001", "3.9999999")
    assert float(found["J+"]) == check.J_plus
    assert float(found["J-"]) == check.J_minus
    assert float(found["gradapprox"]) == check.gradapprox
    assert found["difference"] == "2.919335883291695e-10"


@pytest.mark.parametrize("epsilon", [1e-1, 1e-4, 1e-7, 1e-12])
@pytest.mark.parametrize("curve", ["product", "sin", "cube"])
def test_the_costs_that_are_written_differ_by_what_is_written(curve: str, epsilon: float) -> None:
    found = values(check_one_d(2, 1.3, epsilon, curve))
    plus, minus, gap = (Decimal(found[name]) for name in ("J+", "J-", "J+ - J-"))
    assert abs(plus - minus - gap) <= Decimal("1.5e-16") * max(Decimal(1), abs(plus))


def test_small_numbers_are_written_as_short_as_they_are() -> None:
    found = values(check_one_d(2, 0, 1e-7, "relu"))
    assert (found["theta+"], found["theta-"], found["J+"], found["J-"]) == (
        "1e-7", "-1e-7", "1e-7", "0e-7",
    )  # fmt: skip


def test_points_stand_one_under_the_other() -> None:
    steps = one_d_steps(check_one_d(2, 0.05, 0.1, "abs"))
    lines = inline(steps.approximation).splitlines()
    plus, minus = (next(line for line in lines if line.startswith(name)) for name in ("J+", "J-"))
    assert plus.rindex(".") == minus.rindex(".")
    assert max(map(len, stacked((*steps.approximation, *steps.comparison)).splitlines())) <= 40


def test_long_numbers_take_a_line_each() -> None:
    check = check_one_d(1.23456789012345, 9.87654321098765, 1.2345e-9)
    assert values(check)["theta"] == "9.87654321098765"
    assert values(check)["x"] == "1.23456789012345"


def test_at_a_kink_the_slopes_come_first_and_are_explained() -> None:
    steps = one_d_steps(check_one_d(2, 0, 1e-7, "abs"))
    assert [step.name for step in steps.comparison[0]] == ["left slope", "right slope"]
    assert "gradapprox is their mean" in steps.notes[0]
    smooth = one_d_steps(check_one_d(2, 0, 1e-7, "sin"))
    assert not any("kink" in note for note in smooth.notes)


@pytest.mark.parametrize(
    ("theta", "epsilon", "said"),
    [
        (4.0, 1e-7, "7 of 17 digits of J+ and J- cancel."),
        (4.0, 1e-15, "From theta- to theta+ float64 has only 4 numbers"),
        (4.0, 1e-15, "the step really taken is 1.77636e-15, and 2e-15 is what the exercise"),
        (4.0, 1e-17, "J+ and J- are the same number: all their digits cancel."),
        (1.0, 1e-7, "rounding explains about 4.441e-9 and truncation 0."),
    ],
)
def test_what_is_remarkable_is_said(theta: float, epsilon: float, said: str) -> None:
    notes = one_d_steps(check_one_d(2, theta, epsilon)).notes
    assert any(said in note for note in notes), notes


def test_the_count_of_numbers_holds_on_both_sides_of_zero() -> None:
    notes = one_d_steps(check_one_d(2, 0.0, 1e-7)).notes
    assert not any("staircase" in note for note in notes)
    notes = one_d_steps(check_one_d(2, -4.0, 1e-15)).notes
    assert any("only 4 numbers" in note for note in notes)


def test_words_hold_the_comparison_as_it_is() -> None:
    words = one_d_words(check_one_d(2, 4), 1e-7)
    assert (words.role, words.sign, words.word) == ("pass", "✓", "Pass")
    exactly = one_d_words(check_one_d(0, 4), 1e-7)
    assert exactly.sentence.startswith("difference exactly 0 ≤ threshold 1e-7:")
    lost = one_d_words(check_one_d(2, 4, 1e-18), 1e-7)
    assert lost.role == "inconclusive"
    assert lost.sentence.startswith("difference 1 > threshold 1e-7, but epsilon is lost")
    beyond = one_d_words(check_one_d(1e308, 4, 1.0), 1e-7)
    assert beyond.sentence.startswith("the difference is not a number, but the numbers leave")


@pytest.mark.parametrize("x", [1e308, -1e308, 0.0])
def test_every_case_can_be_told(x: float) -> None:
    for theta in (0.0, 1e308, -4.0):
        steps = one_d_steps(check_one_d(x, theta, 1.0))
        assert inline(steps.approximation)
        assert stacked(steps.comparison)


@pytest.mark.parametrize("curve", list(CURVES))
def test_each_curve_has_a_remark(curve: str) -> None:
    assert one_d_steps(check_one_d(2, 1, 1e-5, curve)).notes[-1].endswith(".")


def test_the_remarks_on_truncation_hold() -> None:
    assert check_one_d(2, 1.3, 1e-2, "square").numerator < 1e-13
    assert check_one_d(2, 1.3, 1e-2, "cube").numerator == pytest.approx(1e-4, rel=1e-6)
    square = check_one_d(2, 1.5, 0.25, "square")
    assert (square.slope_left, square.grad, square.slope_right) == (2.75, 3.0, 3.25)
