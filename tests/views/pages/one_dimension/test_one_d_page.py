"""The 1-D page, driven by mouse and keys, with the controller that checks what is set."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import OneDSettings
from gradviz.controllers.one_d import OneDController
from gradviz.views.common.looks import looks
from gradviz.views.curves.one_d_errors import OneDErrorPlot
from gradviz.views.curves.one_d_plot import OneDPlot
from gradviz.views.form.controls import CalmSlider
from gradviz.views.pages.one_dimension.one_d_page import OneDPage
from tests.helpers.forms import child, choose, show_active, type_into

LOOKS = looks()
SIZES = ((980, 560), (640, 360), (1600, 900))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[OneDPage]:
    made = OneDPage(LOOKS["light"])
    OneDController(made)
    qtbot.addWidget(made)
    made.resize(980, 560)
    show_active(made)
    QApplication.processEvents()
    yield made
    made.close()


def plot_of(page: OneDPage) -> OneDPlot:
    return child(page, OneDPlot, "one_d_plot")


def errors_of(page: OneDPage) -> OneDErrorPlot:
    return child(page, OneDErrorPlot, "one_d_errors")


def verdict(page: OneDPage) -> str:
    return child(page, QLabel, "one_d_verdict").text()


def steps(page: OneDPage) -> str:
    return child(page, QPlainTextEdit, "one_d_steps").toPlainText()


def text_of(page: OneDPage, name: str) -> str:
    return child(page, QLineEdit, name).text()


def drag(widget: QWidget, start: QPointF, *stops: QPointF) -> None:
    """Press, move over some places, and let go at the last."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for stop in stops:
        QTest.mouseMove(widget, stop.toPoint())
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=stops[-1].toPoint())


def handle(page: OneDPage, name: str) -> QPointF:
    place = plot_of(page).handle(name)
    assert place is not None, f"{name} cannot be taken hold of"
    return place


def test_it_starts_with_the_exercise(page: OneDPage) -> None:
    assert page.settings == OneDSettings()
    assert verdict(page).startswith("Pass — difference 2.919e-10 ≤ threshold 1e-7")
    assert "2.919335883291695e-10" in steps(page)
    type_into(page, "one_d_x_edit", "3")
    assert "7.814075313343006e-11" in steps(page)


def test_theta_is_dragged_along_the_curve(page: OneDPage) -> None:
    start = handle(page, "theta")
    drag(plot_of(page), start, start - QPointF(50, 0), start - QPointF(120, 0))
    assert -5 < page.settings.theta < 4
    assert float(text_of(page, "one_d_theta_edit")) == page.settings.theta
    assert len(text_of(page, "one_d_theta_edit")) <= 5  # no more digits than the eye has
    assert handle(page, "theta").x() == pytest.approx(start.x() - 120, abs=2)
    assert f"theta = {text_of(page, 'one_d_theta_edit')}" in steps(page)


def test_theta_stays_in_the_plot_while_it_is_dragged(page: OneDPage) -> None:
    start = handle(page, "theta")
    drag(plot_of(page), start, QPointF(5000, start.y()))
    assert page.settings.theta == 5
    assert handle(page, "theta").x() < start.x() + 1  # the plot now shows more


def test_a_press_beside_the_points_moves_nothing(page: OneDPage) -> None:
    start = handle(page, "theta")
    drag(plot_of(page), start - QPointF(100, 0), start - QPointF(200, 0))
    assert page.settings == OneDSettings()


def test_epsilon_is_dragged_in_the_curve_of_errors(page: OneDPage) -> None:
    plot = errors_of(page)
    wanted = plot.place_of(1e-3)
    drag(plot.viewport(), plot.place_of(1e-7), plot.place_of(1e-5), wanted)
    assert page.settings.epsilon == pytest.approx(1e-3, rel=0.1)
    assert float(text_of(page, "one_d_epsilon_edit")) == page.settings.epsilon
    assert plot.place_of(page.settings.epsilon).x() == pytest.approx(wanted.x(), abs=1.5)


def test_the_curve_of_errors_follows_a_press_and_stops_at_its_ends(page: OneDPage) -> None:
    plot = errors_of(page)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.place_of(1e-11).toPoint())
    assert page.settings.epsilon == pytest.approx(1e-11, rel=0.2)
    drag(plot.viewport(), plot.place_of(1e-11), QPointF(5000, 20))
    assert 1e-1 <= page.settings.epsilon < 1
    drag(plot.viewport(), plot.place_of(page.settings.epsilon), QPointF(-5000, 20))
    assert 1e-16 < page.settings.epsilon <= 1e-15


