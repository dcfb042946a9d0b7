"""How colours are seen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Values = NDArray[np.float64]
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def rgb_of(image: QImage) -> NDArray[np.uint8]:
    """Return the pixels of a picture, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    parts = np.frombuffer(plain.constBits(), dtype=np.uint8)
    return parts.reshape(plain.height(), plain.width(), 4)[..., :3].copy()


def linear(srgb: NDArray[Any]) -> Values:
    """Return linear RGB of sRGB bytes, shape (..., 3)."""
    parts = np.asarray(srgb, dtype=np.float64) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours; source: WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour; source: WCAG 2."""
    return float(linear(np.array(colour.getRgb()[:3])) @ _LUMINANCE)  # type: ignore[index]


def differences(pixels: NDArray[Any], colour: QColor) -> Values:
    """Return how different pixels (..., 3) look from a colour; source: CIE 1976."""
    other = np.array(colour.getRgb()[:3])  # type: ignore[index]
    return np.asarray(np.linalg.norm(_lab(pixels) - _lab(other), axis=-1))


def _lab(srgb: NDArray[Any]) -> Values:
    xyz = linear(srgb) @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
