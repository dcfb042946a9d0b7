"""The texts in the cells of a map, drawn many times over."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

MOST_TEXTS = 4000  # that are kept laid out


class Stamps:
    """Texts of one font, laid out once and drawn many times.

    To lay out a text takes five times as long as to draw it, and the same few hundred numbers
    of two digits come up again and again.
    """

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        if font.pointSizeF() > 0:
            # A size that is not set but inherited gives way to the application's in a painter,
            # which is another one until a change of it has come to the widget.
            self.font.setPointSizeF(font.pointSizeF())
        self.metrics = QFontMetricsF(font)
        self._texts: dict[str, tuple[QStaticText, float, float]] = {}

    def draw_in_middle(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Draw a text around a point, in the painter's colour."""
        laid_out, width, height = self._laid_out(text)
        painter.drawStaticText(QPointF(x - width / 2, y - height / 2), laid_out)

    def draw_before(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Draw a text that ends at a point."""
        laid_out, width, height = self._laid_out(text)
        painter.drawStaticText(QPointF(x - width, y - height / 2), laid_out)

    def size(self, text: str) -> tuple[float, float]:
        """Return how wide and how high a text is."""
        return self._laid_out(text)[1:]

    def _laid_out(self, text: str) -> tuple[QStaticText, float, float]:
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            made = QStaticText(text)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(QTransform(), self.font)
            known = made, made.size().width(), made.size().height()
            self._texts[text] = known
        return known
