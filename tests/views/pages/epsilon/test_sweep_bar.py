"""Which curves are wanted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.pages.epsilon.sweep_bar import NOTHING, SweepBar


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SweepBar]:
    made = SweepBar()
    qtbot.addWidget(made)
    made.set_experiment(preset_experiment("course"))
    made.show()
    yield made
    made.close()


def combo(bar: SweepBar, name: str) -> QComboBox:
    found = bar.findChild(QComboBox, name)
    assert found is not None
    return found


def offers(bar: SweepBar) -> list[str]:
    box = combo(bar, "sweep_compare")
    return [box.itemText(place) for place in range(box.count())]


def choose(bar: SweepBar, qtbot: QtBot, name: str, words: str) -> None:
    """Choose an entry by typing its first letters."""
    box = combo(bar, name)
    box.setFocus()
    qtbot.keyClicks(box, words)
    assert box.currentText() == words


def in_scheme(experiment: Experiment, scheme: str) -> Experiment:
    return replace(experiment, check=replace(experiment.check, scheme=scheme))


def test_it_starts_with_the_experiments_scheme_alone(bar: SweepBar) -> None:
    assert bar.schemes == ("central",)
    assert not bar.has_arrays
    assert bar.comparison == NOTHING


def test_it_offers_what_there_is_to_compare_with(bar: SweepBar) -> None:
    assert offers(bar) == ["nothing", "logits cost", "float32", "forward"]
    bar.set_experiment(preset_experiment("course-bugs"))
    assert offers(bar) == ["nothing", "logits cost", "float32", "forward", "without bugs"]


def test_choices_by_keys_are_told(bar: SweepBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.changed):
        choose(bar, qtbot, "sweep_scheme", "both")
    assert bar.schemes == ("central", "forward")
    with qtbot.waitSignal(bar.changed):
        choose(bar, qtbot, "sweep_compare", "logits cost")
    assert bar.comparison == "cost"
    box = bar.findChild(QCheckBox, "sweep_arrays")
    assert box is not None
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert bar.has_arrays


def test_the_other_scheme_is_no_other_sweep(bar: SweepBar, qtbot: QtBot) -> None:
    choose(bar, qtbot, "sweep_compare", "forward")
    assert bar.comparison == NOTHING
    assert bar.schemes == ("central", "forward")


def test_what_is_compared_with_stays_while_it_is_on_offer(bar: SweepBar, qtbot: QtBot) -> None:
    bugs = preset_experiment("course-bugs")
    bar.set_experiment(bugs)
    choose(bar, qtbot, "sweep_compare", "without bugs")
    with qtbot.assertNotEmitted(bar.changed):
        bar.set_experiment(replace(bugs, check=replace(bugs.check, epsilon=1e-4)))
    assert bar.comparison == "bugs"
    bar.set_experiment(replace(bugs, subject=replace(network_of(bugs), bugs=())))
    assert bar.comparison == NOTHING
    assert "without bugs" not in offers(bar)


def test_the_scheme_follows_the_experiment_unless_both_are_wanted(
    bar: SweepBar, qtbot: QtBot
) -> None:
    course = preset_experiment("course")
    bar.set_experiment(in_scheme(course, "forward"))
    assert bar.schemes == ("forward",)
    assert "central" in offers(bar)
    choose(bar, qtbot, "sweep_scheme", "both")
    bar.set_experiment(course)
    assert len(bar.schemes) == 2


def test_a_scheme_that_was_chosen_stays_while_other_things_change(
    bar: SweepBar, qtbot: QtBot
) -> None:
    course = preset_experiment("course")
    choose(bar, qtbot, "sweep_scheme", "forward")
    bar.set_experiment(replace(course, check=replace(course.check, epsilon=1e-4)))
    assert bar.schemes == ("forward",)
