"""A picture as it is written to a file."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from gradviz.views.common.picture import Picture


@runtime_checkable
class HasCsv(Protocol):
    """A picture that can be written as numbers too: that of curves."""

    def csv(self) -> str:
        """Return the numbers as CSV."""


def picture_image(picture: QWidget) -> QImage:
    """Return what a widget shows, pixel by pixel."""
    return picture.grab().toImage()


def picture_svg(picture: QWidget, title: str) -> bytes:
    """Return what a widget shows as SVG, in lines and letters where it is painted in such.

    A map is painted in pixels, and stays an image in it.
    """
    from PySide6.QtSvg import QSvgGenerator  # not before somebody saves one

    content, size = QByteArray(), QSize(picture.size())
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setSize(size)
    generator.setViewBox(picture.rect())
    # Else a text that has a size in points is written in those of the paper, not of the screen.
    generator.setResolution(picture.logicalDpiX())
    with QPainter(generator) as painter:
        painter.fillRect(picture.rect(), picture.palette().window())
        painter.setFont(picture.font())
        if isinstance(picture, Picture):
            picture.paint_all(painter)
        else:
            QWidget.render(picture, painter, QPoint())  # not the scene of a view
    return bytes(content.data())
