"""Code in pieces: what differs stands on a coloured ground, on the screen and in HTML."""

import pytest
from pytestqt.qtbot import QtBot

from gradviz.presenting.line_difference import line_difference
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.pieces import PiecesLabel, pieces_html

LOOK = looks()["light"]
RIGHT, _ = line_difference("dA2 * (Z2 > 0)", "dA2 * (Z1 > 0)")


@pytest.fixture
def label(qtbot: QtBot) -> PiecesLabel:
    made = PiecesLabel()
    qtbot.addWidget(made)
    made.set_look(LOOK)
    made.set_pieces(RIGHT)
    made.resize(300, 20)
    return made


def columns(label: PiecesLabel) -> list[int]:
    """Return where the ground of what differs is."""
    image, ground = label.grab().toImage(), LOOK.colour("pass.strip")
    return [x for x in range(image.width()) if image.pixelColor(x, 4) == ground]


def test_the_ground_lies_below_what_differs(label: PiecesLabel) -> None:
    metrics = label.fontMetrics()
    start = metrics.horizontalAdvance("dA2 * (")
    assert columns(label)[0] == pytest.approx(start, abs=2)
    assert columns(label)[-1] == pytest.approx(start + metrics.horizontalAdvance("Z2"), abs=2)


def test_a_line_that_does_not_fit_is_cut_off_and_told_whole(label: PiecesLabel) -> None:
    label.resize(60, 20)
    assert columns(label) == []
    assert label.toolTip() == label.accessibleName() == label.text == "dA2 * (Z2 > 0)"


def test_html_is_escaped_and_marks_what_differs() -> None:
    html = pieces_html(RIGHT, LOOK, "pass")
    assert "&gt; 0)" in html
    assert html.count(LOOK.colour("pass.strip").name()) == 1
