"""The controller of the 1-D page."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import OneDSettings
from gradviz.controllers.one_d import OneDController
from gradviz.views.common.looks import looks
from gradviz.views.pages.one_dimension.one_d_page import OneDPage
from tests.helpers.forms import child, type_into


@pytest.fixture
def page(qtbot: QtBot) -> OneDPage:
    made = OneDPage(looks()["light"])
    qtbot.addWidget(made)
    return made


def test_it_checks_the_exercise_at_once(page: OneDPage) -> None:
    assert child(page, QLabel, "one_d_verdict").text().startswith("Not checked")
    controller = OneDController(page)
    assert controller.settings == OneDSettings()
    assert "difference 2.919e-10" in child(page, QLabel, "one_d_verdict").text()


def test_what_the_user_sets_is_checked(page: OneDPage) -> None:
    controller = OneDController(page)
    type_into(page, "one_d_x_edit", "3")
    assert controller.settings == OneDSettings(x=3.0)
    assert "difference 7.814e-11" in child(page, QLabel, "one_d_verdict").text()


def test_settings_from_elsewhere_are_shown(page: OneDPage) -> None:
    controller = OneDController(page)
    controller.set_settings(OneDSettings("relu", 2.0, 0.0, 1e-5))
    assert page.settings == controller.settings == OneDSettings("relu", 2.0, 0.0, 1e-5)
    assert child(page, QLineEdit, "one_d_epsilon_edit").text() == "1e-5"
    assert "no derivative" in child(page, QLabel, "one_d_verdict").text()


def test_undo_takes_back_what_was_set_here_a_gesture_at_a_time(page: OneDPage) -> None:
    controller = OneDController(page)
    assert not controller.can_undo
    for theta in (3.0, 2.5, 2.0):  # as in a drag
        controller.set_settings(OneDSettings(theta=theta))
    controller.set_settings(OneDSettings(theta=2.0, x=1.0))
    controller.undo()
    assert page.settings == controller.settings == OneDSettings(theta=2.0)
    controller.undo()
    assert page.settings == OneDSettings()
    assert (controller.can_undo, controller.can_redo) == (False, True)
    controller.redo()
    controller.redo()
    assert page.settings == OneDSettings(theta=2.0, x=1.0)
    assert not controller.can_redo


def test_after_a_pause_the_same_value_is_undone_on_its_own(page: OneDPage) -> None:
    seconds = [0.0]
    controller = OneDController(page, lambda: seconds[0])
    for theta, now in ((3.0, 10.0), (2.0, 10.9), (1.0, 12.0)):
        seconds[0] = now
        controller.set_settings(OneDSettings(theta=theta))
    controller.undo()
    assert page.settings == OneDSettings(theta=2.0)
    controller.undo()
    assert page.settings == OneDSettings()
