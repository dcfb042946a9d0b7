"""Hostile arrays files, flags and values: one clear sentence and status 2, or an answer.

Warnings are errors in every test, so one that reached the terminal would be found here.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given as drawn
from hypothesis import strategies as st

from gradviz.cli import main
from gradviz.persistence.arrays import read_arrays
from gradviz.persistence.files import UnusableFile
from tests.helpers.other_passes import OtherPass, random_arrays
from tests.helpers.strategies import examples

LONGEST = 400  # characters of a sentence


def right_arrays() -> dict[str, Any]:
    arrays = random_arrays(1, (2, 3, 2, 1), 4)
    return arrays | OtherPass(arrays).gradients()


RIGHT = right_arrays()
KEYS = (*RIGHT, "dZ3", "dA1", "activation", "cost", "lambd", "Z1", "W4")


def npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asanyarray(array), allow_pickle=True)
    return stream.getvalue()


def header(text: str, version: int, length: int | None = None) -> bytes:
    content = text.encode("latin1", "replace")
    size = len(content) if length is None else length
    packed = struct.pack("<H", size % 2**16) if version == 1 else struct.pack("<I", size % 2**32)
    return b"\x93NUMPY" + bytes([version, 0]) + packed + content


@contextmanager
def written(members: dict[str, bytes]) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.npz"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(f"{name}.npy", content)
        yield path


def is_a_sentence(words: str) -> bool:
    return words.isprintable() and words.endswith(".") and len(words) < LONGEST


def read_or_refused(path: Path) -> None:
    try:
        read_arrays(path)
    except UnusableFile as refused:
        assert is_a_sentence(str(refused)), str(refused)  # noqa: PT017 - either is right


def checked(arguments: list[str]) -> int:
    """Return the status of a command that answers, or says in one line why it cannot."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    assert status in (0, 1, 2, 3), err.getvalue()
    if status == 2:
        (line,) = err.getvalue().splitlines()
        assert line.startswith("gradviz: ")
        assert is_a_sentence(line), line
        assert out.getvalue() == ""
    return status


literals = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**4000)  # of as many digits as Python reads; a product of them has more
    | st.floats()
    | st.sampled_from(
        ("<f8", "<f4", "|O", "|b1", ">i2", "<U3", "|S4", "<M8[s]", "<c8", "|V9", "<g")
    )
    | st.text(max_size=5)
    | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
sizes = st.lists(st.integers(-1, 5) | st.just(2**70), max_size=4).map(tuple)


@examples(100)
@drawn(
    st.sampled_from(KEYS),
    literals,
    literals | sizes,
    st.integers(0, 4),
    st.integers(0, 300),
    st.none() | st.integers(0, 2**33),
)
def test_any_header(
    key: str, descr: Any, shape: Any, version: int, size: int, length: int | None
) -> None:
    text = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape!r}}}\n"
    members = {name: npy(array) for name, array in RIGHT.items()}
    members[key] = header(text, version, length) + bytes(size)
    with written(members) as path:
        read_or_refused(path)


SHAPES = ((), (1,), (3,), (1, 1), (2, 3), (3, 2), (4, 2), (3, 4), (2, 2, 2))
TYPES = ("f8", "f4", "f2", "g", "i1", "u8", "?", "c16", "U4", "S4", "M8[s]", "m8[D]", "O", "V3")


@examples(100)
@drawn(
    st.sampled_from(KEYS),
    st.sampled_from(TYPES),
    st.binary(min_size=16, max_size=16),
    st.none()
    | st.sampled_from([(), (1,), (3,), (1, 1), (2, 3), (3, 2), (4, 2), (3, 4), (2, 2, 2)]),
)
def test_any_type_and_any_bytes(
    key: str, kind: str, content: bytes, shape: tuple[int, ...] | None
) -> None:
    dtype = np.dtype(kind)
    if shape is None:
        shape = np.shape(RIGHT.get(key, 0.0))
    if dtype.hasobject:
        array = np.full(shape, None, dtype=object)
    else:
        count = max(1, int(np.prod(shape)))
        raw = (content * (1 + count * dtype.itemsize // 16))[: count * dtype.itemsize]
        array = np.frombuffer(raw, dtype)[: int(np.prod(shape))].reshape(shape)
    members = {name: npy(each) for name, each in RIGHT.items()}
    members[key] = npy(array)
    with written(members) as path:
        read_or_refused(path)


@examples(100)
@drawn(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8), st.data())
def test_changed_bytes(changes: list[tuple[float, int]], data: st.DataObject) -> None:
    with written({name: npy(array) for name, array in RIGHT.items()}) as path:
        content = bytearray(path.read_bytes())
        for place, value in changes:
            content[int(place * (len(content) - 1))] = value
        cut = data.draw(st.just(len(content)) | st.integers(0, len(content)))
        path.write_bytes(content[:cut])
        read_or_refused(path)


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(
    (0.0, 5e-324, 1e-300, 1e154, 1.7e308, 1.0000000000000002, -1e308)
)
flags = st.fixed_dictionaries(
    {},
    optional={
        "--epsilon": numbers.map(str) | st.sampled_from(("1e-4", "1e-7", "", "1e-4x", "٣")),
        "--threshold": numbers.map(str) | st.sampled_from(("1e-7", "0.5", "nan")),
        "--scheme": st.sampled_from(("central", "forward", "back")),
        "--engine": st.sampled_from(("auto", "loop", "batched", "incremental", "none")),
        "--activation": st.sampled_from(("relu", "tanh", "leaky-relu", "sigmoid", "gelu")),
        "--cost": st.sampled_from(("logits", "textbook", "mse")),
        "--dtype": st.sampled_from(("float64", "float32", "float16")),
    },
)


@examples(40)
@drawn(
    st.dictionaries(
        st.sampled_from(tuple(RIGHT)), st.tuples(st.integers(0, 50), numbers), max_size=4
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "activation": st.sampled_from(("relu", "tanh", "ELU", "")),
            "cost": st.sampled_from(("logits", "mse")),
            "lambd": numbers,
            "momentum": numbers,
        },
    ),
    flags,
    st.booleans(),
)
def test_any_values_and_flags(
    values: dict[str, tuple[int, float]], said: dict[str, Any], flags: dict[str, str], json: bool
) -> None:
    arrays = {name: array.copy() for name, array in RIGHT.items()}
    for name, (place, value) in values.items():
        arrays[name].flat[place % arrays[name].size] = value
    members = {name: npy(array) for name, array in (arrays | said).items()}
    with written(members) as path:
        given = [part for flag, value in flags.items() for part in (flag, value)]
        checked(["check", "--arrays", str(path), *given, *(["--json"] if json else [])])


@examples(30)
@drawn(flags, st.lists(st.text(max_size=8), max_size=2))
def test_any_flags_without_a_file(flags: dict[str, str], words: list[str]) -> None:
    given = [part for flag, value in flags.items() for part in (flag, value)]
    lines = [part for word in words for part in ("--line", f"dW2 = {word}")]
    checked(["check", *given, *lines])
