"""The picture of a sweep."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from gradviz.checking.curves import SweepResult
from gradviz.reporting.paper import paper
from gradviz.reporting.sweep_picture import COMPARED, KINKS, OTHER, OWN, WIDTH, sweep_svg
from gradviz.reporting.taylor_picture import GUIDES
from gradviz.subjects.entry import read_experiment
from tests.helpers.sweeps import best_of, difference_at, swept

SVG = "{http://www.w3.org/2000/svg}"


def drawn(sweep: SweepResult, compared: SweepResult | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(sweep_svg(sweep, compared).encode())


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text")]


def lines(svg: ElementTree.Element, colour: str) -> list[ElementTree.Element]:
    return [each for each in svg.iter(f"{SVG}polyline") if each.attrib["stroke"] == colour]


def test_it_says_in_words_what_is_to_be_seen() -> None:
    svg = drawn(swept("course"))
    found = texts(svg)
    best, present = best_of(swept("course")), difference_at(swept("course"), 1e-7)
    assert str(svg.findtext(f"{SVG}title")).startswith(f"Best epsilon 1e-4: difference {best}")
    assert f"present epsilon 1e-7: {present} > 1e-7" in found
    assert f"best epsilon 1e-4: {best} ≤ 1e-7" in found
    assert any(each.startswith("← rounding: ") for each in found)
    assert "truncation →" in found


def test_headline_legend_and_pointer_name_the_same_best_epsilon() -> None:
    found = texts(drawn(swept("course")))
    received = [each for each in found if "1e-4" in each and "est" in each]
    assert len(received) >= 3
    wrong = drawn(swept("course-bugs"))
    assert any(each.startswith("stays near 0.28") for each in texts(wrong))
    assert not any("mallest" in each or "best" in each for each in texts(wrong))


def test_the_axes_have_decades_and_the_legend_every_curve() -> None:
    found = texts(drawn(swept("course")))
    assert {"1e-15", "1e-7", "0.01", "0.1", "1", "epsilon", "difference"} <= set(found)
    for name in (
        "central differences", "forward differences", "rounding expected, central",
        "truncation expected, central", "threshold 1e-7", "entries step over a kink",
    ):  # fmt: skip
        assert name in found


def test_both_schemes_and_each_array_are_drawn() -> None:
    svg = drawn(swept("course"))
    sample = 1
    assert len(lines(svg, OWN)) == 1 + sample + len(["W1", "b1", "W2", "b2", "W3", "b3"])
    assert len(lines(svg, OTHER)) == 1 + sample
    assert {"W1", "b1", "W2", "b2", "W3", "b3"} <= set(texts(svg))
    assert not lines(svg, COMPARED)


def test_what_is_compared_is_drawn_in_the_plot_and_in_those_of_the_arrays() -> None:
    svg = drawn(swept("course-bugs"), swept("course"))
    assert "without bugs" in texts(svg)
    assert len(lines(svg, COMPARED)) == 2 + 6


def test_nothing_is_drawn_outside_of_the_plots() -> None:
    svg = drawn(swept("course"))
    frames = [
        [float(each.attrib[name]) for name in ("x", "y", "width", "height")]
        for each in svg.iter(f"{SVG}rect")
        if (each.attrib.get("fill"), each.attrib.get("stroke")) == ("none", paper().muted)
    ]
    assert len(frames) == 8  # all entries, each array, and the Taylor remainder
    boxes = [(x, y, x + width, y + height) for x, y, width, height in frames]
    legend = (1000, 0, WIDTH, frames[1][1])
    for line in svg.iter(f"{SVG}polyline"):
        points = [tuple(map(float, each.split(","))) for each in line.attrib["points"].split()]
        assert any(
            all(x0 - 0.1 <= x <= x1 + 0.1 and y0 - 0.1 <= y <= y1 + 0.1 for x, y in points)
            for x0, y0, x1, y1 in (*boxes, legend)
        )
    for each in svg.iter(f"{SVG}rect"):
        assert float(each.attrib["x"]) + float(each.attrib["width"]) <= WIDTH


def test_values_that_are_not_finite_leave_a_gap() -> None:
    sweep = swept("course")
    values = sweep.central.differences.copy()
    values[40] = np.nan
    changed = replace(sweep, central=replace(sweep.central, differences=values))
    assert len(lines(drawn(changed), OWN)) == len(lines(drawn(sweep), OWN)) + 1


def test_a_sweep_without_a_single_number_is_still_a_picture() -> None:
    sweep = swept("course")
    nothing = np.full(85, np.nan)
    curves = (
        replace(each, differences=nothing, arrays=dict.fromkeys(each.arrays, nothing))
        for each in (sweep.central, sweep.forward)
    )
    central, forward = curves
    found = texts(drawn(replace(sweep, central=central, forward=forward)))
    assert "not a number" in found
    assert "present epsilon 1e-7: not a number" in found


def test_kinks_are_marked_where_they_explain_the_difference() -> None:
    svg = drawn(swept("kink"))
    strips = [each for each in svg.iter(f"{SVG}rect") if each.attrib.get("fill") == f"{KINKS}"]
    assert len(strips) == 2, "one along the plot, one in the legend"
    assert not any(KINKS in str(each.attrib) for each in drawn(swept("breast-cancer", 1)).iter())


def test_an_epsilon_between_those_swept_is_marked_without_a_number() -> None:
    sweep = swept("course")
    other = read_experiment({"epsilon": "3e-7"}, sweep.experiment)
    assert "present epsilon 3e-7" in texts(drawn(replace(sweep, experiment=other)))
    other = read_experiment({"epsilon": "1e-18"}, sweep.experiment)
    found = texts(drawn(replace(sweep, experiment=other)))
    assert not any(each.startswith("present epsilon 1e-18") for each in found)


@pytest.mark.parametrize("points", [1, 30])
def test_marks_never_touch_one_another(points: int) -> None:
    svg = drawn(swept("default", points))
    places = [
        float(each.attrib["cx"])
        for each in svg.iter(f"{SVG}circle")
        if float(each.attrib["r"]) < 4 and float(each.attrib["cx"]) < 1000
    ]
    assert len(places) > 10
    assert min(-np.diff(places)) > 2 * 3.3


@pytest.mark.parametrize(("preset", "order"), [("course", "2.00"), ("course-bugs", "1.00")])
def test_the_taylor_remainder_has_a_plot_with_its_order(preset: str, order: str) -> None:
    svg = drawn(swept(preset))
    assert f"Taylor remainder: order {order}" in texts(svg)
    assert all(lines(svg, colour) for colour in GUIDES.values())
    without = drawn(replace(swept(preset), taylor=None))
    assert not any("Taylor" in text for text in texts(without))
    assert not any(lines(without, colour) for colour in GUIDES.values())
