"""Nothing is left behind by checks on any page, by dialogs, looks, menus and pages."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.controllers.page_list import PAGES
from gradviz.controllers.sweep import SweepController
from gradviz.jobs.worker import Failure
from gradviz.subjects.network import network_of
from gradviz.views.dialogs.message import explain_file_error
from gradviz.views.shell.actions import LOOKS
from player_watch import Census, census
from tests.helpers.window import settled

TIMES = 5
Does = Callable[[int], object]


def grown(program: Program, does: Does, times: int = TIMES) -> dict[str, int]:
    """Do something until all of it has been done once, then more often; return what grew."""
    for place in range(times):
        does(place)
    before = census(program.window)
    for place in range(times, 3 * times):
        does(place)
    after = census(program.window)
    return _growth(before, after)


def _growth(before: Census, after: Census) -> dict[str, int]:
    counted = vars(after)
    for name in ("kilobytes", "blocks", "resident"):  # caches of a bounded size fill them
        counted.pop(name)
    return {name: count - getattr(before, name) for name, count in counted.items()}


def is_nothing(growth: dict[str, int]) -> bool:
    """Whether no more grew than an animation or two, which go by themselves."""
    return all(more < TIMES for more in growth.values())


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_checks_leave_nothing_on_any_page(program: Program, qtbot: QtBot, page: str) -> None:
    first = settled(program, qtbot).experiment
    program.window.actions_by_name[page].trigger()

    def check(place: int) -> None:
        wrong = ("dW2 = 2/m * dZ2 @ A1.T",) if place % 2 else ()
        epsilon = replace(first.check, epsilon=1e-6 * (place + 1))
        program.experiments.change(
            replace(first, subject=replace(network_of(first), lines=wrong), check=epsilon)
        )
        settled(program, qtbot)

    assert is_nothing(grown(program, check))


def _open_keys(program: Program) -> None:
    program.window.actions_by_name["keys"].trigger()


def _open_about(program: Program) -> None:
    program.window.actions_by_name["about"].trigger()


def _open_message(program: Program) -> None:
    explain_file_error(program.window, "x.npz cannot be read.")


def _open_error(program: Program) -> None:
    program.errors.show_failure(Failure("ValueError: x", "Traceback\n  line\nValueError: x"))


@pytest.mark.parametrize("opens", [_open_keys, _open_about, _open_message, _open_error])
def test_a_dialog_leaves_nothing(
    program: Program,
    qtbot: QtBot,
    opens: Callable[[Program], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    settled(program, qtbot)

    def open_and_close(_place: int) -> None:
        opens(program)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)

    assert is_nothing(grown(program, open_and_close))
    capsys.readouterr()


def test_looks_text_sizes_and_pages_leave_nothing(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    program.window.actions_by_name["page_epsilon"].trigger()
    sweeps = program.pages.controller(SweepController)
    assert sweeps is not None
    # What a sweep that goes on shows grows with it, and with what it reaches.
    qtbot.waitUntil(lambda: sweeps.sweep is not None and not sweeps.is_running, timeout=30_000)
    looks = (*LOOKS, "larger")
    names = [name for page, look in zip(PAGES, looks, strict=True) for name in (page.name, look)]

    def walk(_place: int) -> None:
        for name in (*names, "look_light", "normal"):
            program.window.actions_by_name[name].trigger()
            QApplication.processEvents()
            qtbot.waitUntil(lambda: not sweeps.is_running, timeout=30_000)

    assert is_nothing(grown(program, walk, times=3))
    settled(program, qtbot)


def test_menus_leave_nothing(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)

    def open_all(_place: int) -> None:
        for menu in program.window.menus.values():
            menu.popup(program.window.mapToGlobal(program.window.rect().center()))
            QApplication.processEvents()
            menu.close()

    assert is_nothing(grown(program, open_all))
