"""The program as a user starts it, in a process of its own."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from tests.helpers.hands import PATIENCE, Hands

ROOT = Path(__file__).resolve().parents[2]


class Started:
    """A process of the program, with what it writes to stderr.

    Parameters
    ----------
    qtbot
        Waits for it.
    hands
        Work on the display that the process has.
    environ
        Of the process.
    log
        A file for its stderr.
    arguments
        What follows ``python -m gradviz``.
    """

    def __init__(
        self,
        qtbot: QtBot,
        hands: Hands,
        environ: Mapping[str, str],
        log: Path,
        arguments: tuple[str, ...],
    ) -> None:
        self._qtbot, self._hands, self._log = qtbot, hands, log
        with log.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gradviz", *arguments], cwd=ROOT, env=environ, stderr=stderr
            )

    def window(self, title: str = "GradViz") -> int:
        """Wait until its window of this title is there and has the focus."""
        found: list[int] = []

        def is_there() -> bool:
            assert self._process.poll() is None, self._says("it ended")
            found[:] = self._hands.windows(title, self._process.pid)
            return len(found) == 1 and self._hands.has_focus(found[0])

        self._qtbot.waitUntil(is_there, timeout=PATIENCE)
        return found[0]

    def has_window(self, title: str) -> bool:
        """Whether it shows a window of this title."""
        return bool(self._hands.windows(title, self._process.pid))

    def ends_well(self) -> None:
        """Wait until it ends, which it must do soon, with status 0 and without a word."""
        self._qtbot.waitUntil(lambda: self._process.poll() is not None, timeout=PATIENCE)
        assert self._process.returncode == 0, self._says(f"status {self._process.returncode}")
        assert not self._log.read_text(), self._says("it complains")

    def kill(self) -> None:
        """End it, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _says(self, what: str) -> str:
        return f"{what}; its stderr: {self._log.read_text() or 'nothing'}"


def screen_picture(place: QRect) -> QImage:
    """Return what this part of the screen shows, whoever painted it."""
    screen = QGuiApplication.primaryScreen()
    return screen.grabWindow(0, place.x(), place.y(), place.width(), place.height()).toImage()


def share(picture: QImage, colour: QColor) -> float:
    """Return which part of a picture, of every fourth pixel, has exactly this colour."""
    pixels = [
        picture.pixel(x, y)
        for x in range(0, picture.width(), 4)
        for y in range(0, picture.height(), 4)
    ]
    return pixels.count(colour.rgb()) / len(pixels)
