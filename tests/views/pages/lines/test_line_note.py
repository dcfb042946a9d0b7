"""What is said of the current line, and the button that mends it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.presenting.typed import Typed
from gradviz.subjects.network import NetworkSubject
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.line_note import (
    ALL_RIGHT,
    GIVEN,
    NOT_JUDGED,
    STALE,
    TRUSTED,
    LineNote,
)
from gradviz.views.pages.lines.line_row import TYPED
from tests.helpers.diagnoses import NO_MASK, TWICE, diagnosis_of
from tests.helpers.forms import child, show_active
from tests.presenting.test_lines import given_gradients

LOOKS = looks()
START = Experiment(NetworkSubject())
BUGGY = Experiment(NetworkSubject(bugs=("dW2-twice",)))
FOUND = diagnosis_of(BUGGY, {"dW2": LineVerdict.ORIGIN}, {"dW2": (TWICE,)})


@pytest.fixture
def note(qtbot: QtBot) -> LineNote:
    made = LineNote(LOOKS["light"])
    qtbot.addWidget(made)
    made.resize(500, 160)
    made.show()
    return made


def button(note: LineNote) -> QPushButton:
    return child(note, QPushButton, "correct_line_button")


def html(note: LineNote) -> str:
    return child(note, QTextBrowser, "line_note").toHtml()


def test_a_wrong_line_is_named_with_its_cause_the_evidence_and_both_lines(note: LineNote) -> None:
    note.show_line(BUGGY, FOUND, "dW2")
    assert note.text.startswith("✗ dW2 is wrong: 2 times too large")
    assert "15 of 15 entries" in note.text
    lines = [line.split("dW2 = ")[1] for line in note.text.splitlines() if "dW2 = " in line]
    assert lines == ["2 * 1/m * dZ2 @ A1.T", "1/m * dZ2 @ A1.T"]
    assert LOOKS["light"].colour("fail.strip").name() in html(note)
    assert LOOKS["light"].colour("line.origin").name() in html(note)


def test_mistakes_that_fit_equally_are_all_listed(note: LineNote) -> None:
    other = Mistake(Kind.SIGN, "the sign is wrong", "-dA2", fitted=8, entries=9)
    both = diagnosis_of(START, {"dZ2": LineVerdict.ORIGIN}, {"dZ2": (NO_MASK, other)})
    note.show_line(START, both, "dZ2")
    assert "fits equally well" in note.text
    listed = [line for line in note.text.splitlines() if line.strip().startswith("–")]
    assert [line.split("– ")[1].split(":")[0] for line in listed] == [
        "the mask is missing",
        "the sign is wrong",
    ]
    assert "9 of 9" in listed[0]
    assert "8 of 9" in listed[1]


def test_the_button_asks_for_the_correct_line_and_is_there_only_if_it_is_another(
    note: LineNote, qtbot: QtBot
) -> None:
    note.show_line(START, None, "dW2")
    assert not button(note).isVisible()
    note.show_line(BUGGY, None, "db1")
    assert not button(note).isVisible()
    note.show_line(BUGGY, FOUND, "dW2")
    assert button(note).isVisible()
    assert "dW2 = 1/m * dZ2 @ A1.T" in button(note).accessibleName()
    with qtbot.waitSignal(note.correct_requested) as asked:
        QTest.mouseClick(button(note), Qt.MouseButton.LeftButton)
    assert asked.args == ["dW2"]


def test_given_gradients_have_no_button_and_the_line_that_would_yield_them(
    note: LineNote,
) -> None:
    given = given_gradients(START)
    found = diagnosis_of(given, {"dW2": LineVerdict.ORIGIN}, {"dW2": (TWICE,)})
    note.show_line(given, found, "dW2")
    assert not button(note).isVisible()
    assert "as if" in note.text
    assert "dW2 = 2 * (1/m * dZ2 @ A1.T)" in note.text
    assert "dW2 = 1/m * dZ2 @ A1.T" in note.text


@pytest.mark.parametrize(
    ("verdict", "sign"),
    [(LineVerdict.RIGHT, "✓"), (LineVerdict.INHERITED, "↳"), (LineVerdict.UNDECIDABLE, "?")],
)
def test_every_verdict_has_its_sign(note: LineNote, verdict: LineVerdict, sign: str) -> None:
    found = diagnosis_of(START, {"dA1": verdict}, whys={"dA1": Why.NOT_COVERED})
    note.show_line(START, found, "dA1")
    assert note.text.startswith(f"{sign} dA1")
    assert "dA1 = W2.T @ dZ2" in note.text
    assert LOOKS["light"].colour(f"line.{verdict}").name() in html(note)


def test_what_was_found_before_a_change_is_told_as_such(note: LineNote) -> None:
    note.show_line(BUGGY, FOUND, "dW2", is_stale=True)
    assert STALE in note.text
    assert LOOKS["light"].colour("line.origin").name() not in html(note)


def test_of_a_line_that_is_not_applied_no_verdict_is_told(note: LineNote) -> None:
    note.show_line(START, diagnosis_of(START), "dA2", typed=Typed("2 * W3.T @ dZ3"))
    assert note.text.startswith(f"✎ dA2: {TYPED}.")
    assert "right" not in note.text
    assert "runs" in note.text
    assert "dA2 = W3.T @ dZ3" in note.text
    note.show_line(BUGGY, FOUND, "dW2", typed=Typed("dZ2 @ A1"))
    assert "2 times too large" not in note.text
    assert "dW2 = 2 * 1/m * dZ2 @ A1.T" in note.text
    note.show_line(BUGGY, FOUND, "dW2", typed=Typed("dZ2 @ A1", "line dW2: it <does not> fit."))
    assert note.text.startswith("✎ dW2 is not applied: line dW2: it <does not> fit.")
    note.show_line(BUGGY, FOUND, "dW2")
    assert note.text.startswith("✗ dW2")


def test_the_height_that_it_asks_for_hides_nothing(note: LineNote) -> None:
    text = child(note, QTextBrowser, "line_note")
    note.show_line(BUGGY, FOUND, "dW2")
    for width in (500, 260, 180):
        note.resize(width, note.heightForWidth(width))
        QApplication.processEvents()
        assert text.verticalScrollBar().maximum() == 0
        assert text.height() - text.document().size().height() < note.fontMetrics().height()


def test_its_text_shows_that_keys_scroll_it(note: LineNote, qtbot: QtBot) -> None:
    show_active(note)
    text = child(note, QTextBrowser, "line_note")
    accent = LOOKS["light"].colour("accent")
    note.show_line(BUGGY, FOUND, "dW2")
    button(note).setFocus()
    assert text.grab().toImage().pixelColor(0, 40) != accent
    text.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: text.grab().toImage().pixelColor(0, 40) == accent)


def test_it_says_what_is_not_known(note: LineNote) -> None:
    note.show_line(START, None, "dW2")
    assert NOT_JUDGED in note.text
    note.show_line(START, FOUND, "Z1")
    assert f"Z1 {TRUSTED}" in note.text
    assert "Z1 = W1 @ X + b1" in note.text
    note.show_line(START, FOUND, "W1")
    assert note.text == f"W1 {GIVEN}"


def test_without_a_line_it_tells_of_all(note: LineNote) -> None:
    note.show_line(START, None, None)
    assert note.text == NOT_JUDGED
    note.show_line(START, diagnosis_of(START), None)
    assert note.text == ALL_RIGHT
    note.show_line(BUGGY, FOUND, None)
    assert note.text.startswith("Backprop is wrong at dW2")
    dark = diagnosis_of(START, {"db1": LineVerdict.UNDECIDABLE}, whys={"db1": Why.NOT_COVERED})
    note.show_line(START, dark, None)
    assert note.text == (
        "db1 cannot be judged: what it reads makes it zero here, whatever the line is."
    )


def test_a_look_changes_its_colours(note: LineNote) -> None:
    note.show_line(BUGGY, FOUND, "dW2")
    note.set_look(LOOKS["dark"])
    assert LOOKS["dark"].colour("line.origin").name() in html(note)


def test_what_is_selected_stays_while_nothing_else_is_said(note: LineNote) -> None:
    note.show_line(BUGGY, FOUND, "dW2")
    text = child(note, QTextBrowser, "line_note")
    text.selectAll()
    note.show_line(BUGGY, FOUND, "dW2")
    assert text.textCursor().hasSelection()
