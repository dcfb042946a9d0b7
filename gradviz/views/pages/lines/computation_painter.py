"""Paints the nodes and edges of a computation graph."""

from collections.abc import Iterator
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from gradviz.checking.findings import LineVerdict
from gradviz.presenting.computation_layout import (
    SMALLER,
    Box,
    ComputationLayout,
    Detail,
    Point,
    written,
)
from gradviz.presenting.diagnosis import SIGNS
from gradviz.presenting.pass_nodes import Edge, PassGraph, PassNode
from gradviz.views.common.looks import Look

TINT = 0.12  # how much of a verdict's colour is in the ground of its node
FADED = 0.45  # how much is left of the colours of an old check
THICK = 2.6  # times a usual edge: the way of a wrong value
CHOSEN, RING = 2.5, 5.0  # pixels around the chosen node, and around the one keys walk from
_ROUND = 0.22  # of a line of text

WORDS = {
    LineVerdict.RIGHT: "right",
    LineVerdict.INHERITED: "inherited",
    LineVerdict.ORIGIN: "origin",
    LineVerdict.UNDECIDABLE: "undecidable",
}
# From the cost back to the first line: no line reads J, but there the way back begins.
TURN: Edge = ("J", "dZ3")


class ComputationPainter:
    """Paints a graph in a layout, a look and a font."""

    def __init__(
        self, graph: PassGraph, layout: ComputationLayout, look: Look, font: QFont
    ) -> None:
        self._graph, self._layout, self._look = graph, layout, look
        self._font, self._small, self._bold = (scaled(font, layout.scale) for _ in range(3))
        self._small = scaled(font, SMALLER * layout.scale)
        self._bold.setBold(True)
        self._metrics = QFontMetricsF(self._font)
        self._em = self._metrics.height()
        self._width = max(1.2, self._em / 14)

    def paint(self, painter: QPainter) -> None:
        """Paint all that does not change with the pointer or the keyboard."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        usual, spoiled = self._look.colour("muted"), self._verdict_colour(LineVerdict.ORIGIN)
        for edge in self._edges():
            if edge not in self._graph.spoiled:
                self._paint_edge(painter, edge, usual, self._width)
        for edge in self._graph.spoiled:
            self._paint_edge(painter, edge, spoiled, THICK * self._width)
        for name, box in self._layout.boxes.items():
            self._paint_node(painter, self._graph.nodes[name], box)
        self._paint_legend(painter)

    def paint_pointed(self, painter: QPainter, name: str) -> None:
        """Paint the node under the pointer, and from where it reads."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._look.colour("accent")
        for read in self._graph.nodes[name].reads:
            if (read, name) not in self._graph.spoiled:
                self._paint_edge(painter, (read, name), accent, 1.3 * self._width, is_dashed=True)
            self._outline(painter, read, accent, self._width)
        self._outline(painter, name, accent, 2.2 * self._width)

    def paint_current(self, painter: QPainter, name: str) -> None:
        """Paint a line around the chosen node, outside of its own border."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._outline(painter, name, self._look.colour("text"), 2.0, inset=-CHOSEN)

    def paint_focus(self, painter: QPainter, name: str) -> None:
        """Paint the ring around the node that keys move from."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._outline(painter, name, self._look.colour("accent"), 2.0, inset=-RING)

    def _edges(self) -> Iterator[Edge]:
        """Yield what nodes read of their own pass; of the other only what is pointed at."""
        yield TURN
        for node in self._graph.nodes.values():
            for read in node.reads:
                if self._graph.nodes[read].is_backward == node.is_backward:
                    yield read, node.name

    def _paint_edge(
        self, painter: QPainter, edge: Edge, colour: QColor, width: float, is_dashed: bool = False
    ) -> None:
        points = self._layout.way(*edge)
        size = min(0.3 * self._em + 1.5 * width, 0.8 * _length(points))
        end, base = points[-1], _before(points, size)
        shaft = QPainterPath(QPointF(*points[0]))
        if len(points) == 2:
            shaft.lineTo(QPointF(*base))
        else:
            shaft.cubicTo(*(QPointF(*point) for point in (*points[1:3], base)))
        style = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, width, style, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shaft)
        along = QPointF(*end) - QPointF(*base)
        aside = QPointF(-along.y(), along.x()) * 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        head = (QPointF(*end), QPointF(*base) + aside, QPointF(*base) - aside)
        painter.drawPolygon(QPolygonF(list(head)))

    def _paint_node(self, painter: QPainter, node: PassNode, box: Box) -> None:
        verdict, look = node.verdict, self._look
        fill = look.colour("base" if node.reads else "alternate_base")
        border, ink = mixed(look.colour("muted"), fill, 0.5), look.colour("text")
        sign_colour = shape_colour = look.colour("muted")
        if verdict is not None:
            border = sign_colour = self._verdict_colour(verdict)
            fill = mixed(border, look.colour("base"), TINT)
        if verdict is LineVerdict.ORIGIN:
            fill = border
            ink = ink if self._graph.is_stale else look.colour("base")  # faded, it is no ground
            sign_colour = shape_colour = ink
        is_wrong = verdict in (LineVerdict.ORIGIN, LineVerdict.INHERITED)
        painter.setPen(QPen(border, (1.8 if is_wrong else 1.0) * self._width))
        painter.setBrush(fill)
        painter.drawRoundedRect(_rect(box), _ROUND * self._em, _ROUND * self._em)
        sign = "" if verdict is None else SIGNS[verdict]
        self._paint_texts(painter, node, sign, (ink, sign_colour, shape_colour))

    def _paint_texts(
        self, painter: QPainter, node: PassNode, sign: str, colours: tuple[QColor, QColor, QColor]
    ) -> None:
        """Write sign, name and shape of a node, in these colours: name, sign, shape."""
        detail, rect = self._layout.detail, _rect(self._layout.boxes[node.name])
        texts = written(node.name, node.shape_text, sign, detail)
        heights = [self._em] * len(texts)
        if detail is Detail.SHAPES:
            heights[1] = self._em * SMALLER if texts[1] else 0.0
        y = rect.center().y() - sum(heights) / 2
        for place, (text, height) in enumerate(zip(texts, heights, strict=True)):
            line = QRectF(rect.left(), y, rect.width(), height)
            is_shape = detail is Detail.SHAPES and place == 1
            painter.setFont(self._small if is_shape else self._font)
            if is_shape or text == sign:
                painter.setPen(colours[2] if is_shape else colours[1])
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
            else:
                self._paint_title(painter, line, text.removesuffix(node.name), node.name, colours)
            y += height

    def _paint_title(
        self,
        painter: QPainter,
        line: QRectF,
        before: str,
        name: str,
        colours: tuple[QColor, QColor, QColor],
    ) -> None:
        """Write a name, and its sign before it in a colour of its own."""
        wide = self._metrics.horizontalAdvance(before)
        left = line.center().x() - (wide + self._metrics.horizontalAdvance(name)) / 2
        for text, start, colour in ((before, left, colours[1]), (name, left + wide, colours[0])):
            painter.setPen(colour)
            where = QRectF(start, line.top(), line.right() - start + self._em, line.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_legend(self, painter: QPainter) -> None:
        """Tell what the signs mean, where there is room for all of it."""
        if all(node.verdict is None for node in self._graph.nodes.values()):
            return
        box, line = self._layout.legend, 1.1 * self._em
        sign_wide = max(self._metrics.horizontalAdvance(f"{sign} ") for sign in SIGNS.values())
        wide = sign_wide + max(self._metrics.horizontalAdvance(words) for words in WORDS.values())
        if wide > box.width or (len(WORDS) + 1) * line > box.height:
            return
        left, top = box.right - wide, box.bottom - len(WORDS) * line
        painter.setFont(self._font)
        for place, (verdict, words) in enumerate(WORDS.items()):
            y = top + place * line
            painter.setPen(self._verdict_colour(verdict))
            painter.drawText(QRectF(left, y, wide, line), 0, SIGNS[verdict])
            painter.setPen(self._look.colour("muted"))
            painter.drawText(QRectF(left + sign_wide, y, wide, line), 0, words)

    def _outline(
        self, painter: QPainter, name: str, colour: QColor, width: float, inset: float = 0.0
    ) -> None:
        rect = _rect(self._layout.boxes[name]).adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corner = max(_ROUND * self._em - inset, 1.0)
        painter.drawRoundedRect(rect, corner, corner)

    def _verdict_colour(self, verdict: LineVerdict) -> QColor:
        colour = self._look.colour(f"line.{verdict.value}")
        return mixed(colour, self._look.colour("base"), FADED) if self._graph.is_stale else colour


def scaled(font: QFont, scale: float) -> QFont:
    """Return a font of another size."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(max(font.pointSizeF() * scale, 1.0))
    else:
        made.setPixelSize(max(int(font.pixelSize() * scale), 1))
    return made


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """Return a ground with a share of a colour in it."""
    parts = zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * one + (1 - share) * other) for one, other in parts))


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _length(points: tuple[Point, ...]) -> float:
    return hypot(points[-1][0] - points[0][0], points[-1][1] - points[0][1])


def _before(points: tuple[Point, ...], size: float) -> Point:
    """Return the point so far before the end of an edge, in the direction in which it ends."""
    end = points[-1]
    before = next((point for point in points[-2::-1] if point != end), (end[0] - 1, end[1]))
    dx, dy = end[0] - before[0], end[1] - before[1]
    share = size / max(hypot(dx, dy), 1e-9)
    return end[0] - dx * share, end[1] - dy * share
