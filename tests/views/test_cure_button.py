"""The button of a cure: it says what it does, and is there only while there is one."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.verdict import Verdict
from gradviz.views.cure_button import CureButton
from tests.helpers.results import checked, saturated


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """Return a row with a button and something beside it."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = QHBoxLayout(widget)
    layout.addWidget(CureButton())
    layout.addWidget(QLabel("beside it"), 1)
    widget.show()
    return widget


def button(row: QWidget) -> CureButton:
    found = row.findChild(CureButton, "cure_button")
    assert isinstance(found, CureButton)
    return found


def test_it_is_hidden_until_there_is_a_cure_and_after(row: QWidget) -> None:
    assert not button(row).isVisible()
    button(row).set_cure(checked("course").cure)
    assert button(row).isVisible()
    button(row).set_cure(None)
    assert not button(row).isVisible()


def test_it_names_the_cure_and_promises_what_was_found(row: QWidget) -> None:
    for result, name in (
        (checked("course"), "Use epsilon 1e-4"),
        (saturated(), "Use the logits cost"),
        (checked("kink"), "Use seed 55"),
    ):
        button(row).set_cure(result.cure)
        assert button(row).text() == button(row).accessibleName() == name
        assert button(row).toolTip() == f"{name}: the check passes; undo brings this back"


def test_it_does_not_promise_a_pass_that_was_not_found(row: QWidget) -> None:
    cure = checked("course").cure
    assert cure is not None
    button(row).set_cure(replace(cure, verdict=Verdict.FAIL))
    assert "the check fails beyond doubt" in button(row).toolTip()
    button(row).set_cure(replace(cure, verdict=None))
    assert "the check may tell" in button(row).toolTip()


def test_what_stands_beside_it_does_not_move_when_it_hides(row: QWidget) -> None:
    beside = row.findChild(QLabel)
    assert isinstance(beside, QLabel)
    row.resize(600, row.sizeHint().height())
    button(row).set_cure(checked("course").cure)
    row.grab()
    before = beside.geometry()
    button(row).set_cure(None)
    row.grab()
    assert beside.geometry() == before
