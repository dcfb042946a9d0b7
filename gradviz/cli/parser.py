"""What every command's flags are read with; it needs the standard library alone."""

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

from gradviz.reporting.streams import print_text


class UsageError(Exception):
    """Flags that cannot be used; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` in place of printing its usage and exiting.

    A flag has to be written out, and one may be followed by a negative number.
    """

    def __init__(self, prog: str, description: str, epilog: str = "", usage: str = "") -> None:
        super().__init__(
            prog=prog,
            usage=usage or None,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the flags."""
        raise UsageError(f"{message} ({self.prog} --help lists the flags).")

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - argparse's
        # What --help and --version print; argparse leaves it to Python's end to write it out.
        print_text(message)

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the flags that arguments set."""
        return self.parse_args(_joined(arguments))


def _joined(arguments: Sequence[str]) -> list[str]:
    """Return arguments with ``--epsilon -1e-7`` as one, which argparse takes for two flags."""
    found: list[str] = []
    for argument in arguments:
        negative = re.match(r"-(\d|\.\d|inf|nan)", argument, re.IGNORECASE)
        if negative and found and re.fullmatch(r"--[a-z-]+", found[-1]):
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return found


def given(flags: argparse.Namespace) -> list[str]:
    """Return the names of the flags that are set."""
    return [name for name, value in vars(flags).items() if value not in (None, False, [])]


def refuse(flags: argparse.Namespace, names: Iterable[str], why: str) -> None:
    """Raise a `UsageError` that names those flags that are set, if any is."""
    all_given = given(flags)
    found = [f"--{name.replace('_', '-')}" for name in names if name in all_given]
    if found:
        raise UsageError(f"{' and '.join(found)} {why}.")
