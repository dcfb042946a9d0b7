"""The digits of J+ and J- that cancel."""

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.result import CheckResult
from gradviz.presenting.cancelled_digits import Digits, cancelled_digits
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.results import checked, sampled


def with_costs(plus: float, minus: float) -> CheckResult:
    result = checked("course")
    return changed(result, plus=np.full(47, plus), minus=np.full(47, minus))


def parts(digits: Digits) -> list[tuple[str, str]]:
    """The digits of each number that cancel, and the others."""
    return [(text[: digits.cancelled], text[digits.cancelled :]) for _, text in digits.rows]


def test_what_cancels_is_what_the_difference_has_zeros_for() -> None:
    digits = cancelled_digits(with_costs(2.5, 2.375), 0)
    assert [name for name, _ in digits.rows] == ["J+", "J−", "J+ − J−"]
    assert [kept[:3] for _, kept in parts(digits)] == ["500", "375", "125"]
    assert [lost for lost, _ in parts(digits)] == ["2.", "2.", "0."]
    assert digits.words == "1 of 17 digits cancel"


def test_a_carry_does_not_hide_what_cancels() -> None:
    digits = cancelled_digits(with_costs(2.0000001, 1.9999999), 0)
    (plus, minus, gap) = parts(digits)
    assert plus[0] == "2.000000"
    assert minus[0] == "1.999999"
    assert gap[0] == "0.000000"
    assert gap[1][0] != "0"


def test_points_stand_one_under_the_other_whatever_the_sign() -> None:
    digits = cancelled_digits(with_costs(1.25, 1.5), 0)
    assert len({text.index(".") for _, text in digits.rows}) == 1
    assert digits.rows[2][1].startswith("-0.25")


def test_the_same_number_cancels_whole() -> None:
    digits = cancelled_digits(with_costs(0.7, 0.7), 0)
    assert all(kept == "" for _, kept in parts(digits))
    assert digits.words == "the same number: all digits cancel"


def test_an_exponent_is_no_digit() -> None:
    digits = cancelled_digits(with_costs(3e-9, 3e-9), 0)
    assert all(kept == "e-9" for _, kept in parts(digits))
    far = cancelled_digits(with_costs(2.0**-28, 2.0**-29), 0)
    assert parts(far)[2] == ("", far.rows[2][1])
    assert far.rows[2][1].startswith("1.8626")


def test_without_cancelling_nothing_is_grey() -> None:
    digits = cancelled_digits(with_costs(3.0, 0.5), 0)
    assert digits.words == "no digit cancels"
    assert parts(digits)[0][0] == ""


@pytest.mark.parametrize("cost", [float("nan"), float("inf")])
def test_what_is_not_finite_is_said(cost: float) -> None:
    digits = cancelled_digits(with_costs(cost, 1.0), 0)
    assert digits.words == "not finite"
    assert digits.cancelled == 0


def test_the_forward_scheme_takes_the_cost_itself() -> None:
    forward = check(read_experiment({"scheme": "forward"}, preset_experiment("course")))
    assert [name for name, _ in cancelled_digits(forward, 3).rows] == ["J+", "J", "J+ − J"]


def test_float32_has_nine_digits() -> None:
    single = check(read_experiment({"dtype": "float32"}, preset_experiment("course")))
    assert "9 digits" in cancelled_digits(single, 3).words or "same" in (
        cancelled_digits(single, 3).words
    )
    assert len(cancelled_digits(single, 3).rows[0][1].strip()) == 10


def test_what_was_not_computed_has_no_digits() -> None:
    assert cancelled_digits(sampled(checked("course"), [3]), 4) == Digits()
