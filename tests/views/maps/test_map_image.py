from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from gradviz.network.layout import Array
from gradviz.presenting.cell_grid import CellGrid
from gradviz.presenting.colour_scale import scale_for
from gradviz.presenting.map_data import Blocks, MapData
from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import looks
from gradviz.views.maps.cell_painter import CellPainter
from gradviz.views.maps.map_image import MapImage

AREA = QSize(260, 160)
GRID = CellGrid(rows=2, columns=3, left=20, top=20, width=70, height=60)
SOME = np.array([[True, False, True], [True, True, True]])
VALUES = np.array([[1e-9, 2e-9, 0.0], [np.nan, 0.5, 1e-3]])
LIGHT = looks()["light"]


def data_of(values: Array = VALUES) -> MapData:
    nowhere = np.zeros(values.shape, dtype=bool)
    masks = {"computed": SOME, "failing": values > 0.1}
    masks |= dict.fromkeys(("uncovered", "below_noise", "at_kink"), nowhere)
    return MapData("W1", values, **masks, scale=scale_for(MapView.ERROR))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[MapData]:
    """Tell which maps are painted anew."""
    made: list[MapData] = []
    paint = CellPainter.paint

    def counting(self: CellPainter, blocks: Blocks) -> QImage:
        made.append(self._data)
        return paint(self, blocks)

    monkeypatch.setattr(CellPainter, "paint", counting)
    return made


def image_of(data: MapData) -> MapImage:
    image = MapImage()
    image.set_look(LIGHT)
    image.set_data(data, Blocks.of(data, (1, 1)))
    return image


def drawn(
    image: MapImage, grid: CellGrid = GRID, current: int | None = None, is_faded: bool = False
) -> QImage:
    paper = QImage(AREA, QImage.Format.Format_RGB32)
    paper.fill(LIGHT.colour("window"))
    with QPainter(paper) as painter:
        image.paint(painter, grid, AREA, QFont(), is_faded)
        if current is not None:
            image.paint_current(painter, current)
    return paper


def test_the_picture_is_kept_while_what_it_shows_stays(
    qtbot: QtBot, painted: list[MapData]
) -> None:
    image = image_of(data_of())
    pictures = [drawn(image), drawn(image, current=4), drawn(image, is_faded=True), drawn(image)]
    assert len(painted) == 1
    assert pictures[0] == pictures[3]
    assert pictures[0] != pictures[1]
    assert pictures[0] != pictures[2]


def test_other_values_another_zoom_and_another_look_are_painted(
    qtbot: QtBot, painted: list[MapData]
) -> None:
    image = image_of(data_of())
    first = drawn(image)
    other = data_of(VALUES + 0.2)
    image.set_data(other, Blocks.of(other, (1, 1)))
    assert drawn(image) != first
    assert drawn(image, replace(GRID, left=22.0)) != first
    image.set_look(looks()["dark"])
    assert drawn(image) != first
    assert len(painted) == 4


def test_nothing_is_drawn_before_there_is_something_to_show(qtbot: QtBot) -> None:
    paper = drawn(MapImage())
    assert paper.pixelColor(100, 100) == LIGHT.colour("window")


def test_the_numbers_of_a_zoomed_map_stay_clear_of_the_current_cell(qtbot: QtBot) -> None:
    zoomed = replace(GRID, left=-30.0, top=-30.0)
    image = image_of(data_of())
    plain, outlined = drawn(image, zoomed), drawn(image, zoomed, current=0)
    assert plain != outlined
    strip = plain.copy(0, 0, AREA.width(), 10)
    assert outlined.copy(0, 0, AREA.width(), 10) == strip
