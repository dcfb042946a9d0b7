"""The verdict strip: one verdict at a time, never an old one in place of a new one."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import exact, rough
from gradviz.presenting.opinion import opinion_in_short, opinion_sentence
from gradviz.presenting.verdict_words import difference_words, numerics_words
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.elided_label import PartsLabel
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.verdict.gauge import DifferenceGauge
from gradviz.views.verdict.remedy_button import RemedyButton
from gradviz.views.verdict.verdict_label import VerdictLabel
from gradviz.views.verdict.verdict_strip import VerdictStrip
from tests.helpers.numbers import floor_of, written
from tests.helpers.results import checked, equal, progress_of, saturated, stopped

TITLES = "bugs: multiplied by 2 (dW2), 4/m in place of 1/m (db1)"

Step = Callable[[VerdictStrip], None]


def single() -> CheckResult:
    """Return a check that needs another precision and another epsilon to tell."""
    return check(read_experiment({"dtype": "float32"}, preset_experiment("course")))


STATES: dict[str, Step] = {
    "start": lambda strip: None,
    "pass": lambda strip: strip.set_result(checked("default")),
    "fail": lambda strip: strip.set_result(checked("course-bugs")),
    "inconclusive": lambda strip: strip.set_result(saturated()),
    "by rounding": lambda strip: strip.set_result(checked("course")),
    "by exact zeros": lambda strip: strip.set_result(checked("kink")),
    "two remedies": lambda strip: strip.set_result(single()),
    "partial": lambda strip: strip.set_result(stopped("course-bugs", 12)),
    "progress": lambda strip: strip.set_progress(progress_of("course-bugs", 12)),
    "stale": lambda strip: strip.set_stale("the settings have changed"),
    "problem": lambda strip: strip.set_problem("epsilon is 'x'; it must be a number."),
    "long": lambda strip: strip.set_problem("examples is 0; " + "it must be larger " * 40),
    "equal": lambda strip: strip.set_result(equal()),
}


@pytest.fixture
def strip(qtbot: QtBot) -> VerdictStrip:
    widget = VerdictStrip(looks()["light"])
    qtbot.addWidget(widget)
    widget.resize(960, widget.sizeHint().height())
    widget.show()
    return widget


@pytest.fixture
def usual_look(qapp: QApplication) -> Iterator[None]:
    usual = (qapp.palette(), qapp.font(), qapp.style().name())
    yield
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])


def label(strip: VerdictStrip, name: str) -> QLabel:
    found = strip.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def verdict(strip: VerdictStrip) -> VerdictLabel:
    found = strip.findChild(VerdictLabel, "verdict_label")
    assert isinstance(found, VerdictLabel)
    return found


def remedy(strip: VerdictStrip) -> RemedyButton:
    found = strip.findChild(RemedyButton, "remedy_button")
    assert isinstance(found, RemedyButton)
    return found


def gauge(strip: VerdictStrip) -> DifferenceGauge:
    found = strip.findChild(DifferenceGauge, "difference_gauge")
    assert isinstance(found, DifferenceGauge)
    return found


def colour(strip: VerdictStrip) -> str:
    """Return the colour near the left end of the strip."""
    image = verdict(strip).grab().toImage()
    return image.pixelColor(4, image.height() // 2).name()


def test_a_result_in_words_colour_and_number(strip: VerdictStrip) -> None:
    strip.set_result(checked("course-bugs"))
    assert verdict(strip).text().startswith("Fail — ")
    assert colour(strip) == looks()["light"].colour("fail.strip").name()
    assert label(strip, "difference_label").text() == "difference 0.2851 > threshold 1e-7"
    assert label(strip, "source_label").text() == TITLES
    strip.set_result(checked("default"))
    assert verdict(strip).text() == "Pass — Backpropagation agrees with the numerical gradient"
    assert colour(strip) == looks()["light"].colour("pass.strip").name()


def test_every_digit_of_the_tested_number_is_there(strip: VerdictStrip) -> None:
    result = checked("course")
    strip.set_result(result)
    shown = label(strip, "difference_label")
    for text in (shown.toolTip(), shown.accessibleDescription()):
        assert exact(result.difference) in text
    assert exact(result.difference) in gauge(strip).accessibleDescription()


def test_the_difference_can_be_selected_and_copied(strip: VerdictStrip, qtbot: QtBot) -> None:
    strip.set_result(checked("course"))
    shown = label(strip, "difference_label")
    qtbot.mouseDClick(shown, Qt.MouseButton.LeftButton, pos=shown.rect().center())
    assert shown.hasSelectedText()
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == difference_words(checked("course"))


@pytest.mark.parametrize("state", ["progress", "stale", "problem"])
def test_an_old_verdict_is_not_passed_off_as_the_new_one(strip: VerdictStrip, state: str) -> None:
    strip.set_result(checked("course-bugs"))
    STATES[state](strip)
    assert "Fail" not in verdict(strip).text()
    assert colour(strip) != looks()["light"].colour("fail.strip").name()
    shown = label(strip, "difference_label")
    assert shown.text() == "last check: difference 0.2851 > threshold 1e-7"
    muted = looks()["light"].colour("muted")
    assert shown.palette().color(shown.foregroundRole()) == muted
    strip.set_result(checked("course-bugs"))
    assert verdict(strip).text().startswith("Fail")
    assert shown.text() == "difference 0.2851 > threshold 1e-7"
    assert shown.palette().color(shown.foregroundRole()) != muted


def test_states_in_words(strip: VerdictStrip) -> None:
    strip.set_progress(progress_of("course-bugs", 12))
    assert verdict(strip).text() == "Checking… 12 of 47"
    assert label(strip, "difference_label").text() == "no difference yet"
    strip.set_stale("the settings have changed")
    assert "press F5" in verdict(strip).text()
    strip.set_problem("examples is 0; it must be larger.")
    assert verdict(strip).text() == "Cannot check — examples is 0; it must be larger."
    assert verdict(strip).accessibleName().endswith("it must be larger.")


def test_a_problem_is_edged(strip: VerdictStrip) -> None:
    def edge() -> str:
        image = verdict(strip).grab().toImage()
        return image.pixelColor(image.width() // 2, 0).name()

    strip.set_stale("the settings have changed")
    before = edge()
    strip.set_problem("examples is 0; it must be larger.")
    assert edge() == looks()["light"].colour("invalid").name() != before


def test_what_will_be_checked_is_named_before_it_is(strip: VerdictStrip) -> None:
    strip.set_result(checked("course"))
    strip.set_experiment(preset_experiment("course-bugs"))
    assert label(strip, "source_label").text() == TITLES


def test_a_long_sentence_ends_in_an_ellipsis_and_is_whole_in_the_tooltip(
    strip: VerdictStrip,
) -> None:
    sentence = "gradapprox of W1 is NaN; " + "the cost takes the log of 0 " * 20
    strip.set_problem(sentence)
    lines = verdict(strip).shown_lines
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert verdict(strip).toolTip() == f"Cannot check — {sentence}"
    strip.set_problem("examples is 0.")
    assert verdict(strip).shown_lines == ["examples is 0."]
    assert verdict(strip).toolTip() == ""


def test_the_longest_reason_can_be_read_to_its_end(strip: VerdictStrip) -> None:
    strip.set_result(saturated())
    assert verdict(strip).shown_lines[-1].endswith(str(saturated().problem)[-9:])


@pytest.mark.parametrize("width", [1340, 600])
@pytest.mark.parametrize("name", ["light", "presenter"])
def test_nothing_moves_between_states(
    qtbot: QtBot, qapp: QApplication, usual_look: None, name: str, width: int
) -> None:
    look = looks()[name]
    apply_look(qapp, look, 100)
    strip = VerdictStrip(look)
    qtbot.addWidget(strip)
    strip.resize(width, strip.sizeHint().height())
    strip.show()
    places, wanted = set(), set()
    for step in STATES.values():
        step(strip)
        qapp.processEvents()
        parts = (verdict(strip), label(strip, "difference_label"), gauge(strip))
        places.add((strip.height(), *(part.geometry().getRect() for part in parts)))
        wanted.add(strip.sizeHint().height())
        assert strip.minimumSizeHint().width() <= 1340
    assert len(places) == 1
    assert len(wanted) == 1, "whatever it says, it asks for the same height"


def test_on_a_projector_the_verdict_is_huge(
    qtbot: QtBot, qapp: QApplication, usual_look: None
) -> None:
    sizes = []
    for name, percent in (("light", 100), ("presenter", 100), ("presenter", 180)):
        apply_look(qapp, looks()[name], percent)
        strip = VerdictStrip(looks()[name])
        qtbot.addWidget(strip)
        strip.set_result(saturated())
        strip.resize(1340, 300)
        strip.show()
        qapp.processEvents()
        assert strip.width() == 1340
        sizes.append(verdict(strip).word_font().pointSizeF() / strip.font().pointSizeF())
        assert verdict(strip).height() >= QFontMetricsF(verdict(strip).word_font()).height()
        assert gauge(strip).geometry().right() <= 1340
        difference = label(strip, "difference_label")
        said = difference.fontMetrics().horizontalAdvance(difference.text())
        assert difference.width() >= said
    assert sizes[0] == pytest.approx(1.6)
    assert sizes[1] == pytest.approx(2.2)
    assert 1 <= sizes[2] <= 2.2  # as large as leaves room for the sentence


def test_a_narrow_strip_has_the_gauge_below_the_verdict(strip: VerdictStrip) -> None:
    strip.set_result(checked("course"))
    QApplication.processEvents()
    assert gauge(strip).y() < verdict(strip).geometry().bottom()
    strip.resize(500, 200)
    QApplication.processEvents()
    assert gauge(strip).y() > verdict(strip).geometry().bottom()
    assert strip.width() == 500
    difference = label(strip, "difference_label")
    assert difference.width() >= difference.fontMetrics().horizontalAdvance(difference.text())


def test_another_look_colours_all_parts(strip: VerdictStrip) -> None:
    strip.set_result(checked("default"))
    dark = looks()["dark"]
    strip.set_look(dark)
    assert colour(strip) == dark.colour("pass.strip").name()
    source = label(strip, "source_label")
    assert source.palette().color(source.foregroundRole()) == dark.colour("muted")


def test_what_numerical_error_explains_and_the_best_epsilon_are_shown(strip: VerdictStrip) -> None:
    strip.set_result(checked("course"))
    shown = label(strip, "numerics_label")
    assert shown.text() == numerics_words(checked("course"))
    assert f"rounding explains {floor_of(checked('course'))}" in shown.text()
    assert "suggested epsilon 1e-4" in shown.text()
    assert shown.accessibleName()
    floor = written(checked("course").noise_floor, 4)
    assert f"noise floor {floor}" in gauge(strip).accessibleDescription()


def test_beside_an_inconclusive_verdict_stands_the_textbook_comparison(
    strip: VerdictStrip,
) -> None:
    strip.set_result(checked("course"))
    assert verdict(strip).text().startswith("Inconclusive — Rounding alone makes")
    assert colour(strip) == looks()["light"].colour("inconclusive.strip").name()
    assert label(strip, "difference_label").text() == difference_words(checked("course"))


def test_an_array_that_hides_keeps_the_strip_from_being_green(strip: VerdictStrip) -> None:
    hidden = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=("db2-sign",)),
    )
    strip.set_result(check(read_experiment({"threshold": "0.5"}, hidden)))
    assert verdict(strip).text().startswith("Pass, but — ")
    assert colour(strip) == looks()["light"].colour("inconclusive.strip").name()


def test_a_click_asks_for_the_experiment_of_the_remedy(strip: VerdictStrip, qtbot: QtBot) -> None:
    result = checked("course")
    assert result.remedy is not None
    strip.set_result(result)
    assert remedy(strip).isVisible()
    assert remedy(strip).text() == "Use epsilon 1e-4"
    with qtbot.waitSignal(strip.remedy_requested) as asked:
        qtbot.mouseClick(remedy(strip), Qt.MouseButton.LeftButton)
    assert asked.args == [result.remedy.experiment]


@pytest.mark.parametrize("state", ["start", "pass", "fail", "partial", "equal"])
def test_there_is_no_button_without_a_remedy(strip: VerdictStrip, state: str) -> None:
    STATES[state](strip)
    assert not remedy(strip).isVisible()


@pytest.mark.parametrize("state", ["progress", "stale", "problem", "pass"])
def test_an_old_remedy_and_an_old_noise_floor_are_taken_away(
    strip: VerdictStrip, state: str
) -> None:
    strip.set_result(checked("course"))
    STATES[state](strip)
    assert not remedy(strip).isVisible()
    explained = f"rounding explains {floor_of(checked('course'))}"
    assert explained not in label(strip, "numerics_label").text()
    old = f"noise floor {written(checked('course').noise_floor, 4)}"
    assert old not in gauge(strip).accessibleDescription()


@pytest.mark.parametrize("width", [1340, 960, 600, 420])
@pytest.mark.parametrize("state", ["by rounding", "two remedies"])
def test_the_button_can_be_read_at_any_width(strip: VerdictStrip, state: str, width: int) -> None:
    STATES[state](strip)
    strip.resize(width, 260)
    QApplication.processEvents()
    button = remedy(strip)
    assert button.width() >= button.sizeHint().width()
    assert strip.rect().contains(button.geometry())
    for part in (verdict(strip), label(strip, "difference_label"), gauge(strip)):
        assert not part.geometry().intersects(button.geometry())


@pytest.mark.parametrize("preset", ["default", "course", "kink", "course-bugs"])
def test_beside_the_comparison_stands_what_the_second_opinion_adds(
    strip: VerdictStrip, preset: str
) -> None:
    result = checked(preset)
    strip.set_result(result)
    shown = label(strip, "opinion_label")
    if preset == "course-bugs":  # it says no more than the comparison does
        assert not shown.isVisible()
        return
    assert result.evidence.opinion_difference is not None
    assert shown.text() == f"complex step: right to {rough(result.evidence.opinion_difference)}"
    assert shown.toolTip() == shown.accessibleName() == opinion_sentence(result)
    strip.set_stale("the seed is another one")
    assert not shown.isVisible()


def test_a_pass_that_hides_a_wrong_entry_says_how_many_are() -> None:
    hidden = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=("db2-sign",)),
    )
    result = check(read_experiment({"threshold": "0.5"}, hidden))
    assert result.verdict is Verdict.PASS
    wrong = int(np.count_nonzero(result.wrong_entries))
    assert opinion_in_short(result) == f"complex step: {wrong} entries are wrong"


@pytest.mark.parametrize("preset", ["default", "course", "kink"])
def test_on_a_projector_the_opinion_and_the_reason_are_read_whole(
    qtbot: QtBot, qapp: QApplication, preset: str
) -> None:
    look = looks()["presenter"]
    apply_look(qapp, look, 100)
    strip = VerdictStrip(look)
    qtbot.addWidget(strip)
    strip.resize(1354, strip.sizeHint().height())
    strip.show()
    strip.set_result(checked(preset))
    QApplication.processEvents()
    shown = label(strip, "opinion_label")
    assert shown.width() >= shown.sizeHint().width()
    assert not verdict(strip).shown_lines[-1].endswith("…")
    explained = label(strip, "numerics_label")
    assert isinstance(explained, PartsLabel)
    assert explained.shown_text
    assert explained.text().startswith(explained.shown_text)  # whole parts of it
    button = remedy(strip)
    if button.isVisible():
        place = explained.mapTo(strip, explained.rect().bottomRight())
        assert place.x() <= button.x()
    apply_look(qapp, looks()["light"], 100)
