"""The settings: every key, what data sets and files bring with them, and what is read-only."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.network.fields import Problem
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.entry import KEYS, experiment_texts
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
from gradviz.subjects.presets import preset_experiment, presets
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.form.settings_form import SettingsForm
from tests.helpers.forms import child, choose, show_active, type_into


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    widget = SettingsForm()
    qtbot.addWidget(widget)
    widget.set_experiment(Experiment(NetworkSubject()))
    widget.resize(330, 690)
    show_active(widget)
    return widget


def given() -> GivenArrays:
    layout = Layout.of_layers((4, 5, 3, 1))
    arrays = {name: np.ones(layout.shape(name)) for name in layout.names}
    return GivenArrays("mine.npz", arrays | {"X": np.ones((4, 7)), "Y": np.ones((1, 7))})


def test_every_key_of_an_experiment_is_there(form: SettingsForm) -> None:
    assert set(form.texts()) == set(KEYS)


@pytest.mark.parametrize("name", list(presets()))
def test_what_is_shown_is_what_is_read(form: SettingsForm, name: str) -> None:
    experiment = preset_experiment(name)
    form.set_experiment(experiment)
    assert form.texts() == experiment_texts(experiment)
    combo = child(form, QComboBox, "preset_combo")
    assert combo.currentText() == presets()[name].title
    assert combo.toolTip() == presets()[name].sentence


def test_no_preset_is_custom(form: SettingsForm) -> None:
    form.set_experiment(Experiment(NetworkSubject(NetworkSpec(seed=77))))
    combo = child(form, QComboBox, "preset_combo")
    assert combo.currentIndex() == -1
    assert combo.placeholderText() == "Custom"


@pytest.mark.parametrize(
    ("name", "title", "key", "word"),
    [
        ("activation_combo", "tanh", "activation", "tanh"),
        ("cost_combo", "from logits Z3", "cost", "logits"),
        ("dtype_combo", "float32", "dtype", "float32"),
        ("init_combo", "He", "init", "he"),
        ("scheme_combo", "forward", "scheme", "forward"),
        ("engine_combo", "loop", "engine", "loop"),
        ("data_combo", "Moons", "data", "moons"),
    ],
)
def test_a_choice_is_told_by_its_key(
    form: SettingsForm, qtbot: QtBot, name: str, title: str, key: str, word: str
) -> None:
    with qtbot.waitSignal(form.edited, check_params_cb=lambda received: received == key):
        choose(form, name, title)
    assert form.texts()[key] == word


def test_showing_emits_nothing(form: SettingsForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited), qtbot.assertNotEmitted(form.preset_chosen):
        form.set_experiment(preset_experiment("breast-cancer"))
        form.set_experiment(Experiment(NetworkSubject(NetworkSpec(examples=7), given=given())))


def test_a_data_set_brings_its_inputs_and_caps_the_examples(form: SettingsForm) -> None:
    type_into(form, "examples_edit", "300")
    choose(form, "data_combo", "Iris")
    inputs = child(form, QLineEdit, "layer_edit_0")
    assert (form.texts()["layers.0"], form.texts()["examples"]) == ("4", "100")
    assert inputs.isReadOnly()
    assert inputs.toolTip() == "The data set Iris has 4 features."
    choose(form, "data_combo", "Digits")
    assert (form.texts()["layers.0"], form.texts()["examples"]) == ("64", "300")


def test_passing_through_data_sets_loses_nothing_that_was_asked_for(form: SettingsForm) -> None:
    type_into(form, "layer_edit_0", "7")
    type_into(form, "examples_edit", "600")
    for title in ("Iris", "Digits", "Gaussian"):
        choose(form, "data_combo", title)
    assert (form.texts()["layers.0"], form.texts()["examples"]) == ("7", "600")
    assert not child(form, QLineEdit, "layer_edit_0").isReadOnly()


def test_inputs_that_a_data_set_fixed_were_not_asked_for(form: SettingsForm) -> None:
    form.set_experiment(preset_experiment("breast-cancer"))
    choose(form, "data_combo", "Gaussian")
    assert form.texts()["layers.0"] == "4"


def test_arrows_stop_at_the_last_example(form: SettingsForm) -> None:
    form.set_experiment(preset_experiment("breast-cancer"))
    edit = type_into(form, "examples_edit", "569")
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.text() == "569"


def test_from_a_file_asks_and_changes_nothing(form: SettingsForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.open_arrays_requested), qtbot.assertNotEmitted(form.edited):
        choose(form, "data_combo", "From a file…")
    assert child(form, QComboBox, "data_combo").currentText() == "Reference exercise"


def test_what_comes_from_a_file_is_read_only_until_a_data_set_is_chosen(form: SettingsForm) -> None:
    form.set_experiment(Experiment(NetworkSubject(NetworkSpec(examples=7), given=given())))
    assert child(form, QComboBox, "data_combo").currentText() == "mine.npz"
    locked = [f"layer_edit_{place}" for place in range(4)] + ["examples_edit", "seed_edit"]
    for name in locked:
        edit = child(form, QLineEdit, name)
        assert (edit.isReadOnly(), edit.toolTip()) == (True, "Comes from mine.npz.")
    assert not child(form, QComboBox, "init_combo").isEnabled()
    assert not child(form, QToolButton, "dice_button").isEnabled()
    choose(form, "data_combo", "Gaussian")
    assert form.given is None
    assert child(form, QComboBox, "data_combo").findText("mine.npz") == -1
    assert not any(child(form, QLineEdit, name).isReadOnly() for name in locked)
    assert child(form, QComboBox, "init_combo").isEnabled()


def test_the_dice_take_another_seed_in_one_step(form: SettingsForm) -> None:
    received: list[str] = []
    form.edited.connect(received.append)
    seeds = {form.texts()["seed"]}
    for _ in range(5):
        before = form.texts()["seed"]
        child(form, QToolButton, "dice_button").click()
        assert form.texts()["seed"] != before
        seeds.add(form.texts()["seed"])
    assert received == ["seed"] * 5
    assert len(seeds) > 2
    assert all(1 <= int(seed) < 10_000 for seed in seeds)


@pytest.mark.parametrize("points", [9.0, 20.0, 30.0])
def test_nothing_is_cut_off_at_the_side(form: SettingsForm, qtbot: QtBot, points: float) -> None:
    font = form.font()
    font.setPointSizeF(points)
    form.setFont(font)
    qtbot.wait(0)
    form.resize(max(330, form.minimumSizeHint().width()), 690)
    inner = form.widget()
    assert inner is not None
    # It scrolls where the text is large, and only downwards.
    qtbot.waitUntil(lambda: (form.verticalScrollBar().maximum() > 0) is (points > 10))
    assert inner.width() <= form.viewport().width()
    assert not form.horizontalScrollBar().isVisible()


@pytest.mark.parametrize(("typed", "written"), [("0.0000001", "1e-7"), ("1E-07", "1e-7")])
def test_a_number_that_was_typed_is_written_in_the_one_way(
    form: SettingsForm, typed: str, written: str
) -> None:
    edit = type_into(form, "epsilon_edit", typed)
    assert edit.text() == typed  # not while it is typed
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == written
    edit = type_into(form, "epsilon_edit", "1e-x")
    form.set_problems([Problem("epsilon", "epsilon is '1e-x'; it must be a number.")])
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "1e-x"  # what was typed is never lost


@pytest.mark.parametrize("name", ["light", "dark", "presenter"])
def test_settings_that_are_no_preset_look_as_alive_as_one(
    form: SettingsForm, qapp: QApplication, name: str
) -> None:
    apply_look(qapp, looks()[name], 100)
    qapp.processEvents()
    form.set_preset(None)
    combo = child(form, QComboBox, "preset_combo")
    assert combo.placeholderText() == "Custom"
    colours = combo.palette()
    roles = QPalette.ColorRole
    assert colours.color(roles.PlaceholderText) == colours.color(roles.ButtonText)
    assert colours.color(roles.ButtonText) == qapp.palette().color(roles.ButtonText)
    apply_look(qapp, looks()["light"], 100)
