"""The box of a plot and its ticks."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from gradviz.views.curves.graph import Graph, decade_ticks, nice_step, nice_ticks, tick_texts

GRAPH = Graph(QRectF(10, 20, 200, 100), -3e-15, 1e-15, 0.0, 5.0)


def test_values_stand_where_they_are_found_again() -> None:
    assert GRAPH.point(-3e-15, 0.0) == QPointF(10, 120)
    assert GRAPH.point(1e-15, 5.0) == QPointF(210, 20)
    assert GRAPH.value_at(GRAPH.x(-1e-15)) == pytest.approx(-1e-15)


def test_a_pixel_outside_is_the_value_at_the_edge() -> None:
    assert GRAPH.value_at(-1000) == pytest.approx(-3e-15)
    assert GRAPH.value_at(1000) == pytest.approx(1e-15)


def test_a_line_stands_where_its_points_do() -> None:
    xs, ys = np.array([-3e-15, -1e-15, 1e-15]), np.array([0.0, 2.5, 1e9])
    line = GRAPH.line(xs, ys)
    assert [line.at(place) for place in range(2)] == [
        GRAPH.point(x, y) for x, y in zip(xs[:2], ys[:2], strict=True)
    ]
    assert line.at(2).y() == GRAPH.y(1e9) > -1e5  # no further than Qt can draw


@pytest.mark.parametrize(
    ("least", "step"),
    [(0.3, 0.5), (1.0, 1.0), (1.01, 2.0), (6e-16, 1e-15), (0.2, 0.2), (7e9, 1e10)],
)
def test_a_nice_step_is_the_next_round_number(least: float, step: float) -> None:
    assert nice_step(least) == pytest.approx(step)


@pytest.mark.parametrize("most", [1, 3, 7, 20])
@pytest.mark.parametrize(("low", "high"), [(-5, 5), (-3e-15, 3e-15), (0.31, 0.47), (-1e101, 1e101)])
def test_ticks_are_few_round_and_within(low: float, high: float, most: int) -> None:
    ticks = nice_ticks(low, high, most)
    assert len(ticks) <= most + 1
    margin = 1e-9 * (high - low)
    assert all(low - margin <= tick <= high + margin for tick in ticks)
    assert all(len(text) <= 8 for text in tick_texts(ticks))


def test_ticks_as_texts() -> None:
    assert tick_texts([-2e-7, 0.0, 0.25, 1500.0, 2e5, -1e-15]) == [
        "-2e-7", "0", "0.25", "1500", "2e5", "-1e-15",
    ]  # fmt: skip


def test_a_line_keeps_its_corners_and_leaves_out_what_is_straight() -> None:
    xs = np.linspace(-3e-15, 1e-15, 801)
    straight, stairs = GRAPH.line(xs, xs * 1e15 + 3), GRAPH.line(xs, np.floor(xs * 1e15) + 3)
    assert straight.size() < 250
    corners = [
        place for place in range(stairs.size() - 1)
        if stairs.at(place).y() - stairs.at(place + 1).y() > 15
    ]  # fmt: skip
    assert len(corners) == 4
    for place in corners:
        assert stairs.at(place + 1).x() - stairs.at(place).x() < 1


def test_decades_are_written_as_all_numbers_are() -> None:
    assert [text for _, text in decade_ticks(-3.0, 1.0, 9)] == ["10", "1", "0.1", "0.01", "1e-3"]
    assert [text for _, text in decade_ticks(-320.0, -319.0, 9)] == ["1e-319", "1e-320"]
