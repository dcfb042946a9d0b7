"""What explains given gradients, in words, in the report, in JSON and in the status."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradviz.cli import main
from tests.helpers.cases import case
from tests.helpers.commands import Captured, check_object
from tests.helpers.other_passes import OtherPass, random_arrays


@pytest.mark.parametrize(
    ("name", "flags", "status", "message"),
    [
        (
            "activation_forgotten", (), 3,
            "The gradients are right for tanh; this check assumes ReLU. If ReLU is meant, A1, A2, "
            "dZ2 and dZ1 are those of another activation.",
        ),
        (
            "activation_forgotten", ("--activation", "relu"), 1,
            "The gradients are right for tanh; what was stated is ReLU. If ReLU is meant, A1, A2, "
            "dZ2 and dZ1 are those of another activation.",
        ),
        (
            "mse", ("--activation", "sigmoid"), 3,
            "The gradients are right for half the squared error; this check assumes the "
            "cross-entropy of sigmoid outputs. If the cross-entropy is meant, dZ3 is not A3 - Y.",
        ),
        (
            "extra_keys_lambd", (), 3,
            "The gradients are right with the L2 term that the file says, lambd 0.7; the J of this "
            "check has none. Save the gradients without lambd/m * W, or with lambd 0, and this "
            "check passes.",
        ),
        (
            "l2_one_term_forgotten", (), 1,
            "The dW have an L2 term, lambda/m * W with lambda 0.7, which this check leaves out; in "
            "dW2 it is missing.",
        ),
        (
            "divisor_wrong_axis_all", (), 1,
            "One cause explains all six gradients: 1/X.shape[0], here 1/4, in the place of 1/m, "
            "1/20.",
        ),
        ("int_gradients", (), 1, "Right gradients were cut to whole numbers."),
    ],
)  # fmt: skip
def test_the_message_and_the_status(
    capsys: Captured, name: str, flags: tuple[str, ...], status: int, message: str
) -> None:
    found, answer = check_object(capsys, "--arrays", str(case(name)), *flags)
    assert found == status
    assert [each["message"] for each in answer["assumed"]] == [message]


def test_json_names_what_fits_what_is_assumed_and_the_flag(capsys: Captured) -> None:
    _, answer = check_object(capsys, "--arrays", str(case("activation_forgotten")))
    (assumed,) = answer["assumed"]
    assert (assumed["what"], assumed["fits"], assumed["assumes"]) == ("activation", "tanh", "relu")
    assert assumed["flag"] == "--activation tanh"
    assert assumed["stated"] is False
    assert answer["stated"] == []
    assert answer["reason"] == "assumption"
    assert answer["diagnosis"] == []
    assert answer["second_opinion"]["verdict"] == "inconclusive"
    assert (
        main(["check", "--arrays", str(case("activation_forgotten")), "--activation", "tanh"]) == 0
    )


def test_the_lines_that_are_wrong_for_one_cause_stand_together(capsys: Captured) -> None:
    main(["check", "--arrays", str(case("divisor_wrong_axis_all"))])
    report = capsys.readouterr().out
    assert "✗ dW3, db3, dW2, db2, dW1 and db1 are wrong: 1/X.shape[0], here 1/4" in report
    assert "✓ right: dZ3, dA2, dZ2, dA1, dZ1" in report


def test_where_a_factor_may_be_in_two_places_both_are_named(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    gradients = OtherPass(arrays, divisor=8).gradients()
    np.savez(tmp_path / "mine.npz", **held(arrays | gradients))
    status, answer = check_object(capsys, "--arrays", str(tmp_path / "mine.npz"))
    assert status == 1
    assert answer["assumed"][0]["message"].endswith("; or dZ3 alone is 1.125 times too large.")
    assert {each["line"] for each in answer["possible"]} == {"dZ3", *gradients}


def test_a_file_is_told_what_is_assumed_overruled_and_not_understood(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    said: dict[str, Any] = {"activation": "tanh", "lambd": 0.5, "momentum": 1.0}
    other = OtherPass(arrays, "tanh", "tanh", lambd=0.5)
    np.savez(tmp_path / "mine.npz", **held(arrays | other.gradients() | said))
    path = str(tmp_path / "mine.npz")
    assert main(["check", "--arrays", path]) == 3
    report = " ".join(capsys.readouterr().out.split())
    assert "Assumes the logits cost: nothing in the file says." in report
    assert "lambd is 0.5 in the file; this check has no L2 term." in report
    assert "Not understood, and not used: momentum." in report
    assert main(["check", "--arrays", path, "--activation", "relu", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["not_understood"] == ["momentum"]
    assert answer["stated"] == ["activation"]
    assert answer["lambd"] == 0.5
    assert [each["what"] for each in answer["assumed"]] == ["activation", "l2"]
    main(["check", "--arrays", path, "--activation", "relu"])
    report = " ".join(capsys.readouterr().out.split())
    assert "The file says activation tanh; relu was set in its place." in report


def held(arrays: dict[str, Any]) -> Any:
    """Return arrays as `numpy.savez` takes them."""
    return arrays
