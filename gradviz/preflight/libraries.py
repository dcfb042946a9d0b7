"""The shared libraries that Qt takes from the system on Linux.

The tables follow what the ELF headers of Qt's own libraries and platform plugins ask for; what
every system has (the C and C++ run-time, zlib) is left out.
"""

import ctypes
from collections.abc import Callable, Iterable

# To be imported and to draw, with or without a display.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
}

# To open a window on X11.
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# To open a window on Wayland.
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

DEBIAN_PACKAGES = {**DRAWING, **X11, **WAYLAND}


def missing(sonames: Iterable[str], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """Return the libraries that the loader cannot load, in the order given.

    Parameters
    ----------
    sonames : iterable of str
        The libraries, as ``libGL.so.1``.
    load : callable
        What loads one, raising OSError where it cannot.
    """

    def lacks(soname: str) -> bool:
        try:
            load(soname)
        except OSError:
            return True
        return False

    return [soname for soname in sonames if lacks(soname)]
