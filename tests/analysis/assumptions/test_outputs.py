"""What a cost makes of dZ3, against the losses written elsewhere, moved by i*h."""

import numpy as np
import pytest

from gradviz.analysis.assumptions.outputs import CROSS_ENTROPY, OUTPUTS, Output, scales
from gradviz.network.layout import Array
from tests.helpers.oracle import STEP
from tests.helpers.other_passes import LOSSES, Floats

LABELS = {
    "one of each": np.eye(3)[:, [0, 2, 1, 1, 0]],
    "between": np.random.default_rng(1).uniform(0, 1, (3, 5)),
    "none": np.zeros((3, 5)),
}


def by_a_complex_step(loss: str, z: Floats, y: Floats) -> Floats:
    """Return the derivative of the sum of all losses by each entry of Z3."""
    found = np.empty(z.shape)
    for place in np.ndindex(z.shape):
        moved = z.astype(complex)
        moved[place] += 1j * STEP
        found[place] = np.sum(LOSSES[loss](moved, y)).imag / STEP
    return found


def test_the_oracle_has_every_one() -> None:
    assert {each.name for each in OUTPUTS} == set(LOSSES)
    assert OUTPUTS[0] is CROSS_ENTROPY


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda each: each.name)
def test_dz3_is_the_derivative_of_the_losses(output: Output, labels: str) -> None:
    z = np.random.default_rng(0).normal(0, 3, (3, 5))
    y = LABELS[labels]
    wanted = by_a_complex_step(output.name, z, y)
    # The oracle's softmax takes the same log for every output: that is sum(Y) times it.
    np.testing.assert_allclose(
        output.dz3(z, 1 / (1 + np.exp(-z)), y), wanted, rtol=1e-12, atol=1e-14
    )


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda each: each.name)
def test_the_formula_that_is_shown_is_what_is_computed(output: Output) -> None:
    z = np.random.default_rng(3).normal(0, 2, (3, 4))
    y = np.eye(3)[:, [0, 1, 2, 0]]  # one label each, for which the softmax is written

    def softmax(z: Array) -> Array:
        found: Array = np.exp(z) / np.exp(z).sum(axis=0)
        return found

    a = 1 / (1 + np.exp(-z))
    shown = eval(output.formula, {"Z3": z, "A3": a, "Y": y, "softmax": softmax})
    np.testing.assert_allclose(output.dz3(z, a, y), shown, rtol=1e-13)


def test_large_logits_overflow_in_no_output() -> None:
    z = np.array([[1000.0, -1000.0], [0.0, 999.0], [-1000.0, 0.0]])
    y = np.eye(3)[:, [0, 1]]
    a = np.where(z > 0, 1.0, 0.0)
    for output in OUTPUTS:
        assert np.isfinite(output.dz3(z, a, y)).all()


def test_each_divisor_is_tried_once_and_that_of_the_mean_first() -> None:
    found = {each.divisor: each.source for each in scales(n_x=4, n_y=3, m=9)}
    assert found == {
        9: "m", 1: "1", 27: "m * n_y", 4: "X.shape[0]", 3: "Y.shape[0]", 8: "m - 1",
        18: "2 * m", 36: "X.size", 81: "m * m",
    }  # fmt: skip
    assert next(iter(found)) == 9
    assert [each.divisor for each in scales(n_x=4, n_y=3, m=9) if each.is_cost] == [9, 1, 27]


def test_of_one_example_nothing_is_divided_by_zero() -> None:
    divisors = [each.divisor for each in scales(n_x=1, n_y=1, m=1)]
    assert divisors == [1, 2]
