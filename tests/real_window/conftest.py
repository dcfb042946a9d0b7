"""What the tests on a real display get; scripts/check.py window runs them on one of their own."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from tests.helpers.hands import PATIENCE, Hands
from tests.helpers.started import Started
from tests.helpers.window import settled

MakeProgram = Callable[..., Program]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip before Qt is started, which would abort without a display."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        pytest.skip("needs a real display: scripts/check.py window")


@pytest.fixture
def hands(qapp: QApplication) -> Iterator[Hands]:
    """Return real keys and a real pointer, which rests in a corner and holds nothing."""
    if QGuiApplication.platformName() != "xcb":
        pytest.skip("xdotool works on X displays only: scripts/check.py window")
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool, which python3 scripts/test.py installs as root on Debian")
    hands = Hands()
    hands.move(QPoint(0, 0))
    yield hands
    hands.let_go()


@pytest.fixture
def usable(make_program: MakeProgram, hands: Hands, qtbot: QtBot) -> Callable[..., Program]:
    """Return a function that starts the program in this process, and waits for the focus."""

    def make(*arguments: object) -> Program:
        # Smaller than any screen, so that the window manager need not shrink it.
        program = make_program(*arguments, size=(1200, 680))
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow, timeout=PATIENCE)
        return program

    return make


@pytest.fixture
def used(usable: Callable[..., Program], qtbot: QtBot) -> Program:
    """Return the program as it starts, its first check done, with the focus."""
    program = usable()
    qtbot.waitUntil(lambda: program.results.result is not None, timeout=PATIENCE)
    settled(program, qtbot)
    return program


@pytest.fixture
def start(qtbot: QtBot, hands: Hands, tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Return a function that starts the program as a user does, with settings of its own.

    It takes the arguments of the command line, and of a start on another display the hands there
    and the environment that leads there.
    """
    home = tmp_path / "home"
    home.mkdir()
    all_started: list[Started] = []

    def begin(
        *arguments: str, there: Hands = hands, environ: Mapping[str, str] = os.environ
    ) -> Started:
        own = {**environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
        log = tmp_path / f"stderr-{len(all_started)}"
        all_started.append(Started(qtbot, there, own, log, arguments))
        return all_started[-1]

    yield begin
    for each in all_started:
        each.kill()
