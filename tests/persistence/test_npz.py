"""Members of an arrays file: what is a bomb, a lie or damaged is refused before it is unpacked."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradviz.persistence.arrays import read_arrays
from gradviz.persistence.files import UnusableFile
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment

DEFLATED, STORED = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
SECONDS, MEGABYTES = 5, 4  # what is unpacked first takes minutes and gigabytes


def npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asanyarray(array))
    return stream.getvalue()


def header(text: str, version: int = 1) -> bytes:
    content = text.encode("latin1")
    size = struct.pack("<H" if version == 1 else "<I", len(content))
    return b"\x93NUMPY" + bytes([version, 0]) + size + content


def received(descr: str = "'<f8'", shape: str = "(4, 3)") -> str:
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "given.npz"


def course() -> dict[str, bytes]:
    network = network_of(preset_experiment("course")).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    return {f"{name}.npy": npy(array) for name, array in arrays.items()}


def write(path: Path, members: dict[str, bytes], packing: int = DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@contextmanager
def cheaply() -> Iterator[None]:
    tracemalloc.start()
    start = time.process_time()  # whatever else the machine does
    try:
        yield
        took = time.process_time() - start
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < SECONDS
    assert peak < MEGABYTES * 1e6


def refusal(path: Path) -> str:
    with cheaply(), pytest.raises(UnusableFile) as caught:
        read_arrays(path)
    message = str(caught.value)
    assert message.startswith("given.npz: ")
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 250
    return message


def zeros(shape: tuple[int, ...], dtype: str) -> bytes:
    """Return a member of zeros, with its header first."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    return header(received(f"'{dtype}'", str(shape))) + bytes(count)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"X": zeros((4, 5_000_000), "|u1")}, "Y has the shape"),
        (
            {"X": zeros((4, 5_000_000), "|u1"), "Y": zeros((5_000_000,), "|u1")},
            "5,000,000 examples, and 10,000 is the limit",
        ),
        (
            {
                "W1": zeros((4000, 4), "|u1"), "b1": zeros((4000,), "|u1"),
                "W2": zeros((4000, 4000), "|u1"), "b2": zeros((4000,), "|u1"),
                "W3": zeros((1, 4000), "|u1"),
            },
            "GiB is the limit",
        ),
        ({"Y": zeros((20_000_000,), "|b1")}, "Y has the shape (20000000,)"),
    ],
    ids=["examples", "examples in Y too", "parameters", "labels"],
)  # fmt: skip
def test_what_is_small_on_disk_and_huge_unpacked_is_refused_by_its_header(
    path: Path, members: dict[str, bytes], words: str
) -> None:
    write(path, course() | {f"{name}.npy": content for name, content in members.items()})
    assert path.stat().st_size < 100_000
    assert words in refusal(path)


def test_an_array_without_a_meaning_is_not_unpacked(path: Path) -> None:
    write(path, course() | {"other.npy": zeros((20_000_000,), "|u1"), "README": bytes(20_000_000)})
    with cheaply():
        assert read_arrays(path).arrays["X"].shape == (4, 3)


def test_a_typical_file_takes_milliseconds(path: Path) -> None:
    write(path, course())
    spent = []
    for _ in range(5):
        start = time.thread_time()
        read_arrays(path)
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.05


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (received(shape="(4, 30000000)"), "header says 960,000,"),
        (received(shape="(4, 2)"), "header says "),
        (received(shape="(4, 3, 1000000000000000000000)"), "header says "),
        (received(shape="(-4, -3)"), "its header is damaged"),
        (received(shape="(4, True)"), "header says "),
        (received(shape="[4, 3]"), "its header is damaged"),
        (received(shape="(4, '3')"), "its header is damaged"),
        (received("'no type'"), "its header is damaged"),
        (received("'(100000000,)<f8'"), "header says "),
        (received("'<V100000000'"), "header says "),
        (received("'(12,)<f8'", "()"), "X holds records"),
        (received("[('a', '<f4'), ('b', '<f4')]"), "X holds records; it must hold real numbers"),
        (received("[('a', '|O')]"), "X holds Python objects"),
        (received("'|O'", "(4, 30000000)"), "X holds Python objects"),
        (received("'<M8[s]'"), "X holds dates"),
        (received("'<c16'", "(3, 2)"), "X holds complex numbers"),
        (received("'<U2'"), "X holds text"),
        (received(shape="(4L, 2L)"), "header says "),  # as Python 2 wrote it
        ("[" * 3000, "its header is damaged"),
        ("-" * 3000 + "1", "its header is damaged"),
        ("{'descr'", "its header is damaged"),
        ("", "its header is damaged"),
        (received() + " " * 30_000, "its header is damaged"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_header_that_lies_or_is_no_array_of_numbers(
    path: Path, version: int, text: str, words: str
) -> None:
    write(path, course() | {"X.npy": header(text, version) + bytes(96)})
    assert words in refusal(path)


def test_a_header_that_says_that_it_is_endless_is_not_read_to_its_end(path: Path) -> None:
    start = b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**32 - 1)
    write(path, course() | {"X.npy": start + b" " * 20_000_000})
    assert "X cannot be read: its header is damaged" in refusal(path)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_of_the_format_is_read(path: Path, version: int) -> None:
    content = header(received(), version) + np.arange(12.0).tobytes()
    read = read_arrays(write(path, course() | {"X.npy": content})).arrays
    np.testing.assert_array_equal(read["X"], np.arange(12.0).reshape(4, 3))


