"""What runs here, for the About box and for a report of an error."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion

import gradviz


def program_versions() -> dict[str, str]:
    """Return the version of each part of the program, by name."""
    return {
        "GradViz": gradviz.__version__,
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "PySide6": _installed("PySide6-Essentials"),
        "NumPy": _installed("numpy"),
        "pyqtgraph": _installed("pyqtgraph"),
        "System": platform.platform(),
    }


def versions_text(versions: Mapping[str, str]) -> str:
    """Return the versions as lines of text."""
    return "\n".join(f"{name} {number}" for name, number in versions.items())


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # put on the path by hand
        return "of unknown version"
