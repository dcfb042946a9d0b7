"""What is shown of the checks that come, in the whole window."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QSlider, QTableView
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.numbers import number
from gradviz.subjects.network import NetworkSubject
from gradviz.views.maps.map_board import MapBoard
from tests.helpers.window import child, settled, shown_text

MakeProgram = Callable[..., Program]


def results_of(epsilons: list[float]) -> list[CheckResult]:
    start = Experiment(NetworkSubject())
    return [check(replace(start, check=replace(start.check, epsilon=e))) for e in epsilons]


@pytest.fixture
def shown(program: Program, qtbot: QtBot) -> list[CheckResult]:
    settled(program, qtbot)
    heard: list[CheckResult] = []
    program.results.result_shown.connect(heard.append)
    return heard


def test_of_results_that_come_at_once_the_newest_is_shown(
    program: Program, qtbot: QtBot, shown: list[CheckResult]
) -> None:
    results = results_of([1e-3, 1e-4, 1e-5, 1e-6])
    for result in results:
        program.checks.finished.emit(result)
    qtbot.waitUntil(lambda: program.results.shown is results[-1])
    assert shown == [results[-1]]
    assert number(results[-1].difference, 4) in shown_text(program, "difference_label")


def test_a_result_that_is_being_shown_is_shown_whole_before_the_newest(
    program: Program,
    qtbot: QtBot,
    shown: list[CheckResult],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third = results_of([1e-3, 1e-4, 1e-5])
    showing, begun = MapBoard.showing, []

    def slowly(self: MapBoard, result: CheckResult):  # type: ignore[no-untyped-def]
        begun.append(result)
        for layer, step in enumerate(showing(self, result)):
            if result is first and layer == 0:  # in the middle of it others come
                program.checks.finished.emit(second)
                program.checks.finished.emit(third)
            yield step

    monkeypatch.setattr(MapBoard, "showing", slowly)
    program.checks.finished.emit(first)
    qtbot.waitUntil(lambda: program.results.shown is third)
    assert begun == shown == [first, third]
    assert program.results.result is third


def test_the_table_and_the_inspector_follow_the_last_of_many_results(
    program: Program, qtbot: QtBot, shown: list[CheckResult]
) -> None:
    results = results_of([10.0**-exponent for exponent in range(3, 9)])
    for result in results:
        program.checks.finished.emit(result)
        qtbot.waitUntil(lambda: shown[-1:] == [result])  # noqa: B023 - called before the next
    assert shown == results
    qtbot.waitUntil(lambda: program.results.shown is results[-1])
    model = child(program, QTableView, "worst_table").model()
    place = int(results[-1].worst(1)[0])
    assert model.index(0, 1).data() == number(results[-1].errors[place])
    cell = program.cells.cell
    assert cell is not None
    index = results[-1].layout.index(*cell)
    assert number(results[-1].gradapprox[index]) in shown_text(program, "cell_status")


def test_while_epsilon_is_dragged_its_checks_are_shown(
    program: Program, qtbot: QtBot, shown: list[CheckResult]
) -> None:
    slider = child(program, QSlider, "epsilon_slider")
    slider.setSliderDown(True)
    for place in (20, 40, 60):
        slider.setValue(place)
        QApplication.processEvents()
        count = len(shown)
        qtbot.waitUntil(lambda: len(shown) > count)  # noqa: B023 - called before the next
    slider.setSliderDown(False)
    result = settled(program, qtbot)
    assert result.experiment.check.epsilon == pytest.approx(1e-5)
    epsilons = [each.experiment.check.epsilon for each in shown]
    assert epsilons == sorted(epsilons), "no answer comes after a newer one"
