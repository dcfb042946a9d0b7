"""Arrays files: a network, and perhaps its gradients, brought from elsewhere as ``.npz``."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gradviz.checking.estimate import size_problem
from gradviz.checking.experiment import Experiment, GivenArrays
from gradviz.network.layout import PARAMETER_NAMES, Array, Layout, Mask, Shape
from gradviz.network.spec import MAX_EXAMPLES, MAX_LAYER_SIZE, Layers, NetworkSpec
from gradviz.persistence.files import UnusableFile, reason
from gradviz.persistence.npz import Header, NpzFile, Raw, Unfit

NEEDED = ("X", "Y", *PARAMETER_NAMES)
GRADIENTS = tuple(f"d{name}" for name in PARAMETER_NAMES)
BETWEEN = ("dZ3", "dA2", "dZ2", "dA1", "dZ1")  # may be given with those, to tell where it is wrong
KNOWN = (*NEEDED, *GRADIENTS, *BETWEEN)
MOST_NAMED = 12  # arrays that a message names
LONGEST_NAME = 24  # letters of each
KINDS = {
    "O": "Python objects",
    "c": "complex numbers",
    "U": "text",
    "S": "text",
    "M": "dates",
    "m": "times",
}


def read_arrays(path: Path) -> GivenArrays:
    """Read an arrays file; nothing in it is ever unpickled.

    Parameters
    ----------
    path
        An ``.npz`` with X (n_x, m), Y (n_y, m), or (m,) where n_y is 1, with labels from 0 to
        1; W1 (n_1, n_x), b1 (n_1, 1) or (n_1,), W2, b2, W3, b3; and, all six or none, the
        gradients dW1 ... db3 in the same shapes, and with them any of dZ3, dA2, dZ2, dA1 and dZ1,
        (units, m), which are dJ/dZ and dJ/dA without the 1/m of the mean. Other arrays are left
        alone, unless their names differ from these in capitals alone.

    Returns
    -------
    GivenArrays
        All in float64 and in the shapes that the built-in network has. A gradient may hold NaN
        or infinity, which the check then reports.

    Raises
    ------
    UnusableFile
        If it cannot be read, or does not describe a network that can be checked; one sentence
        says why. All but the values is known from the headers, before any array is unpacked.
    """
    try:
        arrays = _read(path)
    except Unfit as unfit:
        raise UnusableFile(f"{path.name or path}: {unfit}.") from None
    return GivenArrays(path.name, arrays)


def given_layers(given: GivenArrays) -> Layers:
    """Return the layer sizes of given arrays."""
    w1, w2, w3 = (given.arrays[name].shape for name in ("W1", "W2", "W3"))
    return w1[1], w1[0], w2[0], w3[0]


def arrays_experiment(given: GivenArrays, base: Experiment) -> Experiment:
    """Return an experiment on given arrays.

    Parameters
    ----------
    given
        What an arrays file holds.
    base
        Where the activation, the cost, the dtype, the settings of the check, and the bugs and
        lines come from; these last are left out where the gradients are given too.

    Raises
    ------
    InvalidSettings
        If the network is larger than may be, or a bug or line of the base does not fit it.
    """
    network = replace(
        base.network,
        layers=given_layers(given),
        examples=given.arrays["X"].shape[1],
        data="gaussian",  # unused: the given arrays stand in its place, and it allows any size
    )
    edits: dict[str, Any] = {"bugs": (), "lines": ()} if given.has_gradients else {}
    return replace(base, network=network, given=given, **edits)


def _read(path: Path) -> dict[str, Array]:
    try:
        if not path.is_file():
            raise Unfit("it is a folder" if path.is_dir() else "there is no such file")
        with NpzFile(path) as stored:
            _require_names(stored.names)
            wanted = [name for name in KNOWN if name in stored.names]
            shapes = _fitting_shapes(stored.headers(wanted))
            return {name: _usable(name, stored.array(name), shapes[name]) for name in wanted}
    except MemoryError:
        raise Unfit("it does not fit in memory") from None
    except (OSError, ValueError) as error:  # ValueError: no name of a file at all
        raise Unfit(f"it cannot be read ({reason(error)})") from None


def _require_names(names: Collection[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        held = ", ".join(map(_shown, sorted(names)[:MOST_NAMED])) or "nothing"
        more = ", …" if len(names) > MOST_NAMED else ""
        raise Unfit(f"{_listed(missing)} missing; it holds {held}{more}")
    right = {name.casefold(): name for name in KNOWN}
    for name in sorted(set(names) - set(KNOWN)):
        if name.casefold() in right:  # left out in silence, the wrong thing would be checked
            raise Unfit(f"{_shown(name)} must be written {right[name.casefold()]}")
    without = [name for name in GRADIENTS if name not in names]
    if without and len(without) < len(GRADIENTS):
        raise Unfit(
            f"{_listed(without)} missing; give all six gradients dW1 to db3, or none of them"
        )
    between = [name for name in BETWEEN if name in names]
    if without and between:
        raise Unfit(f"{between[0]} is given without the six gradients dW1 to db3; give these too")


def _shown(name: str) -> str:
    """Return any name as a short piece of one line."""
    plain = "".join(each if each.isprintable() else "?" for each in name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def _listed(names: list[str]) -> str:
    verb = "is" if len(names) == 1 else "are"
    return f"{', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]} {verb}"


def _fitting_shapes(headers: Mapping[str, Header]) -> dict[str, Shape]:
    """Return the shape of each array in a network, if together they are one."""
    for name, header in headers.items():
        if header.dtype.kind not in "biuf":
            raise Unfit(f"{name} holds {_kind(header)}; it must hold real numbers")
        if 0 in header.shape:
            raise Unfit(f"{name} is empty: its shape is {header.shape}")
    found = {name: header.shape for name, header in headers.items()}
    for name in ("X", "W1", "W2", "W3"):
        if len(found[name]) != 2:
            raise Unfit(f"{name} has the shape {found[name]}; it must have two axes")
    n_x, m = found["X"]
    layers = (n_x, found["W1"][0], found["W2"][0], found["W3"][0])
    layout = Layout.of_layers(layers)
    expected = dict(zip(layout.names, layout.shapes, strict=True))
    _require_weights(found, expected)
    expected |= {f"d{name}": shape for name, shape in expected.items()}
    expected |= {name: (layers[int(name[-1])], m) for name in BETWEEN}
    expected |= {"X": (n_x, m), "Y": (layers[-1], m)}
    for name, shape in found.items():
        _require_shape(name, shape, expected[name])
    _require_checkable(layers, m)
    return expected


def _kind(header: Header) -> str:
    if header.dtype.hasobject:
        return KINDS["O"]
    return KINDS.get(header.dtype.kind, "records")


def _require_weights(
    found: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[int, int]]
) -> None:
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
        raise Unfit(f"{before} is {source} and {name} is {shape}, but {rule}{hint}")


def _require_shape(name: str, found: tuple[int, ...], expected: Shape) -> None:
    """Let pass what is expected, and (n,) for a bias of (n, 1) and for a Y of (1, n)."""
    flat_fits = "W" not in name and 1 in expected and found == (max(expected),)
    if found != expected and not flat_fits:
        hint = " (it may be transposed)" if found == expected[::-1] else ""
        raise Unfit(f"{name} has the shape {found}; it must be {expected}{hint}")


def _require_checkable(layers: Layers, examples: int) -> None:
    """Refuse what no settings of a check could make small enough."""
    sizes = zip(("X", "W1", "W2", "W3"), layers, strict=True)
    for name, rows in sizes:
        if rows > MAX_LAYER_SIZE:
            raise Unfit(f"{name} has {rows:,} rows, and {MAX_LAYER_SIZE:,} is the limit")
    if examples > MAX_EXAMPLES:
        raise Unfit(f"X has {examples:,} examples, and {MAX_EXAMPLES:,} is the limit")
    smallest = NetworkSpec(layers, examples, dtype="float32", data="gaussian")
    problem = size_problem(smallest)
    if problem:
        raise Unfit(problem.message.rstrip("."))


def _usable(name: str, raw: Raw, shape: Shape) -> Array:
    """Return an array in float64 and in its shape, if a network can use its values."""
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(raw, dtype=np.float64)
    bad = None if name.startswith("d") else _first(~np.isfinite(array))
    if bad is not None:
        found = f"{name} is {array[bad]} at {list(bad)}"
        raise Unfit(f"{found}; every entry must be a finite number")
    array = array.reshape(shape)
    # 0.9 is allowed, as is 0 and 1: a probability can be compared with it.
    bad = _first((array < 0) | (array > 1)) if name == "Y" else None
    if bad is not None:
        raise Unfit(f"Y is {array[bad]:g} at {list(bad)}; labels must be 0 or 1, or between")
    return array


def _first(bad: Mask) -> tuple[int, ...] | None:
    """Return the place of the first bad entry."""
    if not bad.any():
        return None
    return tuple(int(place) for place in np.unravel_index(int(bad.argmax()), bad.shape))
