"""The shapes of the arrays in an arrays file, and what to write where another convention is met."""

from collections.abc import Iterator, Mapping

from gradviz.checking.estimate import size_problem
from gradviz.network.layout import Grid, Layout
from gradviz.network.spec import DTYPES, MAX_EXAMPLES, MAX_LAYER_SIZE, Layers, NetworkSpec
from gradviz.persistence.array_names import BETWEEN, GRADIENTS, joined
from gradviz.persistence.npz import Header, Unfit

WEIGHTS = ("W1", "W2", "W3")
LONGEST_SHAPE = 40  # letters; NumPy arrays have at most 64 axes, a header may say more
KINDS = {
    "O": "Python objects",
    "c": "complex numbers",
    "U": "text",
    "S": "text",
    "M": "dates",
    "m": "times",
}

Shapes = Mapping[str, tuple[int, ...]]


def fitting_shapes(headers: Mapping[str, Header]) -> dict[str, Grid]:
    """Return the shape of each array in a network, if together they are one.

    Parameters
    ----------
    headers
        Those of X, Y, W1 ... b3 and of the gradients that there are.

    Raises
    ------
    Unfit
        If they are no network, or one that is too large to be checked. Where another convention
        explains it (examples in rows, a sum that is missing), the sentence says what to write.
    """
    for name, header in headers.items():
        if header.dtype.kind not in "biuf":
            raise Unfit(f"{name} holds {_kind(header)}; it must hold real numbers")
        if 0 in header.shape:
            raise Unfit(f"{name} is empty: its shape is {shape_text(header.shape)}")
    found = {name: header.shape for name, header in headers.items()}
    for name in ("X", *WEIGHTS):
        if len(found[name]) != 2:
            raise Unfit(f"{name} has the shape {shape_text(found[name])}; it must have two axes")
    _refuse_rows(found)
    n_x, m = found["X"]
    layers = (n_x, found["W1"][0], found["W2"][0], found["W3"][0])
    layout = Layout.of_layers(layers)
    expected = {name: layout.grid(name) for name in layout.names}
    _require_weights(found, expected)
    expected |= {f"d{name}": shape for name, shape in expected.items()}
    expected |= {name: (layers[int(name[-1])], m) for name in BETWEEN}
    expected |= {"X": (n_x, m), "Y": (layers[-1], m)}
    for name, shape in found.items():
        _require_shape(name, shape, expected[name], m)
    _require_checkable(layers, m)
    return expected


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape as NumPy writes it, but never long."""
    if any(size >= 10**LONGEST_SHAPE for size in shape):
        return "too long to be written"  # Python writes no number of more than 4,300 digits
    text = str(shape)
    return text if len(text) <= LONGEST_SHAPE else f"{text[: LONGEST_SHAPE - 2]}…)"


def _kind(header: Header) -> str:
    if header.dtype.hasobject:
        return KINDS["O"]
    return KINDS.get(header.dtype.kind, "records")


def _chain(found: Shapes, x_rows: bool, w_rows: bool) -> bool:
    """Return whether X, W1, W2 and W3 follow each other if they, or X alone, are transposed."""
    shapes = [found["X"][::-1] if x_rows else found["X"]]
    shapes += [found[name][::-1] if w_rows else found[name] for name in WEIGHTS]
    sizes = [shape[0] for shape in shapes]
    return all(shape[1] == size for shape, size in zip(shapes[1:], sizes[:-1], strict=True))


def _refuse_rows(found: Shapes) -> None:
    """Say what to write where examples are rows, or units columns, in the whole file."""
    if _chain(found, x_rows=False, w_rows=False):
        return
    either = [w_rows for w_rows in (False, True) if _chain(found, x_rows=True, w_rows=w_rows)]
    if not either:
        return
    names = list(_transposed(found, either[0]))
    if names == ["X"]:
        return  # a single slip, for which there is a word
    if_so = ", and the W.T and dW.T if they have their units in columns too" if either[1:] else ""
    raise Unfit(
        "examples are its rows, and here they are columns; save "
        f"{joined([f'{name}.T' for name in names])} under these names{if_so}"
    )


def _transposed(found: Shapes, w_rows: bool) -> Iterator[str]:
    """Return the arrays to be transposed where X is; those of one axis may stay."""
    m = found["X"][0]
    units = {"X": found["X"][1]}
    for layer, name in enumerate(WEIGHTS, start=1):
        units[str(layer)] = found[name][1 if w_rows else 0]
    units["Y"] = units["3"]
    for name, shape in found.items():
        if len(shape) != 2:
            continue
        if "W" in name:
            is_rows = w_rows
        elif "b" in name:
            is_rows = shape == (1, units[name[-1]]) and shape[1] > 1
        else:
            is_rows = (
                shape == (m, units[name if name in "XY" else name[-1]]) and shape != shape[::-1]
            )
        if is_rows:
            yield name


def _require_weights(found: Shapes, expected: Mapping[str, tuple[int, int]]) -> None:
    """Find the first W that does not take what comes before it."""
    for name, before in (("W1", "X"), ("W2", "W1"), ("W3", "W2")):
        shape, source = found[name], found[before]
        if shape == expected[name]:
            continue
        rule = f"{name} must have as many columns as {before} has rows"
        hint = ""
        if shape[1] == source[1]:
            hint = f" ({before} may be transposed: columns are examples)" if before == "X" else ""
        elif shape[0] == source[0]:
            hint = f" ({name} may be transposed)"
        raise Unfit(
            f"{before} is {shape_text(source)} and {name} is {shape_text(shape)}, but {rule}{hint}"
        )


def _require_shape(name: str, found: tuple[int, ...], expected: Grid, m: int) -> None:
    """Let pass what is expected, and one axis or none where the values have only one place."""
    has_one_axis = "W" not in name and 1 in expected and found == (max(expected),)
    is_scalar = found == () and expected == (1, 1)  # np.sum of a single row, say
    if found == expected or has_one_axis or is_scalar:
        return
    if name in GRADIENTS and name.startswith("db"):
        _refuse_other_sum(name, found, expected, m)
    hint = " (it may be transposed)" if found == expected[::-1] else ""
    raise Unfit(f"{name} has the shape {shape_text(found)}; it must be {expected}{hint}")


def _refuse_other_sum(name: str, found: tuple[int, ...], expected: Grid, m: int) -> None:
    units, z = expected[0], f"dZ{name[-1]}"
    right = f"write {name} = 1/m * np.sum({z}, axis=1, keepdims=True)"
    has = f"{name} has the shape {shape_text(found)}"
    if found == (units, m):
        raise Unfit(f"{has}, a column for each example: the sum over them is missing; {right}")
    if found in ((m,), (1, m)) and units > 1:
        raise Unfit(f"{has}: the sum goes over the units, not over the examples; {right}")


def _require_checkable(layers: Layers, examples: int) -> None:
    """Refuse what no settings of a check could make small enough."""
    sizes = zip(("X", *WEIGHTS), layers, strict=True)
    for name, rows in sizes:
        if rows > MAX_LAYER_SIZE:
            raise Unfit(f"{name} has {rows:,} rows, and {MAX_LAYER_SIZE:,} is the limit")
    if examples > MAX_EXAMPLES:
        raise Unfit(f"X has {examples:,} examples, and {MAX_EXAMPLES:,} is the limit")
    found = [
        size_problem(NetworkSpec(layers, examples, cost="logits", dtype=dtype, data="gaussian"))
        for dtype in DTYPES
    ]
    problems = [each for each in found if each]
    if len(problems) == len(DTYPES):
        raise Unfit(problems[-1].message.rstrip("."))
