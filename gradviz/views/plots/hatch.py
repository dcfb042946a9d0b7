"""The look of what is not computed yet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor


def hatch(colour: QColor) -> QBrush:
    """Return a brush of oblique lines."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)
