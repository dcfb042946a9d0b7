"""Words on a plot over epsilon keep clear of one another."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.curves.log_scene import LogLine, LogScene
from gradviz.views.curves.sweep_plot import Shown, SweepPlot, sweep_scene
from tests.helpers.sweeps import swept

LOOKS = looks()
EPSILONS = 10.0 ** -np.arange(1, 16)


def words(plot: SweepPlot) -> dict[str, QRectF]:
    """Return where each text stands."""
    return {label.words: label.area for label in plot.labels}


def painted(qtbot: QtBot, scene: LogScene, epsilon: float, value: float) -> SweepPlot:
    plot = SweepPlot(LOOKS["light"])
    qtbot.addWidget(plot)
    plot.resize(500, 260)
    plot.set_content(scene)
    plot.set_epsilon(epsilon)
    plot.set_point(epsilon, value)
    plot.grab()  # it learns its size so
    return plot


@pytest.mark.parametrize("epsilon", [1e-1, 1e-3, 3e-5, 6.81e-5, 1e-4, 1e-6, 1e-8, 1e-15])
def test_no_words_stand_over_others(qtbot: QtBot, epsilon: float) -> None:
    sweep = swept("course")
    curve = sweep.central
    place = int(np.argmin(np.abs(np.log(curve.epsilons / epsilon))))
    scene = sweep_scene(sweep, None, Shown(("central",)))
    found = words(painted(qtbot, scene, epsilon, float(curve.differences[place])))
    assert any(text.startswith("epsilon ") for text in found)
    assert any(text.startswith("threshold ") for text in found)
    for one in found:
        for other in found:
            assert one == other or not found[one].intersects(found[other]), (one, other)


def test_the_best_epsilon_is_told_where_there_is_room(qtbot: QtBot) -> None:
    scene = sweep_scene(swept("course"), None, Shown(("central",)))
    assert "best 1e-4" in words(painted(qtbot, scene, 1e-10, 1e-4))


def test_words_on_kinks_are_not_struck_by_a_curve(qtbot: QtBot) -> None:
    level = LogLine("one", EPSILONS, np.full(15, 0.3), "window_text")
    lower = LogScene(lines=(level,), threshold=1e-7, kinks=(0.1,))
    upper = replace(lower, lines=(replace(level, values=np.full(15, 1e-5)),))
    free, moved = (
        words(painted(qtbot, scene, 1e-7, float("nan")))["kinks crossed"]
        for scene in (upper, lower)
    )
    assert moved.top() >= free.bottom()


def test_the_line_of_epsilon_goes_behind_words(qtbot: QtBot) -> None:
    curve = LogLine("one", EPSILONS, np.full(15, 1e-3), "window_text")
    opinion = LogLine("two", EPSILONS, np.full(15, 1e-16), "curve.4", scales=False, is_level=True)
    scene = LogScene(lines=(curve, opinion), threshold=1e-7)
    plot = painted(qtbot, scene, 1e-1, float("nan"))
    area = words(plot)["▾ two 1e-16"]
    epsilon = next(each for each in EPSILONS[::-1] if plot.place_of(each).x() > area.left() + 3)
    assert plot.place_of(epsilon).x() < area.right()
    plot.set_epsilon(epsilon)
    image, x = plot.grab().toImage(), round(plot.place_of(epsilon).x())
    edge = round(area.top())  # between it and the letters there is room
    above, within = (
        min(image.pixelColor(x + each, y).lightness() for each in (-1, 0, 1))
        for y in (edge - 5, edge + 2)
    )
    assert above < 150 < 220 < within
