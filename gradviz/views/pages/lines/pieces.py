"""Code in pieces, those that differ from another line on a coloured ground."""

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.presenting.line_difference import Pieces
from gradviz.views.common.looks import Look, monospace_font

_LEAST_CHARACTERS = 12


def draw_differing(
    painter: QPainter, place: QRectF, pieces: Pieces, ground: QColor, ink: QColor
) -> None:
    """Draw the pieces that differ, over a text that starts at the left of a place."""
    metrics = QFontMetricsF(painter.font())
    done = ""
    for text, differs in pieces:
        if differs:
            left = place.left() + metrics.horizontalAdvance(done)
            box = QRectF(left, place.top(), metrics.horizontalAdvance(text), place.height())
            painter.fillRect(box, ground)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        done += text


def pieces_html(pieces: Pieces, look: Look, role: str) -> str:
    """Return code as HTML; what differs stands on the ground of a role such as ``fail``."""
    families = ", ".join(f"'{family}'" for family in monospace_font().families())
    paper, ink = look.colour(f"{role}.strip").name(), look.colour(f"{role}.text").name()
    parts = []
    for text, differs in pieces:
        ground = f"; background-color: {paper}; color: {ink}" if differs else ""
        parts.append(f'<span style="font-family: {families}{ground}">{escape(text)}</span>')
    return "".join(parts)


class PiecesLabel(QWidget):
    """One line of code that is read, not edited; what does not fit is cut off at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: Pieces = ()
        self._ground, self._ink = QColor(), QColor()
        self.setFont(monospace_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(text for text, _ in self._pieces)

    def set_pieces(self, pieces: Pieces) -> None:
        """Show code in pieces."""
        self._pieces = pieces
        self.setToolTip(self.text)
        self.setAccessibleName(self.text)
        self.update()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look: this is the line as it should be."""
        self._ground, self._ink = look.colour("pass.strip"), look.colour("pass.text")
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, look.colour("muted"))
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        """Ask for room for a few characters: the line takes what there is."""
        metrics = self.fontMetrics()
        return QSize(_LEAST_CHARACTERS * metrics.averageCharWidth(), metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Need no more than it asks for."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the code."""
        del event
        place = self.contentsRect()
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            shown = self.fontMetrics().elidedText(
                self.text, Qt.TextElideMode.ElideRight, place.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            if shown == self.text:
                draw_differing(painter, QRectF(place), self._pieces, self._ground, self._ink)
