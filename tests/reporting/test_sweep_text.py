"""The report on a sweep, and the plot in characters."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.sweep import sweep
from gradviz.reporting.sweep_characters import BEST, OWN, PRESENT, THRESHOLD, character_plot
from gradviz.reporting.sweep_text import sweep_text
from gradviz.reporting.terminal import Style, encodable
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.sweeps import difference_at, swept


def rows(text: str) -> dict[str, list[str]]:
    """Return the words of each row of the table by its epsilon."""
    lines = [line.split() for line in text.split("\n  epsilon  ")[1].splitlines()[1:]]
    return {words[0]: words[1:] for words in lines if re.match(r"[\d.]+(e-\d+)?$", words[0])}


def test_it_begins_with_what_is_to_be_seen_and_what_was_swept() -> None:
    text = " ".join(sweep_text(swept("course-bugs")).split())
    assert text.startswith("No epsilon brings the difference under the threshold")
    assert "4-5-3-1, relu, 47 parameters; 3 examples of reference" in text
    assert "textbook cost, float64, central differences; 85 epsilons with both schemes" in text
    assert "replaced line: db1 = 4/m * sum(dZ1)" in text


def test_a_row_has_both_schemes_the_expectations_and_the_region() -> None:
    found = rows(sweep_text(swept("course"), Style(100)))
    assert found["1e-7"][:2] == [difference_at(swept("course"), 1e-7), ">"]
    assert found["1e-7"][-2:] == ["rounding", "present"]
    assert found["1e-4"][-1] == "best"
    assert ">" not in found["1e-5"]
    assert len(found["1e-5"]) == len(["central", "forward", "floor", "truncation", "region"])
    assert found["0.01"][-1] == "truncation"
    assert found["0.1"][-1] == "kinks"


def test_many_epsilons_are_shown_a_decade_at_a_time() -> None:
    text = sweep_text(swept("course"))
    assert "15 of 85 epsilons (--csv FILE writes all)" in text
    assert list(rows(text)) == [
        "0.1", "0.01", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8", "1e-9",
        "1e-10", "1e-11", "1e-12", "1e-13", "1e-14", "1e-15",
    ]  # fmt: skip
    assert len(rows(sweep_text(swept("course", 1)))) == 15
    assert "15 epsilons\n" in sweep_text(swept("course", 1))


def test_a_sweep_between_two_decades_has_rows_too() -> None:
    sweep = swept("course", 60)
    within = np.flatnonzero((sweep.central.epsilons < 0.9e-5) & (sweep.central.epsilons > 1.1e-6))
    curves = (
        replace(
            each,
            epsilons=each.epsilons[within],
            differences=each.differences[within],
            noise_floor=each.noise_floor[within],
            truncation=each.truncation[within],
            crossed=each.crossed[within],
        )
        for each in (sweep.central, sweep.forward)
    )
    central, forward = curves
    assert len(rows(sweep_text(replace(sweep, central=central, forward=forward)))) >= 15


def test_two_epsilons_next_to_each_other_are_written_apart() -> None:
    found = sweep(preset_experiment("course"), np.array([1e-3, 9.99999e-4]))
    assert list(rows(sweep_text(found))) == ["1e-3", "9.99999e-4"]


def test_what_is_compared_has_a_column_and_a_sentence() -> None:
    text = sweep_text(swept("course-bugs"), compared=swept("course"))
    assert "Beside it, without bugs: best epsilon 1e-4" in " ".join(text.split())
    assert float(rows(text)["1e-7"][3]) == pytest.approx(1.189e-7, rel=1e-3)


@pytest.mark.parametrize("width", [100, 80, 60, 50, 40, 24])
@pytest.mark.parametrize("preset", ["course", "course-bugs", "kink"])
def test_it_fits_the_width(preset: str, width: int) -> None:
    lines = sweep_text(swept(preset), Style(width)).splitlines()
    # A row of the table may be wider than a very narrow terminal.
    assert max(map(len, lines)) <= max(width, 48)


def test_colour_changes_no_word() -> None:
    plain, coloured = (sweep_text(swept("course"), Style(80, each)) for each in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_the_plot_shows_the_valley_the_threshold_and_the_epsilons() -> None:
    sweep = swept("course")
    lines = character_plot(sweep, 80).splitlines()
    plot = [line[9:] for line in lines[:-2]]
    (best_row,) = (row for row, line in enumerate(plot) if BEST in line)
    assert plot[best_row].index(BEST) == 55, "5 columns a decade from 1e-15 to 1e-4"
    lowest = max(row for row, line in enumerate(plot) if BEST in line or OWN in line)
    assert lowest - best_row <= 1, "a whole decade is suggested"
    (level,) = (line for line in lines if line.count(THRESHOLD) > 20 and "┴" not in line)
    assert level.count(OWN) >= 2, "the curve crosses the threshold on both sides"
    assert sum(line[40:41] == PRESENT for line in plot) > 10
    assert "1e-7" in lines[-1]


def test_the_plot_is_left_out_where_there_is_no_room_or_nothing_to_show() -> None:
    sweep = swept("course")
    assert character_plot(sweep, 40) == ""
    assert "difference over epsilon" not in sweep_text(sweep, Style(40))
    one = replace(sweep.central, epsilons=sweep.central.epsilons[:1])
    assert character_plot(replace(sweep, central=one), 80) == ""


def test_a_plot_of_values_that_are_not_finite_or_zero_has_no_such_points() -> None:
    sweep = swept("course")
    values = np.full(85, np.nan)
    values[:10] = 0.0
    changed = replace(sweep.central, differences=values)
    text = character_plot(replace(sweep, central=changed, forward=changed), 80)
    rows_with = [row for row, line in enumerate(text.splitlines()[:-2]) if OWN in line]
    assert rows_with == [len(text.splitlines()) - 3], "exactly equal is at the bottom"


def test_in_ascii_the_curves_can_still_be_told_apart() -> None:
    text = encodable(character_plot(swept("course"), 80), "ascii")
    assert text.isascii()
    assert "?" not in text
    assert {"*", "o", "#", "-", "|", "."} <= set(text)


def test_a_forward_sweep_is_about_forward_differences() -> None:
    sweep = swept("course")
    experiment = read_experiment({"scheme": "forward"}, sweep.experiment)
    text = sweep_text(replace(sweep, experiment=experiment))
    assert "● forward  ○ central" in text
    assert "Best epsilon 1e-6" in text
