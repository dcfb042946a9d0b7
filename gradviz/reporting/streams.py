"""Writing to standard output and standard error, whatever they are."""

import os
import sys

from gradviz.persistence.files import UnusableFile
from gradviz.reporting.terminal import encodable


def say(message: str, status: int = 0) -> int:
    """Write one line on standard error, without signs that would steer a terminal.

    Returns
    -------
    int
        The status, for the caller to return.
    """
    line = "".join(each if each.isprintable() else "?" for each in " ".join(message.split()))
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(f"gradviz: {line}\n".encode(encoding, "replace").decode(encoding))
    return status


def print_text(text: str) -> None:
    """Write to standard output; that its reader has left is no error.

    Raises
    ------
    UnusableFile
        If it cannot be written for another reason: a full disk, say.
    """
    try:
        sys.stdout.write(encodable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except OSError as error:
        # Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UnusableFile(f"standard output cannot be written: {error.strerror}.") from None
