"""The pages of the window, and the epsilon explorer by mouse and keys."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.verdict import Verdict
from gradviz.controllers.sweep import SweepController
from gradviz.network.layout import Cell
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.digits_view import DigitsView
from gradviz.views.curves.entry_plot import EntryPlot
from gradviz.views.curves.sweep_plot import SweepPlot
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WHOLE = 85  # epsilons
LARGE = {"layers": "64,128,64,1", "examples": "128"}  # so that a sweep takes seconds


@pytest.fixture(autouse=True)
def _by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep goes on to its end by itself, however busy the machine is."""
    monkeypatch.setattr("gradviz.controllers.sweeping.BY_ITSELF_SECONDS", 1e9)


@pytest.fixture
def course(make_program: MakeProgram, qtbot: QtBot) -> Program:
    """Return the program with the reference exercise, its first check done."""
    program = make_program(preset_experiment("course"))
    settled(program, qtbot)
    return program


def sweeps(program: Program) -> SweepController:
    sweeps = program.pages.controller(SweepController)
    assert sweeps is not None
    return sweeps


def explored(program: Program, qtbot: QtBot) -> SweepPlot:
    """Open the explorer and wait for its whole sweep."""
    press(program, Qt.Key.Key_F3)
    swept(program, qtbot)
    return child(program, SweepPlot, "sweep_plot")


def swept(program: Program, qtbot: QtBot) -> None:
    def is_whole() -> bool:
        sweep = sweeps(program).sweep
        return sweep is not None and not sweep.is_partial and not sweeps(program).is_running

    qtbot.waitUntil(is_whole, timeout=30_000)


def at(plot: SweepPlot, epsilon: float) -> QPoint:
    return plot.place_of(epsilon).toPoint()


def drag(plot: SweepPlot, qtbot: QtBot, *epsilons: float) -> None:
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, plot.epsilon))
    for epsilon in epsilons:
        qtbot.mouseMove(plot.viewport(), at(plot, epsilon))
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(plot, epsilons[-1]))


def choose(program: Program, qtbot: QtBot, name: str, words: str) -> None:
    box = child(program, QComboBox, name)
    box.setFocus()
    qtbot.keyClicks(box, words.split()[0])
    assert box.currentText() == words


def test_keys_and_buttons_choose_the_page_and_there_is_one_verdict_on_top_of_it(
    program: Program, qtbot: QtBot
) -> None:
    of_the_network = child(program, QWidget, "verdict_label")
    for key, name, has_its_own in (
        (Qt.Key.Key_F3, "sweep_page", False),
        (Qt.Key.Key_F4, "one_d_page", True),
        (Qt.Key.Key_F2, "heatmap_W1", False),
    ):
        press(program, key)
        assert child(program, QWidget, name).isVisible()
        assert of_the_network.isVisible() is not has_its_own
    assert not child(program, QWidget, "one_d_verdict").isVisible()
    for name, page in (("page_epsilon", "sweep_page"), ("page_maps", "heatmap_W1")):
        button = child(program, QToolButton, f"{name}_button")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert child(program, QWidget, page).isVisible()
        assert button.isChecked()


def test_what_says_why_is_left_out_where_there_are_no_cells(program: Program) -> None:
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F6):
        press(program, key)
        assert not program.window.why.isVisible()
        assert not program.window.cell_status.isVisible()
        press(program, Qt.Key.Key_F3)
        assert program.window.why.isVisible()
        assert program.window.cell_status.isVisible()
    press(program, Qt.Key.Key_F9)
    press(program, Qt.Key.Key_F4)
    press(program, Qt.Key.Key_F2)
    assert not program.window.why.isVisible()


def test_a_view_of_the_maps_brings_the_maps(program: Program) -> None:
    press(program, Qt.Key.Key_F3)
    assert not child(program, QWidget, "view_grad_button").isVisible()
    press(program, Qt.Key.Key_4, CONTROL)
    assert child(program, QWidget, "heatmap_W1").isVisible()
    assert program.window.actions_by_name["view_grad"].isChecked()


def test_no_page_is_made_and_nothing_is_swept_before_it_is_opened(program: Program) -> None:
    assert program.pages.controller(SweepController) is None
    for name in ("sweep_page", "one_d_page"):
        assert program.window.findChild(QWidget, name) is None
    assert not program.window.actions_by_name["save_curve"].isEnabled()


