"""The picture of a check."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from gradviz.analysis.check import check, check_steps
from gradviz.checking.result import CheckResult
from gradviz.presenting.colour_scale import scale_for
from gradviz.presenting.map_views import SIGNS, MapView
from gradviz.reporting.map_picture import Map, chevron, hatched, outline_width
from gradviz.reporting.paper import paper
from gradviz.reporting.picture import WIDTH, check_svg
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.numbers import written
from tests.helpers.results import equal

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(result: CheckResult) -> ElementTree.Element:
    return ElementTree.fromstring(check_svg(result).encode())


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text")]


def cells(svg: ElementTree.Element) -> dict[str, str]:
    """Return the colour of each cell by the words of its tip."""
    return {
        str(title.text): each.attrib["fill"]
        for each in svg.iter(f"{SVG}rect")
        if (title := each.find(f"{SVG}title")) is not None
    }


def test_the_title_says_the_verdict_and_the_difference() -> None:
    result = check(preset_experiment("course-bugs"))
    difference = written(result.difference, 10)
    words = f"FAIL: difference {difference} is greater than the threshold 1e-7"
    svg = drawn(result)
    assert svg.findtext(f"{SVG}title") == words
    assert texts(svg)[0] == f"✗ {words}"
    assert "replaced line: db1 = 4/m * sum(dZ1)" in texts(svg)


def test_every_array_has_its_name_its_difference_and_a_cell_for_each_entry() -> None:
    result = check(preset_experiment("course-bugs"))
    svg = drawn(result)
    assert [text.split()[0] for text in texts(svg) if " x " in text] == list(NAMES)
    assert "✗ 0.3333" in texts(svg)
    assert len(cells(svg)) == 47


def test_a_cell_has_the_colour_of_its_value_on_the_scale() -> None:
    result = check(preset_experiment("course-bugs"))
    found = cells(drawn(result))
    value = result.errors[result.layout.index("W2", 2, 1)]
    red, green, blue, _ = scale_for(MapView.ERROR).rgba(np.array([value]))[0]
    assert found[f"W2[2,1] {value:.3g}"] == f"#{red:02x}{green:02x}{blue:02x}"
    red, green, blue = paper().special.uncovered
    zero = "W2[0,0] exactly equal, grad is zero, below the noise"
    assert found[zero] == f"#{red:02x}{green:02x}{blue:02x}"
    same = drawn(equal())
    red, green, blue = paper().special.zero
    words = "W2[0,0] exactly equal, below the noise"
    assert cells(same)[words] == f"#{red:02x}{green:02x}{blue:02x}"


def test_every_cell_where_grad_is_zero_is_hatched_and_every_one_below_the_noise_cornered() -> None:
    result = check(preset_experiment("course-bugs"))
    look = [each.attrib for each in drawn(result).iter(f"{SVG}path")]
    hatches = [each for each in look if each.get("stroke") == paper().hatch]
    corners = [each for each in look if "fill-opacity" in each]
    kinks = [each for each in look if each.get("stroke-width") == "1.2"]
    in_legend = 1
    assert len(hatches) == int(result.uncovered.sum()) + in_legend == 20 + in_legend
    assert 0 < int(result.below_noise.sum()) < 47
    assert len(corners) == int(result.below_noise.sum()) + in_legend
    assert len(kinks) == in_legend


def test_every_cell_at_a_kink_has_one_in_its_corner() -> None:
    result = check(preset_experiment("kink"))
    svg = drawn(result)
    at_kink = [words for words in cells(svg) if words.endswith(", at a kink")]
    assert [words.split()[0] for words in at_kink] == ["b2[0,0]", "b2[1,0]", "b2[2,0]"]
    look = [each.attrib for each in svg.iter(f"{SVG}path")]
    in_legend = 1
    assert [each.get("stroke-width") for each in look].count("1.2") == 3 + in_legend
    assert "at a kink" in texts(svg)


@pytest.mark.parametrize("side", [7.0, 14.0, 48.0])
def test_the_mark_of_a_kink_stays_within_the_outline_of_its_cell(side: float) -> None:
    below, above = (ElementTree.fromstring(each) for each in chevron(100, 20, side, side, "a", "b"))
    assert (below.attrib["stroke"], above.attrib["stroke"]) == ("b", "a")
    assert below.attrib["d"] == above.attrib["d"]
    places = re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", above.attrib["d"])
    xs, ys = np.array(places, dtype=float).T
    line = 2 * outline_width(side, side)
    assert 100 + line < xs.min() < xs.max() < 100 + side - line
    assert 20 + line < ys.min() < ys.max() <= 20 + 0.6 * side
    assert list(ys) == [ys.min(), ys.max(), ys.min()]


def test_an_array_over_the_threshold_by_no_more_than_noise_is_not_said_to_fail() -> None:
    result = check(preset_experiment("course"))
    found = texts(drawn(result))
    over = max(array.difference for array in result.arrays)
    assert f"? {written(over, 4)}" in found
    assert not any(words.startswith("✗") for words in found)


def test_the_hatch_of_a_cell_stays_in_it() -> None:
    element = ElementTree.fromstring(hatched(100.5, 20.25, 40, 7, "#000000"))
    places = re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", element.attrib["d"])
    assert len(places) > 8
    xs, ys = np.array(places, dtype=float).T
    assert 100.49 <= xs.min() < xs.max() <= 140.51
    assert 20.24 <= ys.min() < ys.max() <= 27.26


def test_failing_cells_have_an_outline() -> None:
    result = check(preset_experiment("course-bugs"))
    lines = [each.attrib.get("stroke") for each in drawn(result).iter(f"{SVG}rect")]
    in_legend = 1
    assert (
        lines.count(paper().failing[1]) == int(np.count_nonzero(result.wrong_entries)) + in_legend
    )
    passing = drawn(check(preset_experiment("default")))
    lines = [each.attrib.get("stroke") for each in passing.iter(f"{SVG}rect")]
    assert lines.count(paper().failing[1]) == in_legend


def test_what_is_not_computed_and_not_finite_looks_so_and_stands_in_the_legend() -> None:
    steps = check_steps(read_experiment({"engine": "loop"}, preset_experiment("course")))
    svg = drawn(next(steps).result())
    red, green, blue = paper().special.not_computed
    assert cells(svg)["b3[0,0] not computed"] == f"#{red:02x}{green:02x}{blue:02x}"
    for words in ("exactly equal", "not computed", "not finite", "is wrong"):
        assert words in texts(svg)
    for words in ("grad is zero: a bug there cannot be seen", "below the noise", "at a kink"):
        assert words in texts(svg)
    experiment = replace(
        preset_experiment("course"),
        subject=replace(
            network_of(preset_experiment("course")), lines=("db2 = log(0 * sum(dZ2))",)
        ),
    )
    svg = drawn(check(experiment))
    red, green, blue = paper().special.not_finite
    assert cells(svg)["b2[0,0] inf"] == f"#{red:02x}{green:02x}{blue:02x}"
    assert texts(svg)[0].startswith("? INCONCLUSIVE")
    assert any("line db2" in each for each in texts(svg))


def test_the_colour_bar_shows_decades() -> None:
    found = texts(drawn(check(preset_experiment("default"))))
    assert {"1e-12", "1e-7", "1e-3", "0.01", "0.1", "1"} <= set(found)
    assert "|grad - gradapprox|" in found


@pytest.mark.parametrize(
    "layers", ["1,1,1,1", "4,5,3,3", "784,8,4,1", "2,60,60,3", "9,200,2,1", "2000,1,1,1"]
)
def test_all_sizes_fit_the_paper_without_overlap(layers: str) -> None:
    texts = {"layers": layers, "examples": "2", "engine": "batched"}
    experiment = read_experiment(texts, preset_experiment("default"))
    first = next(check_steps(experiment)).result()
    svg = drawn(first)
    height = float(svg.attrib["height"])
    assert len(check_svg(first)) < 1_000_000
    frames = []
    for each in [*svg.iter(f"{SVG}rect"), *svg.iter(f"{SVG}image")]:
        x, y, w, h = (float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= WIDTH + 0.01
        assert y + h <= height
        if (each.attrib.get("fill"), each.attrib.get("stroke")) == ("none", paper().muted):
            frames.append((x, x + w))
    assert len(frames) == 6
    assert all(left[1] < right[0] for left, right in pairwise(frames))


def test_a_large_map_is_one_image_in_which_no_failing_entry_is_lost() -> None:
    values = np.full((64, 784), 1e-9)
    values[33, 700] = 1.0
    values[2, 5] = np.nan
    computed = np.ones(values.shape, dtype=bool)
    computed[:, 783] = False
    uncovered = np.zeros(values.shape, dtype=bool)
    uncovered[40:50, :700] = True
    uncovered[44, 350] = False  # one that is covered among the others
    shown = Map(
        "W1", values, 0, 0, 300, 60, computed, values > 1, uncovered, ~uncovered, ~uncovered
    )
    assert shown.is_pooled
    assert shown.pooled.shape == (60, 300)
    assert np.nanmax(shown.pooled) == 1.0
    assert np.count_nonzero(np.isnan(shown.pooled)) == 1
    assert np.all(shown.pooled[~np.isnan(shown.pooled)] >= 1e-9)
    assert not shown.pooled_uncovered[:37].any()
    assert np.count_nonzero(~shown.pooled_uncovered[38:46, :267]) == 1, (
        "covered, so its block is not"
    )
    experiment = read_experiment({"layers": "50,20,2,1"}, preset_experiment("default"))
    svg = drawn(check(experiment))
    assert len(list(svg.iter(f"{SVG}image"))) == 1
    assert len(cells(svg)) == 20 + 40 + 2 + 2 + 1


def test_a_file_name_cannot_break_the_picture() -> None:
    arrays = network_of(preset_experiment("course")).draw()
    named = {"X": arrays.x, "Y": arrays.y, **arrays.layout.to_arrays(arrays.theta)}
    given = GivenArrays('<b>&"\x1b\x00.npz', named)
    svg = drawn(
        check(
            replace(
                preset_experiment("course"),
                subject=replace(network_of(preset_experiment("course")), given=given),
            )
        )
    )
    assert any('all from <b>&"��.npz' in each for each in texts(svg))


def test_every_map_has_the_numbers_of_its_rows_and_columns_where_they_are() -> None:
    result = check(preset_experiment("default"))
    svg = drawn(result)
    numbers = [
        (float(each.attrib["x"]), float(each.attrib["y"]), each.text or "", each.attrib)
        for each in svg.iter(f"{SVG}text")
        if each.attrib["font-size"] == "10" and (each.text or "").isdigit()
    ]
    rows = [text for _, _, text, look in numbers if look["text-anchor"] == "end"]
    columns = [text for _, _, text, look in numbers if look["text-anchor"] == "middle"]
    assert rows == [str(row) for shape in result.layout.shapes for row in range(shape[0])]
    assert columns == [str(column) for shape in result.layout.shapes for column in range(shape[1])]
    for title in ("W1[0,0] ", "W1[0,3] "):
        place = next(
            each
            for each in svg.iter(f"{SVG}rect")
            for tip in each.iter(f"{SVG}title")
            if (tip.text or "").startswith(title)
        )
        middle = float(place.attrib["x"]) + float(place.attrib["width"]) / 2
        number = title[5]
        assert any(
            text == number and abs(x - middle) < 0.1 and y < float(place.attrib["y"])
            for x, y, text, _ in numbers
        )


@pytest.mark.parametrize("layers", ["4,5,3,1", "30,40,20,2", "100,12,8,3"])
def test_the_numbers_of_rows_and_columns_keep_clear_of_one_another(layers: str) -> None:
    texts = {"layers": layers, "examples": "2", "data": "gaussian"}
    svg = drawn(check(read_experiment(texts, preset_experiment("default"))))
    boxes = []
    for each in svg.iter(f"{SVG}text"):
        if each.attrib["font-size"] != "10" or not (each.text or "").isdigit():
            continue
        x, y, wide = float(each.attrib["x"]), float(each.attrib["y"]), 6.4 * len(each.text or "")
        left = x - wide if each.attrib["text-anchor"] == "end" else x - wide / 2
        boxes.append((left, y - 8, left + wide, y))
    assert boxes
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


def test_a_cell_has_the_sign_that_it_has_on_the_screen() -> None:
    result = equal()
    gradapprox = result.gradapprox.copy()
    gradapprox[0] = np.nan
    small = read_experiment(
        {"layers": "20,16,3,1", "data": "gaussian"}, preset_experiment("default")
    )
    for broken, nan in (
        (changed(result, gradapprox=gradapprox), "NaN"),
        (changed(check(small), gradapprox=check(small).grad * np.nan), SIGNS["not_finite"]),
    ):
        found = texts(drawn(broken))
        assert nan in found
    assert "0" in texts(drawn(result))
