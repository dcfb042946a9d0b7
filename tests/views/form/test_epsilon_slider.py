"""Epsilon by slider and by field are one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.presenting.number_steps import slider_text
from gradviz.subjects.network import NetworkSubject
from gradviz.views.form.settings_form import SettingsForm
from tests.helpers.forms import child, show_active, type_into


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    widget = SettingsForm()
    qtbot.addWidget(widget)
    widget.set_experiment(Experiment(NetworkSubject()))
    show_active(widget)
    return widget


def test_keys_on_the_slider_move_the_field(form: SettingsForm) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    slider.setFocus()
    received: list[str] = []
    form.edited.connect(received.append)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert form.texts()["epsilon"] == "1e-6"
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert form.texts()["epsilon"] == "6.8e-7"
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert form.texts()["epsilon"] == "1e-15"
    assert received == ["epsilon"] * 3


def test_the_field_moves_the_slider_and_stays_exact(form: SettingsForm) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    type_into(form, "epsilon_edit", "0.00012345")
    assert slider.value() == 67
    assert form.texts()["epsilon"] == "0.00012345"


def test_a_text_that_is_no_number_leaves_the_slider(form: SettingsForm) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    before = slider.value()
    type_into(form, "epsilon_edit", "")
    assert slider.value() == before


def test_showing_moves_both_without_a_word(form: SettingsForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.set_experiment(Experiment(NetworkSubject(), CheckSettings(epsilon=3e-4)))
    assert child(form, QLineEdit, "epsilon_edit").text() == "3e-4"
    assert child(form, QSlider, "epsilon_slider").toolTip().startswith("epsilon = 3e-4")


def test_a_drag_is_followed_at_its_ends_whatever_is_left_out_between(
    form: SettingsForm,
) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    received: list[str] = []
    form.edited.connect(lambda _: received.append(form.texts()["epsilon"]))
    slider.setSliderDown(True)
    for place in range(20, 40):
        slider.setValue(place)
    assert received == [slider_text(20)], "the first place, and those within the next frame not yet"
    slider.setSliderDown(False)
    assert received == [slider_text(20), slider_text(39)], "where it is let go"
    assert slider.value() == 39


def test_a_drag_that_rests_is_followed(form: SettingsForm, qtbot: QtBot) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    slider.setSliderDown(True)
    slider.setValue(20)
    slider.setValue(50)
    assert form.texts()["epsilon"] != "1e-7"
    qtbot.waitUntil(lambda: form.texts()["epsilon"] == slider_text(50))
    slider.setSliderDown(False)


def test_what_is_shown_during_a_drag_is_not_overwritten(form: SettingsForm, qtbot: QtBot) -> None:
    slider = child(form, QSlider, "epsilon_slider")
    slider.setSliderDown(True)
    slider.setValue(20)
    slider.setValue(50)
    form.set_experiment(Experiment(NetworkSubject(), CheckSettings(epsilon=1.23e-4)))
    with qtbot.assertNotEmitted(form.edited, wait=50):
        slider.setSliderDown(False)
    assert form.texts()["epsilon"] == "1.23e-4"
