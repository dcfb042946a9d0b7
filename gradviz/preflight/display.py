"""Whether there is a display to open a window on."""

import ctypes
import os
import socket
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gradviz.preflight import libraries, system
from gradviz.preflight.finding import Finding

# A display answers within this time or not at all, seconds.
_PATIENCE = 2.0

# So many libraries are named in a sentence; of more it gives the number.
MOST_NAMED = 3

# By the names of Qt's plugins.
_LIBRARIES = {"xcb": libraries.X11, "wayland": libraries.WAYLAND}
_NAMES = {"xcb": "X11", "wayland": "Wayland"}

Loader = Callable[[str], Any]


def x11_problem(environ: Mapping[str, str], load: Loader = ctypes.CDLL) -> str | None:
    """Connect to the X server as Qt would, and return why that failed, or None.

    Where the library that asks it is not there, no answer is no failure.
    """
    name = environ.get("DISPLAY", "")
    if not name:
        return "DISPLAY is not set"
    try:
        xcb = load("libxcb.so.1")
    except OSError:
        return None  # it cannot be asked; that the library lacks is found by itself
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    # Never NULL, and to be disconnected even where it has an error.
    connection = xcb.xcb_connect(name.encode(), None)
    try:
        failed = xcb.xcb_connection_has_error(connection) != 0
    finally:
        xcb.xcb_disconnect(connection)
    return f"no X server answers at DISPLAY={name}" if failed else None


def wayland_problem(environ: Mapping[str, str]) -> str | None:
    """Connect to the Wayland compositor, and return why that failed, or None."""
    name = environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return "WAYLAND_DISPLAY is not set"
    # An absolute name stays as it is when it is joined.
    path = Path(environ.get("XDG_RUNTIME_DIR", "/")) / name
    if sys.platform == "win32":
        return "Wayland is not for Windows"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE)
        try:
            connection.connect(os.fspath(path))
        except OSError:
            return f"no compositor answers at WAYLAND_DISPLAY={name}"
    return None


def _allowed(environ: Mapping[str, str]) -> set[str]:
    """Return the kinds of display that QT_QPA_PLATFORM allows: none for ``offscreen``, say."""
    asked = environ.get("QT_QPA_PLATFORM", "")
    if not asked:
        return {"xcb", "wayland"}
    names = {name.split(":")[0].split("-")[0] for name in asked.split(";")}
    return names & {"xcb", "wayland"}


def problem(
    environ: Mapping[str, str], this: system.System, load: Loader = ctypes.CDLL
) -> str | None:
    """Return why Qt could open no display, or None if it can open one or needs none.

    All that lacks is named at once: the display, and the libraries for drawing and for it.
    """
    silent = _silent(environ, load)
    answering = _answering(silent)
    drawing = libraries.missing(libraries.DRAWING, load)
    # Any display that answers will do; where there is none, X11 is the one to prepare for.
    kinds = answering or [kind for kind in ("xcb",) if kind in silent]
    of_kinds = [libraries.missing(_LIBRARIES[kind], load) for kind in kinds]
    if answering and not drawing and [] in of_kinds:
        return None
    # Else for each kind that would do, so that the command serves whichever is opened.
    lacking = [*drawing, *(soname for sonames in of_kinds for soname in sonames)]
    no_display = _join(silent.values()) if silent and not answering else None
    return _join([no_display, lack(lacking, this) if lacking else None]) or None


def lack(lacking: Sequence[str], this: system.System) -> str:
    """Return in words that Qt lacks these libraries, and the command that installs them."""
    named = ", ".join(lacking) if len(lacking) <= MOST_NAMED else f"{len(lacking)} libraries"
    how = "install them with" if this.root or this.has_sudo else "as root, install them with"
    return f"Qt lacks {named} ({how}: {system.install_command(lacking, this)})"


def _silent(environ: Mapping[str, str], load: Loader) -> dict[str, str | None]:
    """Return for each kind of display that is allowed why it does not answer, or None."""
    allowed = _allowed(environ)
    problems = {}
    if "xcb" in allowed:
        problems["xcb"] = x11_problem(environ, load)
    if "wayland" in allowed:
        problems["wayland"] = wayland_problem(environ)
    return problems


def _join(reasons: Iterable[str | None]) -> str:
    return " and ".join(reason for reason in reasons if reason)


def _answering(silent: Mapping[str, str | None]) -> list[str]:
    return [kind for kind, why in silent.items() if why is None]


def findings(
    environ: Mapping[str, str],
    platform: str,
    this: system.System,
    load: Loader = ctypes.CDLL,
) -> list[Finding]:
    """Look at the libraries of Qt and at the display."""
    if not platform.startswith("linux"):
        return [Finding("display", True, "the desktop's own")]
    silent = _silent(environ, load)
    answering = _answering(silent)

    def of_libraries(name: str, sonames: Iterable[str], *, needed: bool) -> Finding:
        lacking = tuple(libraries.missing(sonames, load))
        if not lacking:
            return Finding(name, True, "all there", needed=needed)
        remedy = system.install_command(lacking, this)
        return Finding(name, False, f"missing: {', '.join(lacking)}", remedy, needed, lacking)

    # Either kind of display will do; where there is none, X11 is the one to prepare for.
    for_wayland = answering == ["wayland"]
    return [
        of_libraries("libraries to draw", libraries.DRAWING, needed=True),
        of_libraries("libraries for X11", libraries.X11, needed="wayland" not in answering),
        of_libraries("libraries for Wayland", libraries.WAYLAND, needed=for_wayland),
        _of_display(environ, silent, answering),
    ]


def _of_display(
    environ: Mapping[str, str], silent: Mapping[str, str | None], answering: Sequence[str]
) -> Finding:
    if not silent:
        asked = environ["QT_QPA_PLATFORM"]
        return Finding("display", True, f"none is needed with QT_QPA_PLATFORM={asked}")
    if not answering:
        return Finding("display", False, _join(silent.values()), _remedy(environ))
    return Finding("display", True, f"{_join(_NAMES[kind] for kind in answering)} can be opened")


def _remedy(environ: Mapping[str, str]) -> str:
    """Return what brings a display."""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return (
            "start the display that the variable names, or run this in a terminal of the desktop, "
            "where it is set rightly"
        )
    return 'run this in a terminal of a desktop, or over "ssh -X" from one'
