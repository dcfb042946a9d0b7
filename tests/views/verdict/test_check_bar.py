"""The bar that starts a check: what it costs, how far it is, and why it cannot start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check, check_steps
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.fields import Problem
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject
from gradviz.views.verdict.check_bar import CheckBar
from tests.helpers.forms import child, show_active
from tests.helpers.results import checked

SMALL = Experiment(NetworkSubject())
LOOP = Experiment(NetworkSubject(), CheckSettings(engine="loop"))
LARGE = Experiment(
    NetworkSubject(NetworkSpec(layers=(784, 128, 64, 1), examples=128)),
    CheckSettings(engine="loop"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> CheckBar:
    widget = CheckBar()
    qtbot.addWidget(widget)
    widget.set_experiment(SMALL)
    widget.resize(330, widget.sizeHint().height())
    show_active(widget)
    return widget


def note(bar: CheckBar) -> str:
    return child(bar, QLabel, "check_note").text()


def button(bar: CheckBar, name: str) -> QPushButton:
    return child(bar, QPushButton, f"{name}_button")


def test_the_cost_is_known_before(bar: CheckBar) -> None:
    assert note(bar) == "94 values of J, under a second"
    label = child(bar, QLabel, "check_note")
    assert label.toolTip() == "94 values of J, under a second, batched engine"
    bar.set_experiment(Experiment(NetworkSubject(), CheckSettings(scheme="forward")))
    assert note(bar) == "48 values of J, under a second"
    bar.set_experiment(LARGE)
    assert note(bar).startswith("217,602 values of J, about ")
    assert note(bar).split()[-1] in ("s", "min")


def test_the_buttons_ask(bar: CheckBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.check_requested):
        QTest.mouseClick(button(bar, "check"), Qt.MouseButton.LeftButton)
    bar.set_running(True)
    with qtbot.waitSignal(bar.cancel_requested):
        QTest.mouseClick(button(bar, "cancel"), Qt.MouseButton.LeftButton)


def test_one_button_at_a_time(bar: CheckBar) -> None:
    for running in (False, True, False):
        bar.set_running(running)
        assert button(bar, "check").isEnabled() is not running
        assert button(bar, "cancel").isEnabled() is running
    assert "F5" in button(bar, "check").toolTip()
    assert "Esc" in button(bar, "cancel").toolTip()


def test_the_focus_goes_to_the_other_button_and_back(bar: CheckBar) -> None:
    button(bar, "check").setFocus()
    bar.set_running(True)
    assert button(bar, "cancel").hasFocus()
    bar.set_finished(check(SMALL))
    assert button(bar, "check").hasFocus()


def test_progress(bar: CheckBar) -> None:
    bar.set_experiment(LOOP)
    bar.set_running(True)
    steps = check_steps(LOOP)
    for _ in range(12):
        progress = next(steps)
    bar.set_progress(progress)
    progress_bar = child(bar, QProgressBar, "progress_bar")
    assert (progress_bar.value(), progress_bar.maximum()) == (12, 47)
    assert progress_bar.text() == "12 of 47"
    assert note(bar) == "24 of 94 values of J, under a second left"
    bar.set_finished(progress.result())
    assert note(bar) == "Stopped after 12 of 47 parameters."
    assert progress_bar.value() == 12
    bar.set_experiment(SMALL)
    assert note(bar) == "94 values of J, under a second"
    assert progress_bar.value() == 0


def test_the_end(bar: CheckBar) -> None:
    bar.set_running(True)
    bar.set_finished(check(SMALL))
    assert note(bar).startswith("94 values of J in ")
    assert note(bar).endswith(f" s, {check(SMALL).engine} engine")
    progress_bar = child(bar, QProgressBar, "progress_bar")
    assert progress_bar.value() == progress_bar.maximum() == 47


def test_stopped_before_the_first_step(bar: CheckBar) -> None:
    bar.set_running(True)
    bar.set_finished(None)
    assert button(bar, "check").isEnabled()
    assert note(bar) == "94 values of J, under a second"


def test_a_disabled_button_says_why(bar: CheckBar) -> None:
    found = [
        Problem("layers.1", "hidden 1 is 0; it must be 1."),
        Problem("seed", "seed is 'x'; it must be 1."),
    ]
    bar.set_problems(found)
    assert not button(bar, "check").isEnabled()
    expected = "Hidden 1 is 0; it must be 1.\nSeed is 'x'; it must be 1."
    assert button(bar, "check").toolTip() == expected
    assert button(bar, "check").accessibleDescription() == expected
    assert note(bar) == "Fix first: hidden 1 and 1 more."
    bar.set_problems(found[:1])
    assert note(bar) == "Fix first: hidden 1."
    bar.set_problems(())
    assert button(bar, "check").isEnabled()
    assert note(bar) == "94 values of J, under a second"


def test_a_problem_outlasts_the_check_that_ran_meanwhile(bar: CheckBar) -> None:
    bar.set_running(True)
    bar.set_problems([Problem("seed", "seed is 'x'; it must be 1.")])
    bar.set_finished(check(SMALL))
    assert not button(bar, "check").isEnabled()
    assert note(bar) == "Fix first: seed."


def test_nothing_moves(bar: CheckBar) -> None:
    heights = {bar.sizeHint().height()}
    bar.set_running(True)
    steps = check_steps(LOOP)
    bar.set_progress(next(steps))
    heights.add(bar.sizeHint().height())
    bar.set_finished(check(SMALL))
    heights.add(bar.sizeHint().height())
    bar.set_problems([Problem("layers.1", "hidden 1 is 0; it must be 1.")] * 5)
    heights.add(bar.sizeHint().height())
    assert len(heights) == 1


def test_the_longest_note_has_room_in_large_text(bar: CheckBar, qtbot: QtBot) -> None:
    font = bar.font()
    font.setPointSizeF(20)
    bar.setFont(font)
    bar.set_experiment(LARGE)
    qtbot.wait(0)
    label = child(bar, QLabel, "check_note")
    assert label.heightForWidth(label.width()) <= label.height()


def test_the_progress_of_the_last_check_goes_while_a_field_is_wrong(bar: CheckBar) -> None:
    progress = bar.findChild(QProgressBar)
    assert progress is not None
    bar.set_finished(checked("default"))
    whole = progress.text()
    assert whole
    bar.set_problems([Problem("seed", "seed is 'x'; it must be 1.")])
    assert progress.text() == ""
    assert progress.value() == 0
    bar.set_problems([])
    assert progress.text() == whole
