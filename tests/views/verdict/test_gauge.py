"""The gauge shows the difference where it is, and what no logarithm can show beside the scale."""

import math
from itertools import pairwise

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import Look, looks
from gradviz.views.verdict.gauge import DifferenceGauge

WIDTH = 500


@pytest.fixture
def look() -> Look:
    return looks()["light"]


@pytest.fixture
def gauge(qtbot: QtBot, look: Look) -> DifferenceGauge:
    widget = DifferenceGauge(look)
    qtbot.addWidget(widget)
    widget.resize(WIDTH, widget.sizeHint().height())
    return widget


def picture(gauge: DifferenceGauge) -> QImage:
    return gauge.grab().toImage()


def columns_of(image: QImage, name: str) -> list[int]:
    """Return the columns of the bar that hold a colour."""
    rows = range(2, image.height() // 2)
    return [
        x for x in range(image.width()) if any(image.pixelColor(x, y).name() == name for y in rows)
    ]


def test_places_are_logarithmic(gauge: DifferenceGauge) -> None:
    decades = [gauge.place(10.0**exponent) for exponent in range(-16, 1)]
    steps = [after - before for before, after in pairwise(decades)]
    assert max(steps) == pytest.approx(min(steps))
    assert min(steps) > 0


def test_zero_and_nan_have_places_of_their_own(gauge: DifferenceGauge) -> None:
    assert 0 < gauge.place(0.0) < gauge.place(1e-16)
    assert gauge.place(1.0) < gauge.place(math.nan) < WIDTH


def test_what_is_off_the_scale_stands_at_its_end(gauge: DifferenceGauge) -> None:
    assert gauge.place(1e-300) == gauge.place(1e-16)
    assert gauge.place(1e20) == gauge.place(1.0)


@pytest.mark.parametrize("difference", [1e-10, 0.3, 0.0, math.nan])
def test_the_marker_is_painted_at_the_difference(
    gauge: DifferenceGauge, look: Look, difference: float
) -> None:
    gauge.set_values(difference, 1e-7)
    marked = columns_of(picture(gauge), look.colour("text").name())
    assert marked
    assert (marked[0] + marked[-1]) / 2 == pytest.approx(gauge.place(difference), abs=2)


def test_the_sides_of_the_threshold_differ(gauge: DifferenceGauge) -> None:
    gauge.set_values(None, 1e-7)
    image, row = picture(gauge), 5
    left, right = (image.pixelColor(round(gauge.place(v)) + 3, row).name() for v in (1e-8, 1e-6))
    far = image.pixelColor(round(gauge.place(1e-2)) + 3, row).name()
    assert left != right
    assert right == far
    gauge.set_values(None, 1e-5)
    moved = picture(gauge).pixelColor(round(gauge.place(1e-6)) + 3, row).name()
    assert moved == left


def test_an_old_difference_is_paler(gauge: DifferenceGauge, look: Look) -> None:
    gauge.set_values(1e-10, 1e-7, is_old=True)
    assert not columns_of(picture(gauge), look.colour("text").name())


def test_another_look_is_painted(gauge: DifferenceGauge) -> None:
    dark = looks()["dark"]
    gauge.set_values(1e-10, 1e-7)
    gauge.set_look(dark)
    assert columns_of(picture(gauge), dark.colour("text").name())


def test_it_is_told_in_words_with_every_digit(gauge: DifferenceGauge) -> None:
    gauge.set_values(1.1890913024643007e-07, 1e-7)
    assert "1.1890913024643007e-7" in gauge.accessibleDescription()
    assert gauge.toolTip() == gauge.accessibleDescription()
    gauge.set_values(None, None)
    assert gauge.accessibleDescription() == "No difference to show."


@pytest.mark.parametrize("width", [1, 40, 200, 3000])
def test_any_width_can_be_painted(gauge: DifferenceGauge, width: int) -> None:
    gauge.set_values(1e-10, 1e-20)
    gauge.resize(width, gauge.height())
    assert not picture(gauge).isNull()


def test_the_scale_is_hatched_as_far_as_the_noise_reaches(gauge: DifferenceGauge) -> None:
    gauge.set_values(None, 1e-7)
    plain = picture(gauge)
    gauge.set_values(None, 1e-7, floor=1e-9)
    hatched = picture(gauge)
    rows = range(2, 14)
    changed = [
        x
        for x in range(WIDTH)
        if any(plain.pixelColor(x, y) != hatched.pixelColor(x, y) for y in rows)
    ]
    assert changed[0] == pytest.approx(gauge.place(1e-16), abs=6)
    assert changed[-1] == pytest.approx(gauge.place(1e-9), abs=6)
    assert len(changed) > 0.8 * (changed[-1] - changed[0])


def test_the_noise_floor_is_told_in_words(gauge: DifferenceGauge) -> None:
    gauge.set_values(1.2e-7, 1e-7, floor=1.055363942687716e-07)
    assert "noise floor 1.055e-7 (hatched)" in gauge.accessibleDescription()
    gauge.set_values(1.2e-7, 1e-7)
    assert "noise" not in gauge.accessibleDescription()


@pytest.mark.parametrize("floor", [math.nan, math.inf, 0.0])
def test_a_floor_that_is_not_known_is_not_shown(gauge: DifferenceGauge, floor: float) -> None:
    gauge.set_values(math.nan, 1e-7)
    plain, words = picture(gauge), gauge.accessibleDescription()
    gauge.set_values(math.nan, 1e-7, floor=floor)
    assert picture(gauge) == plain
    assert gauge.accessibleDescription() == words
