from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.expected import MARGIN
from gradviz.presenting.colour_scale import scale_for
from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import looks
from gradviz.views.maps.colour_bar import ColourBar

LOOKS = looks()
LIGHT = LOOKS["light"]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[ColourBar]:
    made = ColourBar()
    qtbot.addWidget(made)
    made.set_look(LIGHT)
    made.resize(made.sizeHint().width(), 400)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def rows_with(bar: ColourBar, colour: QColor) -> list[int]:
    image = bar.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    found = (pixels & 0xFFFFFF) == (colour.rgb() & 0xFFFFFF)
    return [int(row) for row in np.flatnonzero(found[:, 3:15].sum(axis=1) >= 3)]


def test_the_margin_is_marked_where_it_stands_on_the_scale_of_units(bar: ColourBar) -> None:
    bar.set_view(MapView.UNITS)
    bar.set_limit(None)
    rows = rows_with(bar, LIGHT.colour("threshold"))
    frame = bar._bar_rect()
    expected = frame.bottom() - scale_for(MapView.UNITS).position(MARGIN) * frame.height()
    assert rows
    assert np.mean(rows) == pytest.approx(expected, abs=1.5)
    assert "above 10 numerical error does not explain" in bar.toolTip()
    assert bar.accessibleDescription() == bar.toolTip()


def test_other_views_have_no_margin(bar: ColourBar) -> None:
    for view in MapView:
        bar.set_view(view)
        bar.set_limit(None)
        assert bool(rows_with(bar, LIGHT.colour("threshold"))) == (view is MapView.UNITS), view
        assert ("above 10" in bar.toolTip()) == (view is MapView.UNITS), view


@pytest.mark.parametrize("look_name", list(LOOKS))
@pytest.mark.parametrize("view", MapView)
def test_the_legend_shows_and_names_every_look_of_a_cell(
    bar: ColourBar, look_name: str, view: MapView
) -> None:
    bar.set_look(LOOKS[look_name])
    bar.set_view(view)
    for role in ("equal", "uncovered", "not_computed", "not_finite"):
        assert rows_with(bar, LOOKS[look_name].colour(f"{role}.fill")), role
    names = bar._legend()
    assert names["failing"] == "is wrong"
    assert rows_with(bar, LOOKS[look_name].colour("cell_failing.inner"))
    assert names["below_noise"] == "below the noise"
    assert names["at_kink"] == "at a kink"
    assert names["uncovered"] == "grad is zero"
    assert names["equal"] == view.zero_label
    assert names["not_computed"] == view.missing_label
    assert list(names) == [
        *("failing", "equal", "below_noise", "at_kink", "uncovered", "not_computed", "not_finite")
    ], "those that come up most, or mean most, are the last to go"


def test_the_marks_are_explained_in_full_beside_the_pointer(bar: ColourBar) -> None:
    for view in MapView:
        bar.set_view(view)
        bar.set_limit(None)
        assert "grad is zero: a bug there cannot be seen" in bar.toolTip()
        assert "below the noise: numerical error explains the difference" in bar.toolTip()
        assert "Marked ∨: at a kink: J has two slopes there." in bar.toolTip()


def test_a_low_bar_gives_up_its_legend_line_by_line_from_the_end(bar: ColourBar) -> None:
    counts = []
    for height in range(400, 60, -10):
        bar.resize(QSize(bar.width(), height))
        counts.append(bar._entries())
        line = bar.fontMetrics().height()
        assert bar._bar_rect().height() >= min(3.0 * line, height - 2 * line), height
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 7
    assert counts[-1] == 0
    assert {1, 2}.isdisjoint(counts), "of two lines nobody learns enough"
