"""What a parameter is called, and what it is in the network."""

from gradviz.network.layout import PARAMETER_NAMES, Layout


def parameter_name(layout: Layout, index: int) -> str:
    """Return a parameter as NumPy would name it: ``W2[1, 3]``, ``k[0, 2, 1, 4]``, ``v[5]``."""
    name, axes = layout.subscript(index)
    return f"{name}[{', '.join(map(str, axes))}]"


def parameter_place(layout: Layout, index: int) -> str:
    """Return where a parameter stands in its array: ``row 1, column 3, counted from 0``."""
    _, axes = layout.subscript(index)
    if len(axes) == 2:
        return f"row {axes[0]}, column {axes[1]}, counted from 0"
    return f"at {', '.join(map(str, axes))} along its axes, counted from 0"


def parameter_meaning(layout: Layout, index: int) -> str:
    """Return what a parameter is: ``weight from unit 3 of layer 1 to unit 1 of layer 2``.

    An empty text where its array is none of a network.
    """
    name, row, column = layout.locate(index)
    if name not in PARAMETER_NAMES:
        return ""
    kind, layer = name[0], int(name[1:])
    layers = len(layout.names) // 2
    to = f"output {row}" if layer == layers else f"unit {row} of layer {layer}"
    if kind == "b":
        return f"bias of {to}"
    start = f"input {column}" if layer == 1 else f"unit {column} of layer {layer - 1}"
    return f"weight from {start} to {to}"
