"""Arrays files: a network, and perhaps its gradients, brought from elsewhere as ``.npz``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gradviz.checking.experiment import Experiment
from gradviz.network.fields import shown as shown_value
from gradviz.network.layout import Array, Grid, Mask
from gradviz.network.numbers import exact
from gradviz.network.spec import ACTIVATIONS, COSTS, Layers
from gradviz.persistence.array_names import (
    ARRAYS,
    STATEMENTS,
    refuse_dictionaries,
    require_names,
    unknown_names,
)
from gradviz.persistence.array_shapes import fitting_shapes
from gradviz.persistence.files import UnusableFile, reason
from gradviz.persistence.npz import Header, NpzFile, Raw, Unfit
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment

CHOICES = {"activation": ACTIVATIONS, "cost": COSTS}
MOST_LETTERS = 100  # of a text that a file says of itself


def read_arrays(path: Path) -> GivenArrays:
    """Read an arrays file; nothing in it is ever unpickled.

    Parameters
    ----------
    path
        An ``.npz`` with X (n_x, m), Y (n_y, m), or (m,) where n_y is 1, with labels from 0 to
        1; W1 (n_1, n_x), b1 (n_1, 1) or (n_1,), W2, b2, W3, b3; and, all six or none, the
        gradients dW1 ... db3 in the same shapes, and with them any of dZ3, dA2, dZ2, dA1 and dZ1,
        (units, m), which are dJ/dZ and dJ/dA without the 1/m of the mean. It may say its
        ``activation`` and ``cost`` as texts, and ``lambd``, that of an L2 term, as a number.
        Other names are kept, to be named in the report.

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
        return _read(path)
    except Unfit as unfit:
        raise UnusableFile(f"{path.name or path}: {unfit}.") from None


def given_layers(given: GivenArrays) -> Layers:
    """Return the layer sizes of given arrays."""
    w1, w2, w3 = (given.arrays[name].shape for name in ("W1", "W2", "W3"))
    return w1[1], w1[0], w2[0], w3[0]


def arrays_experiment(given: GivenArrays, base: Experiment) -> Experiment:
    """Return an experiment on given arrays.

    Parameters
    ----------
    given
        What an arrays file holds. Where it does not say its activation or cost, those of the
        default experiment are taken, and never what happened to be set before.
    base
        Where the dtype, the settings of the check, and the bugs and lines come from; these last
        are left out where the gradients are given too.

    Raises
    ------
    InvalidSettings
        If the network is larger than may be, or a bug or line of the base does not fit it.
    """
    default = network_of(preset_experiment("default")).network
    network = replace(
        network_of(base).network,
        layers=given_layers(given),
        examples=given.arrays["X"].shape[1],
        activation=given.activation or default.activation,
        cost=given.cost or default.cost,
        data="gaussian",  # unused: the given arrays stand in its place, and it allows any size
    )
    edits: dict[str, Any] = {"bugs": (), "lines": ()} if given.has_gradients else {}
    subject = replace(network_of(base), network=network, given=given, stated=given.stated, **edits)
    return replace(base, subject=subject)


def _read(path: Path) -> GivenArrays:
    try:
        if not path.is_file():
            raise Unfit(_no_file(path))
        with NpzFile(path) as stored:
            unknown = unknown_names(stored.names)
            _refuse_dictionaries(stored)
            require_names(stored.names)
            wanted = [name for name in ARRAYS if name in stored.names]
            shapes = fitting_shapes(stored.headers(wanted))
            said = _statements(stored)
            arrays = {name: _usable(name, stored.array(name), shapes[name]) for name in wanted}
            return GivenArrays(path.name, arrays, **said, unknown=unknown)
    except MemoryError:
        raise Unfit("it does not fit in memory") from None
    except (OSError, ValueError) as error:  # ValueError: no name of a file at all
        raise Unfit(f"it cannot be read ({reason(error)})") from None


