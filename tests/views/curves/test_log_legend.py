"""The legend of a logarithmic plot: what it says, in a high place and in a low one."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from gradviz.views.curves.log_legend import legend_lines, legend_places, swatch_length
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene


def line(name: str, **changes: Any) -> LogLine:
    points = np.array([1e-2, 1e-3])
    return LogLine(name, points, points, "accent", **changes)


ESTIMATES = line("rounding estimate", scales=False), line("truncation estimate", scales=False)
MAIN = line("central", width=THICK), line("forward", width=THICK)
HIDDEN = line("not in the legend", is_listed=False)


def names(scene: LogScene, *, is_low: bool) -> list[str]:
    return [each.name for each in legend_lines(scene, is_low=is_low)]


def test_the_most_important_line_which_is_painted_last_is_named_first() -> None:
    scene = LogScene(lines=(HIDDEN, *ESTIMATES, *MAIN))
    assert names(scene, is_low=False) == [
        "forward", "central", "truncation estimate", "rounding estimate"
    ]  # fmt: skip


def test_in_a_low_place_it_says_what_tells_the_lines_apart_and_no_more() -> None:
    two = LogScene(lines=(HIDDEN, *ESTIMATES, *MAIN))
    assert names(two, is_low=True) == ["forward", "central", "truncation", "rounding"]
    one = LogScene(lines=(*ESTIMATES, MAIN[0]))
    assert names(one, is_low=True) == ["truncation", "rounding"]


@pytest.mark.parametrize("wide", [60.0, 200.0, 400.0, 2000.0])
@pytest.mark.parametrize("is_low", [False, True])
def test_lines_stand_side_by_side_and_none_on_another(
    qapp: QApplication, wide: float, is_low: bool
) -> None:
    metrics = QFontMetricsF(QFont(qapp.font()))
    area = QRectF(10, 20, wide, 100)
    scene = LogScene(lines=(*ESTIMATES, *MAIN))
    places = legend_places(metrics, scene, area, is_low=is_low)
    assert places[0][1] == area.topLeft()
    rows: dict[float, float] = {}
    for each, place in places:
        assert place.x() >= rows.get(place.y(), area.left())
        swatch = swatch_length(is_low=is_low) * metrics.height()
        rows[place.y()] = place.x() + swatch + metrics.horizontalAdvance(each.name)
        if place.x() > area.left():
            assert rows[place.y()] <= area.right()
    if is_low:
        assert list(rows) == [area.top()], "there is one row, and what has no room is left out"
    else:
        assert len(places) == 4
        assert len(rows) == 1 or wide < 2000
        assert len(rows) == 4 or wide > 60
    assert swatch_length(is_low=True) < swatch_length(is_low=False)
