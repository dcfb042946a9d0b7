"""Where a picture writes its texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, QRectF]]]:
    """Record each text that `QPainter.drawText` writes, with the place that its letters take."""
    found: list[tuple[str, QRectF]] = []
    draw = QPainter.drawText

    def watched(painter: QPainter, *arguments: Any) -> Any:
        text = next((each for each in arguments[::-1] if isinstance(each, str)), "")
        first = arguments[0]
        metrics = QFontMetricsF(painter.font())
        if isinstance(first, QRectF):
            flags = next((each for each in arguments[1:] if not isinstance(each, str)), 0)
            place = painter.boundingRect(first, int(getattr(flags, "value", flags)), text)
        else:
            point = QPointF(first)
            tight = metrics.tightBoundingRect(text)
            place = tight.translated(point)
        found.append((text, painter.worldTransform().mapRect(place)))
        return draw(painter, *arguments)

    draw_axis = pg.AxisItem.drawPicture

    def watched_axis(axis: Any, painter: QPainter, line: Any, ticks: Any, texts: Any) -> None:
        # It draws into a picture of its own, which knows no place in the plot.
        before = len(found)
        draw_axis(axis, painter, line, ticks, texts)
        del found[before:]
        found.extend((text, axis.mapRectToScene(place)) for place, _, text in texts)
        if axis.label.isVisible():
            title = axis.label.sceneBoundingRect()
            found.append((axis.label.toPlainText(), title))

    with monkeypatch.context() as patched:
        patched.setattr(QPainter, "drawText", watched)
        patched.setattr(pg.AxisItem, "drawPicture", watched_axis)
        yield found
