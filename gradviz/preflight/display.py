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

# By the names of Qt's plugins.
_LIBRARIES = {"xcb": libraries.X11, "wayland": libraries.WAYLAND}
_NAMES = {"xcb": "X11", "wayland": "Wayland"}

Loader = Callable[[str], Any]


def x11_problem(environ: Mapping[str, str], load: Loader = ctypes.CDLL) -> str | None:
    """Connect to the X server as Qt would, and return why that failed, or None."""
    name = environ.get("DISPLAY", "")
    if not name:
        return "DISPLAY is not set"
    try:
        xcb = load("libxcb.so.1")
    except OSError:
        return lack(libraries.X11, load)
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


def lack(sonames: Iterable[str], load: Loader = ctypes.CDLL) -> str | None:
    """Return which of the libraries Qt lacks and what mends it, or None."""
    lacking = libraries.missing(sonames, load)
    if not lacking:
        return None
    remedy = system.install_command(lacking, system.this_system())
    return f"Qt lacks {', '.join(lacking)} (mend it with: {remedy})"


def problem(environ: Mapping[str, str], load: Loader = ctypes.CDLL) -> str | None:
    """Return why Qt could open no display, or None if it can open one or needs none."""
    silent = _silent(environ, load)
    if all(silent.values()):
        return _join(silent.values()) or None
    lacks = [lack(_LIBRARIES[kind], load) for kind, why in silent.items() if why is None]
    return None if None in lacks else _join(lacks)


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


def findings(
    environ: Mapping[str, str], platform: str, load: Loader = ctypes.CDLL
) -> list[Finding]:
    """Look at the libraries of Qt and at the display."""
    if not platform.startswith("linux"):
        return [Finding("display", True, "the desktop's own")]
    silent = _silent(environ, load)
    answering = [kind for kind, why in silent.items() if why is None]
    # Either kind of display will do; where there is none, X11 is the one to prepare for.
    for_wayland = answering == ["wayland"]
    return [
        _of_libraries("libraries to draw", libraries.DRAWING, load, needed=True),
        _of_libraries("libraries for X11", libraries.X11, load, needed="wayland" not in answering),
        _of_libraries("libraries for Wayland", libraries.WAYLAND, load, needed=for_wayland),
        _of_display(environ, silent, answering),
    ]


def _of_display(
    environ: Mapping[str, str], silent: Mapping[str, str | None], answering: Sequence[str]
) -> Finding:
    if not silent:
        asked = environ["QT_QPA_PLATFORM"]
        return Finding("display", True, f"none is needed with QT_QPA_PLATFORM={asked}")
    if not answering:
        return Finding("display", False, _join(silent.values()))
    return Finding("display", True, f"{_join(_NAMES[kind] for kind in answering)} can be opened")


def _of_libraries(name: str, sonames: Iterable[str], load: Loader, *, needed: bool) -> Finding:
    lacking = libraries.missing(sonames, load)
    if not lacking:
        return Finding(name, True, "all there", needed=needed)
    remedy = system.install_command(lacking, system.this_system())
    return Finding(name, False, f"missing: {', '.join(lacking)}", remedy, needed)
