from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.array_result import ArrayResult
from gradviz.views.maps.map_title import MapTitle
from tests.helpers.results import checked

COVERED_IN_PART = checked("course").arrays[0]


@pytest.fixture
def title(qtbot: QtBot) -> Iterator[MapTitle]:
    made = MapTitle("W1")
    qtbot.addWidget(made)
    made.resize(300, 20)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def words(title: MapTitle) -> str:
    document = QTextDocument()
    document.setHtml(title.text())
    return document.toPlainText()


def test_an_array_that_is_covered_in_part_says_how_much(title: MapTitle) -> None:
    title.set_array(COVERED_IN_PART)
    assert words(title) == "W1 5×4 · 16/20 covered"


def test_an_array_that_is_all_covered_says_its_shape_alone(title: MapTitle) -> None:
    title.set_array(COVERED_IN_PART)
    title.set_array(replace(COVERED_IN_PART, nonzero=20))
    assert words(title) == "W1 5×4"


def test_what_has_no_room_is_left_out_and_comes_back(title: MapTitle) -> None:
    title.set_array(COVERED_IN_PART)
    needed = title.minimumSizeHint().width()
    seen = {}
    for width in range(needed, 300, 5):
        title.resize(width, 20)
        seen[words(title)] = title.fontMetrics().horizontalAdvance(words(title)) <= width
    assert list(seen) == ["W1 5×4", "W1 · 16/20 covered", "W1 5×4 · 16/20 covered"]
    assert all(seen.values())


def test_coverage_asks_for_no_room(title: MapTitle) -> None:
    def needed(array: ArrayResult) -> int:
        title.set_array(array)
        return title.minimumSizeHint().width()

    assert needed(COVERED_IN_PART) == needed(replace(COVERED_IN_PART, nonzero=20))


def test_larger_text_gives_up_what_no_longer_fits(title: MapTitle) -> None:
    title.set_array(COVERED_IN_PART)
    title.resize(title.fontMetrics().horizontalAdvance("W1 5×4 · 16/20 covered") + 5, 20)
    assert words(title) == "W1 5×4 · 16/20 covered"
    font = title.font()
    font.setPointSizeF(1.1 * font.pointSizeF())
    title.setFont(font)
    assert words(title) == "W1 · 16/20 covered"
