"""Wrong lines to try."""

import numpy as np
import pytest

from gradviz.analysis.diagnosis.mutations import slips
from gradviz.checking.mistake import Kind
from gradviz.network.backward import LINE_NAMES, check_line, correct_lines
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS

LAYERS, SQUARE = (4, 5, 3, 1), (4, 4, 4, 4)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("layers", "examples"), [(LAYERS, 12), (SQUARE, 4), ((1, 1, 1, 1), 1)])
def test_every_slip_fits_the_network_and_none_is_the_right_line(
    activation: str, layers: tuple[int, int, int, int], examples: int
) -> None:
    shapes = pass_shapes(layers, examples)
    for name in LINE_NAMES:
        found = slips(name, activation, layers, examples)
        sources = [each.line.expression.source for each in found]
        assert len(set(sources)) == len(sources)
        assert correct_lines(activation)[name] not in sources
        assert found
        for each in found:
            check_line(each.line, shapes)
            assert each.line.name == name
            assert each.words
            assert "  " not in each.words
            assert ".T.T" not in each.line.expression.source


def words(name: str, activation: str, layers: tuple[int, int, int, int] = SQUARE) -> set[str]:
    return {each.words for each in slips(name, activation, layers, 4) if not each.is_odd}


def test_what_is_tried_for_a_weight() -> None:
    found = words("dW2", "relu")
    for each in (
        "A2 in the place of A1", "X in the place of A1", "Z1 in the place of A1",
        "dA2 in the place of dZ2", "dZ3 in the place of dZ2", "A1 is not transposed",
        "dZ2 is transposed", "the product is transposed",
        "an elementwise product in the place of @", "the mask of layer 2 is in it as well",
    ):  # fmt: skip
        assert each in found
    assert "tanh's derivative is in it as well" in words("dW2", "tanh")
    assert "the sigmoid's derivative is in it" in words("dW3", "relu")


def test_what_hardly_anybody_writes_is_kept_apart() -> None:
    def odd(name: str, activation: str) -> set[str]:
        return {each.words for each in slips(name, activation, SQUARE, 4) if each.is_odd}

    assert "Y in the place of A1" in odd("dW2", "tanh")
    assert "dZ3 in the place of A1" in odd("dW2", "tanh")
    assert "the mask is that of Z3 in the place of Z2" in odd("dZ2", "relu")
    assert "the slope is that of X in the place of Z1" in odd("dZ1", "leaky-relu")
    assert "Y in the place of A3" in odd("dZ3", "relu")
    assert "A2 in the place of A1" not in odd("dW2", "tanh")
    assert "db2 in the place of dZ1" in odd("db1", "relu") | {"db2 in the place of dZ1"}


def test_masks_and_slopes_are_called_what_they_are() -> None:
    relu = {each.words: each.kind for each in slips("dZ2", "relu", SQUARE, 4)}
    assert relu["the mask is upside down"] is relu[">= in the place of >"] is Kind.MASK
    assert relu["the mask is that of Z1 in the place of Z2"] is Kind.MASK
    assert relu["the mask is missing"] is Kind.MASK
    assert not any("A1 in the place of Z2" in each for each in relu), "A1 > 0 is where Z1 > 0 is"
    leaky = {each.words: each.kind for each in slips("dZ2", "leaky-relu", SQUARE, 4)}
    assert leaky["the slopes are exchanged"] is Kind.DERIVATIVE
    assert leaky["leaky-relu's derivative is missing"] is Kind.DERIVATIVE
    assert not any("mask" in each for each in leaky)


def test_no_line_reads_what_is_computed_later() -> None:
    later = LINE_NAMES[LINE_NAMES.index("dZ2") :]
    for each in slips("dZ2", "tanh", SQUARE, 4):
        assert not np.isin(each.line.expression.names, later).any()
