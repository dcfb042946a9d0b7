"""Prose wraps anywhere it must; fields ask for what they hold, within limits."""

import pytest
from pytestqt.qtbot import QtBot

from gradviz.views.dialogs.fields import CodeField, DocumentField, Prose


@pytest.mark.parametrize(
    "word",
    [
        "x" * 255,
        "/home/a-student/" + "deep/" * 30 + "gradient_checking.npz",
        "C:\\Users\\" + "very_long_name" * 10,
        "-" * 200,
    ],
)
def test_a_long_word_does_not_make_a_paragraph_wide(qtbot: QtBot, word: str) -> None:
    prose = Prose(f"The file {word} is empty.")
    qtbot.addWidget(prose)
    assert prose.minimumSizeHint().width() < 40 * prose.fontMetrics().averageCharWidth()
    assert prose.text().replace("\u200b", "") == f"The file {word} is empty."
    assert prose.accessibleName() == f"The file {word} is empty."


def test_short_words_are_left_alone(qtbot: QtBot) -> None:
    prose = Prose("The file iris-two.csv is empty.")
    qtbot.addWidget(prose)
    assert prose.text() == "The file iris-two.csv is empty."


def test_a_short_paragraph_asks_for_one_line(qtbot: QtBot) -> None:
    prose = Prose("Nothing is lost.")
    qtbot.addWidget(prose)
    assert prose.sizeHint().height() < 2 * prose.fontMetrics().height()


def test_code_asks_for_its_size_up_to_a_limit(qtbot: QtBot) -> None:
    field = CodeField()
    qtbot.addWidget(field)
    em, line = field.fontMetrics().horizontalAdvance("0"), field.fontMetrics().lineSpacing()
    field.setPlainText("0" * 50 + "\n" * 9 + "end")
    assert 50 * em < field.sizeHint().width() < 60 * em
    assert 10 * line <= field.sizeHint().height() < 13 * line
    field.setPlainText(("0" * 5000 + "\n") * 500)
    assert field.sizeHint().width() < 110 * em
    assert field.sizeHint().height() < 27 * line


def test_a_page_asks_for_its_size_up_to_a_limit(qtbot: QtBot) -> None:
    short, long = DocumentField("<p>One line.</p>"), DocumentField("<p>One line.</p>" * 200)
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    line = short.fontMetrics().lineSpacing()
    assert short.sizeHint().height() < 4 * line
    assert 23 * line < long.sizeHint().height() < 26 * line
