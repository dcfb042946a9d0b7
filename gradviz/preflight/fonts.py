"""Whether a font is installed; the program brings its own for where there is none."""

import os
from collections.abc import Iterable
from pathlib import Path

from gradviz.preflight.finding import Finding
from gradviz.preflight.system import System, install_command

_PACKAGE = "fonts-dejavu-core"  # Debian's
_SUFFIXES = {".ttf", ".otf", ".ttc", ".pfb"}
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)


def has_font(folders: Iterable[str | Path]) -> bool:
    """Whether any of the folders, or a folder below, holds a font."""
    return any(
        Path(name).suffix.lower() in _SUFFIXES
        for folder in folders
        # This leaves the path as it is where there is no home.
        for _, _, names in os.walk(os.path.expanduser(folder))
        for name in names
    )


def finding(platform: str, this: System, folders: Iterable[str | Path] = _FOLDERS) -> Finding:
    """Look for a font of the system."""
    if not platform.startswith("linux") or has_font(folders):
        return Finding("font", True, "installed", needed=False)
    on_debian = this.family == "debian"
    remedy = install_command([_PACKAGE], this) if on_debian else "install any font"
    detail = "none is installed; the program's own is used"
    return Finding("font", False, detail, remedy, False, (_PACKAGE,) if on_debian else ())
