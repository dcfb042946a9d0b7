"""What is made for a file or the clipboard: in a worker, whole or not at all, one at a time."""

import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gradviz.controllers.exports import Content, ExportController, at_once
from gradviz.controllers.page_list import PAGES
from gradviz.persistence.files import UnusableFile
from gradviz.views.common.looks import looks
from gradviz.views.shell.main_window import MainWindow


@pytest.fixture
def exports(qtbot: QtBot) -> Iterator[ExportController]:
    window = MainWindow(looks()["light"], PAGES)
    qtbot.addWidget(window)
    made = ExportController(window)
    yield made
    made.close()


def said(exports: ExportController) -> str:
    window = exports.parent()
    assert isinstance(window, MainWindow)
    return window.statusBar().currentMessage()


def endless() -> Generator[float, None, str]:
    while True:
        yield 0.25


@pytest.mark.parametrize("content", ["Δ = 1e-7\n", b"\x89PNG\r\n"])
def test_a_file_holds_what_a_generator_returns(
    exports: ExportController, qtbot: QtBot, tmp_path: Path, content: str | bytes
) -> None:
    def make() -> Content:
        yield 0.5
        return content

    path = tmp_path / "made"
    exports.write(path, make)
    qtbot.waitUntil(lambda: said(exports) == "Wrote made.")
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert [each.name for each in tmp_path.iterdir()] == ["made"], "nothing half written stays"
    assert not exports.is_running


def test_it_is_made_in_a_thread_of_its_own(
    exports: ExportController, qtbot: QtBot, tmp_path: Path
) -> None:
    threads: list[int] = []

    def make() -> Content:
        threads.append(threading.get_ident())
        yield 1.0
        return ""

    exports.write(tmp_path / "made", make)
    qtbot.waitUntil(lambda: said(exports) == "Wrote made.")
    assert threads
    assert threading.get_ident() not in threads


def test_how_far_it_is_is_said_and_it_can_be_stopped(
    exports: ExportController, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "made"
    path.write_text("as before")
    exports.write(path, endless)
    qtbot.waitUntil(lambda: said(exports) == "Writing made: 25%. Esc stops it.")
    assert exports.is_running
    assert exports.cancel()
    qtbot.waitUntil(lambda: said(exports) == "Writing made: stopped.")
    assert not exports.is_running
    assert path.read_text() == "as before"
    assert not exports.cancel(), "there is nothing to stop"


def test_what_was_asked_for_first_is_made_first(
    exports: ExportController, qtbot: QtBot, tmp_path: Path
) -> None:
    goes_on = Event()

    def make() -> Content:
        goes_on.wait()
        yield 1.0
        return "first"

    QGuiApplication.clipboard().setText("mine")
    exports.write(tmp_path / "first", make)
    exports.copy("The report", lambda: "second")
    assert said(exports) == "Writing first first. Esc stops it."
    goes_on.set()
    qtbot.waitUntil(lambda: said(exports) == "Wrote first.")
    assert (tmp_path / "first").read_text() == "first"
    assert QGuiApplication.clipboard().text() == "mine"


def test_a_text_is_put_on_the_clipboard(exports: ExportController, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("mine")
    exports.copy("The report", lambda: "J = 2.4078")
    qtbot.waitUntil(lambda: said(exports) == "The report is on the clipboard.")
    assert QGuiApplication.clipboard().text() == "J = 2.4078"


def test_what_nobody_foresaw_is_told(
    exports: ExportController, qtbot: QtBot, tmp_path: Path
) -> None:
    failures: list[object] = []
    exports.failed.connect(failures.append)

    def make() -> Content:
        yield 0.0
        raise RuntimeError("a bug of ours")

    exports.write(tmp_path / "made", make)
    qtbot.waitUntil(lambda: bool(failures))
    assert "a bug of ours" in str(failures[0])
    assert said(exports) == ""
    assert not exports.is_running
    assert list(tmp_path.iterdir()) == []


def test_why_a_file_cannot_be_written_is_explained(
    exports: ExportController, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        "gradviz.views.dialogs.message.explain_file_error", lambda *words: told.append(words[1:])
    )
    exports.write(tmp_path / "no folder" / "made", lambda: at_once(lambda: "text"))
    qtbot.waitUntil(lambda: bool(told))
    [(problem, title)] = told
    assert "made" in str(problem)
    assert title == "The file was not written"

    def refuse() -> Content:
        yield 0.0
        raise UnusableFile("too much for a picture")

    exports.write(tmp_path / "made", refuse)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1][0] == "too much for a picture"
    assert not (tmp_path / "made").exists()


def test_what_is_made_at_once_has_one_step() -> None:
    steps = at_once(lambda: "all of it")
    assert next(steps) == 0.0
    with pytest.raises(StopIteration) as ended:
        next(steps)
    assert ended.value.value == "all of it"