def test_the_zoom_follows_epsilon(page: OneDPage) -> None:
    assert plot_of(page).handle("plus") is None  # it lies on theta
    check = child(page, QCheckBox, "one_d_zoom_check")
    QTest.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(8, check.height() // 2))
    assert check.isChecked()
    before = handle(page, "plus") - handle(page, "theta")
    assert before.x() > 50
    for epsilon in ("0.1", "1e-12", "1e-19"):
        type_into(page, "one_d_epsilon_edit", epsilon)
        after = handle(page, "plus") - handle(page, "theta")
        assert after.x() == pytest.approx(before.x(), abs=1)


def test_epsilon_is_dragged_by_its_point(page: OneDPage) -> None:
    child(page, QCheckBox, "one_d_zoom_check").click()
    for name, epsilon in (("plus", 2e-7), ("minus", 4e-7)):
        place = handle(page, name)
        drag(plot_of(page), place, place + place - handle(page, "theta"))
        assert page.settings.epsilon == pytest.approx(epsilon, rel=0.03)
        assert page.settings.theta == 4


def test_theta_is_dragged_by_less_than_epsilon_when_zoomed(page: OneDPage) -> None:
    child(page, QCheckBox, "one_d_zoom_check").click()
    place = handle(page, "theta")
    drag(plot_of(page), place, (place + handle(page, "plus")) / 2)
    assert page.settings.theta - 4 == pytest.approx(5e-8, rel=0.05)
    assert handle(page, "theta").x() == pytest.approx(place.x(), abs=1)


def test_a_tiny_epsilon_shows_the_staircase(page: OneDPage) -> None:
    child(page, QCheckBox, "one_d_zoom_check").click()
    type_into(page, "one_d_epsilon_edit", "1e-15")
    assert verdict(page).startswith("Inconclusive")
    assert "rounding explains it: take a larger epsilon" in verdict(page)
    said = " ".join(steps(page).split())
    assert "float64 has only 4 numbers, so J is a staircase there." in said


def test_x_is_set_by_its_slider(page: OneDPage) -> None:
    slider = child(page, CalmSlider, "one_d_x_slider")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert (page.settings.x, text_of(page, "one_d_x_edit")) == (2.1, "2.1")
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert (page.settings.x, text_of(page, "one_d_x_edit")) == (-5, "-5")
    type_into(page, "one_d_x_edit", "77")
    assert slider.value() == slider.maximum()
    assert page.settings.x == 77


def test_everything_by_keys(page: OneDPage) -> None:
    theta = child(page, QLineEdit, "one_d_theta_edit")
    theta.setFocus()
    QTest.keyClick(theta, Qt.Key.Key_Up)
    assert page.settings.theta == 4.1
    plot = plot_of(page)
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert page.settings.theta == 4.0
    QTest.keyClick(plot, Qt.Key.Key_PageUp)
    assert page.settings.epsilon == 1e-6
    errors = errors_of(page)
    errors.setFocus()
    QTest.keyClick(errors, Qt.Key.Key_PageDown)
    QTest.keyClick(errors, Qt.Key.Key_Right)
    assert page.settings.epsilon == 1.5e-7
    for _ in range(30):
        QTest.keyClick(errors, Qt.Key.Key_PageDown)
    assert page.settings.epsilon == 1e-20
    assert "epsilon is lost in the rounding of theta" in verdict(page)


def test_tab_reaches_every_part(page: OneDPage) -> None:
    names = []
    child(page, QWidget, "one_d_curve_combo").setFocus()
    for _ in range(9):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "one_d_curve_combo", "one_d_theta_edit", "one_d_x_edit", "one_d_x_slider",
        "one_d_epsilon_edit", "one_d_zoom_check", "one_d_reset_button", "one_d_plot",
        "one_d_errors",
    ]  # fmt: skip


def test_every_widget_that_takes_keys_has_a_name(page: OneDPage) -> None:
    for widget in page.findChildren(QWidget):
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page)
        if takes_keys and not isinstance(widget, QScrollArea) and widget.focusProxy() is None:
            assert widget.objectName().startswith("one_d_"), widget
            assert widget.accessibleName(), widget.objectName()


def test_the_kink_of_relu_is_no_failure(page: OneDPage) -> None:
    choose(page, "one_d_curve_combo", "max(0, theta)")
    assert verdict(page).startswith("Pass")
    type_into(page, "one_d_theta_edit", "0")
    assert verdict(page).startswith("Inconclusive — difference 1 > threshold 1e-7, but")
    assert "has no derivative at 0" in verdict(page)
    assert "left slope  = 0\n" in steps(page)
    assert "right slope = 1\n" in steps(page)
    assert not child(page, QLineEdit, "one_d_x_edit").isEnabled()
    type_into(page, "one_d_theta_edit", "1e-8")
    assert "crosses the kink and mixes two slopes: take an epsilon below 1e-8" in verdict(page)


