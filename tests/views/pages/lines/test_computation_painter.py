"""What is written in a node can be read on its ground."""

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.computation_painter import FADED, TINT, mixed, scaled

VERDICTS = ("right", "inherited", "origin", "undecidable")


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of WCAG 2."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", list(looks()))
@pytest.mark.parametrize("verdict", VERDICTS)
def test_signs_names_and_shapes_can_be_read(name: str, verdict: str) -> None:
    look = looks()[name]
    mark, base = look.colour(f"line.{verdict}"), look.colour("base")
    if verdict == "origin":
        assert contrast(base, mark) >= 4.5
        return
    ground = mixed(mark, base, TINT)
    for ink in (mark, look.colour("text"), look.colour("muted")):
        assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("name", list(looks()))
def test_the_wrong_line_of_an_older_check_can_be_read(name: str) -> None:
    look = looks()[name]
    ground = mixed(look.colour("line.origin"), look.colour("base"), FADED)
    assert contrast(look.colour("text"), ground) >= 4.5


def test_a_mixture_lies_between() -> None:
    black, white = QColor("#000000"), QColor("#ffffff")
    assert mixed(black, white, 0.0) == white
    assert mixed(black, white, 1.0) == black
    assert mixed(black, white, 0.2) == QColor(204, 204, 204)


def test_a_font_is_scaled_in_points_and_in_pixels(qapp: QApplication) -> None:
    font = QFont()
    font.setPointSizeF(20)
    assert scaled(font, 0.5).pointSizeF() == 10
    font.setPixelSize(30)
    assert scaled(font, 0.5).pixelSize() == 15
    assert font.pixelSize() == 30
