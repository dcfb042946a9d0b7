"""Parameters that were saved after an update, against derivatives of those before it."""

from pathlib import Path

import numpy as np
import pytest

from gradviz.analysis.assumptions.constants import digits
from gradviz.analysis.assumptions.question import assumptions_steps
from gradviz.checking.assumption import Assumed, What
from gradviz.checking.steps import finished
from gradviz.network.layout import PARAMETER_NAMES
from tests.helpers.commands import Captured, check_object
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays


def updated(
    arrays: dict[str, Floats], gradients: dict[str, Floats], rate: float
) -> dict[str, Floats]:
    moved = {name: arrays[name] - rate * gradients[f"d{name}"] for name in PARAMETER_NAMES}
    return arrays | moved


def question(arrays: dict[str, Floats], gradients: dict[str, Floats]) -> Assumed | None:
    return finished(assumptions_steps(given(arrays, gradients)))


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("rate", [0.0075, 0.01, 0.02, 0.1, 0.7, 1.2])
def test_the_learning_rate_is_found(rate: float, activation: str) -> None:
    arrays = random_arrays(2)
    gradients = OtherPass(arrays, activation, activation).gradients()
    found = question(updated(arrays, gradients, rate), gradients)
    assert found is not None
    stepped = [each for each in found.assumptions if each.what is What.STEPPED]
    assert [each.fits for each in stepped] == [f"{rate:g}"]
    assert not found.is_wrong


def test_an_update_by_other_gradients_is_none_of_these() -> None:
    arrays = random_arrays(3)
    gradients = OtherPass(arrays).gradients()
    others = OtherPass(arrays | {"X": arrays["X"][:, ::-1]}).gradients()
    assert question(updated(arrays, others, 0.1), gradients) is None


def test_gradients_with_a_mistake_are_not_explained_by_an_update() -> None:
    arrays = random_arrays(4)
    gradients = OtherPass(arrays).gradients()
    assert question(arrays, gradients | {"dW2": 2 * gradients["dW2"]}) is None


def test_what_is_said_of_it(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(2)
    gradients = OtherPass(arrays).gradients()
    np.savez(tmp_path / "after.npz", **updated(arrays, gradients, 0.05), **gradients)  # type: ignore[arg-type]
    status, answer = check_object(capsys, "--arrays", str(tmp_path / "after.npz"))
    assert (status, answer["verdict"], answer["diagnosis"]) == (3, "inconclusive", [])
    assert [each["message"] for each in answer["assumed"]] == [
        "The gradients are right for the parameters before an update by 0.05 * dW and 0.05 * db; "
        "those in the file are the ones after it. Save the parameters that the gradients belong "
        "to: before they are updated."
    ]


@pytest.mark.parametrize(("value", "text"), [(0.7000000000000001, "0.7"), (1 / 3, "0.3333333333")])
def test_a_constant_has_no_digits_that_are_rounding(value: float, text: str) -> None:
    found = digits(value, 1.1e-16)
    assert found.startswith(text)
    assert abs(float(found) - value) <= 1e-10


def test_a_step_uphill_is_no_update() -> None:
    arrays = random_arrays(2)
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    assert question(updated(arrays, gradients, -0.1), gradients) is None
