"""Lines of another forward pass than the check's are not accused for it."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from tests.helpers.other_passes import Floats, given, random_arrays

Values = dict[str, Floats]


def every_line(
    arrays: Values,
    masks: tuple[Floats | float, Floats | float] = (1.0, 1.0),
    off: Floats | float = 0.0,
) -> Values:
    """Return all lines of a pass in plain numpy, with A1 and A2 multiplied by masks, dZ3 off."""
    x, y = arrays["X"], arrays["Y"]
    m = x.shape[1]
    z1 = arrays["W1"] @ x + arrays["b1"]
    a1 = np.maximum(z1, 0) * masks[0]
    z2 = arrays["W2"] @ a1 + arrays["b2"]
    a2 = np.maximum(z2, 0) * masks[1]
    found = {"dZ3": 1 / (1 + np.exp(-(arrays["W3"] @ a2 + arrays["b3"]))) - y + off}
    found["dA2"] = arrays["W3"].T @ found["dZ3"]
    found["dZ2"] = found["dA2"] * (z2 > 0) * masks[1]
    found["dA1"] = arrays["W2"].T @ found["dZ2"]
    found["dZ1"] = found["dA1"] * (z1 > 0) * masks[0]
    for layer, below in (("3", a2), ("2", a1), ("1", x)):
        found[f"dW{layer}"] = found[f"dZ{layer}"] @ below.T / m
        found[f"db{layer}"] = np.sum(found[f"dZ{layer}"], axis=1, keepdims=True) / m
    return found


def checked(arrays: Values, lines: Values) -> CheckResult:
    experiment = given(arrays, lines)
    return check(replace(experiment, check=replace(experiment.check, epsilon=1e-5)))


@pytest.mark.parametrize("seed", range(4))
def test_dropout_whose_mask_stands_in_dz_accuses_no_line(seed: int) -> None:
    arrays = random_arrays(seed)
    draw = np.random.default_rng(seed)
    masks = ((draw.random((5, 9)) < 0.7) / 0.7, (draw.random((3, 9)) < 0.7) / 0.7)
    found = checked(arrays, every_line(arrays, masks))
    assert found.verdict is not Verdict.PASS
    assert found.diagnosis is not None
    assert not found.diagnosis.origins


@pytest.mark.parametrize("seed", range(4))
def test_other_examples_accuse_no_line(seed: int) -> None:
    arrays = random_arrays(seed)
    lines = every_line(arrays)
    moved = arrays | {"X": arrays["X"] + np.random.default_rng(99).normal(size=(4, 9))}
    found = checked(moved, lines)
    assert found.diagnosis is not None
    assert not found.diagnosis.origins


def test_a_mistake_in_the_first_line_alone_is_accused_as_before() -> None:
    arrays = random_arrays(1)
    lines = every_line(arrays, off=np.random.default_rng(0).normal(size=(1, 9)))
    found = checked(arrays, lines)
    assert found.diagnosis is not None
    assert "dZ3" in {each.name for each in found.diagnosis.origins}
