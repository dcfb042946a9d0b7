"""A PNG from pixels, with the standard library alone.

Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5 and 7.
"""

import base64
import struct
import zlib

import numpy as np

from gradviz.presenting.colour_scale import Pixels


def png_bytes(pixels: Pixels) -> bytes:
    """Return pixels of shape (height, width, 4), r, g, b and alpha, as a PNG file."""
    height, width, _ = pixels.shape
    # Each row is preceded by its filter; 0 is none.
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, 4 * width)])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def png_address(pixels: Pixels) -> str:
    """Return pixels as a data address, to embed in a picture."""
    return "data:image/png;base64," + base64.b64encode(png_bytes(pixels)).decode("ascii")


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
