"""Every text that a window holds, to be read by a test."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QTextEdit, QWidget

PADDED_EXPONENT = re.compile(r"\de[+-]?0\d|\de\+")  # 1e-07, 1e+08
# Words of this code's own; the field's are covered, suggested fix, explained by a kink.
DIALECT = re.compile(
    r"\b(lit|unlit|told|excused|cures?|mends?|fails? alone|structured)\b", re.IGNORECASE
)
_TAGS = re.compile(r"<[^>]+>")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield the name of each widget and action with each text of it, seen or read out."""
    for action in window.findChildren(QAction):
        for text in (action.text(), action.toolTip(), action.statusTip()):
            yield action.objectName(), text
    for widget in (window, *window.findChildren(QWidget)):
        name = widget.objectName() or type(widget).__name__
        for text in _own_texts(widget):
            if text:
                yield name, _TAGS.sub(" ", text)


def _own_texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    any_widget: Any = widget
    for part in ("text", "placeholderText", "title"):
        found = getattr(any_widget, part, None)
        value = None
        with suppress(NotImplementedError):  # a field that has a title of its own alone
            value = found() if callable(found) else None
        yield value if isinstance(value, str) else ""
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    waiting = [view.rootIndex()]
    while waiting:
        parent = waiting.pop()
        for row in range(min(model.rowCount(parent), 200)):
            for column in range(model.columnCount(parent)):
                index = model.index(row, column, parent)
                waiting += [index] if column == 0 and model.rowCount(index) else []
                yield from (str(index.data(role) or "") for role in _ROLES)
