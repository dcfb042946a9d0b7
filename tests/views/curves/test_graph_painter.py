"""How the curves of a plot are painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from gradviz.network.layout import Array
from gradviz.views.common.looks import looks
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.graph_painter import line_pen, paint_curve

WIDTH, HEIGHT = 400, 200
GRAPH = Graph(QRectF(0, 0, WIDTH, HEIGHT), 0.0, 1.0, 0.0, 1.0)
ACROSS = np.linspace(0.0, 1.0, 300)
NOISE = np.random.default_rng(1).random(ACROSS.size)


class Recorder:
    """Takes down what a painter is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        return lambda _: self.asked.append(name)


@pytest.mark.parametrize(
    ("heights", "asked"),
    [(NOISE, "drawLines"), (np.square(ACROSS), "drawPolyline"), (ACROSS * 0, "drawPolyline")],
)
def test_noise_is_no_single_line_for_qt(heights: Array, asked: str) -> None:
    recorder = Recorder()
    paint_curve(recorder, GRAPH.line(ACROSS, heights))  # type: ignore[arg-type]
    assert recorder.asked == [asked]


def test_noise_looks_as_one_line_would() -> None:
    points = GRAPH.line(ACROSS, NOISE * 0.9 + 0.05)
    by_pieces, at_once = painted(points, True), painted(points, False)
    assert np.count_nonzero(by_pieces < 255) > 1000
    assert np.mean(np.abs(by_pieces - at_once) > 64) < 0.02  # but for the corners


def painted(points: QPolygonF, is_curve: bool) -> Array:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line_pen(looks()["light"], "text", 12))
    if is_curve:
        paint_curve(painter, points)
    else:
        painter.drawPolyline(points)
    painter.end()
    pixels = [[image.pixelColor(x, y).red() for x in range(WIDTH)] for y in range(HEIGHT)]
    return np.array(pixels, dtype=float)


def test_a_curve_of_no_points_or_one_is_nothing() -> None:
    for count in (0, 1):
        paint_curve(Recorder(), QPolygonF([QPointF(1, 1)] * count))  # type: ignore[arg-type]