def _no_file(path: Path) -> str:
    """Return what a path is that is no plain file."""
    if path.is_dir():
        return "it is a folder"
    if path.exists():  # a pipe or a device, such as /dev/stdin: an archive is read from its end
        return "it is no plain file; save the arrays to an .npz file first"
    return "there is no such file"


def _refuse_dictionaries(stored: NpzFile) -> None:
    """Look for dictionaries among the arrays that mean nothing else; some may be no arrays."""
    headers: dict[str, Header] = {}
    for name in set(stored.names) - {*ARRAYS, *STATEMENTS}:
        try:
            headers |= stored.headers([name])
        except Unfit:
            continue  # it is of no use here, and is named as unknown
    refuse_dictionaries(headers)


def _statements(stored: NpzFile) -> dict[str, Any]:
    """Return what a file says of its activation, its cost and its L2 term."""
    said: dict[str, Any] = {}
    for name, header in stored.headers(n for n in STATEMENTS if n in stored.names).items():
        if name in CHOICES:
            said[name] = _choice(name, _single(stored, name, header, "US", "a text"))
        else:
            said[name] = _lambda(_single(stored, name, header, "iuf", "a number"))
    return said


def _single(stored: NpzFile, name: str, header: Header, kinds: str, what: str) -> Any:
    """Return the one value of an array of one of some kinds."""
    is_single = header.shape in ((), (1,), (1, 1))
    if header.dtype.kind not in kinds or not is_single:
        raise Unfit(f"{name} must be {what}")
    if header.dtype.itemsize > 4 * MOST_LETTERS:
        raise Unfit(f"{name} is a text of more than {MOST_LETTERS} letters")
    value = stored.array(name).reshape(-1)[:1]
    return _text(name, value) if header.dtype.kind == "U" else value[0]


def _text(name: str, value: Raw) -> str:
    """Return the text of an array of one, letter by letter: NumPy takes any number for one."""
    if not value.dtype.itemsize:
        return ""
    codes = value.view(np.dtype(np.uint32).newbyteorder(value.dtype.byteorder))
    if codes.max() > sys.maxunicode:
        raise Unfit(f"{name} holds what is no text")
    return "".join(map(chr, codes)).rstrip("\0")


def _choice(name: str, value: Any) -> str:
    """Return one of a few words: leaky_relu, LeakyReLU and b"leaky-relu" are one."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    plain = "".join(each for each in text.lower() if each.isalnum())
    for choice in CHOICES[name]:
        if plain == choice.replace("-", ""):
            return choice
    raise Unfit(
        f"{name} is {shown_value(text)}; this program knows {', '.join(CHOICES[name])}"
        + (", both the mean cross-entropy of sigmoid outputs" if name == "cost" else "")
    )


def _lambda(value: Any) -> float:
    with np.errstate(all="ignore"):  # of a longdouble that is no number, say
        found = float(value)
    if not np.isfinite(found) or found < 0:
        raise Unfit(f"lambd is {exact(found)}; it must be a number from 0 on")
    return found


def _usable(name: str, raw: Raw, shape: Grid) -> Array:
    """Return an array in float64 and in its shape, if a network can use its values."""
    with np.errstate(all="ignore"):  # too large is infinity, and a longdouble may be no number
        array = np.ascontiguousarray(raw, dtype=np.float64)
    bad = None if name.startswith("d") else _first(~np.isfinite(array))
    if bad is not None:
        found = f"{name} is {exact(float(array[bad]))} at {list(bad)}"
        raise Unfit(f"{found}; every entry must be a finite number")
    array = array.reshape(shape)
    # 0.9 is allowed, as is 0 and 1: a probability can be compared with it.
    bad = _first((array < 0) | (array > 1)) if name == "Y" else None
    if bad is not None:
        found = exact(float(array[bad]))
        raise Unfit(f"Y is {found} at {list(bad)}; labels must be 0 or 1, or between")
    return array


def _first(bad: Mask) -> tuple[int, ...] | None:
    """Return the place of the first bad entry."""
    if not bad.any():
        return None
    return tuple(int(place) for place in np.unravel_index(int(bad.argmax()), bad.shape))
