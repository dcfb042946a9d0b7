"""The form of the 1-D page; its fields are tested with the page."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import OneDSettings
from gradviz.views.common.looks import looks
from gradviz.views.pages.one_dimension.one_d_form import OneDForm, tenth_step
from tests.helpers.forms import child, type_into


@pytest.fixture
def form(qtbot: QtBot) -> OneDForm:
    made = OneDForm()
    made.set_look(looks()["light"])
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [("4", "4.1", "3.9"), ("0.2", "0.3", "0.1"), ("-0.1", "0", "-0.2"), ("1e-7", "0.1000001", None),
     ("x", "x", "x"), ("", "", ""), ("inf", "inf", "inf")],
)  # fmt: skip
def test_arrow_keys_step_by_a_tenth(text: str, up: str, down: str | None) -> None:
    assert tenth_step(text, 1) == up
    if down is not None:
        assert tenth_step(text, -1) == down


def test_it_tells_each_change_once(form: OneDForm, qtbot: QtBot) -> None:
    received: list[OneDSettings] = []
    form.value_changed.connect(received.append)
    type_into(form, "one_d_x_edit", "25")
    assert received == [OneDSettings(), OneDSettings(x=25.0)][1:]
    form.set_value(OneDSettings("sin", 2.0, 1.0, 1e-5))
    assert len(received) == 1


def test_problems_come_and_go(form: OneDForm) -> None:
    received: list[str] = []
    form.problem_changed.connect(received.append)
    type_into(form, "one_d_theta_edit", "-")
    type_into(form, "one_d_epsilon_edit", "5")
    assert received[-1] == (
        "Theta is '-'; it must be a number from -1e100 to 1e100. "
        "Epsilon is 5; it must be a number from 1e-20 to 1."
    )
    assert child(form, QLineEdit, "one_d_theta_edit").text() == "-"
    form.set_value(OneDSettings(theta=1.0, epsilon=1e-3))
    assert received[-1] == ""
    assert child(form, QLineEdit, "one_d_epsilon_edit").text() == "1e-3"


@pytest.mark.parametrize("width", [900, 600, 330])
def test_its_parts_go_below_where_there_is_no_room(form: OneDForm, width: int) -> None:
    form.resize(width, 200)
    QApplication.processEvents()
    names = ("one_d_curve_combo", "one_d_theta_edit", "one_d_epsilon_edit", "one_d_reset_button")
    parts = [child(form, QWidget, name) for name in names]
    for part in parts:
        right = part.mapTo(form, part.rect().bottomRight())
        assert right.x() <= width
    tops = {part.mapTo(form, part.rect().center()).y() for part in parts}
    assert (len(tops) == 1) == (width == 900)
