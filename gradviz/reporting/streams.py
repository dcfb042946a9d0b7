"""Writing to standard output and standard error, whatever they are."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from gradviz.persistence.files import UnusableFile, reason
from gradviz.reporting.terminal import encodable

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))  # by their file descriptors


def open_closed_streams() -> None:
    """Lead the standard streams that are closed to nowhere.

    Else the next file that is opened takes the descriptor of one, and what a library writes to
    "standard error" goes into that file.
    """
    for descriptor, (name, mode) in enumerate(_STREAMS):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free descriptor is taken, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            stream = io.open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115, UP020
            setattr(sys, name, stream)


def say(message: str, status: int = 0) -> int:
    """Write one line on standard error, without signs that would steer a terminal.

    Returns
    -------
    int
        The status, for the caller to return, whether the line could be written or not.
    """
    line = "".join(each if each.isprintable() else "?" for each in " ".join(message.split()))
    write_or_drop(sys.stderr, f"gradviz: {line}\n")
    return status


def print_text(text: str) -> None:
    """Write to standard output; that its reader has left is no error.

    Raises
    ------
    UnusableFile
        If it cannot be written for another reason: a full disk, say.
    """
    error = write_or_drop(sys.stdout, text)
    if error is not None and not isinstance(error, BrokenPipeError):
        raise UnusableFile(f"standard output cannot be written: {reason(error)}.")


def write_or_drop(stream: TextIO, text: str) -> Exception | None:
    """Write a text, and return why that failed, or None.

    After a failure the stream leads nowhere: Python flushes it once more when it ends, and would
    end with a status of its own if that failed too.
    """
    try:
        stream.write(encodable(text, stream.encoding))
        stream.flush()
    except (OSError, ValueError) as error:  # ValueError: the stream has been closed
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        return error
    return None
