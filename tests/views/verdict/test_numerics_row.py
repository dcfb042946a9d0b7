"""The row beside the comparison says the second opinion and what numerical error explains."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gradviz.presenting.opinion import opinion_in_short, opinion_sentence
from gradviz.presenting.verdict_words import numerics_words
from gradviz.views.common.looks import looks
from gradviz.views.verdict.numerics_row import NumericsRow
from tests.helpers.forms import child
from tests.helpers.results import checked


@pytest.fixture
def row(qtbot: QtBot) -> NumericsRow:
    made = NumericsRow()
    qtbot.addWidget(made)
    made.resize(900, 30)
    made.show()
    return made


@pytest.mark.parametrize("preset", ["default", "course", "kink", "course-bugs"])
def test_it_says_what_holds_of_a_check(row: NumericsRow, preset: str) -> None:
    result = checked(preset)
    row.set_result(result)
    opinion, numerics = (child(row, QLabel, f"{part}_label") for part in ("opinion", "numerics"))
    assert numerics.text() == numerics_words(result)
    assert opinion.isVisible() is bool(opinion_in_short(result))
    if opinion.isVisible():
        assert opinion.text() == opinion_in_short(result)
        assert opinion.accessibleName() == opinion_sentence(result)
        assert opinion.mapTo(row, opinion.rect().topRight()).x() < numerics.x()


def test_of_no_check_it_says_nothing(row: NumericsRow) -> None:
    row.set_result(checked("default"))
    row.set_result(None)
    assert not child(row, QLabel, "opinion_label").isVisible()
    assert child(row, QLabel, "numerics_label").text() == ""


def test_it_takes_the_colours_of_a_look(row: NumericsRow) -> None:
    for look in looks().values():
        row.set_look(look)
        for part, role in (("opinion", "window_text"), ("numerics", "muted")):
            colour = child(row, QLabel, f"{part}_label").palette().windowText().color()
            assert colour == look.colour(role)
