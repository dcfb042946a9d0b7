"""The 1-D case as text and JSON."""

import json

import pytest

from gradviz.checking.one_d import check_one_d
from gradviz.reporting.one_d import one_d_json, one_d_text, one_d_verdict
from gradviz.reporting.terminal import Style


def test_all_steps_by_name() -> None:
    found = json.loads(one_d_json(check_one_d(2, 4), 1e-7))
    assert found["difference"] == 2.919335883291695e-10
    assert found["verdict"] == "pass"
    assert set(found) == {
        "verdict", "threshold", "x", "theta", "epsilon", "theta_plus", "theta_minus", "J_plus",
        "J_minus", "gradapprox", "grad", "numerator", "denominator", "difference",
    }  # fmt: skip


def test_the_text_numbers_five_steps_and_three() -> None:
    text = one_d_text(check_one_d(3, 4), 1e-7, Style(80))
    assert text.startswith("✓ PASS: difference 7.814075313343006e-11")
    assert [line[:5] for line in text.splitlines() if line[2:3].isdigit()] == [
        f"  {number}  " for number in (1, 2, 3, 4, 5, 1, 2, 3)
    ]
    assert max(map(len, text.splitlines())) <= 80


def test_a_smaller_threshold_fails() -> None:
    assert one_d_verdict(check_one_d(2, 4), 1e-12) == "fail"


@pytest.mark.parametrize(
    ("x", "theta", "epsilon", "words"),
    [(2.0, 4.0, 1e-18, "vanishes beside theta"), (1e308, 1e308, 1.0, "vanishes beside theta"),
     (1e308, 4.0, 1.0, "leave the range")],
)  # fmt: skip
def test_what_is_lost_in_rounding_is_inconclusive(
    x: float, theta: float, epsilon: float, words: str
) -> None:
    checked = check_one_d(x, theta, epsilon)
    assert one_d_verdict(checked, 1e-7) == "inconclusive"
    found = json.loads(one_d_json(checked, 1e-7))
    assert words in found["problem"]
