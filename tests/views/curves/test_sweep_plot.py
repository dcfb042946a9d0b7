"""The difference over epsilon: which curves there are, and the line that is dragged."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gradviz.checking.curves import Curve, SweepResult
from gradviz.network.numbers import SHORT, number
from gradviz.views.common.looks import looks
from gradviz.views.curves.log_scene import MARKS, THICK
from gradviz.views.curves.sweep_plot import Shown, SweepPlot, sweep_scene
from tests.helpers.sweeps import swept

LOOKS = looks()
CENTRAL = Shown(schemes=("central",))


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[SweepPlot]:
    made = SweepPlot(LOOKS["light"])
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.set_sweep(swept("course"), None, CENTRAL)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def names(sweep: SweepResult, shown: Shown, compared: SweepResult | None = None) -> list[str]:
    return [line.name for line in reversed(sweep_scene(sweep, compared, shown).lines)]


def test_one_scheme_or_both_with_what_explains_the_curve() -> None:
    sweep = swept("course")
    rest = ["second opinion", "noise floor", "truncation estimate"]
    assert names(sweep, CENTRAL) == ["difference, central", *rest]
    assert names(sweep, Shown(("forward",))) == ["difference, forward", *rest]
    assert names(sweep, Shown()) == ["difference, central", "difference, forward", *rest]


def test_the_noise_floor_is_that_of_the_scheme_that_is_shown() -> None:
    sweep = swept("course")
    for scheme in ("central", "forward"):
        scene = sweep_scene(sweep, None, Shown((scheme,)))
        assert scene.lines[0].values is getattr(sweep, scheme).truncation


def test_each_array_has_a_colour_and_a_mark_of_its_own() -> None:
    scene = sweep_scene(swept("course"), None, replace(CENTRAL, arrays=True))
    arrays = [line for line in scene.lines if line.name in ("W1", "b1", "W2", "b2", "W3", "b3")]
    assert {line.mark for line in arrays} == set(MARKS)
    assert len({line.role for line in arrays}) == 6
    assert all(line.width < THICK for line in arrays)


def test_a_comparison_names_both_and_is_told_apart_by_more_than_colour() -> None:
    sweep, other = swept("course"), swept("default")
    shown = replace(CENTRAL, names=("textbook cost", "logits cost"))
    scene = sweep_scene(sweep, other, shown)
    own, beside = scene.lines[-1], scene.lines[-2]
    assert (own.name, beside.name) == ("textbook cost", "logits cost")
    assert own.role != beside.role
    assert own.mark != beside.mark
    both = names(sweep, replace(shown, schemes=("central", "forward")), other)
    assert both[:4] == [
        "textbook cost, central",
        "textbook cost, forward",
        "logits cost, central",
        "logits cost, forward",
    ]


def test_threshold_and_best_epsilon_are_those_of_the_sweep() -> None:
    sweep = swept("course")
    scene = sweep_scene(sweep, None, CENTRAL)
    assert scene.threshold == sweep.experiment.check.threshold
    assert scene.best is not None
    assert scene.best[0] == sweep.central.best_epsilon
    assert sweep_scene(swept("course-bugs"), None, CENTRAL).best is None
    assert sweep_scene(replace(sweep, done=15), None, CENTRAL).best is None, "it is not over yet"


def test_a_press_takes_epsilon_there_and_it_follows_the_pointer(
    plot: SweepPlot, qtbot: QtBot
) -> None:
    received: list[str] = []
    plot.epsilon_moved.connect(received.append)
    plot.epsilon_moved.connect(lambda text: plot.set_epsilon(float(text)))
    here, there = (plot.place_of(epsilon).toPoint() for epsilon in (1e-4, 1e-9))
    with qtbot.waitSignal(plot.released):
        qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=here)
        assert float(received[-1]) == pytest.approx(1e-4, rel=0.1)
        qtbot.mouseMove(plot.viewport(), there)
        qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert float(received[-1]) == pytest.approx(1e-9, rel=0.1)
    assert plot.epsilon == float(received[-1])


def test_a_press_beside_the_plot_moves_nothing(plot: SweepPlot, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(plot.epsilon_moved):
        qtbot.mouseClick(
            plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, plot.height() // 2)
        )
        qtbot.mouseClick(
            plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, plot.height() - 4)
        )


def test_a_drag_beyond_an_edge_stays_at_it(plot: SweepPlot, qtbot: QtBot) -> None:
    received: list[str] = []
    plot.epsilon_moved.connect(received.append)
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.place_of(1e-2).toPoint())
    qtbot.mouseMove(plot.viewport(), QPoint(-500, 100))
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(-500, 100))
    assert float(received[-1]) == 1e-15


@pytest.mark.parametrize(
    ("key", "epsilon"),
    [
        (Qt.Key.Key_Right, 1.5e-7),
        (Qt.Key.Key_Left, 6.8e-8),
        (Qt.Key.Key_PageUp, 1e-6),
        (Qt.Key.Key_PageDown, 1e-8),
        (Qt.Key.Key_Home, 1e-15),
        (Qt.Key.Key_End, 0.1),
    ],
)
def test_keys_move_epsilon(plot: SweepPlot, qtbot: QtBot, key: Qt.Key, epsilon: float) -> None:
    with qtbot.waitSignal(plot.epsilon_moved) as moved:
        qtbot.keyClick(plot, key)
    assert float(moved.args[0]) == pytest.approx(epsilon, rel=1e-9)


def test_at_an_end_a_key_moves_nothing(plot: SweepPlot, qtbot: QtBot) -> None:
    plot.set_epsilon(1e-15)
    with qtbot.assertNotEmitted(plot.epsilon_moved):
        qtbot.keyClick(plot, Qt.Key.Key_Left)


def test_the_description_says_epsilon_and_the_difference(plot: SweepPlot) -> None:
    plot.set_epsilon(1e-5)
    plot.set_point(1e-5, 9.3e-10)
    assert "epsilon = 1e-5, difference 9.3e-10" in plot.accessibleDescription()
    plot.set_point(1e-5, float("nan"))
    assert "difference" not in plot.accessibleDescription()


def has_colour(plot: SweepPlot, role: str, look: str = "light") -> bool:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    wanted = LOOKS[look].colour(role).rgb() & 0xFFFFFF
    return bool(((pixels & 0xFFFFFF) == wanted).any())


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("size", [(260, 90), (400, 200), (1200, 800)])
def test_it_paints_in_every_look_and_size(
    plot: SweepPlot, look: str, size: tuple[int, int]
) -> None:
    plot.set_look(LOOKS[look])
    plot.resize(*size)
    plot.set_sweep(swept("course"), swept("default"), Shown(arrays=True, names=("one", "other")))
    plot.set_point(1e-7, 1.2e-7)
    for role in ("threshold", "accent", "window_text", "curve.2"):
        assert has_colour(plot, role, look), role


def test_gaps_and_zeros_are_painted_and_an_unfinished_sweep_too(plot: SweepPlot) -> None:
    sweep = swept("course")
    values = sweep.central.differences.copy()
    values[10:14], values[20], values[30] = np.nan, 0.0, np.inf
    broken = replace(sweep.central, differences=values)
    plot.set_sweep(replace(sweep, central=broken), None, CENTRAL)
    assert has_colour(plot, "window_text")
    plot.set_sweep(replace(sweep, central=first(sweep.central, 0)), None, CENTRAL)
    assert not has_colour(plot, "curve.2")
    plot.set_sweep(replace(sweep, central=first(sweep.central, 1)), None, CENTRAL)
    plot.set_sweep(None, None, CENTRAL)
    assert has_colour(plot, "accent")


def first(curve: Curve, count: int) -> Curve:
    return replace(
        curve,
        epsilons=curve.epsilons[:count],
        differences=curve.differences[:count],
        arrays={name: values[:count] for name, values in curve.arrays.items()},
        noise_floor=curve.noise_floor[:count],
        truncation=curve.truncation[:count],
        crossed=curve.crossed[:count],
    )


def test_stale_curves_are_faded(plot: SweepPlot) -> None:
    assert has_colour(plot, "threshold")
    plot.set_faded(True)
    assert not has_colour(plot, "threshold")
    plot.set_faded(False)
    assert has_colour(plot, "threshold")


def test_epsilons_that_step_over_a_kink_are_marked(plot: SweepPlot) -> None:
    sweep = swept("course")
    scene = sweep_scene(sweep, None, CENTRAL)
    assert scene.kinks == tuple(sweep.central.epsilons[sweep.central.crossed > 0])
    assert max(scene.kinks) == 0.1
    assert min(scene.kinks) > 1e-3
    assert has_colour(plot, "inconclusive.mark")
    plot.set_content(replace(scene, kinks=()))
    assert not has_colour(plot, "inconclusive.mark")


def test_where_the_pointer_rests_the_values_are_told(plot: SweepPlot, qtbot: QtBot) -> None:
    place = plot.place_of(1e-9).toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, place, plot.mapToGlobal(place))
    QApplication.sendEvent(plot.viewport(), event)
    qtbot.waitUntil(lambda: QToolTip.text() != "")
    assert QToolTip.text().splitlines()[0] == "epsilon 1e-9"
    assert "difference, central: " in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
def test_a_second_opinion_beyond_the_axis_is_named_at_its_edge(plot: SweepPlot, look: str) -> None:
    sweep = swept("course")
    assert sweep.opinion_difference is not None
    words = f"▾ second opinion {number(sweep.opinion_difference, SHORT)}"
    for shown, is_named in ((sweep, True), (replace(sweep, opinion_difference=1e-5), False)):
        plot.set_sweep(shown, None, CENTRAL)
        plot.set_look(LOOKS[look])
        assert (words in [label.words for label in plot.labels]) is is_named


def test_an_opinion_of_exactly_0_is_said_to_be_so(plot: SweepPlot) -> None:
    plot.set_sweep(replace(swept("course"), opinion_difference=0.0), None, CENTRAL)
    assert "▾ second opinion exactly 0" in [label.words for label in plot.labels]