def test_the_explorer_sweeps_by_itself_and_says_what_comes_of_it(
    course: Program, qtbot: QtBot
) -> None:
    plot = explored(course, qtbot)
    sweep = sweeps(course).sweep
    assert sweep is not None
    assert sweep.done == WHOLE
    assert np.array_equal(plot.content.lines[-1].values, sweep.central.differences)
    assert plot.epsilon == 1e-7
    assert plot.point == (1e-7, course.results.result.difference)  # type: ignore[union-attr]
    assert plot.hasFocus()
    assert "Best epsilon" in shown_text(course, "sweep_words")
    assert not child(course, QPushButton, "sweep_button").isVisible()


def test_dragging_the_line_checks_again_and_is_undone_as_one(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    assert settled(course, qtbot).verdict is Verdict.INCONCLUSIVE
    before = course.experiments.experiment
    drag(plot, qtbot, 1e-6, 2e-6, 1e-5, 1e-4)
    assert course.experiments.experiment.check.epsilon == pytest.approx(1e-4, rel=0.1)
    result = settled(course, qtbot)
    assert result.verdict is Verdict.PASS
    qtbot.waitUntil(lambda: plot.point == (result.experiment.check.epsilon, result.difference))
    assert "Pass" in shown_text(course, "verdict_label")
    assert float(shown_text(course, "epsilon_edit")) == plot.epsilon
    press(course, Qt.Key.Key_Z, CONTROL)
    assert course.experiments.experiment == before
    assert plot.epsilon == 1e-7
    settled(course, qtbot)


def test_arrow_keys_move_epsilon_and_are_undone_as_one(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    before = course.experiments.experiment
    for _ in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_PageUp)
    assert course.experiments.experiment.check.epsilon == pytest.approx(3.2e-6, rel=0.05)
    press(course, Qt.Key.Key_Z, CONTROL)
    assert course.experiments.experiment == before
    settled(course, qtbot)


def test_another_epsilon_or_threshold_is_no_other_sweep(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    values = plot.content.lines[-1].values
    type_into(course, qtbot, "epsilon_edit", "1e-5")
    assert plot.epsilon == 1e-5
    type_into(course, qtbot, "threshold_edit", "1e-3")
    assert plot.content.threshold == 1e-3
    assert not sweeps(course).is_running
    assert plot.content.lines[-1].values is values
    settled(course, qtbot)


def test_another_experiment_is_swept_anew(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    before = plot.content.lines[-1].values
    press(course, Qt.Key.Key_D, CONTROL)
    swept(course, qtbot)
    assert not np.array_equal(plot.content.lines[-1].values, before, equal_nan=True)
    assert sweeps(course).sweep.experiment == course.experiments.experiment  # type: ignore[union-attr]
    settled(course, qtbot)


def test_nothing_is_swept_while_the_page_is_not_seen(course: Program, qtbot: QtBot) -> None:
    explored(course, qtbot)
    press(course, Qt.Key.Key_F2)
    press(course, Qt.Key.Key_D, CONTROL)
    settled(course, qtbot)
    assert not sweeps(course).is_running
    press(course, Qt.Key.Key_F3)
    swept(course, qtbot)
    assert sweeps(course).sweep.experiment == course.experiments.experiment  # type: ignore[union-attr]


def test_the_other_scheme_needs_no_other_sweep(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    choose(course, qtbot, "sweep_scheme", "both")
    assert not sweeps(course).is_running
    assert [line.name for line in plot.content.lines[-2:]] == [
        "difference, forward",
        "difference, central",
    ]


def test_a_comparison_is_swept_and_named(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    choose(course, qtbot, "sweep_compare", "logits cost")
    qtbot.waitUntil(lambda: _whole(sweeps(course).compared), timeout=20_000)
    other, own = plot.content.lines[-2:]
    assert (own.name, other.name) == ("textbook cost", "logits cost")
    near = int(np.argmin(np.abs(np.log10(own.epsilons) + 7)))
    assert own.values[near] > 50 * other.values[near]
    qtbot.keyClick(child(course, QComboBox, "sweep_compare"), Qt.Key.Key_Home)
    assert plot.content.lines[-1].name == "difference, central"


def _whole(sweep: Any) -> bool:
    return sweep is not None and not sweep.is_partial


def test_with_bugs_the_curve_is_flat_and_the_right_one_beside_it_is_not(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    settled(program, qtbot)
    plot = explored(program, qtbot)
    assert "No epsilon brings the difference under the threshold" in (
        shown_text(program, "sweep_words")
    )
    choose(program, qtbot, "sweep_compare", "without bugs")
    qtbot.waitUntil(lambda: _whole(sweeps(program).compared), timeout=20_000)
    other, own = plot.content.lines[-2:]
    assert np.nanmin(own.values[:60]) > 0.28
    assert np.nanmin(other.values[:60]) < 1e-8


def test_the_current_cell_has_a_curve_and_digits(course: Program, qtbot: QtBot) -> None:
    explored(course, qtbot)
    result = settled(course, qtbot)
    plot, digits = child(course, EntryPlot, "entry_plot"), child(course, DigitsView, "digits_view")
    index = result.layout.index("W3", 0, 1)
    course.cells.choose(Cell("W3", 0, 1))
    qtbot.waitUntil(lambda: shown_text(course, "entry_title") == "W3[0, 1] over epsilon")
    qtbot.waitUntil(lambda: len(plot.content.lines) == 4)  # its error, two to expect, the opinion
    assert plot.point == (1e-7, result.errors[index])
    near = int(np.argmin(np.abs(np.log10(plot.content.lines[-1].epsilons) + 7)))
    assert plot.content.lines[-1].values[near] == pytest.approx(result.errors[index], rel=1e-6)
    assert f"{result.entries.plus[index]:.10f}"[:8] in digits.lines[0]
    assert "digits cancel" in digits.digits.words


def test_the_curve_of_the_cell_can_be_dragged_too(course: Program, qtbot: QtBot) -> None:
    explored(course, qtbot)
    plot = child(course, EntryPlot, "entry_plot")
    qtbot.waitUntil(lambda: len(plot.content.lines) == 4)  # its error, two to expect, the opinion
    place = plot.place_of(1e-4).toPoint()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert course.experiments.experiment.check.epsilon == pytest.approx(1e-4, rel=0.15)
    assert child(course, SweepPlot, "sweep_plot").epsilon == plot.epsilon
    settled(course, qtbot)


def test_a_long_sweep_stops_at_once_and_goes_on_when_asked(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(read_experiment(LARGE, preset_experiment("default")))
    settled(program, qtbot)
    press(program, Qt.Key.Key_F3)
    button = child(program, QPushButton, "sweep_button")
    qtbot.waitUntil(lambda: sweeps(program).sweep is not None, timeout=20_000)  # an epsilon
    if sweeps(program).is_running:
        press(program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not sweeps(program).is_running, timeout=20_000)
    done = sweeps(program).sweep.done  # type: ignore[union-attr]
    assert 0 < done < WHOLE
    words = shown_text(program, "sweep_words")
    assert words.startswith(("Stopped: ", "Coarse: whole decades. Sweep does the other 70, "))
    assert f"So far, {done} of 85 epsilons" in words
    assert button.text() == "Sweep"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sweeps(program).sweep.done > done, timeout=20_000)  # type: ignore[union-attr]
    assert button.text() == "Cancel"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sweeps(program).is_running)
    assert button.text() == "Sweep"


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_curve_is_saved_as_a_picture(
    course: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    explored(course, qtbot)
    path = tmp_path / f"curve.{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *rest: (str(path), ""))
    press(course, Qt.Key.Key_S, CONTROL | SHIFT)
    qtbot.waitUntil(path.exists)
    start = path.read_bytes()[:60]
    assert start.startswith(b"\x89PNG") or b"<svg" in start


def _is_written(program: Program, name: str) -> bool:
    return program.window.statusBar().currentMessage() == f"Wrote {name}."


def test_the_curve_is_exported_with_what_is_set_now(
    course: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explored(course, qtbot)
    type_into(course, qtbot, "threshold_edit", "1e-3")
    for name in ("curve.json", "curve.csv"):
        path = str(tmp_path / name)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *rest, path=path: (path, ""))
        press(course, Qt.Key.Key_E, CONTROL | SHIFT)
        qtbot.waitUntil(partial(_is_written, course, name))
    received = json.loads((tmp_path / "curve.json").read_text())
    assert len(received["epsilons"]) == len(received["differences"]) == WHOLE
    assert received["threshold"] == 1e-3
    assert (tmp_path / "curve.csv").read_text().count("\n") == WHOLE + 1
    settled(course, qtbot)


def test_undo_acts_on_the_page_that_is_seen(course: Program, qtbot: QtBot) -> None:
    type_into(course, qtbot, "seed_edit", "7")
    press(course, Qt.Key.Key_F4)
    type_into(course, qtbot, "one_d_x_edit", "3")
    undo = course.window.actions_by_name["undo"]
    undo.trigger()
    assert shown_text(course, "one_d_x_edit") == "2"
    assert network_of(course.experiments.experiment).network.seed == 7
    assert not undo.isEnabled()
    course.window.actions_by_name["redo"].trigger()
    assert shown_text(course, "one_d_x_edit") == "3"
    press(course, Qt.Key.Key_F2)
    assert undo.isEnabled()
    undo.trigger()
    assert network_of(course.experiments.experiment).network.seed != 7
    settled(course, qtbot)


def test_the_curve_fades_while_what_is_typed_cannot_be_used(course: Program, qtbot: QtBot) -> None:
    plot = explored(course, qtbot)
    assert has_colour(plot, course.window.look.colour("threshold"))
    type_into(course, qtbot, "threshold_edit", "nonsense")
    assert not has_colour(plot, course.window.look.colour("threshold"))
    course.window.actions_by_name["undo"].trigger()
    assert has_colour(plot, course.window.look.colour("threshold"))
    settled(course, qtbot)


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
@pytest.mark.parametrize("page", ["page_epsilon", "page_one_d"])
def test_no_page_needs_more_than_a_projector_has(
    make_program: MakeProgram, qtbot: QtBot, look: str, page: str
) -> None:
    program = make_program(preset_experiment("course-bugs"), size=(1340, 690))
    settled(program, qtbot)
    program.window.actions_by_name[page].trigger()
    program.window.actions_by_name[f"look_{look}"].trigger()
    for times in (0, 12):
        for _ in range(times):
            press(program, Qt.Key.Key_Equal, CONTROL)
        for _ in range(3):
            QApplication.processEvents()
        needed = program.window.minimumSizeHint()
        assert (needed.width() <= 1340, needed.height() <= 690) == (True, True), needed


def test_a_look_is_taken_by_pages_that_are_made_later_and_earlier(
    program: Program, qtbot: QtBot
) -> None:
    program.window.actions_by_name["look_dark"].trigger()
    plot = explored(program, qtbot)
    assert corner(plot).lightness() < 90
    program.window.actions_by_name["look_light"].trigger()
    QApplication.processEvents()
    assert corner(plot).lightness() > 150


def has_colour(plot: SweepPlot, colour: QColor) -> bool:
    image = plot.grab().toImage()
    places = product(range(image.width()), range(image.height()))
    return any(image.pixelColor(*each) == colour for each in places)


def corner(plot: SweepPlot) -> Any:
    image = plot.grab().toImage()
    place = at(plot, 1e-2)
    return image.pixelColor(place.x() + 2, place.y())


def test_a_sweep_that_breaks_is_told_once(
    course: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(experiment: Any) -> Any:
        yield from ()
        raise RuntimeError("broken on purpose")

    received: list[Any] = []
    course.pages.failed.disconnect()
    course.pages.failed.connect(received.append)
    monkeypatch.setattr("gradviz.controllers.sweeping.sweep_steps", broken)
    press(course, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: bool(received))
    assert "broken on purpose" in received[0].summary
    before = course.experiments.experiment
    check = replace(before.check, epsilon=1e-5)
    course.experiments.change(replace(before, check=check))
    settled(course, qtbot)
    assert len(received) == 1


def test_tab_reaches_everything_of_the_explorer_and_all_of_it_has_a_name(
    course: Program, qtbot: QtBot
) -> None:
    widget: QWidget | None = explored(course, qtbot)
    seen: list[QWidget] = []
    while widget is not None and widget not in seen and len(seen) < 200:
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    names = {each.objectName() for each in seen}
    for name in (
        "sweep_scheme",
        "sweep_compare",
        "sweep_arrays",
        "sweep_plot",
        "entry_plot",
        "page_maps_button",
        "inspector_steps",
    ):
        assert name in names, f"{name} is not reached by Tab: {names}"
    assert not [each for each in seen if not each.accessibleName()]
