"""Whatever is typed or pasted, the window answers and says in a sentence what is wrong."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import LINE_NAMES, correct_lines
from gradviz.network.bugs import bugs
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.code_view import CodeView
from gradviz.views.pages.lines.line_message import LineMessage
from tests.helpers.forms import child, show_active
from tests.helpers.strategies import examples, expression_texts

START = Experiment(NetworkSubject())
KEYS = (
    *("Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+A", "Ctrl+V", "Ctrl+X", "Ctrl+C", "Ctrl+K", "Ctrl+Backspace"),
    *("Home", "End", "Up", "Down", "Left", "Shift+Left", "Tab", "Shift+Tab"),
    *("Return", "Esc", "Backspace", "Del", "a", "2", "*", "("),
)
VALID = (*correct_lines("relu").values(), *(bug.expression for bug in bugs().values()))
SIGNS = " +-*/@().,<>=!_ \t\n\x00\x1b\x7f'\"\\[]{}0123456789.eE:;#$%&|^~ABWXYZabdm"

anything = st.text(st.characters(), max_size=60)  # every code point, lone surrogates among them
code_like = st.text(SIGNS, max_size=80)
deep = st.builds(
    lambda opening, count, inner: opening * count + inner + ")" * count,
    st.sampled_from(("(", "-(", "exp(", "((", "[", "dZ2@(", "lambda:(")),
    st.integers(1, 400),
    st.sampled_from(("dZ2", "", "1")),
)
long = st.builds(
    lambda part, count: part * count,
    st.sampled_from(("m+", "9", "-", "x", "W2.T", "é", "𝑑")),
    st.integers(1, 3000),
)
huge = st.builds(
    "{}{}".format,
    st.sampled_from(("1e", "-1e", "9**9**", "m ** ", "1_", "0x", "1e-", "W2 * 1e")),
    st.integers(0, 10**30),
)


@st.composite
def edited_lines(draw: st.DrawFn) -> str:
    """Draw a valid line in which a few characters are left out, doubled, swapped or put in."""
    text = list(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        text[place : place + draw(st.integers(0, 3))] = draw(st.text(SIGNS, max_size=2))
    return "".join(text)


texts = st.one_of(edited_lines(), expression_texts(), code_like, anything, deep, long, huge)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CodeView]:
    made = CodeView(looks()["light"])
    qtbot.addWidget(made)
    made.resize(620, 560)
    show_active(made)
    yield made
    made.close()


def said(view: CodeView) -> str:
    return child(view, LineMessage, "line_message").text


def is_one_sentence(words: str, name: str) -> bool:
    return words.startswith(f"line {name}: ") and words.endswith(".") and words.isprintable()


def check_answer(view: CodeView, edit: QLineEdit, name: str) -> None:
    """Press Enter on what is there: it is applied, or stays and is told to be wrong."""
    QApplication.processEvents()
    text, before = edit.text(), view.experiment
    wrong = said(view)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QApplication.processEvents()
    if wrong:
        assert is_one_sentence(wrong, name), wrong
        assert len(wrong) < 1000
        assert edit.text() == text
        assert view.experiment == before
        assert view.grab().toImage().size() == view.size()
    else:
        assert said(view) == ""
        runs = {
            line.name: line.expression.source for line in network_of(view.experiment).program.lines
        }
        assert edit.text() == runs[name]
        network = network_of(view.experiment).draw()
        assert network.gradients(network_of(view.experiment).program)[0].size == 47
    assert edit.hasFocus()


fuzzed = settings(
    examples(250), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.soak
@fuzzed
@given(name=st.sampled_from(LINE_NAMES), text=texts)
def test_whatever_is_pasted(view: CodeView, name: str, text: str) -> None:
    edit = child(view, QLineEdit, f"line_{name}")
    edit.setFocus()
    edit.selectAll()
    edit.insert(text.replace("\x00", "\x01"))  # Qt's own texts end there
    check_answer(view, edit, name)


@settings(fuzzed, max_examples=60)
@given(name=st.sampled_from(LINE_NAMES), text=st.one_of(edited_lines(), code_like))
def test_whatever_is_typed_key_by_key(view: CodeView, name: str, text: str) -> None:
    edit = child(view, QLineEdit, f"line_{name}")
    edit.setFocus()
    QTest.keySequence(edit, QKeySequence("Ctrl+A"))
    for key in text:
        if " " <= key <= "~":
            QTest.keyClicks(edit, key)
            assert edit.hasFocus()
    check_answer(view, edit, name)


@settings(fuzzed, max_examples=60)
@given(
    keys=st.lists(
        st.sampled_from(KEYS),
        max_size=25,
    ),
    clip=texts,
)
def test_whatever_keys_are_pressed(view: CodeView, keys: list[str], clip: str) -> None:
    """The lines that run can always be run, and every field says whether it is in force."""
    QGuiApplication.clipboard().setText(clip.replace("\x00", ""))
    view.focus_line("dW2")
    for each in keys:
        widget = QApplication.focusWidget()
        assert isinstance(widget, QLineEdit)
        QTest.keySequence(widget, QKeySequence(each))
    QApplication.processEvents()
    runs = {line.name: line.expression.source for line in network_of(view.experiment).program.lines}
    for name in LINE_NAMES:
        edit = child(view, QLineEdit, f"line_{name}")
        if edit.text() != runs[name]:
            tip = edit.toolTip().splitlines()[0]
            assert tip.startswith((f"line {name}: ", "Typed, not applied")), tip
    assert view.grab().toImage().size() == view.size()
