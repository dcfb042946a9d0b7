"""The items of a plot: axes, legend, curves, threshold and regions, arranged in its area."""

from math import log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsRectItem

from gradviz.network.layout import Array
from gradviz.views.common.looks import FADED, Look
from gradviz.views.curves.curve_axis import CurveAxis
from gradviz.views.curves.curve_item import CurveItem, plot_pen
from gradviz.views.curves.curve_label import LabelLayer
from gradviz.views.curves.curve_legend import CurveLegend, legend_height
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.log_scene import LANE, LogLine, LogScene, decades, heights

_LOW = 9  # heights of the text that a plot is high if all of its words have room
_LOW_BOX = 4.5  # ... and the box below its legend
_RIGHT = 0.9  # heights of the text that are left free beside the box
_STRIP = 1.1  # heights of the text that the words on regions take
_EDGE = 3.0  # pixels: the focus ring is there
_SAME = 1e-6  # decades: a range that differs by less is the whole again
_LEAST = 0.01  # decades that are seen: in fewer, four digits tell no two ticks apart


class CurveBox(pg.ViewBox):
    """The box with the curves: the wheel zooms about the pointer, the middle button pans.

    The left button is for who takes epsilon, the right one for the menu.
    """

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.disableAutoRange()

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        """Pan with the middle button, and with no other."""
        if event.button() == Qt.MouseButton.MiddleButton:  # type: ignore[attr-defined]
            super().mouseDragEvent(event, axis)
        else:
            event.ignore()  # type: ignore[attr-defined]


