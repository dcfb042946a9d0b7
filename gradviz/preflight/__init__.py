"""What this machine lacks for the window, and the command that installs it.

Only the standard library is used, so the set-up scripts can ask before anything is installed,
and the program before Qt is loaded: without a display, or without one of its libraries, Qt
aborts the process, which no ``except`` can catch.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from gradviz.preflight import display, system
from gradviz.preflight.finding import Finding

__all__ = ["Finding", "display_problem", "findings", "report", "status"]

CANNOT = "No window can be opened here"
INSTEAD = "`gradviz check` checks without one."
NUMERIC = ("numpy", "threadpoolctl")  # what that needs


def display_problem(
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    this: system.System | None = None,
) -> str | None:
    """Say in one sentence why no window can be opened, or None where one can.

    Parameters
    ----------
    environ : mapping
        The environment variables to look at.
    platform : str
        As ``sys.platform``; only Linux can lack a display.
    this : System, optional
        The system to name the command for; this one if not given.
    """
    if not platform.startswith("linux"):
        return None
    problem = display.problem(environ, this or system.this_system())
    return problem and f"{CANNOT}: {problem}; {INSTEAD}"


def findings(this: system.System | None = None) -> list[Finding]:
    """Look at everything the window needs on this machine."""
    # Imported here: importlib.metadata takes 30 ms, and the window starts without it.
    from gradviz.preflight import fonts, packages, venv

    this = this or system.this_system()
    of_libraries = display.findings(os.environ, sys.platform, this)
    to_draw = of_libraries[0]  # what Qt cannot be imported without
    of_packages = packages.findings(libraries_complete=to_draw.ok)
    complete = all(each.ok for each in of_packages)
    return [
        packages.python_finding(),
        # Where the packages are, an environment is not what lacks.
        *([] if complete else [venv.finding(this, needed=not packages.in_environment())]),
        *of_packages,
        *of_libraries,
        fonts.finding(sys.platform, this),
    ]


def status(found: Sequence[Finding]) -> int:
    """Return 0 if the window can run with what was found, else 2."""
    return 0 if all(each.ok for each in found if each.needed) else 2


def report(found: Sequence[Finding], this: system.System | None = None) -> str:
    """Write the findings as lines to read, each lack with its remedy, and one for all of them."""
    this = this or system.this_system()
    width = max((len(each.name) for each in found), default=0)
    lines = []
    for each in found:
        mark = "ok  " if each.ok else "LACK" if each.needed else "note"
        lines.append(f"{mark}  {each.name:<{width}}  {each.detail}")
        if each.remedy:
            label = f"{_as_root(this)}remedy" if each.lacking else "remedy"
            lines.append(f"      {'':<{width}}  {label}: {each.remedy}")
    lines += ["", _conclusion(found)]
    return "\n".join([*lines, *_in_one_command(found, this)]) + "\n"


def _conclusion(found: Sequence[Finding]) -> str:
    if status(found) == 0:
        return "The window can be opened here."
    lacking = [each.name for each in found if not each.ok and each.name in NUMERIC]
    if lacking:
        return f"{CANNOT}, and nothing can be checked without {' and '.join(lacking)}."
    return f"{CANNOT}; {INSTEAD}"


def _in_one_command(found: Sequence[Finding], this: system.System) -> list[str]:
    """Return the command that installs what several findings lack, if several lack something."""
    lacking = [each.lacking for each in found if each.lacking]
    if len(lacking) < 2:
        return []
    names = list(dict.fromkeys(name for names in lacking for name in names))
    command = system.install_command(names, this)
    return [f"What the system lacks, in one command{_as_root(this, ', as root')}:", f"  {command}"]


def _as_root(this: system.System, words: str = "as root, ") -> str:
    """Return the words that a command needs where there is no ``sudo`` for it."""
    return "" if this.root or this.has_sudo else words
