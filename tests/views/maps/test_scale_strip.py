import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gradviz.presenting.colour_scale import ColourScale, palette_table, scale_for
from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import looks
from gradviz.views.maps.scale_strip import ScaleStrip


@pytest.fixture
def strip(qtbot: QtBot) -> ScaleStrip:
    made = ScaleStrip(looks()["light"])
    qtbot.addWidget(made)
    made.resize(300, made.sizeHint().height())
    return made


def test_its_ends_are_told_in_original_values(strip: ScaleStrip) -> None:
    strip.set_scale(scale_for(MapView.ERROR))
    assert strip.labels() == ("1e-12", "1")
    assert strip.accessibleDescription() == "logarithmic, from 1e-12 to 1"
    strip.set_scale(ColourScale("cet-d1", -3, 1, signed=True))
    assert strip.labels() == ("-10", "10")
    assert "less than 1e-3 is drawn as nearly zero" in strip.toolTip()


@pytest.mark.parametrize("width", [300, 60, 20])
def test_it_runs_from_the_first_colour_to_the_last(strip: ScaleStrip, width: int) -> None:
    strip.set_scale(scale_for(MapView.ERROR))
    strip.resize(width, strip.height())
    image = strip.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    first, last = (QColor(*palette_table("cividis")[end].tolist()) for end in (0, -1))

    def near(colour: QColor) -> int:
        return min(
            abs(each.red() - colour.red()) + abs(each.green() - colour.green()) for each in row
        )

    assert near(first) < 60
    assert near(last) < 60


def test_without_a_scale_it_is_empty(strip: ScaleStrip) -> None:
    image = strip.grab().toImage()
    colours = {image.pixelColor(x, 5).name() for x in range(image.width())}
    assert len(colours) == 1
    assert strip.labels() == ("", "")
