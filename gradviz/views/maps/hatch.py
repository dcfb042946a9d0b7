"""The looks of what is not computed yet, and of where grad is zero."""

from functools import cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from gradviz.network.layout import Mask

Pattern = Qt.BrushStyle

# They lean to different sides, so that they differ without their colours.
NOT_COMPUTED = Pattern.BDiagPattern
NOT_COVERED = Pattern.FDiagPattern

_TILE = 8  # pixels, after which Qt's patterns repeat


def hatch(colour: QColor, pattern: Pattern = NOT_COMPUTED) -> QBrush:
    """Return a brush of oblique lines."""
    return QBrush(colour, pattern)


@cache
def hatch_tile(pattern: Pattern = NOT_COMPUTED) -> Mask:
    """Return which pixels that brush paints, of a square after which it repeats."""
    image = QImage(_TILE, _TILE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), hatch(QColor(Qt.GlobalColor.black), pattern))
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(_TILE, _TILE)
    painted: Mask = pixels != pixels.max()
    return painted
