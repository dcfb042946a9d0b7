"""Arrays files: a network, and perhaps its gradients, brought from elsewhere as ``.npz``."""

import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradviz.checking.experiment import Experiment, GivenArrays
from gradviz.network.layout import PARAMETER_NAMES, Array, Layout
from gradviz.network.spec import Layers
from gradviz.persistence.files import UnusableFile, reason

NEEDED = ("X", "Y", *PARAMETER_NAMES)
GRADIENTS = tuple(f"d{name}" for name in PARAMETER_NAMES)
MOST_BYTES = 1 << 30  # of all arrays together: a small file can unpack to any size
MOST_NAMED = 12  # arrays that a message names

Raw = NDArray[Any]


def read_arrays(path: Path) -> GivenArrays:
    """Read an arrays file; nothing in it is ever unpickled.

    Parameters
    ----------
    path
        An ``.npz`` with X (n_x, m), Y (n_y, m), or (m,) where n_y is 1, with labels from 0 to
        1; W1 (n_1, n_x), b1 (n_1, 1) or (n_1,), W2, b2, W3, b3; and, all six or none, the
        gradients dW1 ... db3 in the same shapes. Other arrays are left alone.

    Returns
    -------
    GivenArrays
        All in float64 and in the shapes that the built-in network has. A gradient may hold NaN
        or infinity, which the check then reports.

    Raises
    ------
    UnusableFile
        If it cannot be read or does not describe a network; one sentence says why.
    """
    try:
        arrays = _fitted(_converted(_load(path)))
    except _Unfit as unfit:
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


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    """Why a file is of no use, without its name and without a full stop."""


def _load(path: Path) -> dict[str, Raw]:
    """Read the arrays that have a meaning, as they are."""
    try:
        if not path.is_file():
            raise _Unfit("it is a folder" if path.is_dir() else "there is no such file")
        if not zipfile.is_zipfile(path):
            raise _Unfit("not an .npz file, or a damaged one; numpy.savez makes one")
        _require_names(_names_in(path))
        with np.load(path, allow_pickle=False) as stored:
            wanted = [name for name in (*NEEDED, *GRADIENTS) if name in stored.files]
            return {name: _one(stored, name) for name in wanted}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _Unfit(f"it cannot be read ({reason(error)})") from None


def _names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        gib = f"{total / 2**30:.1f} GiB, and {MOST_BYTES / 2**30:.0f} GiB is the limit"
        raise _Unfit(f"its arrays take {gib}")
    return [member.filename.removesuffix(".npy") for member in members]


def _require_names(names: Collection[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        held = ", ".join(sorted(names)[:MOST_NAMED]) or "nothing"
        more = ", …" if len(names) > MOST_NAMED else ""
        raise _Unfit(f"{_listed(missing)} missing; it holds {held}{more}")
    without = [name for name in GRADIENTS if name not in names]
    if without and len(without) < len(GRADIENTS):
        raise _Unfit(
            f"{_listed(without)} missing; give all six gradients dW1 to db3, or none of them"
        )


def _listed(names: list[str]) -> str:
    verb = "is" if len(names) == 1 else "are"
    return f"{', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]} {verb}"


def _one(stored: Mapping[str, Any], name: str) -> Raw:
    try:
        array = stored[name]
    except MemoryError:
        raise _Unfit(f"{name} does not fit in memory") from None
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        why = "it holds Python objects" if "allow_pickle" in str(error) else "it is damaged"
        raise _Unfit(f"{name} cannot be read: {why}") from None
    except (RuntimeError, NotImplementedError):
        # zipfile's words for a member that is encrypted, or packed in a way it does not know.
        raise _Unfit(f"{name} cannot be read: it is packed in a way NumPy does not use") from None
    if not isinstance(array, np.ndarray):  # NumPy hands out the bytes of any other member
        raise _Unfit(f"{name} is no array")
    return array


def _converted(raw: Mapping[str, Raw]) -> dict[str, Array]:
    """Return the arrays in float64, if they hold numbers that a network can use."""
    arrays: dict[str, Array] = {}
    for name, array in raw.items():
        if array.dtype.kind not in "biuf":
            raise _Unfit(f"{name} holds {_kind(array)}; it must hold real numbers")
        if array.size == 0:
            raise _Unfit(f"{name} is empty: its shape is {array.shape}")
        with np.errstate(over="ignore"):
            arrays[name] = np.ascontiguousarray(array, dtype=np.float64)
        bad = np.argwhere(~np.isfinite(arrays[name]))
        if bad.size and name in NEEDED:
            where = [int(place) for place in bad[0]]
            found = f"{name} is {arrays[name][tuple(bad[0])]} at {where}"
            raise _Unfit(f"{found}; every entry must be a finite number")
    return arrays


def _kind(array: Raw) -> str:
    return {"c": "complex numbers", "U": "text", "S": "text"}.get(
        array.dtype.kind, f"values of type {array.dtype}"
    )


def _fitted(arrays: dict[str, Array]) -> dict[str, Array]:
    """Return the arrays in the shapes of a network, if they are those of one."""
    for name in ("X", "W1", "W2", "W3"):
        if arrays[name].ndim != 2:
            raise _Unfit(f"{name} has the shape {arrays[name].shape}; it must have two axes")
    n_x, m = arrays["X"].shape
    layers = (n_x, *(arrays[name].shape[0] for name in ("W1", "W2", "W3")))
    layout = Layout.of_layers(layers)
    expected = dict(zip(layout.names, layout.shapes, strict=True))
    _require_weights(arrays, expected)
    expected |= {f"d{name}": shape for name, shape in expected.items()}
    expected |= {"X": (n_x, m), "Y": (layers[-1], m)}
    fitted = {name: _reshaped(name, array, expected[name]) for name, array in arrays.items()}
    _require_labels(fitted["Y"])
    return fitted


def _require_weights(arrays: Mapping[str, Array], expected: Mapping[str, tuple[int, int]]) -> None:
    """Find the first W that does not take what comes before it."""
    for name, before in (("W1", "X"), ("W2", "W1"), ("W3", "W2")):
        shape, source = arrays[name].shape, arrays[before].shape
        if shape == expected[name]:
            continue
        rule = f"{name} must have as many columns as {before} has rows"
        hint = ""
        if shape[1] == source[1]:
            hint = f" ({before} may be transposed: columns are examples)" if before == "X" else ""
        elif shape[0] == source[0]:
            hint = f" ({name} may be transposed)"
        raise _Unfit(f"{before} is {source} and {name} is {shape}, but {rule}{hint}")


def _reshaped(name: str, array: Array, expected: tuple[int, int]) -> Array:
    """Return an array as it is, or (n,) as (n, 1) for a bias and as (1, n) for Y."""
    flat_fits = array.ndim == 1 and 1 in expected and array.size == max(expected)
    if array.shape == expected:
        return array
    if flat_fits and "W" not in name:
        return array.reshape(expected)
    hint = " (it may be transposed)" if array.shape == expected[::-1] else ""
    raise _Unfit(f"{name} has the shape {array.shape}; it must be {expected}{hint}")


def _require_labels(y: Array) -> None:
    """Refuse labels that no probability can be compared with; 0.9 is allowed, as is 0 and 1."""
    bad = np.argwhere((y < 0) | (y > 1))
    if bad.size:
        row, column = bad[0]
        raise _Unfit(
            f"Y is {y[row, column]:g} at [{row}, {column}]; labels must be 0 or 1, or between"
        )
