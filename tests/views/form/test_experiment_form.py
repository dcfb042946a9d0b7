"""The form as one value: what is typed, what is wrong, and what comes out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QTabWidget,
    QTextBrowser,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.fields import Problem
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import looks
from gradviz.views.form.experiment_form import ExperimentForm
from tests.helpers.forms import bug_row, child, choose, click_box, show_active, type_into

MISFIT = "dA1-no-transpose"
SQUARE = NetworkSpec(layers=(4, 5, 5, 1))


@pytest.fixture
def form(qtbot: QtBot) -> ExperimentForm:
    widget = ExperimentForm()
    qtbot.addWidget(widget)
    widget.set_look(looks()["light"])
    widget.resize(330, 690)
    show_active(widget)
    return widget


@pytest.fixture
def values(form: ExperimentForm) -> list[Experiment]:
    heard: list[Experiment] = []
    form.value_changed.connect(heard.append)
    return heard


@pytest.fixture
def problems(form: ExperimentForm) -> list[tuple[Problem, ...]]:
    heard: list[tuple[Problem, ...]] = []
    form.problems_changed.connect(heard.append)
    return heard


def labels(form: ExperimentForm) -> list[str]:
    return [label.text() for label in form.findChildren(QLabel) if label.isVisible()]


def test_a_valid_text_is_a_new_value_at_once(
    form: ExperimentForm, values: list[Experiment], problems: list[tuple[Problem, ...]]
) -> None:
    type_into(form, "epsilon_edit", "5")  # too large
    type_into(form, "epsilon_edit", "0.00001")
    assert form.value().check.epsilon == 1e-5
    # 0 and 0.0000 are no epsilon; 1e-5 is the one value on the way.
    assert [value.check.epsilon for value in values] == [1e-5]
    assert problems[-1] == ()


@pytest.mark.parametrize(
    ("name", "text", "field", "words"),
    [
        ("epsilon_edit", "abc", "epsilon", "Epsilon is 'abc'; it must be a number"),
        ("threshold_edit", "0", "threshold", "Threshold is 0"),
        ("examples_edit", "0", "examples", "Examples is 0; it must be a whole number from 1 to"),
        ("seed_edit", "-1", "seed", "Seed is -1"),
        ("layer_edit_1", "x5", "layers.1", "Hidden 1 is 'x5'"),
        ("layer_edit_3", "", "layers.3", "Outputs is "),
    ],
)
def test_what_cannot_be_used_is_marked_and_kept(
    form: ExperimentForm, name: str, text: str, field: str, words: str
) -> None:
    before = form.value()
    edit = type_into(form, name, text)
    assert [problem.field for problem in form.problems()] == [field]
    assert form.value() == before
    assert edit.text() == text
    message = next(label for label in labels(form) if label.startswith(words))
    assert edit.toolTip() == edit.accessibleDescription() == message
    tabs = child(form, QTabWidget, "form_tabs")
    assert not tabs.tabIcon(0).isNull()
    assert tabs.tabIcon(1).isNull()


def test_what_is_set_beside_a_wrong_field_comes_with_it(
    form: ExperimentForm, values: list[Experiment], problems: list[tuple[Problem, ...]]
) -> None:
    type_into(form, "seed_edit", "x")
    type_into(form, "layer_edit_1", "6")
    choose(form, "activation_combo", "tanh")
    form.show_bugs()
    click_box(child(form, QTreeWidget, "bug_list"), "dW2-twice")
    assert values == []
    form.show_settings()
    type_into(form, "seed_edit", "9")
    spec = NetworkSpec(layers=(4, 6, 3, 1), activation="tanh", seed=9)
    assert values == [Experiment(NetworkSubject(spec, bugs=("dW2-twice",)))]
    assert form.value() == values[-1]
    assert [len(each) for each in problems] == [1, 0]


def test_every_problem_is_told(form: ExperimentForm) -> None:
    type_into(form, "seed_edit", "x")
    type_into(form, "epsilon_edit", "y")
    assert [problem.field for problem in form.problems()] == ["seed", "epsilon"]


def test_a_network_too_large_is_told_at_the_layers_alone(form: ExperimentForm) -> None:
    type_into(form, "layer_edit_0", "9999")
    type_into(form, "layer_edit_1", "9999")
    assert [problem.field for problem in form.problems()] == ["layers"]
    assert any("GiB" in label for label in labels(form))


def test_setting_the_value_emits_nothing(
    form: ExperimentForm, values: list[Experiment], problems: list[tuple[Problem, ...]]
) -> None:
    experiment = preset_experiment("course-bugs")
    form.set_value(experiment)
    assert form.value() == experiment
    assert (values, problems) == ([], [])
    assert child(form, QComboBox, "preset_combo").currentText() == (
        "The course's exercise, with its two bugs"
    )
    assert child(form, QTabWidget, "form_tabs").tabText(1) == "Bugs (2)"


def test_an_echo_leaves_the_cursor_and_what_is_typed(form: ExperimentForm) -> None:
    edit = type_into(form, "epsilon_edit", "1e-06")
    edit.setCursorPosition(2)
    form.set_value(form.value())
    assert (edit.text(), edit.cursorPosition()) == ("1e-06", 2)
    # Another field changes; this one means the same.
    form.set_value(
        replace(
            form.value(), subject=replace(network_of(form.value()), network=NetworkSpec(seed=5))
        )
    )
    assert (edit.text(), edit.cursorPosition()) == ("1e-06", 2)
    wrong = type_into(form, "seed_edit", "x")
    form.set_value(form.value())
    assert wrong.text() == "x"
    assert form.problems()


def test_another_value_takes_the_place_of_what_is_wrong(
    form: ExperimentForm, problems: list[tuple[Problem, ...]]
) -> None:
    edit = type_into(form, "seed_edit", "x")
    form.set_value(Experiment(NetworkSubject(), CheckSettings(epsilon=1e-4)))
    assert edit.text() == "1"
    assert problems[-1] == form.problems() == ()


def test_discarding_goes_back_to_the_value(
    form: ExperimentForm, values: list[Experiment], problems: list[tuple[Problem, ...]]
) -> None:
    edit = type_into(form, "seed_edit", "x")
    form.discard_typed()
    assert edit.text() == "1"
    assert problems[-1] == ()
    assert values == []


def test_a_preset_is_asked_for_and_drops_what_is_wrong(form: ExperimentForm, qtbot: QtBot) -> None:
    edit = type_into(form, "seed_edit", "x")
    assert child(form, QComboBox, "preset_combo").currentIndex() == -1
    with qtbot.waitSignal(form.preset_chosen, check_params_cb=lambda name: name == "course"):
        choose(form, "preset_combo", "The course's exercise")
    assert edit.text() == "1"
    assert form.problems() == ()


def test_a_data_set_is_one_change(form: ExperimentForm, values: list[Experiment]) -> None:
    type_into(form, "examples_edit", "200")
    values.clear()
    choose(form, "data_combo", "Iris")
    assert [
        (network_of(value).network.data, network_of(value).network.examples) for value in values
    ] == [("iris", 100)]


def test_a_data_set_drops_arrays_from_a_file(
    form: ExperimentForm, values: list[Experiment], qtbot: QtBot
) -> None:
    layout = Layout.of_layers((4, 5, 3, 1))
    arrays = {name: np.ones(layout.shape(name)) for name in layout.names}
    arrays |= {"X": np.ones((4, 7)), "Y": np.ones((1, 7))}
    given = GivenArrays("mine.npz", arrays)
    form.set_value(Experiment(NetworkSubject(NetworkSpec(examples=7), given=given)))
    choose(form, "activation_combo", "tanh")
    assert network_of(values[-1]).given == given
    choose(form, "data_combo", "XOR")
    assert network_of(values[-1]).given is None
    assert (network_of(values[-1]).network.data, network_of(values[-1]).network.layers) == (
        "xor",
        (2, 5, 3, 1),
    )
    with qtbot.waitSignal(form.open_arrays_requested):
        choose(form, "data_combo", "From a file…")


def test_a_bug_is_ticked_in_its_tab(form: ExperimentForm, values: list[Experiment]) -> None:
    form.focus_search()
    assert child(form, QLineEdit, "bug_search").hasFocus()
    click_box(child(form, QTreeWidget, "bug_list"), "db1-4-over-m")
    assert values == [Experiment(NetworkSubject(bugs=("db1-4-over-m",)))]
    assert child(form, QTabWidget, "form_tabs").tabText(1) == "Bugs (1)"


def test_a_bug_that_no_longer_fits_holds_the_value_back(
    form: ExperimentForm, values: list[Experiment]
) -> None:
    form.set_value(Experiment(NetworkSubject(SQUARE, bugs=(MISFIT,))))
    type_into(form, "layer_edit_1", "6")
    assert [problem.field for problem in form.problems()] == ["bugs"]
    tabs, tree = child(form, QTabWidget, "form_tabs"), child(form, QTreeWidget, "bug_list")
    assert not tabs.tabIcon(1).isNull()
    assert tabs.tabToolTip(1).startswith("Line dA1")
    assert not bug_row(tree, MISFIT).icon(0).isNull()
    form.show_bugs()
    click_box(tree, MISFIT)
    assert values == [Experiment(NetworkSubject(replace(SQUARE, layers=(4, 6, 5, 1))))]
    assert tabs.tabIcon(1).isNull()


def test_a_bug_that_a_new_size_allows_can_be_ticked_with_it(
    form: ExperimentForm, values: list[Experiment]
) -> None:
    type_into(form, "seed_edit", "")
    type_into(form, "layer_edit_2", "5")
    form.show_bugs()
    type_into(form, "seed_edit", "1")
    click_box(child(form, QTreeWidget, "bug_list"), MISFIT)
    assert values[-1] == Experiment(NetworkSubject(SQUARE, bugs=(MISFIT,)))


def test_what_is_typed_belongs_together_and_a_click_does_not(
    form: ExperimentForm, qtbot: QtBot
) -> None:
    type_into(form, "seed_edit", "12")
    assert form.gesture == "seed"
    with qtbot.waitSignal(form.gesture_ended):
        QTest.keyClick(child(form, QLineEdit, "seed_edit"), Qt.Key.Key_Tab)
    choose(form, "cost_combo", "from logits Z3")
    assert form.gesture is None
    slider = child(form, QSlider, "epsilon_slider")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert form.gesture == "epsilon"
    form.show_bugs()
    click_box(child(form, QTreeWidget, "bug_list"), "dW2-twice")
    assert form.gesture is None


def walked(start: QWidget) -> list[str]:
    """Return what Tab comes to, beginning with a widget that has the focus."""
    names = [start.objectName()]
    while True:
        focus: Any = start.window().focusWidget()
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        name = start.window().focusWidget().objectName()
        if name in names:
            return names
        names.append(name)


def test_tab_goes_from_top_to_bottom(form: ExperimentForm) -> None:
    first = child(form, QComboBox, "preset_combo")
    first.setFocus()
    assert walked(first) == [
        *("preset_combo", "data_combo", "examples_edit", "seed_edit", "dice_button"),
        *(f"layer_edit_{place}" for place in range(4)),
        *("activation_combo", "init_combo", "cost_combo", "dtype_combo"),
        *("epsilon_edit", "threshold_edit", "epsilon_slider", "scheme_combo", "engine_combo"),
        "qt_tabwidget_tabbar",
    ]


def test_tab_goes_through_the_bugs(form: ExperimentForm) -> None:
    form.set_value(preset_experiment("course-bugs"))
    form.focus_search()
    assert walked(child(form, QLineEdit, "bug_search")) == [
        *("bug_search", "clear_bugs_button", "bug_list", "bug_details", "qt_tabwidget_tabbar")
    ]


def test_everything_that_is_operated_has_a_name_and_an_accessible_one(form: ExperimentForm) -> None:
    kinds: tuple[type[QWidget], ...] = (QComboBox, QLineEdit, QSlider, QTreeWidget, QTextBrowser)
    found = [widget for kind in kinds for widget in form.findChildren(kind)]
    assert len(found) > 15
    for widget in found:
        assert widget.objectName()
        assert widget.accessibleName(), widget.objectName()
    for button in form.findChildren(QAbstractButton):
        if button.objectName() in ("dice_button", "clear_bugs_button"):
            assert button.accessibleName() or button.text()


Show = Callable[[ExperimentForm], None]


@pytest.mark.parametrize("show", [ExperimentForm.show_settings, ExperimentForm.show_bugs])
@pytest.mark.parametrize("points", [9.0, 20.0])
def test_it_fits_a_narrow_column(
    form: ExperimentForm, qtbot: QtBot, show: Show, points: float
) -> None:
    show(form)
    font = form.font()
    font.setPointSizeF(points)
    form.setFont(font)
    qtbot.wait(0)
    assert form.minimumSizeHint().width() <= 340
    assert form.minimumSizeHint().height() <= 500