def test_what_cannot_be_used_stays_and_is_explained(page: OneDPage) -> None:
    before = steps(page)
    type_into(page, "one_d_theta_edit", "four")
    assert text_of(page, "one_d_theta_edit") == "four"
    assert verdict(page) == (
        "Cannot check — Theta is 'four'; it must be a number from -1e100 to 1e100."
    )
    assert steps(page) == before
    type_into(page, "one_d_x_edit", "3")
    assert page.settings == OneDSettings(x=3.0)
    assert text_of(page, "one_d_theta_edit") == "four"
    place = handle(page, "theta")
    drag(plot_of(page), place, place - QPointF(60, 0))
    assert text_of(page, "one_d_theta_edit") != "four"
    assert verdict(page).startswith("Pass")


@pytest.mark.parametrize("text", ["", "0", "2", "-1e-7", "nan", "1e-7x"])
def test_epsilon_has_its_limits(page: OneDPage, text: str) -> None:
    type_into(page, "one_d_epsilon_edit", text)
    assert text_of(page, "one_d_epsilon_edit") == text
    assert "it must be a number from 1e-20 to 1." in verdict(page)
    assert page.settings.epsilon == 1e-7


def test_a_number_stays_as_it_was_typed(page: OneDPage) -> None:
    type_into(page, "one_d_epsilon_edit", "0.0001000")
    type_into(page, "one_d_x_edit", "2.50")
    assert text_of(page, "one_d_epsilon_edit") == "0.0001000"
    assert text_of(page, "one_d_x_edit") == "2.50"
    assert page.settings == OneDSettings(x=2.5, epsilon=1e-4)


def test_one_button_goes_back_to_the_exercise(page: OneDPage) -> None:
    choose(page, "one_d_curve_combo", "sin(theta)")
    type_into(page, "one_d_theta_edit", "abc")
    button = child(page, QToolButton, "one_d_reset_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.settings == OneDSettings()
    assert text_of(page, "one_d_theta_edit") == "4"
    assert verdict(page).startswith("Pass")


def test_all_steps_are_copied(page: OneDPage) -> None:
    text = child(page, QPlainTextEdit, "one_d_steps")
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Pass — difference")
    assert "gradapprox = (J+ - J-) / (2 * epsilon) = 4e-7 / 2e-7 = 2.0000000011677344" in copied


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_at_the_sides(page: OneDPage, size: tuple[int, int]) -> None:
    page.resize(*size)
    QApplication.processEvents()
    area = child(page, QScrollArea, "one_d_area")
    assert area.horizontalScrollBar().maximum() == 0
    assert area.verticalScrollBar().maximum() == 0
    assert child(page, QPlainTextEdit, "one_d_steps").horizontalScrollBar().maximum() == 0


def test_large_text_fits_a_projector(page: OneDPage) -> None:
    font = QFont(page.font())
    font.setPointSizeF(20)
    page.setFont(font)
    page.set_look(LOOKS["presenter"])
    for part in (page.form, page.verdict):  # the window has other places for them
        part.hide()
    page.resize(1340, 430)
    QApplication.processEvents()
    area = child(page, QScrollArea, "one_d_area")
    assert area.horizontalScrollBar().maximum() == 0
    assert area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("name", list(LOOKS))
@pytest.mark.parametrize("curve", ["product", "cube", "abs"])
def test_every_look_paints_the_extremes(page: OneDPage, name: str, curve: str) -> None:
    page.set_look(LOOKS[name])
    controller = page.findChild(OneDController)
    assert controller is not None
    extremes = [(0.0, 0.0, 1.0), (1e100, -1e100, 1e-20), (-3.0, 1e-300, 1e-7), (2.0, 4.0, 1e-16)]
    for x, theta, epsilon in extremes:
        for zoomed in (True, False):
            child(page, QCheckBox, "one_d_zoom_check").setChecked(zoomed)
            controller.set_settings(OneDSettings(curve, x, theta, epsilon))
            image = page.grab().toImage()
            ground = LOOKS[name].colour("base")
            place = plot_of(page).mapTo(page, QPoint(90, 60))
            colours = {
                image.pixelColor(place.x() + dx, place.y() + dy).name()
                for dx in range(0, 300, 3)
                for dy in range(0, 100, 3)
            }
            assert ground.name() in colours
            assert len(colours) > 1


def test_a_press_beside_the_errors_sets_nothing(page: OneDPage) -> None:
    errors = errors_of(page)
    QTest.mouseClick(
        errors.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8, errors.height() // 2)
    )
    assert page.settings == OneDSettings()
