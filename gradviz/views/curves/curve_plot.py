"""Curves on log-log axes: zoomed, panned, read off, hidden, copied and saved."""

from collections.abc import Sequence
from math import log10

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QStatusTipEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from gradviz.views.common.focus_ring import ring_around
from gradviz.views.common.keys import KeyRow
from gradviz.views.common.looks import Look
from gradviz.views.common.picture_menu import picture_menu
from gradviz.views.common.zoom_badge import ZoomBadge
from gradviz.views.curves.curve_frame import CurveFrame
from gradviz.views.curves.curve_item import plot_pen
from gradviz.views.curves.curve_label import Label
from gradviz.views.curves.curve_table import curves_csv
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.log_labels import Ground, standing_labels
from gradviz.views.curves.log_scene import LANE, LogScene

_ZOOM = 0.8  # of the range, that a key leaves
_PER_DECADE = 6  # epsilons of a sweep
_STRIP = 0.3  # heights of the text that the strip of the kinks is high

GESTURES = (
    ("Zoom about the pointer; over an axis, along it", "Wheel"),
    ("Move what is zoomed", "Middle button"),
    ("Hide a curve, or show it again", "Click in the legend"),
)


class CurvePlot(pg.GraphicsView):
    """A scene on log-log axes, with its legend above it.

    The pointer has a crosshair, whose values stand in the status bar of the window.
    """

    KEYS: tuple[KeyRow, ...] = (
        ("Zoom in, zoom out", (Qt.Key.Key_Plus, Qt.Key.Key_Minus)),
        ("Show the whole again", (Qt.Key.Key_0,)),
    )

    def __init__(self, look: Look, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._ground: Ground | None = None
        self._standing: list[Label] = []
        self._moving: list[Label] = []
        self._frame = CurveFrame()
        self._crosshair = [pg.InfiniteLine(angle=angle) for angle in (0, 90)]
        for each in self._crosshair:
            each.hide()
            self._frame.box.addItem(each, ignoreBounds=True)
        self._badge = ZoomBadge(self, "plot")
        self._badge.clicked.connect(self.show_all)
        self.setCentralItem(self._frame)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._frame.box.sigRangeChanged.connect(self._on_box_range_changed)
        self.set_look(look)

    @property
    def content(self) -> LogScene:
        """What is shown."""
        return self._frame.scene_shown

    @property
    def labels(self) -> list[Label]:
        """The words on the plot, and where they stand."""
        return [*self._standing, *self._moving]

    @property
    def hidden(self) -> set[str]:
        """The names of the curves that are hidden."""
        return set(self._frame.hidden)

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part is shown."""
        return self._frame.is_zoomed

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.setBackground(look.colour("window"))
        for each in self._crosshair:
            each.setPen(plot_pen(look.colour("muted"), 1, Qt.PenStyle.DotLine))
        self._frame.draw(look, self._em())
        self._arrange()

    def set_content(self, scene: LogScene) -> None:
        """Show other curves; what is hidden stays hidden, and a zoom stays too."""
        self._frame.set_scene(scene, self._look, self._em(), is_held=self._is_held())
        self._arrange()

    def set_faded(self, faded: bool) -> None:
        """Fade the curves while they are not those of what is set."""
        self._frame.set_faded(faded)

    def set_hidden(self, name: str, is_hidden: bool) -> None:
        """Hide a curve by its name, or show it again; the axes stay."""
        (self._frame.hidden.add if is_hidden else self._frame.hidden.discard)(name)
        self._frame.draw(self._look, self._em())
        self._arrange()

    def show_all(self) -> None:
        """Show the whole again after a zoom."""
        self._frame.show_whole()

    def csv(self) -> str:
        """Return the numbers of the curves that are seen, the most important one first."""
        return curves_csv(self._frame.lines[::-1], self.content.across)

    def place_at(self, across: float, up: float) -> QPointF:
        """Return where a pair of values is, in pixels."""
        return self._graph().point(log10(across), log10(up))

    def legend_place(self, name: str) -> QPointF:
        """Return where the legend can be clicked to hide a curve."""
        return self._frame.legend.place_of(name)

    def sizeHint(self) -> QSize:
        """Ask for room to see the curves."""
        em = self.fontMetrics().height()
        return QSize(30 * em, 18 * em)

    def minimumSizeHint(self) -> QSize:
        """Need room for the ticks and a little of the curves."""
        em = self.fontMetrics().height()
        return QSize(13 * em, 5 * em)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plot, and the ring if the keys go to it."""
        super().paintEvent(event)
        ring_around(self, self.viewport().rect(), self.viewport())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the values of every curve where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            across = 10.0 ** self._graph().value_at(event.pos().x())
            words = self.content.words_at(across, self._frame.hidden)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return bool(super().viewportEvent(event))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange it anew in another size."""
        super().resizeEvent(event)
        if hasattr(self, "_badge"):  # pyqtgraph resizes itself before there is anything to show
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange it anew in another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_badge"):
            self.set_look(self._look)

    def close(self) -> bool:
        """Close it as a widget: pyqtgraph takes the scene from below what is still painted."""
        return QWidget.close(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide a curve, or show it again, by a click in the legend."""
        name = self._frame.legend.line_at(event.position())
        if name is not None and event.button() == Qt.MouseButton.LeftButton:
            self.set_hidden(name, name not in self._frame.hidden)
        else:
            super().mousePressEvent(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the box end a pan."""
        super().mouseReleaseEvent(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the crosshair follow the pointer."""
        super().mouseMoveEvent(event)
        self._point_at(event.position(), is_free=event.buttons() == Qt.MouseButton.NoButton)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        super().leaveEvent(event)
        self._point_at(QPointF(-1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom about the middle, or about what is at hand."""
        key = Qt.Key(event.key())
        factors = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM}
        if key in factors:
            self._frame.box.scaleBy((factors[key], factors[key]), center=self._zoom_centre())
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture, and its curves to hide and to show."""
        menu = picture_menu(self, self.show_all, can_reset=self.is_zoomed)
        names = [line.name for line in reversed(self.content.lines) if line.is_listed]
        if names:
            menu.addSection("Curves")
        for name in names:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name not in self._frame.hidden)
            action.toggled.connect(lambda is_shown, name=name: self.set_hidden(name, not is_shown))
        menu.popup(event.globalPos())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _em(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _graph(self) -> Graph:
        return self._frame.graph()

    def _is_held(self) -> bool:
        """Return whether something is dragged, so that the axes are to stand still."""
        return False

    def _zoom_centre(self) -> QPointF:
        centre: QPointF = self._frame.box.viewRect().center()
        return centre

    def _moving_labels(self, ground: Ground, standing: Sequence[Label]) -> list[Label]:
        """Return the words that go with what is moved: nothing is here."""
        del ground, standing
        return []

    def _arrange(self) -> None:
        size = QSizeF(self.viewport().size())
        self._badge.place()
        self._frame.arrange(size, self._look, self.font())
        self._frame.space_marks()
        self._put_words()

    def _put_words(self) -> None:
        """Find a place for all words, as after a zoom."""
        frame = self._frame
        metrics, graph = QFontMetricsF(self.font()), frame.graph()
        scene, lines = frame.scene_shown, frame.lines
        self._ground = Ground(metrics, self._look, scene, lines, graph, frame.bottom, frame.is_low)
        self._standing = standing_labels(self._ground)
        frame.layer.set_standing(self._standing, self._strips(graph), self._look.colour("base"))
        self._put_moving_words()

    def _put_moving_words(self) -> None:
        if self._ground is not None:
            self._moving = self._moving_labels(self._ground, self._standing)
            self._frame.layer.set_moving(self._moving)

    def _strips(self, graph: Graph) -> list[tuple[QRectF, QColor]]:
        """Return a strip at the top for the epsilons that step over a kink."""
        colour, box = self._look.colour("inconclusive.mark"), graph.box
        half = (graph.x(1 / _PER_DECADE) - graph.x(0)) / 2
        strips = []
        for epsilon in self.content.kinks:
            x = graph.x(log10(epsilon))
            left, right = max(x - half, box.left()), min(x + half, box.right())
            if left < right:
                area = QRectF(left, box.top(), right - left + 0.5, _STRIP * self._em())
                strips.append((area, colour))
        return strips

    def _point_at(self, place: QPointF, *, is_free: bool = True) -> None:
        """Cross the pointer in the box, and say in the status bar what is there."""
        graph = self._graph()
        is_in = is_free and graph.box.contains(place)
        was_in = self._crosshair[0].isVisible()
        for each in self._crosshair:
            each.setVisible(is_in)
        if is_in:
            across, up = graph.value_at(place.x()), graph.value_up_at(place.y())
            for each, value in zip(self._crosshair, (up, across), strict=True):
                each.setValue(value)
            self._say(self._words_at(across, up))
        elif was_in:
            self._say("")

    def _words_at(self, across: float, up: float) -> str:
        scene, frame = self.content, self._frame
        is_zero = scene.has_zeros and up < frame.bottom + LANE
        return scene.pointed_words(10.0**across, 0.0 if is_zero else 10.0**up, frame.hidden)

    def _say(self, words: str) -> None:
        # It goes up to the first window that has a status bar.
        QApplication.sendEvent(self, QStatusTipEvent(words))

    def _on_box_range_changed(self) -> None:
        self._badge.place()
        self._badge.setVisible(self.is_zoomed)
        self._frame.shade()
        self._frame.space_marks()
        self._put_words()
