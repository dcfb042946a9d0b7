"""Keys that a widget takes for itself, as they are written in a list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

KeyRow = tuple[str, Sequence[Qt.Key]]  # what they do, and the keys
Row = tuple[str, str]  # the same as it is written


def key_rows(keys: Sequence[KeyRow]) -> list[Row]:
    """Return keys as they are written in a list."""
    return [(words, ", ".join(map(key_text, each))) for words, each in keys]


def key_text(key: Qt.Key) -> str:
    """Return what is written on a key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def copying(words: str) -> Row:
    """Return the row of the key that copies."""
    return words, QKeySequence(QKeySequence.StandardKey.Copy).toString()
