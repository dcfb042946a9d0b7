"""Bring what the system lacks: as root on Debian and Ubuntu, else say which command does."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from environment import SetupError, say
from gradviz.preflight import libraries
from gradviz.preflight.system import System, apt_command, debian_packages, install_command

# What the tests with a real window use, and the Debian packages that bring it.
WINDOW_TOOLS = {"Xvfb": "xvfb", "xauth": "xauth", "openbox": "openbox", "xdotool": "xdotool"}


def _apt_get(arguments: tuple[str, ...]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "--quiet=2", *arguments]
    done = subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    return done.returncode == 0


@cache
def _update() -> bool:
    return _apt_get(("update",))


def may_install(system: System) -> bool:
    return system.family == "debian" and system.root


def install(packages: Callable[[], Sequence[str]]) -> None:
    """Install Debian packages, named after the update, as only then apt knows the names.

    Whether that worked is for the caller to see, by looking again for what it lacked.
    """
    _update()
    names = packages()
    say(f"Installing {' '.join(names)} ...")
    _apt_get(("install", "--yes", "--no-install-recommends", *names))


def lacking_libraries(sonames: Iterable[str], platform: str = sys.platform) -> list[str]:
    return libraries.missing(sonames) if platform.startswith("linux") else []


def lacking_tools() -> list[str]:
    return [name for name in WINDOW_TOOLS if shutil.which(name) is None]


def mend_libraries(sonames: Sequence[str], system: System) -> str | None:
    """Bring libraries to this system; return the command that does where this may not."""
    lacking = lacking_libraries(sonames)
    if lacking and may_install(system):
        install(lambda: debian_packages(lacking, system))
        lacking = lacking_libraries(sonames)
    return install_command(lacking, system) if lacking else None


def tools_command(tools: Sequence[str], system: System) -> str:
    """Return the command, or the advice, that brings the tools of the window's tests."""
    if system.family == "debian":
        return apt_command([WINDOW_TOOLS[name] for name in tools], system)
    return f"install {', '.join(tools)}"


def mend_tools(system: System) -> None:
    """Bring the tools of the window's tests where this may; without them these are skipped."""
    lacking = lacking_tools()
    if lacking and may_install(system):
        install(lambda: [WINDOW_TOOLS[name] for name in lacking])


def has_venv() -> bool:
    """Whether this Python can make an environment: Debian keeps that in a package apart."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def mend_venv(
    system: System,
    has_venv: Callable[[], bool] = has_venv,
    executable: str = sys.executable,
) -> None:
    """See to it that this Python can make an environment, or raise SetupError."""
    if has_venv():
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    # apt-get can only complete a Python that it installed.
    if system.family != "debian" or Path(executable).parent != Path("/usr/bin"):
        raise SetupError(
            f"{executable} lacks its modules venv and ensurepip: install them, or use another "
            "Python 3.11 or later."
        )
    if may_install(system):
        install(lambda: [package])
        if has_venv():
            return
    raise SetupError(
        f"This Python cannot make an environment yet. Run this, then the same again:\n"
        f"  {apt_command([package], system)}"
    )
