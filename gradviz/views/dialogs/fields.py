"""Fields that are read, not written; each asks for the size of what it holds, up to a limit."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QPlainTextEdit, QTextBrowser, QWidget

from gradviz.views.common.document_height import document_height
from gradviz.views.common.looks import monospace_font

_LINE = 64  # characters; longer lines are tiring to read
_LONGEST_WORD = 24  # characters; a path or a file name may be far longer, and has no place to break


class Prose(QLabel):
    """A paragraph that wraps, long words too."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A sentence may hold the name of a file, and that may look like a tag.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(re.sub(rf"\S{{{_LONGEST_WORD},}}", _breakable, text))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Ask for one line, or for several of a good length."""
        metrics = self.fontMetrics()
        in_one_line = metrics.horizontalAdvance(self.text()) + metrics.averageCharWidth()
        width = min(in_one_line, _LINE * metrics.averageCharWidth())
        return QSize(width, self.heightForWidth(width))


class CodeField(QPlainTextEdit):
    """Lines of text in a monospace font, to select and copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(monospace_font())

    def sizeHint(self) -> QSize:
        """Ask for the size of the text, up to 100 characters by 24 lines."""
        lines = self.toPlainText().splitlines()
        longest = max(map(len, lines), default=0)
        # Two columns and a line more, for the margins and a scroll bar.
        return self._size_of(min(longest, 100) + 2, min(len(lines), 24) + 1)

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to read."""
        return self._size_of(20, 3)

    def _size_of(self, columns: int, lines: int) -> QSize:
        metrics = self.fontMetrics()
        size = QSize(metrics.horizontalAdvance("0") * columns, metrics.lineSpacing() * lines)
        return size + _edges(self)


class DocumentField(QTextBrowser):
    """A page with headings and links, which the browser opens."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self.setOpenExternalLinks(True)
        self.setTabChangesFocus(True)
        self.setHtml(page)

    def changeEvent(self, event: QEvent) -> None:
        """Read the page again when the look changes: links keep the colour that they had."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setHtml(self._page)

    def sizeHint(self) -> QSize:
        """Ask for the size of the page at a good length of line, up to 24 lines."""
        metrics = self.fontMetrics()
        width = _LINE * metrics.averageCharWidth()
        height = document_height(self._page, self.font(), width)
        height = min(height, 24 * metrics.lineSpacing())
        return QSize(width, height) + _edges(self)

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to read."""
        metrics = self.fontMetrics()
        return QSize(20 * metrics.averageCharWidth(), 3 * metrics.lineSpacing()) + _edges(self)


def _breakable(word: re.Match[str]) -> str:
    """Return a long word with invisible places to break: after signs, and in what is still long."""
    parts = re.findall(rf"[^/\\_.-]{{1,{_LONGEST_WORD}}}[/\\_.-]?|[/\\_.-]", word[0])
    return "\u200b".join(parts)


def _edges(area: QAbstractScrollArea) -> QSize:
    frame = 2 * area.frameWidth()
    return QSize(frame + area.verticalScrollBar().sizeHint().width(), frame)
