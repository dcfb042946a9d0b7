"""Words on a plot over epsilon keep clear of one another."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.curves import log_labels, log_marks
from gradviz.views.curves.log_scene import LogLine, LogScene
from gradviz.views.curves.sweep_plot import Shown, SweepPlot, sweep_scene
from tests.helpers.sweeps import swept

LOOKS = looks()
EPSILONS = 10.0 ** -np.arange(1, 16)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> dict[str, QRectF]:
    """Return where each text was painted last."""
    found: dict[str, QRectF] = {}
    for module in (log_labels, log_marks):
        paint = module.paint_area

        def kept(*given: Any, paint: Any = paint) -> None:
            found[given[3]] = given[2]
            paint(*given)

        monkeypatch.setattr(module, "paint_area", kept)
    return found


def painted(qtbot: QtBot, scene: LogScene, epsilon: float, value: float) -> SweepPlot:
    plot = SweepPlot(LOOKS["light"])
    qtbot.addWidget(plot)
    plot.resize(500, 260)
    plot.set_scene(scene)
    plot.set_epsilon(epsilon)
    plot.set_point(epsilon, value)
    plot.grab()
    return plot


@pytest.mark.parametrize("epsilon", [1e-1, 1e-3, 3e-5, 6.81e-5, 1e-4, 1e-6, 1e-8, 1e-15])
def test_no_words_stand_over_others(qtbot: QtBot, words: dict[str, QRectF], epsilon: float) -> None:
    sweep = swept("course")
    curve = sweep.central
    place = int(np.argmin(np.abs(np.log(curve.epsilons / epsilon))))
    scene = sweep_scene(sweep, None, Shown(("central",)))
    painted(qtbot, scene, epsilon, float(curve.differences[place]))
    shown = [text for text in words if not text.startswith("threshold")]
    assert any(text.startswith("epsilon ") for text in shown)
    for one in shown:
        for other in shown:
            assert one == other or not words[one].intersects(words[other]), (one, other)


def test_the_best_epsilon_is_told_where_there_is_room(
    qtbot: QtBot, words: dict[str, QRectF]
) -> None:
    scene = sweep_scene(swept("course"), None, Shown(("central",)))
    painted(qtbot, scene, 1e-10, 1e-4)
    assert "best 1e-4" in words


def test_words_on_kinks_are_not_struck_by_a_curve(qtbot: QtBot, words: dict[str, QRectF]) -> None:
    level = LogLine("one", EPSILONS, np.full(15, 0.3), "window_text")
    lower = LogScene(lines=(level,), threshold=1e-7, kinks=(0.1,))
    upper = replace(lower, lines=(replace(level, values=np.full(15, 1e-5)),))
    painted(qtbot, upper, 1e-7, float("nan"))
    free = words["kinks crossed"]
    painted(qtbot, lower, 1e-7, float("nan"))
    assert words["kinks crossed"].top() >= free.bottom()


def test_the_line_of_epsilon_goes_behind_words(qtbot: QtBot, words: dict[str, QRectF]) -> None:
    curve = LogLine("one", EPSILONS, np.full(15, 1e-3), "window_text")
    opinion = LogLine("two", EPSILONS, np.full(15, 1e-16), "curve.4", scales=False, is_level=True)
    scene = LogScene(lines=(curve, opinion), threshold=1e-7)
    plot = painted(qtbot, scene, 1e-1, float("nan"))
    area = words["▾ two 1e-16"]
    epsilon = next(each for each in EPSILONS[::-1] if plot.place_of(each).x() > area.left() + 3)
    assert plot.place_of(epsilon).x() < area.right()
    plot.set_epsilon(epsilon)
    image, x = plot.grab().toImage(), round(plot.place_of(epsilon).x())
    edge = round(area.top())  # between it and the letters there is room
    above, within = (image.pixelColor(x, y).lightness() for y in (edge - 5, edge + 2))
    assert above < 150 < 220 < within
