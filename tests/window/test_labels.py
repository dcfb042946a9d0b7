"""No label of a plot or a gauge stands over another one, at any size and in any look."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.controllers.sweep import SweepController
from gradviz.subjects.presets import preset_experiment
from gradviz.views.curves.curve_plot import CurvePlot
from gradviz.views.curves.entry_plot import EntryPlot
from gradviz.views.curves.one_d_canvas import OneDCanvas
from gradviz.views.curves.one_d_errors import OneDErrorPlot
from gradviz.views.curves.sweep_plot import SweepPlot
from gradviz.views.curves.taylor_plot import TaylorPlot
from gradviz.views.maps.colour_bar import ColourBar
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.verdict.gauge import DifferenceGauge
from tests.helpers.texts import recorded
from tests.helpers.wheel import turn_wheel
from tests.helpers.window import child, press, settled

MakeProgram = Callable[..., Program]
SIZES = ((240, 110), (330, 160), (420, 260), (700, 330), (1200, 700))
GAUGES = ((180, 40), (260, 48), (420, 60), (800, 60))
LEFT = Qt.MouseButton.LeftButton
SLACK = 1.0  # pixels: the boxes of letters are not their ink


def overlapping(widget: QWidget, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Paint a widget anew, and return which of its texts stand over one another."""
    with recorded(monkeypatch) as found:
        if isinstance(widget, CurvePlot):
            widget.set_look(widget._look)  # else the axes are not drawn again
        widget.grab()
    places = {(text, area.x(), area.y()): area for text, area in found if text.strip()}
    clashes = []
    for (one, area), (other, place) in combinations(places.items(), 2):
        shared = area.intersected(place)
        high = min(area.height(), place.height())
        if shared.width() > SLACK and shared.height() > 0.25 * high:
            clashes.append((one[0], other[0]))
    return clashes


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
@pytest.mark.parametrize("preset", ["default", "course", "course-bugs"])
def test_labels_keep_clear_of_one_another(
    make_program: MakeProgram,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    preset: str,
    look: str,
) -> None:
    program = make_program(preset_experiment(preset))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    press(program, Qt.Key.Key_F4)
    press(program, Qt.Key.Key_F3)
    settled(program, qtbot)

    def has_swept() -> bool:
        sweeps = program.pages.controller(SweepController)
        return sweeps is not None and sweeps.sweep is not None and not sweeps.is_running

    qtbot.waitUntil(has_swept, timeout=30_000)
    QApplication.processEvents()
    clashes = {}
    for kind, sizes in (
        (SweepPlot, SIZES),
        (EntryPlot, SIZES),
        (TaylorPlot, SIZES),
        (OneDCanvas, SIZES),
        (OneDErrorPlot, SIZES),
        (DifferenceGauge, GAUGES),
    ):
        widgets: list[QWidget] = program.window.findChildren(kind)
        for widget in widgets:
            for size in sizes:
                wanted = widget.minimumSizeHint().expandedTo(QSize(*size))
                widget.resize(wanted)
                found = overlapping(widget, monkeypatch)
                if found:
                    clashes[widget.objectName(), wanted.toTuple()] = found
    assert not clashes


WINDOWS = ((1340, 690), (1366, 768), (1920, 1080))
PICTURES = (SweepPlot, EntryPlot, TaylorPlot, OneDCanvas, OneDErrorPlot, DifferenceGauge, ColourBar)


def clashes_in(program: Program, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return which labels of the pictures that are seen stand over one another."""
    seen: list[QWidget] = []
    for kind in PICTURES:
        seen += program.window.findChildren(kind)
    found = {each.objectName(): overlapping(each, monkeypatch) for each in seen if each.isVisible()}
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
def test_labels_of_every_curve_in_one_dimension_keep_clear_at_every_size(
    make_program: MakeProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    program = make_program(preset_experiment("default"))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    press(program, Qt.Key.Key_F4)
    program.window.showNormal()
    combo = child(program, QComboBox, "one_d_curve_combo")
    clashes, shown = {}, set()
    for size in WINDOWS:
        program.window.resize(*size)
        for place in range(combo.count()):
            combo.setCurrentIndex(place)
            for _ in range(2):  # whole, and zoomed to epsilon
                qtbot.mouseClick(child(program, QCheckBox, "one_d_zoom_check"), LEFT)
                QApplication.processEvents()
                shown.add(child(program, QWidget, "one_d_plot").accessibleDescription())
                if found := clashes_in(program, monkeypatch):
                    clashes[size, combo.itemText(place)] = found
    assert len(shown) > 2  # other curves, with other slopes
    assert not clashes


@pytest.mark.parametrize("look", ["light", "presenter"])
def test_labels_keep_clear_in_the_largest_text(
    make_program: MakeProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    program.window.showNormal()
    for _ in range(12):
        program.window.actions_by_name["larger"].trigger()
    clashes = {}
    for size in WINDOWS:
        program.window.resize(*size)
        for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4):
            press(program, key)
            QApplication.processEvents()
            if found := clashes_in(program, monkeypatch):
                clashes[size, key.name] = found
    assert not clashes


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
def test_labels_of_maps_keep_clear_while_the_wheel_zooms(
    make_program: MakeProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    program = make_program(preset_experiment("breast-cancer"))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    program.window.showNormal()
    clashes, zoomed = {}, set()
    for size in WINDOWS:
        program.window.resize(*size)
        for notch in range(4):
            for name in ("W1", "W2", "b1"):
                shown = child(program, HeatMap, f"heatmap_{name}")
                turn_wheel(shown, notches=notch and 2)
                if shown.is_zoomed:
                    zoomed.add(name)
                if found := overlapping(shown, monkeypatch):
                    clashes[size, name, notch] = found
    assert "W1" in zoomed
    assert not clashes
