"""Bring what the system lacks in one round: as root on Debian and Ubuntu, else by a command."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import checkout  # noqa: F401 - the package is found by it
from gradviz.preflight import libraries, venv
from gradviz.preflight.system import System, debian_packages, install_command
from logged import Log, SetupError, log_of_setup, run_logged, say

# What the tests with a real window use, and the Debian packages that bring it.
WINDOW_TOOLS = {"Xvfb": "xvfb", "xauth": "xauth", "openbox": "openbox", "xdotool": "xdotool"}


@dataclass(frozen=True)
class Lack:
    """What a system lacks.

    Attributes
    ----------
    venv : bool
        Whether this Python cannot make an environment.
    libraries : tuple of str
        The libraries of Qt that cannot be loaded.
    tools : tuple of str
        The programs of the window's tests that are not on PATH.
    """

    venv: bool = False
    libraries: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.venv or bool(self.libraries or self.tools)

    def __str__(self) -> str:
        words = ["what makes an environment (venv)"] if self.venv else []
        if self.libraries:
            words.append("libraries that Qt needs")
        if self.tools:
            words.append(", ".join(self.tools))
        return " and ".join(words)


@dataclass(frozen=True)
class Needs:
    """What a script needs of the system.

    Attributes
    ----------
    venv : bool
        Whether an environment has to be made.
    libraries : tuple of str
        Libraries without which it cannot go on.
    useful : tuple of str
        Libraries that come along: for the display that there may be the next time.
    tools : tuple of str
        Programs without which it leaves something out.
    """

    venv: bool = False
    libraries: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    def essential(self) -> Lack:
        """Return what lacks of that which the script cannot go on without."""
        return Lack(self.venv and not has_venv(), tuple(lacking_libraries(self.libraries)))

    def everything(self) -> Lack:
        """Return all that lacks."""
        sonames = dict.fromkeys((*self.libraries, *self.useful))
        tools = tuple(lacking_tools(self.tools))
        return Lack(self.venv and not has_venv(), tuple(lacking_libraries(sonames)), tools)


def has_venv() -> bool:
    return venv.has_venv()


def lacking_libraries(sonames: Iterable[str], platform: str = sys.platform) -> list[str]:
    return libraries.missing(sonames) if platform.startswith("linux") else []


def lacking_tools(tools: Iterable[str] = WINDOW_TOOLS) -> list[str]:
    return [name for name in tools if shutil.which(name) is None]


def may_install(system: System) -> bool:
    return system.family == "debian" and system.root


def complete(needs: Needs, system: System, without: str = "") -> None:
    """Bring all that is needed, in one round, where this may; else name it in one command.

    Parameters
    ----------
    without : str
        What works although libraries lack, to be said with the command.

    Raises
    ------
    SetupError
        If something essential lacks, with the command that brings everything.
    """
    failure = None
    wanted = needs.everything() if needs.tools else needs.essential()
    if wanted and may_install(system):
        failure = _install(needs.everything(), system)
    essential = needs.essential()
    if essential:
        works = "" if essential.venv else without
        raise failure or SetupError(_request(needs.everything(), system, works))
    if failure is not None:
        say(str(failure))


def _request(lack: Lack, system: System, without: str) -> str:
    """Return what lacks and how to bring it, as sentences with a command."""
    lines = [f"This system lacks {lack}. {system.run_this}, then the same again:"]
    lines += [f"  {command}" for command in commands(lack, system)]
    return "\n".join([*lines, without] if without else lines)


def commands(lack: Lack, system: System) -> list[str]:
    """Return what brings all that lacks: one command wherever the system can do that."""
    package = venv.package(system)
    on_debian = system.family == "debian"
    names = [*_names(lack, package), *(_tool_packages(lack) if on_debian else [])]
    return [
        *([venv.advice()] if lack.venv and not package else []),
        *([install_command(names, system)] if names else []),
        *([f"install {', '.join(lack.tools)}"] if lack.tools and not on_debian else []),
    ]


def _names(lack: Lack, package: str | None) -> list[str]:
    return [*([package] if lack.venv and package else []), *lack.libraries]


def _tool_packages(lack: Lack) -> list[str]:
    return [WINDOW_TOOLS[name] for name in lack.tools]


def _install(lack: Lack, system: System) -> SetupError | None:
    """Install with apt-get what lacks, and return why that failed, or None."""
    lacking = [*_names(lack, venv.package(system)), *_tool_packages(lack)]
    if not lacking:
        return None
    with log_of_setup() as log:
        _apt_get(["update"], log)
        names = debian_packages(lacking, system)  # only now apt knows them
        say(f"Installing with apt-get: {' '.join(names)} ...")
        if _apt_get(["install", "--yes", "--no-install-recommends", *names], log) == 0:
            return None
        return log.failure("What the system lacks")


def _apt_get(arguments: Sequence[str], log: Log) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A fresh machine installs its updates first, which takes a while.
    command = ["apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=60", *arguments]
    return run_logged(command, log, environment)
