"""The PNG writer, read back by hand and by Qt."""

import base64
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from gradviz.reporting.png import png_address, png_bytes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_qt_reads_the_same_pixels(qapp: "QApplication") -> None:
    from PySide6.QtGui import QImage

    del qapp
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    image = QImage.fromData(png_bytes(pixels))
    assert (image.width(), image.height()) == (5, 7)
    for row, column in np.ndindex(7, 5):
        colour = image.pixelColor(column, row)
        assert [colour.red(), colour.green(), colour.blue()] == pixels[row, column, :3].tolist()


def test_every_chunk_has_its_length_and_sum() -> None:
    content = png_bytes(np.zeros((2, 3, 4), dtype=np.uint8))
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    kinds, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kinds.append(content[at + 4 : at + 8])
        (check,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(content[at + 4 : at + 8 + length])
        at += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]


def test_the_address_holds_the_file() -> None:
    pixels = np.zeros((2, 3, 4), dtype=np.uint8)
    start = "data:image/png;base64,"
    assert png_address(pixels).startswith(start)
    assert base64.b64decode(png_address(pixels).removeprefix(start)) == png_bytes(pixels)
