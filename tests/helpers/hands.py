"""The hands of a user: real keys and a real pointer, which xdotool moves."""

import subprocess
from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

# Whatever is waited for comes in a fraction of this on any machine; milliseconds.
PATIENCE = 60_000


class Hands:
    """Presses keys and moves the pointer on a display.

    Parameters
    ----------
    environ
        Leads to the display; None for the display of this process.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def press(self, *keys: str) -> None:
        """Press keys one after the other, such as ``Tab`` or ``ctrl+z``."""
        self._do("key", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", "5", text)

    def move(self, place: QPoint) -> None:
        """Move the pointer to a place of the screen."""
        self._do("mousemove", place.x(), place.y())

    def click(self, place: QPoint, button: int = 1, times: int = 1) -> None:
        """Click there; buttons 4 and 5 are the wheel up and down."""
        self._do("mousemove", place.x(), place.y(), "click", "--repeat", times, button)

    def hold(self) -> None:
        """Press the left button and keep it down."""
        self._do("mousedown", 1)

    def let_go(self) -> None:
        """Release the left button."""
        self._do("mouseup", 1)

    def windows(self, title: str, process: int) -> list[int]:
        """Return the visible windows of a process that have this title."""
        command = ["xdotool", "search", "--all", "--onlyvisible"]
        command += ["--pid", str(process), "--name", f"^{title}$"]
        # It fails where there is none, and where one goes away while it looks.
        found = subprocess.run(
            command, env=self._environ, capture_output=True, text=True, check=False, timeout=60
        )
        return [int(line) for line in found.stdout.split()] if found.returncode == 0 else []

    def has_focus(self, window: int) -> bool:
        """Whether keys go to this window."""
        return self._do("getwindowfocus").strip() == str(window)

    def resize(self, window: int, width: int, height: int) -> None:
        """Ask the window manager for another size."""
        self._do("windowsize", window, width, height)

    def place_of(self, window: int) -> QRect:
        """Return where the inside of a window is on the screen, or nothing if a part is not.

        The pointer is moved to its corners, as xdotool counts the frame twice when it is asked
        for the position.
        """
        shell = _values(self._do("getwindowgeometry", "--shell", window))
        size = shell["WIDTH"], shell["HEIGHT"]
        first = self._at(window, 0, 0)
        last = self._at(window, size[0] - 1, size[1] - 1)
        place = QRect(first, last)
        return place if (place.width(), place.height()) == size else QRect()

    def _at(self, window: int, x: int, y: int) -> QPoint:
        where = self._do("mousemove", "--window", window, x, y, "getmouselocation", "--shell")
        values = _values(where)
        return QPoint(values["X"], values["Y"])

    def _do(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(
            command, env=self._environ, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout


def _values(shell: str) -> dict[str, int]:
    pairs = (line.split("=", 1) for line in shell.splitlines() if "=" in line)
    return {name: int(value) for name, value in pairs}


def middle(widget: QWidget) -> QPoint:
    """Return where on the screen the middle of a widget is."""
    return widget.mapToGlobal(widget.rect().center())
