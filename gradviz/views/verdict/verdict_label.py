"""The verdict: a sign and a word written large, then the sentence, on the verdict's colour."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gradviz.presenting.verdict_words import Words
from gradviz.views.common.looks import Look

LARGE, HUGE = 1.6, 2.2  # size of the word, in text sizes; the second on a projector
SMALL, SMALL_ON_PROJECTOR = 0.9, 0.8  # sizes of a sentence that does not fit otherwise
_LONGEST = "✗ Inconclusive"  # the longest that is written large
_LONGEST_SHARE = 0.5  # how much of the width it may take
_LEAST_CHARACTERS = 16


class VerdictLabel(QLabel):
    """One verdict; ``text()`` is the whole text, whatever there is room for.

    The height is the same whatever it says, so that nothing below moves when the verdict changes.
    """

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._is_invalid = False
        # Of the word, and of the whole: each verdict asks a dozen times.
        self._metrics: QFontMetricsF | None = None
        self._least: QSize | None = None
        self.setObjectName("verdict_label")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_look(self, look: Look) -> None:
        """Take other colours, and the size that belongs to them."""
        self._look = look
        self._metrics = self._least = None
        self.updateGeometry()
        self.update()

    def set_words(self, words: Words, is_invalid: bool = False) -> None:
        """Say a verdict; edged if the settings are invalid."""
        self._words, self._is_invalid = words, is_invalid
        self.setText(words.text)
        self.setAccessibleName(f"Verdict: {words.text}")
        self._update_tool_tip()
        self.update()

    @property
    def shown_lines(self) -> list[str]:
        """The lines of the sentence that there is room for, the last one elided."""
        return self._lines()[1]

    def sizeHint(self) -> QSize:
        """Ask for some of the sentence; the strip gives it all the width there is."""
        least = self.minimumSizeHint()
        return QSize(2 * least.width(), least.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the longest word, not enlarged, and a few characters of the sentence."""
        if self._least is None:
            rest = (_LEAST_CHARACTERS + 2) * self.fontMetrics().averageCharWidth()
            self._least = QSize(round(self._longest_width() + rest), self._height())
        return self._least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the whole text in the tooltip, if it no longer fits."""
        super().resizeEvent(event)
        self._metrics = None
        self._update_tool_tip()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the word anew in another font."""
        super().changeEvent(event)
        self._metrics = self._least = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip, the sign, the word and the sentence."""
        del event
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            painter.setPen(self._look.colour(f"{self._words.role}.text"))
            painter.setFont(self.word_font())
            left = round(self._padding())
            whole = self.rect().adjusted(left, 0, 0, 0)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(whole, middle, self._words.sign)
            painter.drawText(
                whole.adjusted(round(self._sign_width()), 0, 0, 0), middle, self._words.word
            )
            self._paint_sentence(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setBrush(self._look.colour(f"{self._words.role}.strip"))
        width = self.fontMetrics().height() / 8 if self._is_invalid else 0
        pen = QPen(self._look.colour("invalid"), width) if width else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        edge = width / 2
        radius = self.fontMetrics().height() / 4
        ground = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(ground, radius, radius)

    def _paint_sentence(self, painter: QPainter) -> None:
        font, lines = self._lines()
        spacing = QFontMetricsF(font).lineSpacing()
        top = (self.height() - spacing * len(lines)) / 2
        painter.setFont(font)
        for number, line in enumerate(lines):
            box = QRectF(self._sentence_left(), top + number * spacing, self._room(), spacing)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, line)

    def _lines(self) -> tuple[QFont, list[str]]:
        """Break the sentence into the lines that fit, smaller if that makes it fit."""
        font = self.font()
        lines = self._broken(font)
        if self._is_whole(lines):
            return font, lines
        smaller = QFont(font)
        small = SMALL_ON_PROJECTOR if self._look.is_presenter else SMALL
        smaller.setPointSizeF(font.pointSizeF() * small)
        return smaller, self._broken(smaller)

    def _broken(self, font: QFont) -> list[str]:
        metrics = QFontMetricsF(font)
        most = max(1, int(self.height() / metrics.lineSpacing()))
        text, room = self._words.sentence, self._room()
        layout = QTextLayout(text, font)
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            starts.append(line.textStart())
        layout.endLayout()
        ends = [*starts[1:], len(text)]
        lines = [text[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
        if len(lines) <= most:
            return lines
        rest = text[starts[most - 1] :]
        return [*lines[: most - 1], metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)]

    def _is_whole(self, lines: list[str]) -> bool:
        return not lines or not lines[-1].endswith("…")

    def _update_tool_tip(self) -> None:
        self.setToolTip("" if self._is_whole(self.shown_lines) else self._words.text)

    def word_font(self) -> QFont:
        """Return the font of the word: enlarged, as far as the longest word leaves room."""
        most = _LONGEST_SHARE * self.width() / self._longest_width()
        return self._bold_font(max(1.0, min(self._enlargement(), most)))

    def _enlargement(self) -> float:
        return HUGE if self._look.is_presenter else LARGE

    def _longest_width(self) -> float:
        return QFontMetricsF(self._bold_font(1.0)).horizontalAdvance(_LONGEST)

    def _bold_font(self, times: float) -> QFont:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * times)
        font.setBold(True)
        return font

    def _word_metrics(self) -> QFontMetricsF:
        if self._metrics is None:
            self._metrics = QFontMetricsF(self.word_font())
        return self._metrics

    def _sign_width(self) -> float:
        metrics = self._word_metrics()
        return metrics.horizontalAdvance("✗") + metrics.averageCharWidth() * 0.6

    def _sentence_left(self) -> float:
        word = self._word_metrics().horizontalAdvance(self._words.word)
        gap = self._word_metrics().averageCharWidth() * 0.8
        return self._padding() + self._sign_width() + word + gap

    def _room(self) -> float:
        return max(1.0, self.width() - self._sentence_left() - self._padding())

    def _padding(self) -> float:
        return self.fontMetrics().averageCharWidth() * 1.2

    def _height(self) -> int:
        line = QFontMetricsF(self.font()).lineSpacing()
        # Three small lines hold the longest reason a check gives, with what to do about it.
        sentence = 2 * line if self._look.is_presenter else max(2.0, 3 * SMALL) * line
        word = QFontMetricsF(self._bold_font(self._enlargement())).height()
        return round(max(word, sentence) + self.fontMetrics().height() / 4)
