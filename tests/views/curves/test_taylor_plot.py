"""The plot of the Taylor remainder test: its lines, and what a screen reader is told."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene, decades
from gradviz.views.curves.taylor_plot import TaylorPlot, taylor_scene
from tests.helpers.sweeps import swept


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[TaylorPlot]:
    made = TaylorPlot(looks()["light"])
    qtbot.addWidget(made)
    made.resize(300, 320)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def scene_of(preset: str) -> LogScene:
    taylor = swept(preset, 1).taylor
    assert taylor is not None
    return taylor_scene(taylor)


def lines(scene: LogScene, name: str) -> list[LogLine]:
    return [line for line in scene.lines if line.name == name]


@pytest.mark.parametrize(("preset", "slope"), [("course", 2), ("course-bugs", 1)])
def test_the_remainders_run_along_the_guide_of_their_slope(preset: str, slope: int) -> None:
    scene = scene_of(preset)
    (guide,) = [line for line in scene.lines if line.name.startswith(f"slope {slope}")]
    (other,) = [line for line in scene.lines if line.name.startswith(f"slope {3 - slope}")]
    drawn = lines(scene, "remainder")
    assert len(drawn) == 3
    assert all(line.width == THICK for line in drawn)
    lowest = np.nanmin([line.values for line in drawn], axis=0)
    seen = np.isfinite(lowest) & np.isfinite(guide.values) & (guide.epsilons < 0.05)
    along, across = (np.ptp(np.log(lowest[seen] / each.values[seen])) for each in (guide, other))
    assert along < 1 < across


def test_the_axis_across_holds_every_h_and_the_one_upwards_every_remainder() -> None:
    scene = scene_of("course")
    bottom, top = decades(scene)
    left, right = scene.ends
    for line in lines(scene, "remainder"):
        seen = np.isfinite(line.values)
        assert (np.log10(line.values[seen]) >= bottom).all()
        assert (np.log10(line.values[seen]) <= top).all()
        assert left <= np.log10(line.epsilons.min()) < np.log10(line.epsilons.max()) <= right
    assert "h across" in f"{scene.across} across"


def test_a_screen_reader_is_told_the_order_and_the_remainders(plot: TaylorPlot) -> None:
    plot.set_taylor(swept("course", 1).taylor)
    told = plot.accessibleDescription()
    assert "order 2.00, of a right gradient 2" in told
    assert "Direction 3: remainder" in told
    plot.set_taylor(None)
    assert plot.accessibleDescription() == ""


def test_what_is_painted_follows_the_test(plot: TaylorPlot) -> None:
    pictures = []
    for preset in ("course", "course-bugs"):
        plot.set_taylor(swept(preset, 1).taylor)
        pictures.append(plot.grab().toImage())
    plot.set_faded(True)
    pictures.append(plot.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]
