"""Whether this Python can make an environment: Debian keeps that in a package apart."""

import importlib
import importlib.util
import sys
from pathlib import Path

from gradviz.preflight.finding import Finding
from gradviz.preflight.system import System, install_command

MODULES = ("venv", "ensurepip")


def has_venv() -> bool:
    """Whether the modules that make an environment are there."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) is not None for name in MODULES)


def package(system: System, executable: str = sys.executable) -> str | None:
    """Return the package that completes this Python, or None where the system has none.

    Parameters
    ----------
    system : System
        The system that this Python runs on.
    executable : str
        The path of this Python: apt can only complete one that it installed.
    """
    if system.family != "debian" or Path(executable).parent != Path("/usr/bin"):
        return None
    return "python{}.{}-venv".format(*sys.version_info[:2])


def advice(executable: str = sys.executable) -> str:
    """Return what to do where no package completes this Python."""
    return (
        f"{executable} lacks its modules venv and ensurepip: install them, or use another Python "
        "3.11 or later"
    )


def finding(system: System, *, needed: bool, complete: bool | None = None) -> Finding:
    """Look at whether this Python can make an environment.

    Parameters
    ----------
    system : System
        The system that this Python runs on.
    needed : bool
        Whether one has to be made.
    complete : bool, optional
        Whether it can; looked at if not given.
    """
    if has_venv() if complete is None else complete:
        return Finding("venv", True, "this Python can make environments", needed=needed)
    name = package(system)
    detail = "this Python cannot make environments"
    if name is None:
        return Finding("venv", False, detail, advice(), needed)
    return Finding("venv", False, detail, install_command([name], system), needed, (name,))
