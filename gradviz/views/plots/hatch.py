"""The look of what is not computed yet."""

from functools import cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from gradviz.network.layout import Mask

_TILE = 8  # pixels, after which Qt's patterns repeat


def hatch(colour: QColor) -> QBrush:
    """Return a brush of oblique lines."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


@cache
def hatch_tile() -> Mask:
    """Return which pixels that brush paints, of a square after which it repeats."""
    image = QImage(_TILE, _TILE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), hatch(QColor(Qt.GlobalColor.black)))
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(_TILE, _TILE)
    painted: Mask = pixels != pixels.max()
    return painted