class CurveFrame(pg.GraphicsWidget):
    """A scene on log-log axes, its legend above it.

    It has the parts of a `pyqtgraph.PlotItem` without the form of fifty widgets which that makes
    for a menu that is not shown here.

    Attributes
    ----------
    box
        Where more can be added, in decimal exponents.
    legend
        What can be clicked.
    layer
        Takes the words.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scene_shown = LogScene()
        self.hidden: set[str] = set()
        self.is_low = False
        self._whole = (0.0, 1.0, 0.0, 1.0)
        self.box, self.legend, self.layer = CurveBox(), CurveLegend(), LabelLayer()
        self._across, self._up = CurveAxis("bottom"), CurveAxis("left")
        for axis in (self._across, self._up):
            axis.linkToView(self.box)
        self._ground = QGraphicsRectItem(self)
        self._ground.setZValue(-2)
        self._region = QGraphicsRectItem(self._ground)
        self._across.setZValue(-1)
        self._up.setZValue(-1)
        self.box.setZValue(0)  # pyqtgraph's is below everything
        self.layer.setParentItem(self)
        self.layer.setZValue(2)
        self._grid = QGraphicsGridLayout()
        self._grid.setContentsMargins(_EDGE, 0, 0, _EDGE)
        self._grid.setSpacing(0)
        self._grid.addItem(self.legend, 0, 1, 1, 2)
        self._grid.addItem(self._up, 1, 0)
        self._grid.addItem(self.box, 1, 1)
        self._grid.addItem(self._across, 2, 1)
        self.setLayout(self._grid)
        self._curves: list[CurveItem] = []
        self._boundary = pg.InfiniteLine(angle=90)
        self._threshold = pg.InfiniteLine(angle=0)
        self._ring = pg.ScatterPlotItem()
        for item, z in ((self._boundary, -10), (self._threshold, 60), (self._ring, 61)):
            item.setZValue(z)
            self.box.addItem(item, ignoreBounds=True)

    @property
    def lines(self) -> list[LogLine]:
        """The lines that are not hidden."""
        return [line for line in self.scene_shown.lines if line.name not in self.hidden]

    @property
    def bottom(self) -> float:
        """The exponent at the bottom when all is shown."""
        return self._whole[2]

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part is shown."""
        graph = self.graph()
        now = (graph.left, graph.right, graph.bottom, graph.top)
        return bool(np.abs(np.subtract(now, self._whole)).max() > _SAME)

    def graph(self) -> Graph:
        """Return the box in pixels, and the decimal exponents at its edges."""
        self._grid.activate()
        (left, right), (bottom, top) = self.box.viewRange()
        return Graph(self.box.sceneBoundingRect(), left, right, bottom, top)

    def set_faded(self, is_faded: bool) -> None:
        """Fade everything."""
        self.setOpacity(FADED if is_faded else 1.0)

    def show_whole(self) -> None:
        """Show everything, and no more."""
        left, right, bottom, top = self._whole
        self.box.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)

    def set_scene(self, scene: LogScene, look: Look, em: float, *, is_held: bool) -> None:
        """Show other curves; while something is held, the axes stay as they are."""
        was_zoomed, self.scene_shown = self.is_zoomed, scene
        if not is_held:
            self._whole = left, right, bottom, top = (*scene.ends, *decades(scene))
            self.box.setLimits(
                xMin=left, xMax=right, yMin=bottom, yMax=top, minXRange=_LEAST, minYRange=_LEAST
            )
            if not was_zoomed:
                self.show_whole()
        self.draw(look, em)

    def draw(self, look: Look, em: float) -> None:
        """Draw the curves in the colours of a look."""
        scene = self.scene_shown
        while len(self._curves) < len(scene.lines):
            self._curves.append(CurveItem())
            self.box.addItem(self._curves[-1], ignoreBounds=True)
        for place, item in enumerate(self._curves):
            line = scene.lines[place] if place < len(scene.lines) else None
            item.setVisible(line is not None and line.name not in self.hidden)
            if line is not None:
                item.setZValue(place)
                item.set_line(line, np.log10(line.epsilons), self._heights(line), look, em)
        lane = self.bottom + LANE / 2 if scene.has_zeros else None
        self._up.set_lane(lane, self.bottom + (LANE if scene.has_zeros else 0.0))
        self._draw_threshold(look, em)
        self._draw_region(look)
        self._draw_ring(look, em)

    def shade(self) -> None:
        """Shade the ground where rounding is the larger cause."""
        graph, boundary = self.graph(), self.scene_shown.boundary
        area = QRectF(graph.box)
        self._ground.setRect(area)
        if boundary is not None:
            area.setRight(min(max(graph.x(log10(boundary)), area.left()), area.right()))
            self._region.setRect(area)
        self._region.setVisible(boundary is not None)

    def space_marks(self) -> None:
        """Put the marks of the curves as far apart as the zoom asks for."""
        graph = self.graph()
        pixels = graph.box.width() / (graph.right - graph.left)
        for item in self._curves:
            item.space_marks(max(pixels, 1e-9))

    def arrange(self, size: QSizeF, look: Look, font: QFont) -> None:
        """Give each part its room in an area of a size."""
        metrics = QFontMetricsF(font)
        em, scene = metrics.height(), self.scene_shown
        for axis in (self._across, self._up):
            axis.set_look(look, font)
        left = metrics.horizontalAdvance("1e-15") + 1.4 * em + _EDGE
        strip = _STRIP * em if scene.boundary is not None else 0.0
        room = size.height() - strip - 2.4 * em - _EDGE
        above = legend_height(scene, metrics, size.width() - left, is_low=False)
        self.is_low = size.height() < _LOW * em or room - above < _LOW_BOX * em
        if self.is_low:
            above = legend_height(scene, metrics, size.width() - left, is_low=True)
        self._across.set_title(scene.across, is_shown=not self.is_low)
        self._up.set_title(scene.up, is_shown=not self.is_low)
        self.legend.setMinimumHeight(above + strip)
        self.legend.setMaximumHeight(above + strip)
        self.legend.set_scene(scene, self.hidden, look, font, is_low=self.is_low)
        self._grid.setColumnFixedWidth(2, _RIGHT * em)
        self.layer.set_area(QRectF(0, 0, size.width(), size.height()), font)
        self._ground.setPen(QPen(look.colour("mid")))
        self._ground.setBrush(look.colour("base"))
        self._region.setPen(QPen(Qt.PenStyle.NoPen))
        self._region.setBrush(look.colour("alternate_base"))
        self.shade()

    def _heights(self, line: LogLine) -> Array:
        """Return the exponents of a line; where there is no lane for it, 0 is a gap."""
        ys = heights(line.values, self.bottom)
        return ys if self.scene_shown.has_zeros else np.where(line.values == 0, np.nan, ys)

    def _draw_threshold(self, look: Look, em: float) -> None:
        threshold = self.scene_shown.threshold
        self._threshold.setVisible(threshold is not None)
        if threshold is not None:
            self._threshold.setPen(plot_pen(look.colour("threshold"), max(1.5, em / 9)))
            self._threshold.setValue(log10(threshold))

    def _draw_region(self, look: Look) -> None:
        boundary = self.scene_shown.boundary
        self._boundary.setVisible(boundary is not None)
        if boundary is not None:
            self._boundary.setPen(plot_pen(look.colour("mid"), 1, Qt.PenStyle.DashLine))
            self._boundary.setValue(log10(boundary))

    def _draw_ring(self, look: Look, em: float) -> None:
        best = self.scene_shown.best
        if best is None:
            self._ring.clear()
            return
        (height,) = heights(np.array([best[1]]), self.bottom).tolist()
        pen = plot_pen(look.colour("window_text"), max(1.5, em / 9))
        self._ring.setData([log10(best[0])], [height], size=0.9 * em, pen=pen, brush=None)
