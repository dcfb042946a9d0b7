"""Members of an ``.npz`` file, judged by their headers before any data is unpacked."""

import io
import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gradviz.persistence.not_npz import other_archive, what_it_is

HEADER_BYTES = 4096  # of an array of numbers it takes 128; a longer one is never read
MOST_EXPANSION = 1100  # deflate packs no more than 1032 bytes into one
ENCRYPTED = 0x1  # flag bits of a member that cannot be read as it stands
NUMPY_PACKS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# What zipfile and NumPy raise on damaged files; RuntimeError also stands for NotImplementedError.
DAMAGE = (
    ValueError,
    EOFError,
    OverflowError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
# What a header can raise besides, as it is read as a Python literal.
BAD_LITERAL = (
    *DAMAGE,
    SyntaxError,
    tokenize.TokenError,
    TypeError,
    LookupError,  # of a type that is an empty tuple
    AttributeError,
    MemoryError,
)
MOST_BYTES = 10**15  # that a message writes out; no file has more

Raw = NDArray[Any]


class Unfit(Exception):  # noqa: N818 - never leaves this room
    """Why a file is of no use, without its name and without a full stop."""


@dataclass(frozen=True)
class Header:
    """What a member says of its array.

    Attributes
    ----------
    shape
        Its shape; no size is negative.
    dtype
        Its type.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class NpzFile:
    """An ``.npz`` file, open while in its ``with`` block; nothing in it is ever unpickled.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    Unfit
        If it is no such file.
    OSError
        If it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = path.stat().st_size
        try:
            self._archive = zipfile.ZipFile(path)
        except DAMAGE:
            raise Unfit(what_it_is(path)) from None
        members = self._archive.infolist()
        other = other_archive([each.filename for each in members])
        if other is not None:
            self._archive.close()
            raise Unfit(other)
        self._members = {each.filename.removesuffix(".npy"): each for each in members}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its arrays."""
        return tuple(self._members)

    def headers(self, names: Iterable[str]) -> dict[str, Header]:
        """Return the headers of these arrays, held against the sizes of their members.

        Raises
        ------
        Unfit
            If one is no array, or its member cannot hold what it says.
        """
        return {name: self._header(name) for name in names}

    def array(self, name: str) -> Raw:
        """Return an array whose header has been judged.

        Raises
        ------
        Unfit
            If its data is damaged or does not fit in memory.
        """
        try:
            with self._opened(name) as stream, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                array: Raw = npy.read_array(
                    stream, allow_pickle=False, max_header_size=HEADER_BYTES
                )
                return array
        except MemoryError:
            raise Unfit(f"{name} does not fit in memory") from None
        except (*DAMAGE, OSError):
            raise Unfit(f"{name} cannot be read: it is damaged") from None

    def _opened(self, name: str) -> IO[bytes]:
        return self._archive.open(self._members[name])

    def _header(self, name: str) -> Header:
        self._require_packed_as_usual(name)
        try:
            with self._opened(name) as stream:
                start = stream.read(HEADER_BYTES)
        except (*DAMAGE, OSError):
            raise Unfit(f"{name} cannot be read: it is damaged") from None
        if not start.startswith(npy.MAGIC_PREFIX):
            raise Unfit(f"{name} is no array")
        try:
            header, length = _parsed(start)
        except BAD_LITERAL:
            raise Unfit(f"{name} cannot be read: its header is damaged") from None
        self._require_whole(name, header, length)
        return header

    def _require_packed_as_usual(self, name: str) -> None:
        member = self._members[name]
        # Of other kinds of packing, zipfile unpacks a block whole, however large it gets.
        if member.flag_bits & ENCRYPTED or member.compress_type not in NUMPY_PACKS:
            raise Unfit(f"{name} cannot be read: it is packed in a way NumPy does not use")
        most = member.compress_size
        if member.compress_type == zipfile.ZIP_DEFLATED:
            most *= MOST_EXPANSION
        if member.compress_size > self._bytes or member.file_size > most:
            raise Unfit(f"{name} cannot be read: its size is damaged")

    def _require_whole(self, name: str, header: Header, length: int) -> None:
        if header.dtype.hasobject:  # pickled, so of any size
            return
        promised = length + prod(header.shape) * header.dtype.itemsize
        held = self._members[name].file_size
        if promised != held:
            says = f"{promised:,}" if promised <= MOST_BYTES else f"more than {MOST_BYTES:,}"
            raise Unfit(f"{name} cannot be read: its header says {says} bytes, and it has {held:,}")


def _parsed(start: bytes) -> tuple[Header, int]:
    """Return the header that a member starts with, and how many bytes it takes."""
    stream = io.BytesIO(start)
    version = npy.read_magic(stream)
    # Version 3 differs from 2 in the names of fields alone, and an array of numbers has none.
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a header that Python 2 wrote
        shape, _, dtype = read(stream, max_header_size=HEADER_BYTES)
    if any(size < 0 for size in shape):
        raise ValueError(shape)
    return Header(tuple(map(int, shape)), dtype), stream.tell()
