"""A label that says as much as fits."""

import pytest
from pytestqt.qtbot import QtBot

from gradviz.views.common.fitting_label import FittingLabel

TEXTS = ("the largest difference of all", "largest difference", "largest")


@pytest.fixture
def label(qtbot: QtBot) -> FittingLabel:
    made = FittingLabel()
    qtbot.addWidget(made)
    made.set_texts(*TEXTS)
    made.show()
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_the_first_text_that_fits_is_shown_and_the_whole_is_the_tooltip(
    label: FittingLabel, text: str
) -> None:
    label.resize(label.fontMetrics().horizontalAdvance(text) + 1, 20)
    assert label.shown_text == text
    assert label.text() == TEXTS[0]
    assert label.toolTip() == ("" if text == TEXTS[0] else TEXTS[0])


def test_the_shortest_is_elided_where_not_even_it_fits(label: FittingLabel) -> None:
    label.resize(label.fontMetrics().horizontalAdvance("larg…"), 20)
    assert label.shown_text.startswith("la")
    assert label.shown_text.endswith("…")


def test_another_text_takes_the_shorter_ones_away(label: FittingLabel) -> None:
    label.resize(30, 20)
    label.set_texts("")
    assert label.shown_text == ""
