"""Whether Python and the packages of the window are there, in versions that work."""

import importlib.metadata
import importlib.util
import re
import shlex
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gradviz.preflight.finding import Finding
from gradviz.preflight.imports import import_problem

OLDEST_PYTHON = (3, 11)

Version = tuple[int, ...]


@dataclass(frozen=True)
class Package:
    """A package and the versions of it that work, as pyproject.toml has them.

    Attributes
    ----------
    module : str
        What to import to know that it works.
    distribution : str
        The name it is installed by.
    at_least, below : tuple of int
        The first version that works, and the first that does not again; ``below`` may be None.
    refused : tuple of tuple of int
        Versions between the two that do not work.
    """

    module: str
    distribution: str
    at_least: Version
    below: Version | None = None
    refused: tuple[Version, ...] = ()

    def allows(self, version: str) -> bool:
        """Whether this version works."""
        release = _release(version)
        return (
            release >= self.at_least
            and release not in self.refused
            and (self.below is None or release < self.below)
        )

    @property
    def requirement(self) -> str:
        """The package and its versions as pip takes them."""
        refused = "".join(f",!={_dotted(version)}" for version in self.refused)
        below = f",<{_dotted(self.below)}" if self.below else ""
        return f"{self.distribution}>={_dotted(self.at_least)}{refused}{below}"


def _release(version: str) -> Version:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def required(python: tuple[int, int]) -> list[Package]:
    """Return the packages that the window needs with this Python."""
    # PySide6 6.12 loses references to None on Python 3.11 and aborts.
    below = (6, 12) if python < (3, 12) else None
    qt = Package(
        "PySide6.QtWidgets", "PySide6-Essentials", (6, 8, 3), below, ((6, 9, 1), (6, 9, 2))
    )
    numeric = [Package("numpy", "numpy", (2,)), Package("threadpoolctl", "threadpoolctl", (3, 8))]
    return [*numeric, qt, Package("pyqtgraph", "pyqtgraph", (0, 14))]


def python_finding(version: Version = tuple(sys.version_info[:3])) -> Finding:
    """Look at the version of Python."""
    if version >= OLDEST_PYTHON:
        return Finding("Python", True, _dotted(version))
    oldest = _dotted(OLDEST_PYTHON)
    return Finding("Python", False, _dotted(version), f"install Python {oldest} or later")


def in_environment() -> bool:
    """Whether this Python is that of an environment of its own, which pip may change."""
    return sys.prefix != sys.base_prefix


def findings(
    *,
    libraries_complete: bool,
    python: tuple[int, int] = sys.version_info[:2],
    import_problem: Callable[[str], str | None] = import_problem,
) -> list[Finding]:
    """Look at each package that the window needs.

    Parameters
    ----------
    libraries_complete : bool
        Whether the libraries of the system are all there. Where they are not, installing a
        package that does not load once more would not help.
    """
    return [_finding(each, libraries_complete, import_problem) for each in required(python)]


def _finding(
    package: Package,
    libraries_complete: bool,
    import_problem: Callable[[str], str | None],
) -> Finding:
    name = package.distribution
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", _remedy(package))
    if not package.allows(version):
        return Finding(name, False, f"{version} does not work here", _remedy(package))
    problem = import_problem(package.module)
    if problem is None:
        return Finding(name, True, version)
    if not libraries_complete:
        remedy = "install the libraries that are missing, below"
    else:
        remedy = _remedy(package, again=True)
    return Finding(name, False, f"{version} does not load: {problem}", remedy)


def _remedy(package: Package, *, again: bool = False) -> str:
    """Return the command that brings a package, and where pip may not, an environment for it."""
    python = shlex.quote(sys.executable)
    has_pip = importlib.util.find_spec("pip") is not None
    if in_environment() and not has_pip:  # uv makes environments without it
        option = "--reinstall " if again else ""
        return f'uv pip install --python {python} {option}"{package.requirement}"'
    if has_pip and (in_environment() or not _is_managed()):
        option = "--force-reinstall " if again else ""
        return f'{python} -m pip install {option}"{package.requirement}"'
    run = Path(__file__).parents[2] / "scripts" / "run.py"
    if run.is_file():
        return f"python3 {shlex.quote(str(run))}"  # makes an environment with all packages
    where = "~/gradviz"
    return (
        f"{python} -m venv {where}, and install GradViz with {where}/bin/pip: this Python belongs "
        "to the system"
    )


def _is_managed() -> bool:
    """Whether the system keeps pip out of this Python (PEP 668)."""
    return (Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED").exists()
