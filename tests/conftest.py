"""What every test gets: an offscreen platform, and a watch on what is left behind."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.helpers.worker_exits import WorkerExits

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gradviz.app import Program
    from gradviz.checking.experiment import Experiment

    MakeProgram = Callable[..., Program]


# The same examples in every run, so that what passed passes again; however busy the machine is.
hypothesis.settings.register_profile(
    "gradviz",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # it goes by how busy the machine is
)
hypothesis.settings.load_profile("gradviz")


def pytest_configure(config: pytest.Config) -> None:
    """Draw on no screen, unless the tests of the real window are asked for."""
    config.pluginmanager.register(WorkerExits())
    if config.getoption("-m") != "real_window":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(autouse=True)
def _nominal_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done by itself and what waits does not depend on how busy this machine is."""
    from gradviz.checking.forecast import rates

    monkeypatch.setattr(rates, "_measured", [rates.NOMINAL])


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window, a running thread, or an object that belongs to nobody."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
    from PySide6.QtWidgets import QApplication

    before = set(QApplication.topLevelWidgets())
    gc.freeze()  # so that a thread is looked for among what this test makes, not among all
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    if set(QApplication.topLevelWidgets()) - before:
        gc.collect()
    left = [w for w in set(QApplication.topLevelWidgets()) - before if w.isVisible()]
    made = gc.get_objects()
    running = [each for each in made if isinstance(each, QThread) and _is_running(each)]
    lost = [each for each in made if isinstance(each, QObject) and _belongs_to_nobody(each)]
    gc.unfreeze()
    assert not left, f"still visible, close it with a fixture or qtbot.addWidget: {left}"
    assert not running, f"threads still running, call JobRunner.close(): {running}"
    assert not lost, f"nothing will ever delete them, give them a parent: {lost}"


def _is_running(thread: object) -> bool:
    from PySide6.QtCore import QThread
    from shiboken6 import isValid

    assert isinstance(thread, QThread)
    return isValid(thread) and thread is not QThread.currentThread() and thread.isRunning()


def _belongs_to_nobody(each: object) -> bool:
    """Whether neither Python nor a parent deletes an object, such as a document's clone."""
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QWidget
    from shiboken6 import Shiboken

    if isinstance(each, QWidget | QWindow):  # looked for among what is visible
        return False
    assert isinstance(each, QObject)
    return Shiboken.isValid(each) and not Shiboken.ownedByPython(each) and each.parent() is None


@pytest.fixture
def make_program(qapp: "QApplication", qtbot: "QtBot", tmp_path: Path) -> "Iterator[MakeProgram]":
    """Return a function that starts the whole program; every window is closed at the end."""
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest

    from gradviz.app import Program

    programs: list[Program] = []

    def make(
        experiment: "Experiment | None" = None, size: tuple[int, int] = (1366, 768)
    ) -> Program:
        store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        program = Program(qapp, store, experiment)
        programs.append(program)
        program.start()
        program.window.resize(*size)
        assert QTest.qWaitForWindowExposed(program.window)
        return program

    usual = (qapp.palette(), qapp.font(), qapp.style().name())
    yield make
    for program in programs:
        program.window.close()
        program.window.deleteLater()
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])


@pytest.fixture
def program(make_program: "MakeProgram", qtbot: "QtBot") -> "Program":
    """Return the program as it starts, its first check done."""
    started = make_program()
    qtbot.waitUntil(lambda: started.results.result is not None and not started.checks.is_running)
    return started
