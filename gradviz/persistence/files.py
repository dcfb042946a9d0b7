"""Writing a file whole or not at all, and knowing beforehand whether it can be written."""

import os
import tempfile
from pathlib import Path


class UnusableFile(OSError):  # noqa: N818 - reads as what it is at every raise
    """A file that cannot be used; the message is one sentence that names it."""


def reason(error: Exception) -> str:
    """Return what the system says of a file, without its number and path."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def require_writable(path: Path) -> None:
    """Find out, before long work starts, whether its result can be written to a file.

    Raises
    ------
    UnusableFile
        If there is no such folder, or no file of this name can be made in it.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnusableFile(f"{path} cannot be written: it is not a plain file.")
        path.lstat() if path.is_symlink() else path.parent.stat()
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except (OSError, ValueError) as error:
        if isinstance(error, UnusableFile):
            raise
        raise UnusableFile(f"{path} cannot be written: {reason(error)}.") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file as `write_atomically` does, in UTF-8."""
    write_atomically(path, text.encode())


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it; a link is followed.

    Raises
    ------
    UnusableFile
        If it cannot be written; what was there before is as it was.
    """
    temporary = None
    try:
        target = path.resolve()
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=".gradviz-", delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except (OSError, ValueError) as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise UnusableFile(f"{path} cannot be written: {reason(error)}.") from None


def _mode(path: Path) -> int:
    """Return the permissions the file has, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
