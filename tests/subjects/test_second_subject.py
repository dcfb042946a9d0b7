"""A second subject costs one file: arrays of one, two and four dimensions, a plain function."""

import csv
import io
import json
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.analysis.compare import COMPARISONS, compared
from gradviz.checking.entry_curve import entry_curve_steps
from gradviz.checking.experiment import ENGINES, SCHEMES, CheckSettings, Experiment
from gradviz.checking.forecast.check import estimate_of
from gradviz.checking.forecast.work import Work
from gradviz.checking.plain import PlainBuilt, PlainSubject
from gradviz.checking.steps import finished
from gradviz.checking.subject import Subject
from gradviz.checking.sweep import sweep
from gradviz.checking.verdict import Verdict
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks
from gradviz.presenting.worst_entries import worst_entries
from gradviz.reporting.as_json import json_text
from gradviz.reporting.as_text import report
from gradviz.reporting.picture import check_svg
from gradviz.reporting.sweep_csv import sweep_csv
from gradviz.reporting.sweep_json import sweep_json
from gradviz.reporting.sweep_text import sweep_text
from gradviz.subjects.network import NetworkSubject
from gradviz.views.common.looks import looks
from gradviz.views.maps.heat_map import HeatMap
from gradviz.views.maps.map_board import MapBoard
from gradviz.views.pages.maps.inspector import Inspector

LAYOUT = Layout(("v", "M", "k"), ((5,), (3, 4), (2, 3, 2, 4)))


@dataclass(frozen=True)
class Sines(PlainSubject):
    """J(theta) = sum of c sin(theta) with c = 1, 2 ... 65; one entry of its gradient may be off."""

    wrong: tuple[int, ...] = ()
    title = "sum of sines"
    layout = LAYOUT
    evaluation = Work(calls=3, functions=65)

    def same_cost(self, other: Subject) -> bool:
        return isinstance(other, Sines)

    def build(self) -> "BuiltSines":
        return BuiltSines(self)


@dataclass(frozen=True, eq=False)
class BuiltSines(PlainBuilt):
    subject: Sines
    layout = LAYOUT
    theta = np.linspace(-1, 1, LAYOUT.size)
    factors = np.arange(1.0, LAYOUT.size + 1) / LAYOUT.size

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        return np.sin(thetas) @ self.factors, ()

    def gradients(self) -> tuple[Array, str | None]:
        gradient = self.gradients_at(self.theta)
        gradient[list(self.subject.wrong)] *= 1.5
        return gradient, None

    def gradients_at(self, theta: Array) -> Array:
        return self.factors * np.cos(theta)


K_AT = LAYOUT.slices["k"].start + int(np.ravel_multi_index((1, 2, 0, 3), (2, 3, 2, 4)))
RIGHT = Experiment(Sines(), CheckSettings(epsilon=1e-5))
WRONG = Experiment(Sines((K_AT,)), CheckSettings(epsilon=1e-5))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_right_and_wrong_are_told_apart_by_every_engine(engine: str, scheme: str) -> None:
    threshold = 1e-7 if scheme == "central" else 1e-4
    settings = CheckSettings(1e-5, threshold, scheme, engine)
    assert check(Experiment(Sines(), settings)).verdict is Verdict.PASS
    result = check(Experiment(Sines((K_AT,)), settings))
    assert result.verdict is Verdict.FAIL
    assert np.flatnonzero(result.wrong_entries).tolist() == [K_AT]
    assert result.arrays[2].worst == (1, 2, 0, 3)
    assert result.arrays[2].shape == (2, 3, 2, 4)


def test_the_check_knows_its_cost_beforehand_and_what_it_cannot_know() -> None:
    result = check(WRONG)
    assert estimate_of(WRONG).passes == 2 * LAYOUT.size
    assert result.noise is not None
    assert result.taylor is not None
    assert result.suggestion is not None
    assert result.diagnosis is None
    assert result.opinion is None
    assert WRONG.subject != RIGHT.subject
    assert WRONG.subject.same_cost(RIGHT.subject)


def test_too_short_an_epsilon_is_told_from_a_mistake_and_another_is_suggested() -> None:
    result = check(Experiment(Sines(), CheckSettings(epsilon=1e-12)))
    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.remedy is not None
    assert check(result.remedy.experiment).verdict is Verdict.PASS


def test_the_text_names_the_subject_its_arrays_and_the_wrong_entry() -> None:
    text = report(check(WRONG))
    assert "sum of sines, 65 parameters" in text
    assert "2 x 3 x 2 x 4" in text
    assert "k[1,2,0,3]" in text
    assert worst_entries(check(WRONG), 1)[0].name == "k[1, 2, 0, 3]"
    assert "backpropagation" not in report(check(RIGHT)).lower()


def test_the_full_json_nests_as_deep_as_the_arrays() -> None:
    result = check(WRONG)
    fields = json.loads(json_text(result, full=True))
    assert fields["arrays"]["k"]["worst"] == [1, 2, 0, 3]
    assert "bugs" not in fields
    for name, array in LAYOUT.to_arrays(result.grad).items():
        np.testing.assert_array_equal(np.array(fields["grad"][name]), array)


def test_a_sweep_finds_the_epsilons_that_tell() -> None:
    for swept, passes in ((sweep(RIGHT), True), (sweep(WRONG), False)):
        assert bool(np.nanmin(swept.central.differences) < 1e-8) == passes
        assert set(json.loads(sweep_json(swept))["arrays"]) == {"v", "M", "k"}
        rows = list(csv.DictReader(io.StringIO(sweep_csv(swept))))
        assert len(rows) == swept.central.epsilons.size
        assert "central_k" in rows[0]
        assert "sum of sines" in sweep_text(swept)
    assert [name for name in COMPARISONS if compared(WRONG, name)] == ["scheme"]
    curve = finished(entry_curve_steps(WRONG, K_AT))
    assert abs(curve.grad) == pytest.approx(1.5 * abs(curve.gradapprox[30]), rel=1e-4)


def test_the_picture_has_a_map_of_every_array() -> None:
    words = [each.text or "" for each in ElementTree.fromstring(check_svg(check(WRONG))).iter()]
    for title in ("v (5)", "M (3 x 4)", "k (2 x 3 x 2 x 4)"):
        assert title in words
    assert "1 of 48 wrong" in words


def test_the_maps_are_those_of_every_array_and_goes_back_to_the_network(qtbot: QtBot) -> None:
    board, inspector = MapBoard(), Inspector(looks()["light"])
    qtbot.addWidget(board)
    qtbot.addWidget(inspector)
    board.resize(1200, 300)
    board.show()
    for experiment in (WRONG, Experiment(NetworkSubject()), WRONG):
        result = check(experiment)
        board.set_result(result)
        wanted = [f"heatmap_{name}" for name in result.layout.names]
        qtbot.waitUntil(partial(shows, board, wanted))
    k = board.findChild(HeatMap, "heatmap_k")
    assert k is not None
    assert "2 by 3 by 2 by 4" in k.accessibleDescription()
    assert "at 1, 2, 0, 3; " in k.accessibleDescription()
    with qtbot.waitSignal(board.cell_chosen) as chosen:
        k.choose(10, 3)
    assert LAYOUT.place(chosen.args[0]) == K_AT
    inspector.set_cell(result, K_AT)
    assert "k[1, 2, 0, 3]" in inspector.text


def shows(board: MapBoard, names: list[str]) -> bool:
    maps = (each for each in board.findChildren(HeatMap) if each.isVisible())
    return [each.objectName() for each in maps] == names
