"""One parameter over epsilon: its error with what explains it."""

from functools import cache

import numpy as np
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.curves import EntryCurve
from gradviz.checking.entry_curve import entry_curve_steps
from gradviz.checking.steps import finished
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import looks
from gradviz.views.curves.entry_plot import EntryPlot, entry_scene


@cache
def curve_of(preset: str, index: int) -> EntryCurve:
    return finished(entry_curve_steps(preset_experiment(preset), index))


def test_the_error_stands_before_what_explains_it() -> None:
    curve = curve_of("course", 7)
    scene = entry_scene(curve)
    lines = list(reversed(scene.lines))
    assert [line.name for line in lines] == [
        "|grad − gradapprox|",
        "rounding",
        "truncation",
        "second opinion",
    ]
    assert np.array_equal(lines[0].values, curve.errors, equal_nan=True)
    assert len({line.style for line in lines}) == 4
    assert scene.best is not None
    assert scene.best[1] == np.nanmin(curve.errors)


def test_of_a_wrong_entry_no_epsilon_is_the_best() -> None:
    layout = preset_experiment("course-bugs").subject.layout
    assert entry_scene(curve_of("course-bugs", layout.index("b1", 0, 0))).best is None


def test_it_shows_a_curve_or_none(qtbot: QtBot) -> None:
    plot = EntryPlot(looks()["dark"])
    qtbot.addWidget(plot)
    plot.resize(400, 250)
    plot.show()
    assert QTest.qWaitForWindowExposed(plot)
    assert plot.content.lines == ()
    plot.set_curve(curve_of("course", 7))
    assert len(plot.content.lines) == 4
    with_curve = plot.grab().toImage()
    plot.set_curve(None)
    assert plot.content.lines == ()
    assert plot.grab().toImage() != with_curve