def test_other_orders_of_bytes_and_axes_are_read(path: Path) -> None:
    x = np.arange(12.0).reshape(4, 3)
    for other in (np.asfortranarray(x), x.astype(">f4"), x.astype(np.longdouble)):
        read = read_arrays(write(path, course() | {"X.npy": npy(other)})).arrays
        np.testing.assert_array_equal(read["X"], x)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"\x93NUMPY\x01", b"\x93NUMPY\x09\x09xx"]
)
def test_a_member_that_is_no_array(path: Path, content: bytes) -> None:
    write(path, course() | {"b2.npy": content})
    assert "b2 is no array" in refusal(path) or "b2 cannot be read" in refusal(path)


def test_an_arrays_file_within_an_arrays_file(path: Path) -> None:
    inner = write(path, course()).read_bytes()
    write(path, course() | {"W2.npy": inner})
    assert "W2 is no array" in refusal(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(path: Path, packing: int) -> None:
    write(path, course() | {"X.npy": zeros((4, 5_000_000), "|u1")}, packing)
    assert "X cannot be read: it is packed in a way NumPy does not use" in refusal(path)


Change = Callable[[bytearray, int], None]  # of a member's entry in the directory, at its place


def encrypt(whole: bytearray, entry: int) -> None:
    whole[entry + 8] |= 1


def other_checksum(whole: bytearray, entry: int) -> None:
    whole[entry + 16] ^= 1


def other_place(whole: bytearray, entry: int) -> None:
    struct.pack_into("<I", whole, entry + 42, 7)


def larger(whole: bytearray, entry: int) -> None:
    struct.pack_into("<I", whole, entry + 24, 2**30)


def larger_packed(whole: bytearray, entry: int) -> None:
    struct.pack_into("<II", whole, entry + 20, 2**30, 2**30)


def newer(whole: bytearray, entry: int) -> None:
    whole[entry + 6] = 99


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (encrypt, "X cannot be read: it is packed in a way NumPy does not use"),
        (other_checksum, "X cannot be read: it is damaged"),
        (other_place, "X cannot be read: it is damaged"),
        (larger, "X cannot be read: its size is damaged"),
        (larger_packed, "X cannot be read: its size is damaged"),
        (newer, "a damaged or incomplete .npz file"),
    ],
)
@pytest.mark.parametrize("packing", [STORED, DEFLATED])
def test_a_directory_that_lies(path: Path, packing: int, change: Change, words: str) -> None:
    whole = bytearray(write(path, course(), packing).read_bytes())
    change(whole, whole.index(b"PK\x01\x02"))
    path.write_bytes(whole)
    assert words in refusal(path)


def test_a_size_in_64_bits_that_lies(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in course().items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(content)
    whole = bytearray(path.read_bytes())
    entry = whole.index(b"PK\x01\x02")
    name = struct.unpack_from("<H", whole, entry + 28)[0]
    extra = struct.pack("<HHQQ", 1, 16, 2**62, 2**62)
    struct.pack_into("<II", whole, entry + 20, 2**32 - 1, 2**32 - 1)
    struct.pack_into("<H", whole, entry + 30, len(extra))
    whole[entry + 46 + name : entry + 46 + name] = extra
    end = whole.index(b"PK\x05\x06")
    size = struct.unpack_from("<I", whole, end + 12)[0]
    struct.pack_into("<I", whole, end + 12, size + len(extra))
    path.write_bytes(whole)
    assert "X cannot be read: its size is damaged" in refusal(path)


@pytest.mark.parametrize("packing", [STORED, DEFLATED])
def test_cut_anywhere_it_is_refused(path: Path, packing: int) -> None:
    whole = write(path, course(), packing).read_bytes()
    for length in range(97, len(whole), 97):
        path.write_bytes(whole[:length])
        assert "a damaged or incomplete .npz file" in refusal(path)


@pytest.mark.parametrize("packing", [STORED, DEFLATED])
def test_flipped_bytes_are_refused_or_do_no_harm(path: Path, packing: int) -> None:
    whole = write(path, course(), packing).read_bytes()
    draw = np.random.default_rng(1)
    for _ in range(200):
        changed = bytearray(whole)
        changed[draw.integers(len(whole))] ^= 1 << int(draw.integers(8))
        path.write_bytes(changed)
        try:
            read_arrays(path)
        except UnusableFile as refused:
            assert str(refused).endswith(".")  # noqa: PT017 - either is right


def test_no_memory_is_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*arguments: object, **named: object) -> None:
        raise MemoryError

    write(path, course())
    monkeypatch.setattr("numpy.lib.format.read_array", none_left)
    assert refusal(path) == "given.npz: X does not fit in memory."
