"""What a file is that is no ``.npz``, by its first bytes, and what to do about it."""

from collections.abc import Collection
from pathlib import Path

SAVEZ = 'numpy.savez("mine.npz", X=X, Y=Y, **parameters, **gradients)'
START_BYTES = 1024  # that are looked at
PICKLE_PROTOCOLS = range(2, 6)
OLD_PICKLE = b"(dp"  # of a dictionary, by protocol 0
MOST_NAMED, LONGEST_NAME = 3, 24

# What a file starts with, and what it is then.
_KINDS = (
    (b"\x93NUMPY", "a single array, as numpy.save writes it"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"MATLAB ", "a MATLAB file"),
    (b"\x1f\x8b", "packed with gzip"),
)


def what_it_is(path: Path) -> str:
    """Return what a file is that cannot be opened as an ``.npz``, and what to write instead.

    Nothing of it is unpacked or unpickled.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    if not start:
        return f"it is empty; {SAVEZ} writes what belongs there"
    if start.startswith(b"PK"):
        return f"a damaged or incomplete .npz file; copy or save it anew, with {SAVEZ}"
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return f"it is {kind}, and no .npz file; save all arrays in one, with {SAVEZ}"
    if _is_pickle(start):
        return (
            "it is a pickle, which is never opened here, as it can run anything; load it yourself "
            f"and save its arrays with {SAVEZ}"
        )
    text = _as_text(start)
    if text is None:
        return f"not an .npz file, or a damaged one; save one with {SAVEZ}"
    kind = "JSON" if text.lstrip().startswith(("{", "[")) else "text, such as a CSV"
    return f"it is {kind}, and no .npz file; read it with NumPy and save all with {SAVEZ}"


def other_archive(members: Collection[str]) -> str | None:
    """Return what a zip file is in which no member is an array; None if one is, or there is none.

    Parameters
    ----------
    members
        The names of all its members.
    """
    if not members or any(name.endswith(".npy") for name in members):
        return None
    if any(name.endswith("data.pkl") for name in members):
        return (
            "it is a file of torch.save, which only pickle could read; load it yourself and save "
            f"its arrays with {SAVEZ}"
        )
    names = ["".join(c if c.isprintable() else "?" for c in n) for n in sorted(members)]
    held = ", ".join(name[:LONGEST_NAME] for name in names[:MOST_NAMED])
    more = ", …" if len(names) > MOST_NAMED else ""
    return f"it is a zip file without NumPy arrays (it holds {held}{more}); save with {SAVEZ}"


def _is_pickle(start: bytes) -> bool:
    is_new = len(start) > 1 and start[0] == 0x80 and start[1] in PICKLE_PROTOCOLS
    return is_new or start.startswith(OLD_PICKLE)


def _as_text(start: bytes) -> str | None:
    """Return bytes as a text; None if they are none."""
    try:
        text = start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 3:  # else a letter is cut in two
            return None
        text = start[: error.start].decode("utf-8-sig")
    return text if text and all(each.isprintable() or each in "\t\r\n" for each in text) else None
