"""What holds for every dialog: it fits, it closes, it can be worked and heard without a mouse."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gradviz.resources import resource_path
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.dialogs.about import AboutDialog
from gradviz.views.dialogs.error import ErrorDialog
from gradviz.views.dialogs.keys import KeysDialog
from gradviz.views.dialogs.message import explain_file_error
from gradviz.views.dialogs.plain import PlainDialog
from gradviz.views.dialogs.versions import program_versions

TRACEBACK = "Traceback (most recent call last):\n" + 60 * f'  File "{"long/" * 40}a.py"\n'
TRACEBACK += f"ValueError: {'no ' * 200}\n"

Make = Callable[[QWidget], PlainDialog]
Shown = TypeVar("Shown", bound=QWidget)


def keys(parent: QWidget) -> PlainDialog:
    actions = [QAction(f"Action {number} with a rather long name", parent) for number in range(60)]
    return KeysDialog({"File": actions[:20], "View": actions[20:]}, parent=parent)


def about(parent: QWidget) -> PlainDialog:
    icon = QIcon(str(resource_path("icons", "gradviz.svg")))
    return AboutDialog(program_versions(), icon, parent)


def error(parent: QWidget) -> PlainDialog:
    return ErrorDialog(TRACEBACK, program_versions(), parent)


def unfolded_error(parent: QWidget) -> PlainDialog:
    dialog = error(parent)
    button = dialog.findChild(QPushButton, "details_button")
    assert button is not None
    button.click()
    return dialog


def file_error(parent: QWidget) -> PlainDialog:
    return explain_file_error(parent, f"{'a_long_name' * 20}.npz holds no W2: add it.")


each_dialog = pytest.mark.parametrize("make", [keys, about, error, unfolded_error, file_error])


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    usual = (qapp.palette(), qapp.font(), qapp.style().name())
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])


def opened(make: Make, window: QWidget) -> PlainDialog:
    dialog = make(window)
    dialog.open()
    assert QTest.qWaitForWindowActive(dialog)
    return dialog


@each_dialog
def test_opening_does_not_wait_and_esc_closes_for_good(make: Make, window: QWidget) -> None:
    dialog = opened(make, window)
    assert dialog.isVisible()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)


@each_dialog
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_close_button_has_the_focus(make: Make, window: QWidget, key: Qt.Key) -> None:
    dialog = opened(make, window)
    focus = dialog.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.accessibleName() == "Close"
    QTest.keyClick(focus, key)
    assert not dialog.isVisible()


@each_dialog
def test_esc_closes_from_within_a_field(make: Make, window: QWidget) -> None:
    dialog = opened(make, window)
    for field in shown(dialog, QAbstractScrollArea):
        field.setFocus()
        assert dialog.focusWidget() is field
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@each_dialog
def test_what_can_be_operated_has_a_name_and_is_reached_by_tab(make: Make, window: QWidget) -> None:
    dialog = opened(make, window)
    assert dialog.objectName()
    assert dialog.windowTitle()
    operable = {*shown(dialog, QPushButton), *shown(dialog, QAbstractScrollArea)}
    reached = []
    for _ in range(20):  # the page of the About box leads from link to link
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        if dialog.focusWidget() not in reached:
            reached.append(dialog.focusWidget())
    assert set(reached) == operable
    assert all(each.accessibleName() and each.objectName() for each in reached)
    # Close has the focus first; what is to be read comes next, the buttons after it.
    kinds = [isinstance(each, QPushButton) for each in reached]
    assert kinds == sorted(kinds)


def shown(dialog: PlainDialog, kind: type[Shown]) -> list[Shown]:
    return [
        each
        for each in dialog.findChildren(kind)
        if each.isVisible() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


@each_dialog
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("name", ["light", "presenter"])
def test_it_fits_a_projector(
    make: Make, window: QWidget, qapp: QApplication, name: str, percent: int
) -> None:
    apply_look(qapp, looks()[name], percent)
    QCoreApplication.processEvents()
    dialog = opened(make, window)
    if name == "presenter":
        assert dialog.font().pointSizeF() >= 20
    needed = dialog.minimumSizeHint()
    assert needed.width() <= 1340
    assert needed.height() <= 690
    assert dialog.width() <= 1340
    assert dialog.height() <= 690
    buttons = shown(dialog, QPushButton)
    for button in buttons:
        assert dialog.rect().contains(button.rect().translated(button.mapTo(dialog, QPoint())))
    assert sum(button.sizeHint().width() for button in buttons) <= 1200
    dialog.reject()


def test_settling_follows_what_is_shown(window: QWidget) -> None:
    dialog = opened(error, window)
    folded = dialog.size()
    button = dialog.findChild(QPushButton, "details_button")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    unfolded = dialog.size()
    assert unfolded.height() > folded.height() * 2
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.size() == folded
    dialog.reject()
