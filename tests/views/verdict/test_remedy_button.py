"""The button of a remedy: it says what it does, and is there only while there is one."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.verdict import Verdict
from gradviz.views.verdict.remedy_button import RemedyButton
from tests.helpers.results import checked, saturated


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """Return a row with a button and something beside it."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = QHBoxLayout(widget)
    layout.addWidget(RemedyButton())
    layout.addWidget(QLabel("beside it"), 1)
    widget.show()
    return widget


def button(row: QWidget) -> RemedyButton:
    found = row.findChild(RemedyButton, "remedy_button")
    assert isinstance(found, RemedyButton)
    return found


def test_it_is_hidden_until_there_is_a_remedy_and_after(row: QWidget) -> None:
    assert not button(row).isVisible()
    button(row).set_remedy(checked("course").remedy)
    assert button(row).isVisible()
    button(row).set_remedy(None)
    assert not button(row).isVisible()


def test_it_names_the_remedy_and_promises_what_was_found(row: QWidget) -> None:
    for result, name in (
        (checked("course"), "Use epsilon 1e-4"),
        (saturated(), "Use the logits cost"),
        (checked("kink"), "Use seed 58"),
    ):
        button(row).set_remedy(result.remedy)
        assert button(row).text() == button(row).accessibleName() == name
        assert button(row).toolTip() == f"{name}: the check passes; undo brings this back"


def test_it_does_not_promise_a_pass_that_was_not_found(row: QWidget) -> None:
    remedy = checked("course").remedy
    assert remedy is not None
    button(row).set_remedy(replace(remedy, verdict=Verdict.FAIL))
    assert "the check fails beyond doubt" in button(row).toolTip()
    button(row).set_remedy(replace(remedy, verdict=None))
    assert "the check may tell" in button(row).toolTip()


def test_what_stands_beside_it_does_not_move_when_it_hides(row: QWidget) -> None:
    beside = row.findChild(QLabel)
    assert isinstance(beside, QLabel)
    row.resize(600, row.sizeHint().height())
    button(row).set_remedy(checked("course").remedy)
    row.grab()
    before = beside.geometry()
    button(row).set_remedy(None)
    row.grab()
    assert beside.geometry() == before
