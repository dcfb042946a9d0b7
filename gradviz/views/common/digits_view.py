"""J+ and J- written out, with the digits that cancel in grey."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.presenting.cancelled_digits import Digits
from gradviz.views.common.looks import Look, monospace_font

ROWS = 3
_LEAST_CHARACTERS = 16  # in less room the text gets smaller than the one around it
_LEAST_SHARE = 0.6
_SMALLEST_POINTS = 4.0


class DigitsView(QWidget):
    """Three numbers in a column and a sentence below; a small place makes the text smaller."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._digits = Digits()
        self.setObjectName("digits_view")
        self.setAccessibleName("Digits of J+ and J−")
        self.setFont(monospace_font())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def digits(self) -> Digits:
        """What is shown."""
        return self._digits

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown, as lines of text."""
        wide = max((len(name) for name, _ in self._digits.rows), default=0)
        return tuple(f"{name:<{wide}} = {text}" for name, text in self._digits.rows)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.update()

    def set_digits(self, digits: Digits) -> None:
        """Show the digits of another entry or check."""
        if digits != self._digits:
            self._digits = digits
            self.setAccessibleDescription("; ".join((*self.lines, digits.words)))
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all digits of a number of the usual size."""
        metrics = self.fontMetrics()
        height = round((ROWS + 1.2) * self._line_height())
        return QSize(30 * metrics.horizontalAdvance("0"), height)

    def minimumSizeHint(self) -> QSize:
        """Need little: the text gets smaller."""
        height = round(_LEAST_SHARE * (ROWS + 1.2) * self._line_height())
        return QSize(_LEAST_CHARACTERS * self.fontMetrics().horizontalAdvance("0"), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers."""
        del event
        lines, digits = self.lines, self._digits
        if not lines:
            return
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.setFont(self._font_for([*lines, digits.words]))
            em = QFontMetricsF(painter.font()).lineSpacing()
            for place, ((_, text), line) in enumerate(zip(digits.rows, lines, strict=True)):
                head = len(line) - len(text)
                parts = (line[:head], text[: digits.cancelled], text[digits.cancelled :])
                self._paint_line(painter, parts, (place + 0.8) * em)
            self._paint_line(painter, ("", digits.words, ""), (len(lines) + 0.8) * em)

    def _paint_line(self, painter: QPainter, parts: tuple[str, str, str], y: float) -> None:
        """Paint a name, the digits that cancel in grey, and the others bold."""
        x = 0.0
        usual = QFont(painter.font())
        bold = QFont(usual)
        bold.setBold(True)
        grey = "disabled_text" if parts[0] else "muted"
        looks = (("window_text", usual), (grey, usual), ("window_text", bold))
        for text, (role, font) in zip(parts, looks, strict=True):
            painter.setFont(font)
            painter.setPen(self._look.colour(role))
            painter.drawText(QPointF(x, y), text)
            x += QFontMetricsF(font).horizontalAdvance(text)
        painter.setFont(usual)

    def _font_for(self, lines: list[str]) -> QFont:
        """Return the font, as much smaller as it takes for the longest line."""
        font = QFont(self.font())
        bold = QFont(font)
        bold.setBold(True)
        widest = max(QFontMetricsF(bold).horizontalAdvance(line) for line in lines)
        share = min(self.width() / widest, self.height() / (len(lines) * self._line_height()))
        if share < 1:
            points = 0.97 * self.fontInfo().pointSizeF() * share  # letters round to pixels
            font.setPointSizeF(max(points, _SMALLEST_POINTS))
        return font

    def _line_height(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()
