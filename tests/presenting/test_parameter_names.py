"""A parameter is named as NumPy names it, and told in words."""

import pytest

from gradviz.network.layout import Layout
from gradviz.presenting.parameter_names import parameter_meaning, parameter_name, parameter_place

LAYOUT = Layout.of_layers((4, 5, 3, 2))


@pytest.mark.parametrize(
    ("array", "row", "column", "meaning"),
    [
        ("W1", 2, 3, "weight from input 3 to unit 2 of layer 1"),
        ("W2", 1, 3, "weight from unit 3 of layer 1 to unit 1 of layer 2"),
        ("W3", 1, 2, "weight from unit 2 of layer 2 to output 1"),
        ("b1", 4, 0, "bias of unit 4 of layer 1"),
        ("b3", 1, 0, "bias of output 1"),
    ],
)
def test_meaning(array: str, row: int, column: int, meaning: str) -> None:
    index = LAYOUT.index(array, row, column)
    assert parameter_name(LAYOUT, index) == f"{array}[{row}, {column}]"
    assert parameter_place(LAYOUT, index) == f"row {row}, column {column}, counted from 0"
    assert parameter_meaning(LAYOUT, index) == meaning
