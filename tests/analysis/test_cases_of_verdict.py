"""Arrays files of which the verdict was wrong, with the right one; through the command line."""

import json
from pathlib import Path

import pytest

from gradviz.cli import main

CASES = Path(__file__).resolve().parent.parent / "cases"
RIGHT = {
    "unixtime_tanh": ("truncation", "--activation", "tanh"),
    "unixtime_relu": ("kinks",),
    "tinyweights_hugex_leaky": ("truncation", "--activation", "leaky-relu"),
    "torch_float32": ("precision", "--activation", "tanh"),
    "six_digits": ("precision", "--activation", "tanh", "--epsilon", "1e-5"),
    "float16_accused": ("precision", "--activation", "leaky-relu", "--epsilon", "1e-5"),
    "reason_rounding_is_kinks": ("kinks", "--epsilon", "1e-5"),
    "engine": ("kinks", "--epsilon", "0.1", "--scheme", "forward", "--engine", "incremental"),
}
WRONG = {
    "overestimate_hides": ("W2", "--epsilon", "1e-3", "--cost", "textbook"),
    "gradient_1e308": ("W1",),
}


def checked(capsys: pytest.CaptureFixture[str], name: str, *flags: str) -> dict[str, object]:
    main(["check", "--arrays", str(CASES / f"{name}.npz"), "--json", *flags])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_is_inconclusive_for_the_right_reason(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    reason, *flags = RIGHT[name]
    found = checked(capsys, name, *flags)
    assert (found["verdict"], found["reason"]) == ("inconclusive", reason)
    assert found["diagnosis"] == []
    opinion = found["second_opinion"]
    assert isinstance(opinion, dict)
    assert opinion["verdict"] == "pass"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_gradient_is_a_fail(capsys: pytest.CaptureFixture[str], name: str) -> None:
    array, *flags = WRONG[name]
    found = checked(capsys, name, *flags)
    assert found["verdict"] == "fail"
    assert found["wrong_arrays"] == [array]
