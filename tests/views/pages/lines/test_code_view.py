"""The code view, by mouse and keys."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.typed import Typed
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.pages.lines.code_view import CodeView
from gradviz.views.pages.lines.line_message import LineMessage
from gradviz.views.pages.lines.line_row import TYPED, TYPED_SIGN, LineRow
from gradviz.views.pages.lines.pieces import PiecesLabel
from tests.helpers.diagnoses import NO_MASK, TWICE, diagnosis_of, judged
from tests.helpers.forms import child, show_active, type_into
from tests.helpers.other_passes import OtherPass, given, random_arrays
from tests.presenting.test_lines import given_gradients

LOOKS = looks()
START = Experiment(NetworkSubject())
BUGGY = Experiment(NetworkSubject(bugs=("dW2-twice",)))
VERDICTS = {
    "dZ2": LineVerdict.ORIGIN,
    "dA1": LineVerdict.INHERITED,
    "db1": LineVerdict.UNDECIDABLE,
}


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CodeView]:
    made = CodeView(LOOKS["light"])
    qtbot.addWidget(made)
    made.resize(620, 560)
    show_active(made)
    QApplication.processEvents()
    yield made
    made.close()


@pytest.fixture
def made_by(view: CodeView) -> list[Experiment]:
    """Return the experiments that the view makes."""
    made: list[Experiment] = []
    view.experiment_changed.connect(made.append)
    return made


def field(view: CodeView, name: str) -> QLineEdit:
    return child(view, QLineEdit, f"line_{name}")


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def message(view: CodeView) -> str:
    return child(view, LineMessage, "line_message").text


def sign(view: CodeView, name: str) -> QLabel:
    return child(view, QLabel, f"sign_{name}")


def press(edit: QLineEdit, keys: str) -> None:
    QTest.keySequence(edit, QKeySequence(keys))


def test_both_passes_are_shown_with_the_shape_of_each_result(view: CodeView) -> None:
    assert field(view, "Z1").text() == "W1 @ X + b1"
    assert field(view, "A3").text() == "1 / (1 + exp(-Z3))"
    assert field(view, "dW2").text() == "1/m * dZ2 @ A1.T"
    assert child(view, QLabel, "shape_dW2").text() == "(3, 5)"
    assert child(view, QLabel, "shape_J").text() == "number"
    assert "dZ2 (3, 3), A1 (5, 3)" in field(view, "dW2").toolTip()
    assert field(view, "dW2").fontInfo().fixedPitch()


def test_it_follows_the_network(view: CodeView) -> None:
    network = replace(
        network_of(START).network, layers=(4, 6, 2, 1), activation="tanh", cost="logits"
    )
    view.set_experiment(Experiment(NetworkSubject(network)))
    assert field(view, "A1").text() == "tanh(Z1)"
    assert field(view, "dZ1").text() == "dA1 * (1 - A1**2)"
    assert "log1p" in field(view, "J").text()
    assert child(view, QLabel, "shape_dW2").text() == "(2, 6)"


def test_a_line_is_applied_with_enter_and_not_before(
    view: CodeView, made_by: list[Experiment]
) -> None:
    edit = type_into(view, "line_dW2", "2/m * dZ2 @ A1.T")
    assert made_by == []
    assert "Enter applies it" in edit.toolTip()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert made_by == [Experiment(NetworkSubject(lines=("dW2 = 2/m * dZ2 @ A1.T",)))]
    assert view.experiment == made_by[0]


def test_a_line_that_cannot_be_used_is_not_applied_and_stays_as_it_was_typed(
    view: CodeView, made_by: list[Experiment]
) -> None:
    edit = type_into(view, "line_dW2", "2/m * dZ2 @ A1")
    assert "(3, 3) @ (5, 3)" in message(view)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert made_by == []
    field(view, "db2").setFocus()
    assert edit.text() == "2/m * dZ2 @ A1"
    assert "(3, 3) @ (5, 3)" in edit.toolTip()
    edit.setFocus()
    press(edit, "End")
    QTest.keyClicks(edit, ".T")
    assert message(view) == ""
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert network_of(made_by[-1]).lines == ("dW2 = 2/m * dZ2 @ A1.T",)


def test_the_message_comes_as_it_is_typed_below_the_line_and_nothing_moves(
    view: CodeView,
) -> None:
    places = [row.geometry() for row in rows(view)]
    edit = type_into(view, "line_dA2", "W3.T @ dZ")
    assert "'dZ' is not a name of this pass" in message(view)
    box = child(view, LineMessage, "line_message")
    below = edit.mapTo(view, edit.rect().bottomLeft())
    assert box.mapTo(view, box.rect().topLeft()).y() == pytest.approx(below.y(), abs=3)
    assert [row.geometry() for row in rows(view)] == places
    QTest.keyClicks(edit, "3")
    assert message(view) == ""
    assert [row.geometry() for row in rows(view)] == places


def row(view: CodeView, name: str) -> LineRow:
    return child(view, LineRow, f"row_{name}")


def rows(view: CodeView) -> list[QWidget]:
    return [child(view, QWidget, f"row_{name}") for name in LINE_NAMES]


@pytest.mark.parametrize("size", [(620, 560), (300, 130)])
@pytest.mark.parametrize("name", LINE_NAMES)
def test_the_message_can_be_read_whole_and_does_not_hide_its_line(
    view: CodeView, name: str, size: tuple[int, int]
) -> None:
    view.resize(*size)
    QApplication.processEvents()
    edit = type_into(view, f"line_{name}", "W9")
    QApplication.processEvents()
    box, area = child(view, QFrame, "line_message"), child(view, QScrollArea, "code_area")
    seen = area.viewport().rect()
    top, bottom = (
        box.mapTo(area.viewport(), corner).y()
        for corner in (box.rect().topLeft(), box.rect().bottomLeft())
    )
    assert seen.top() <= top
    assert bottom <= seen.bottom()
    place = edit.mapTo(view, QPoint(0, 0)) - box.mapTo(view, QPoint(0, 0))
    assert not box.rect().intersects(edit.rect().translated(place))


def test_escape_takes_back_what_is_typed(view: CodeView) -> None:
    edit = type_into(view, "line_dW2", "nonsense")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "1/m * dZ2 @ A1.T"
    assert message(view) == ""
    assert not row(view, "dW2").field.is_invalid


def test_undo_takes_back_typing(view: CodeView) -> None:
    edit = field(view, "dW2")
    edit.setFocus()
    QTest.keyClicks(edit, " +")
    press(edit, "Ctrl+Z")
    assert edit.text() == "1/m * dZ2 @ A1.T"
    assert message(view) == ""


def test_a_changed_line_shows_the_right_one_below_and_is_reset_by_one_click(
    view: CodeView, made_by: list[Experiment]
) -> None:
    before = child(view, PiecesLabel, "before_dW2")
    button = child(view, QToolButton, "reset_dW2")
    assert not before.isVisible()
    assert not button.isVisible()
    view.set_experiment(BUGGY)
    assert before.isVisible()
    assert before.text == "1/m * dZ2 @ A1.T"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert made_by == [START]
    assert field(view, "dW2").text() == "1/m * dZ2 @ A1.T"
    assert not before.isVisible()
    assert not button.isVisible()


def test_reset_takes_back_what_is_only_typed(view: CodeView, made_by: list[Experiment]) -> None:
    type_into(view, "line_dW2", "1 +")
    QTest.mouseClick(child(view, QToolButton, "reset_dW2"), Qt.MouseButton.LeftButton)
    assert field(view, "dW2").text() == "1/m * dZ2 @ A1.T"
    assert made_by == []


def test_typing_the_correct_line_takes_the_bug_away(
    view: CodeView, made_by: list[Experiment]
) -> None:
    view.set_experiment(BUGGY)
    edit = type_into(view, "line_dW2", "1/m*dZ2@A1.T")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert made_by == [START]
    assert edit.text() == "1/m * dZ2 @ A1.T"


def test_the_same_line_written_otherwise_is_written_as_it_was(
    view: CodeView, made_by: list[Experiment]
) -> None:
    edit = type_into(view, "line_dW2", "(1/m*dZ2)@A1.T")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert made_by == []
    assert edit.text() == "1/m * dZ2 @ A1.T"


def test_typing_elsewhere_stays_when_another_line_is_applied(view: CodeView) -> None:
    type_into(view, "line_db2", "1/m * sum(")
    edit = type_into(view, "line_dW2", "2/m * dZ2 @ A1.T")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert field(view, "db2").text() == "1/m * sum("
    assert "not an expression" in field(view, "db2").toolTip()


def test_what_is_typed_is_read_anew_for_another_network(view: CodeView) -> None:
    edit = type_into(view, "line_dA1", "W2 @ dZ2")
    assert "does not fit" in message(view) or "(3, 5)" in message(view)
    view.set_experiment(
        Experiment(NetworkSubject(replace(network_of(START).network, layers=(4, 3, 3, 1))))
    )
    assert edit.text() == "W2 @ dZ2"
    assert message(view) == ""
    assert not row(view, "dA1").field.is_invalid


def test_arrows_and_tab_walk_from_line_to_line(view: CodeView) -> None:
    edit = field(view, "dZ3")
    edit.setFocus()
    for name in LINE_NAMES[1:]:
        QTest.keyClick(focused(), Qt.Key.Key_Down)
        assert field(view, name).hasFocus()
    QTest.keyClick(field(view, "db1"), Qt.Key.Key_Down)
    assert field(view, "db1").hasFocus()
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert field(view, "J").hasFocus()
    edit.setFocus()
    for name in LINE_NAMES[1:]:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert field(view, name).hasFocus()
    QTest.keyClick(field(view, "db1"), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert field(view, "dW1").hasFocus()


def test_up_and_down_keep_the_column_of_the_cursor(view: CodeView) -> None:
    edit = field(view, "dW2")
    edit.setFocus()
    edit.setCursorPosition(3)
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert field(view, "db2").cursorPosition() == 3
    assert not field(view, "db2").hasSelectedText()
    QTest.keyClick(field(view, "db2"), Qt.Key.Key_Right)
    QTest.keyClick(field(view, "db2"), Qt.Key.Key_Up)
    assert edit.cursorPosition() == 4


def test_going_to_a_line_chooses_it(view: CodeView) -> None:
    chosen: list[str] = []
    view.line_chosen.connect(chosen.append)
    QTest.mouseClick(field(view, "dW2"), Qt.MouseButton.LeftButton)
    QTest.keyClick(field(view, "dW2"), Qt.Key.Key_Down)
    QTest.mouseClick(sign(view, "dZ1"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(field(view, "Z1"), Qt.MouseButton.LeftButton)
    assert chosen == ["dW2", "db2", "dZ1", "Z1"]


def test_the_pointer_tells_which_line_it_is_on(view: CodeView) -> None:
    hovered: list[str | None] = []
    view.line_hovered.connect(hovered.append)
    QTest.mouseMove(sign(view, "dW2"))
    QApplication.processEvents()
    QTest.mouseMove(sign(view, "Z1"))
    QApplication.processEvents()
    assert [name for name in hovered if name] == ["dW2", "Z1"]


def test_a_line_can_be_covered_and_made_current_from_elsewhere(view: CodeView) -> None:
    plain = row(view, "dW2").grab().toImage()
    view.set_pointed("dW2")
    pointed = row(view, "dW2").grab().toImage()
    view.set_pointed(None)
    assert row(view, "dW2").grab().toImage() == plain
    view.set_current("dW2")
    current = row(view, "dW2").grab().toImage()
    assert plain != pointed != current != plain
    view.set_current("W1")  # a node that is no line
    assert row(view, "dW2").grab().toImage() == plain


def test_a_line_that_becomes_current_comes_into_view(view: CodeView) -> None:
    view.resize(620, 150)
    QApplication.processEvents()
    view.set_current("db1")
    assert row(view, "db1").visibleRegion().boundingRect().height() > 10


def test_each_verdict_has_a_sign_and_a_colour_of_its_own(view: CodeView) -> None:
    view.set_result(judged(START, diagnosis_of(START, VERDICTS, {"dZ2": (NO_MASK,)})))
    shown = {name: sign(view, name) for name in ("dZ3", *VERDICTS)}
    assert [each.text() for each in shown.values()] == ["✓", "✗", "↳", "?"]
    inks = {name: each.palette().windowText().color() for name, each in shown.items()}
    assert inks["dZ3"] == LOOKS["light"].colour("line.right")
    for name, verdict in VERDICTS.items():
        assert inks[name] == LOOKS["light"].colour(f"line.{verdict}")
    assert sign(view, "Z1").text() == ""


def test_a_verdict_is_told_to_a_screen_reader(view: CodeView) -> None:
    assert field(view, "dW2").accessibleName() == "line dW2, not judged yet"
    view.set_result(judged(START, diagnosis_of(START, VERDICTS, {"dZ2": (NO_MASK,)})))
    spoken = field(view, "dZ2").accessibleName()
    assert spoken.startswith("line dZ2, origin: dZ2 is wrong")
    assert "the mask is missing" in spoken
    type_into(view, "line_dZ2", "dA9")
    assert "dA9" in field(view, "dZ2").accessibleDescription()
    for widget in view.findChildren(QLineEdit):
        assert widget.accessibleName()
        assert widget.toolTip()


def test_verdicts_of_an_older_experiment_are_greyed(view: CodeView) -> None:
    view.set_result(judged(START, diagnosis_of(START, VERDICTS)))
    view.set_experiment(BUGGY)
    grey = LOOKS["light"].colour("disabled_text")
    assert sign(view, "dZ2").palette().windowText().color() == grey
    assert field(view, "dZ2").accessibleName() == "line dZ2, not judged yet"
    assert "last check" in child(view, QLabel, "backward_heading").text()
    view.set_result(
        judged(BUGGY, diagnosis_of(BUGGY, {"dW2": LineVerdict.ORIGIN}, {"dW2": (TWICE,)}))
    )
    assert sign(view, "dW2").text() == "✗"
    assert sign(view, "dW2").palette().windowText().color() == LOOKS["light"].colour("line.origin")
    view.set_result(None)
    assert sign(view, "dW2").text() == ""


def test_given_gradients_are_judged_but_no_line_can_be_typed_over(view: CodeView) -> None:
    given = given_gradients(START)
    view.set_experiment(given)
    view.set_result(judged(given, diagnosis_of(given, {"dW2": LineVerdict.ORIGIN})))
    edit = type_into(view, "line_dW2", "0")
    assert edit.text() == "1/m * dZ2 @ A1.T"
    assert sign(view, "dW2").text() == "✗"
    assert not child(view, QToolButton, "reset_dW2").isVisible()
    assert "from a file" in child(view, QLabel, "backward_heading").text()
    view.set_experiment(START)
    assert type_into(view, "line_dW2", "0").text() == "0"


def test_a_line_that_is_typed_over_has_no_verdict_until_it_is_applied_or_taken_back(
    view: CodeView,
) -> None:
    view.set_result(judged(START, diagnosis_of(START)))
    assert sign(view, "dA2").text() == "✓"
    type_into(view, "line_dA2", "2 * W3.T @ dZ3")
    QTest.mouseClick(field(view, "dZ2"), Qt.MouseButton.LeftButton)
    assert sign(view, "dA2").text() == TYPED_SIGN
    assert sign(view, "dA2").toolTip() == sign(view, "dA2").accessibleName() == TYPED
    assert field(view, "dA2").accessibleName() == f"line dA2, {TYPED}"
    assert "right" not in field(view, "dA2").toolTip()
    verdicts = [LOOKS["light"].colour(f"line.{verdict}") for verdict in LineVerdict]
    assert sign(view, "dA2").palette().windowText().color() not in verdicts
    assert view.typed("dA2") == Typed("2 * W3.T @ dZ3")
    assert view.typed("dZ2") is view.typed("W1") is view.typed(None) is None
    QTest.keyClick(field(view, "dA2"), Qt.Key.Key_Escape)
    assert sign(view, "dA2").text() == "✓"
    assert sign(view, "dA2").toolTip() == ""
    assert field(view, "dA2").accessibleName().startswith("line dA2, right")


def test_it_tells_that_something_is_typed_and_what_is_wrong_with_it(
    view: CodeView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.typing_changed):
        QTest.keyClicks(field(view, "dA2"), "(")
    found = view.typed("dA2")
    assert found is not None
    assert found.problem is not None
    assert found.problem.startswith("line dA2: ")


@pytest.mark.parametrize("name", list(LOOKS))
def test_a_look_reaches_every_part(view: CodeView, name: str) -> None:
    usual = QApplication.palette(), QApplication.font()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_look(app, LOOKS[name], 100)
    view.set_look(LOOKS[name])
    view.set_experiment(BUGGY)
    view.set_result(judged(BUGGY, diagnosis_of(BUGGY, VERDICTS)))
    QApplication.processEvents()
    try:
        ink = sign(view, "dZ2").palette().windowText().color()
        assert ink == LOOKS[name].colour("line.origin")
        ground = field(view, "dZ3").grab().toImage().pixelColor(200, 4)
        assert ground == LOOKS[name].colour("base")
        assert view.grab().toImage().pixelColor(2, view.height() - 2) == LOOKS[name].colour(
            "window"
        )
    finally:
        app.setPalette(usual[0])
        app.setFont(usual[1])


def test_a_multi_line_paste_is_refused_in_words(view: CodeView) -> None:
    edit = field(view, "dW2")
    edit.setFocus()
    QGuiApplication.clipboard().setText("dW2 = 1/m * dZ2 @ A1.T\ndb2 = 1/m * sum(dZ2)")
    press(edit, "Ctrl+A")
    press(edit, "Ctrl+V")
    assert message(view).startswith("line dW2: ")


def test_lines_that_are_judged_for_another_activation_say_for_which(view: CodeView) -> None:
    arrays = random_arrays(1)
    gradients = OtherPass(arrays, "tanh", "tanh").gradients()
    gradients["dW2"] = 9 * gradients["dW2"]
    experiment = given(arrays, gradients)
    view.set_experiment(experiment)
    assert "judged as" not in headings(view)
    view.judged.set_result(check(replace(experiment, check=CheckSettings(1e-5))))
    assert "Backward pass; judged as that of tanh" in headings(view)
    view.judged.set_result(check(BUGGY))
    assert "judged as" not in headings(view)


def headings(view: CodeView) -> str:
    """Return what stands above the lines of either pass."""
    return " ".join(each.text() for each in view.findChildren(ElidedLabel))
