"""The 1-D case as text and JSON."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.one_d import check_one_d
from gradviz.checking.one_d_curves import CURVES
from gradviz.presenting.one_d import one_d_reason, one_d_verdict
from gradviz.reporting.one_d import one_d_json, one_d_text
from gradviz.reporting.terminal import Style
from tests.helpers.strategies import examples


def test_all_steps_by_name() -> None:
    found = json.loads(one_d_json(check_one_d(2, 4), 1e-7))
    assert found["difference"] == 2.919335883291695e-10
    assert (found["verdict"], found["curve"], found["formula"]) == ("pass", "product", "theta * x")
    assert set(found) == {
        "verdict", "threshold", "curve", "formula", "x", "theta", "epsilon", "theta_plus",
        "theta_minus", "J", "J_plus", "J_minus", "gradapprox", "grad", "slope_left", "slope_right",
        "numerator", "denominator", "difference", "rounding", "truncation", "at_kink",
        "crosses_kink",
    }  # fmt: skip


def test_x_is_left_out_where_it_plays_no_part() -> None:
    found = json.loads(one_d_json(check_one_d(2, 4, 1e-5, "sin"), 1e-7))
    assert "x" not in found
    assert found["formula"] == "sin(theta)"
    text = one_d_text(check_one_d(2, 4, 1e-5, "sin"), 1e-7, Style(80))
    assert "J(theta) = sin(theta), theta = 4\n" in text
    assert "J+ = sin(theta+) = " in text


def test_the_text_numbers_five_steps_and_three() -> None:
    text = one_d_text(check_one_d(3, 4), 1e-7, Style(80))
    assert text.startswith("✓ PASS: difference 7.814075313343006e-11")
    assert [line[:5] for line in text.splitlines() if line[2:3].isdigit()] == [
        f"  {number}  " for number in (1, 2, 3, 4, 5, 1, 2, 3)
    ]
    assert max(map(len, text.splitlines())) <= 80


def test_a_wrong_gradient_fails() -> None:
    checked = check_one_d(2, 4)
    wrong = replace(checked, grad=4.0, numerator=2.0, denominator=6.0, difference=1 / 3)
    assert one_d_verdict(wrong, 1e-7) == "fail"
    assert one_d_reason(wrong, 1e-7) is None
    assert one_d_text(wrong, 1e-7, Style(80)).startswith("✗ FAIL: difference 0.3333")


def test_a_threshold_below_the_rounding_is_no_proof() -> None:
    assert one_d_verdict(check_one_d(2, 4), 1e-12) == "inconclusive"
    text = " ".join(one_d_text(check_one_d(2, 4), 1e-12, Style(80)).split())
    assert "is greater than the threshold 1e-12, but rounding explains it" in text


@pytest.mark.parametrize(
    ("x", "theta", "epsilon", "words"),
    [(2.0, 4.0, 1e-18, "lost in the rounding"), (1e308, 1e308, 1.0, "lost in the rounding"),
     (1e308, 4.0, 1.0, "leave the range")],
)  # fmt: skip
def test_what_is_lost_in_rounding_is_inconclusive(
    x: float, theta: float, epsilon: float, words: str
) -> None:
    checked = check_one_d(x, theta, epsilon)
    assert one_d_verdict(checked, 1e-7) == "inconclusive"
    found = json.loads(one_d_json(checked, 1e-7))
    assert words in found["problem"]


@pytest.mark.parametrize(
    ("curve", "theta", "epsilon", "words"),
    [
        ("product", 4.0, 1e-12, "rounding explains it: take a larger epsilon"),
        ("sin", 1.0, 1e-1, "truncation explains it: take a smaller epsilon"),
        ("relu", 0.05, 1e-1, "crosses the kink and mixes two slopes: take an epsilon below 0.05"),
        ("cube", 0.0, 1e-7, "grad is 0, so any gradapprox at all gives 1: truncation explains"),
        ("relu", 0.0, 1e-7, "has no derivative at 0: its slope is 0 on the left and 1 on the"),
        ("abs", 0.0, 1e-7, "its slope is -1 on the left and 1 on the right; grad = 0 lies between"),
    ],
)
def test_the_reason_says_what_it_is_and_what_helps(
    curve: str, theta: float, epsilon: float, words: str
) -> None:
    checked = check_one_d(2, theta, epsilon, curve)
    assert one_d_verdict(checked, 1e-7) == "inconclusive"
    assert words in str(one_d_reason(checked, 1e-7))
    assert json.loads(one_d_json(checked, 1e-7))["problem"] == one_d_reason(checked, 1e-7)


@given(
    st.sampled_from(list(CURVES)),
    st.floats(-20, 20) | st.sampled_from([0.0, 1e-9]),
    st.floats(-20, 20),
    st.floats(-20, 0),
)
@examples(300)
def test_a_right_derivative_never_fails(
    curve: str, theta: float, x: float, exponent: float
) -> None:
    assert one_d_verdict(check_one_d(x, theta, 10.0**exponent, curve), 1e-7) != "fail"
