"""Which system this is, and how a library is installed on it."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gradviz.preflight.libraries import DEBIAN_PACKAGES

# Renamed in Debian 13 and Ubuntu 24.04 with the change to a 64-bit time_t.
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}

# Arch names no package after a library, so everything Qt can want is named.
_ARCH = (
    "glib2 libglvnd dbus fontconfig freetype2 libx11 libxkbcommon libxkbcommon-x11 "
    "xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm wayland"
)

_FAMILIES = {
    "debian": "debian",
    "ubuntu": "debian",
    "fedora": "fedora",
    "rhel": "fedora",
    "suse": "suse",
    "opensuse": "suse",
    "arch": "arch",
}


@dataclass(frozen=True)
class System:
    """What decides how a package is installed.

    Attributes
    ----------
    family : str
        ``debian``, ``fedora``, ``suse``, ``arch`` or ``other``.
    root : bool
        Whether this process may install packages.
    known : callable
        Returns which of the packages named apt's lists hold.
    has_sudo : bool
        Whether there is a ``sudo`` for those who may not.
    """

    family: str
    root: bool
    known: Callable[[Sequence[str]], set[str]]
    has_sudo: bool = True

    @property
    def sudo(self) -> str:
        """What to put before a command that installs."""
        return "sudo " if self.has_sudo and not self.root else ""

    @property
    def run_this(self) -> str:
        """What to say before such a command."""
        return "Run this" if self.root or self.has_sudo else "Run this as root"


def family(release: Mapping[str, str]) -> str:
    """Return the family of the distribution that an os-release file describes."""
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_FAMILIES[name] for name in names if name in _FAMILIES), "other")


def is_root() -> bool:
    """Whether this process may install packages; never so on Windows."""
    geteuid: Callable[[], int] | None = getattr(os, "geteuid", None)
    return geteuid is not None and geteuid() == 0


def _known_to_apt(names: Sequence[str]) -> set[str]:
    apt_cache = shutil.which("apt-cache")
    if apt_cache is None or not names:
        return set()
    # One call for all: apt-cache takes a second to read its lists.
    command = [apt_cache, "show", "--no-all-versions", *names]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^Package: (\S+)", shown, flags=re.MULTILINE))


def this_system() -> System:
    """Return the system that this process runs on."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return System(family(release), is_root(), _known_to_apt, shutil.which("sudo") is not None)


def debian_packages(lacking: Sequence[str], system: System) -> list[str]:
    """Return the packages that bring what lacks, by the names this release gives them.

    Parameters
    ----------
    lacking : sequence of str
        Libraries, as ``libGL.so.1``, and packages, which stay as they are.
    system : System
        The system that is to bring them.
    """
    names = dict.fromkeys(DEBIAN_PACKAGES.get(each, each) for each in lacking)
    known = system.known([_RENAMED[name] for name in names if name in _RENAMED])
    return [_RENAMED[name] if _RENAMED.get(name) in known else name for name in names]


def install_command(lacking: Sequence[str], system: System) -> str:
    """Return the one command, or the advice, that brings what lacks to this system.

    Parameters
    ----------
    lacking : sequence of str
        Libraries, as ``libGL.so.1``, and on Debian packages too.
    system : System
        The system that is to bring them.
    """
    if system.family == "debian":
        return _apt_command(debian_packages(lacking, system), system)
    if system.family in {"fedora", "suse"}:
        # Their packages can be asked for by what they provide.
        provided = " ".join(f"'{soname}()(64bit)'" for soname in lacking)
        return f"{system.sudo}{'dnf' if system.family == 'fedora' else 'zypper'} install {provided}"
    if system.family == "arch":
        return f"{system.sudo}pacman -S --needed {_ARCH}"
    return f"install the packages that provide {', '.join(lacking)}"


def _apt_command(packages: Sequence[str], system: System) -> str:
    """Return the one command that installs Debian packages.

    It begins with an update where apt's lists do not hold them all, as on a fresh image.
    """
    install = f"{system.sudo}apt-get install -y {' '.join(packages)}"
    if system.known(packages) >= set(packages):
        return install
    return f"{system.sudo}apt-get update && {install}"
