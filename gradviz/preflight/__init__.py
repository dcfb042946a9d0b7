"""What this machine lacks for the window, and the command that mends it.

Only the standard library is used, so the set-up scripts can ask before anything is installed,
and the program before Qt is loaded: without a display, or without one of its libraries, Qt
aborts the process, which no ``except`` can catch.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from gradviz.preflight import display, libraries
from gradviz.preflight.finding import Finding

__all__ = ["Finding", "display_problem", "doctor", "findings", "report", "status"]

CANNOT = "No window can be opened here"
INSTEAD = "`gradviz check` checks without one."


def display_problem(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> str | None:
    """Say in one sentence why no window can be opened, or None where one can.

    Parameters
    ----------
    environ : mapping
        The environment variables to look at.
    platform : str
        As ``sys.platform``; only Linux can lack a display.
    """
    if not platform.startswith("linux"):
        return None
    problem = display.lack(libraries.DRAWING) or display.problem(environ)
    return problem and f"{CANNOT}: {problem}; {INSTEAD}"


def findings() -> list[Finding]:
    """Look at everything the window needs on this machine."""
    # Imported here: importlib.metadata takes 30 ms, and the window starts without it.
    from gradviz.preflight import fonts, packages

    of_libraries = display.findings(os.environ, sys.platform)
    return [
        packages.python_finding(),
        *packages.findings(libraries_complete=all(each.ok for each in of_libraries)),
        *of_libraries,
        fonts.finding(sys.platform),
    ]


def status(found: Sequence[Finding]) -> int:
    """Return 0 if the window can run with what was found, else 2."""
    return 0 if all(each.ok for each in found if each.needed) else 2


def report(found: Sequence[Finding]) -> str:
    """Write the findings as lines to read, each lack followed by its remedy."""
    width = max((len(each.name) for each in found), default=0)
    lines = []
    for each in found:
        mark = "ok  " if each.ok else "LACK" if each.needed else "note"
        lines.append(f"{mark}  {each.name:<{width}}  {each.detail}")
        if each.remedy:
            lines.append(f"      {'':<{width}}  mend it with: {each.remedy}")
    able = status(found) == 0
    lines += ["", "The window can be opened here." if able else f"{CANNOT}; {INSTEAD}"]
    return "\n".join(lines) + "\n"


def doctor(out: TextIO | None = None) -> int:
    """Write the report on this machine and return its status.

    Parameters
    ----------
    out : file, optional
        Where to write; standard output if not given.
    """
    found = findings()
    (out or sys.stdout).write(report(found))
    return status(found)
