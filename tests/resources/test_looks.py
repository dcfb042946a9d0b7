"""The three looks: every role is there, can be read, and can be told from its neighbours."""

import json
import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gradviz.resources import resource_path

PALETTES = resource_path("palettes")
LOOKS: dict[str, dict[str, Any]] = json.loads((PALETTES / "looks.json").read_text(encoding="utf-8"))

Colours = NDArray[np.float64]

PALETTE_ROLES = [
    *("window", "window_text", "base", "alternate_base", "text", "button", "button_text"),
    *("bright_text", "highlight", "highlighted_text", "accent", "tool_tip_base", "tool_tip_text"),
    *("placeholder_text", "link", "link_visited", "light", "midlight", "mid", "dark", "shadow"),
    "disabled_text",
]
STRIPS = ("pass", "fail", "inconclusive", "partial")
OUTLINES = ("cell_current", "cell_failing")
CELLS = ("equal", "not_computed", "not_finite", "uncovered")
CURVES = ("1", "2", "3", "4", "5", "6")
LINE_MARKS = ("right", "inherited", "origin", "undecidable")
LINES = ("threshold", "invalid", "grid", "muted")
PARTS = {
    **{role: ["text", "strip", "mark"] for role in STRIPS},
    **{role: ["outer", "inner"] for role in OUTLINES},
    **{role: ["fill", "mark"] for role in CELLS},
    "uncovered": ["fill", "hatch", "mark"],
    "curve": list(CURVES),
    "line": list(LINE_MARKS),
}

# What a person without red, green or blue cones sees, in linear RGB. Source: Machado, Oliveira
# and Fernandes, "A physiologically-based model for simulation of color vision deficiency"
# (IEEE TVCG 15, 2009), severity 1.
EYES = {
    "common": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> Colours:
    """Linear RGB (3,) of a colour written #rrggbb."""
    return linear_of(np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]))


def linear_of(bytes_: NDArray[Any]) -> Colours:
    """Linear RGB (..., 3) of sRGB bytes."""
    srgb = np.asarray(bytes_, dtype=np.float64) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(first: Colours, second: Colours) -> Colours:
    """WCAG 2 contrast ratio of linear RGB colours (..., 3)."""
    one, other = (colour @ np.array([0.2126, 0.7152, 0.0722]) + 0.05 for colour in (first, second))
    return np.asarray(np.maximum(one, other) / np.minimum(one, other))


def distance(first: Colours, second: Colours, eyes: str) -> Colours:
    """CIE 1976 colour difference of linear RGB colours (..., 3), as these eyes see them."""
    return np.asarray(np.linalg.norm(lab(first, eyes) - lab(second, eyes), axis=-1))


def lab(colour: Colours, eyes: str) -> Colours:
    seen = np.clip(colour @ EYES[eyes].T, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = seen @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def colour_map(name: str) -> Colours:
    """Linear RGB (256, 3) of a shipped colour map."""
    return linear_of(np.loadtxt(PALETTES / f"{name}.csv", delimiter=","))


look_names = pytest.mark.parametrize("name", list(LOOKS))


def ratio(name: str, ink: str, paper: str) -> float:
    """Contrast of two colours of a look, each written ``role`` or ``role.part``."""
    return float(contrast(linear(colour_of(name, ink)), linear(colour_of(name, paper))))


def colour_of(name: str, role: str) -> str:
    look = LOOKS[name]
    first, _, part = role.partition(".")
    entry = look["palette"].get(first) or look["roles"][first]
    colour = entry[part] if part else entry
    assert isinstance(colour, str)
    return colour


def test_there_are_three_looks() -> None:
    assert list(LOOKS) == ["light", "dark", "presenter"]
    assert [look["is_dark"] for look in LOOKS.values()] == [False, True, False]


@look_names
def test_a_look_has_every_role_and_no_other(name: str) -> None:
    look = LOOKS[name]
    assert set(look) == {"title", "is_dark", "palette", "roles"}
    assert sorted(look["palette"]) == sorted(PALETTE_ROLES)
    assert sorted(look["roles"]) == sorted([*PARTS, *LINES])
    for role, parts in PARTS.items():
        assert list(look["roles"][role]) == parts, role


@look_names
def test_colours_are_written_alike(name: str) -> None:
    look = LOOKS[name]
    values = [*look["palette"].values()]
    for entry in look["roles"].values():
        values += entry.values() if isinstance(entry, dict) else [entry]
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in values)


@look_names
def test_is_dark_says_what_the_window_is(name: str) -> None:
    window_is_darker = linear(colour_of(name, "window")).sum() < 1.5
    assert LOOKS[name]["is_dark"] == window_is_darker


TEXTS = [
    ("window_text", "window"),
    ("text", "base"),
    ("text", "alternate_base"),
    ("button_text", "button"),
    ("bright_text", "shadow"),
    ("highlighted_text", "highlight"),
    ("tool_tip_text", "tool_tip_base"),
    ("placeholder_text", "base"),
    *(
        (ink, paper)
        for ink in ("link", "link_visited", "muted", "invalid")
        for paper in ("base", "window")
    ),
    *((f"{role}.text", f"{role}.strip") for role in STRIPS),
    *((f"{role}.mark", paper) for role in STRIPS for paper in ("window", "base")),
    *((f"{role}.mark", "alternate_base") for role in STRIPS),
    *(
        (f"line.{mark}", paper)
        for mark in LINE_MARKS
        for paper in ("window", "base", "alternate_base")
    ),
    *((f"{role}.mark", f"{role}.fill") for role in CELLS),
]


@look_names
@pytest.mark.parametrize(("ink", "paper"), TEXTS)
def test_text_can_be_read(name: str, ink: str, paper: str) -> None:
    wanted = 7.0 if name == "presenter" else 4.5  # WCAG 2 levels AAA and AA
    assert ratio(name, ink, paper) >= wanted


@look_names
@pytest.mark.parametrize("paper", ["window", "base"])
@pytest.mark.parametrize("line", ["threshold", "highlight", "accent", "disabled_text"])
def test_outlines_can_be_seen(name: str, line: str, paper: str) -> None:
    assert ratio(name, line, paper) >= 3.0


@look_names
@pytest.mark.parametrize("paper", ["window", "base"])
@pytest.mark.parametrize("curve", CURVES)
def test_curves_can_be_seen(name: str, curve: str, paper: str) -> None:
    assert ratio(name, f"curve.{curve}", paper) >= 3.0


@look_names
@pytest.mark.parametrize("eyes", list(EYES))
def test_curves_are_told_apart_by_all_eyes(name: str, eyes: str) -> None:
    for one, other in combinations(CURVES, 2):
        first, second = (linear(colour_of(name, f"curve.{curve}")) for curve in (one, other))
        assert distance(first, second, eyes) >= 20, (one, other)


@look_names
@pytest.mark.parametrize("role", OUTLINES)
@pytest.mark.parametrize("map_name", ["cividis", "cet-d1"])
def test_an_outline_shows_on_every_colour_of_a_map(name: str, role: str, map_name: str) -> None:
    cells = colour_map(map_name)
    tones = [
        contrast(linear(colour_of(name, f"{role}.{part}")), cells) for part in ("outer", "inner")
    ]
    assert np.maximum(*tones).min() >= 3.0


@look_names
def test_the_two_outlines_differ(name: str) -> None:
    current, failing = (linear(colour_of(name, f"{role}.inner")) for role in OUTLINES)
    for eyes in EYES:
        assert distance(current, failing, eyes) >= 20, eyes


@look_names
@pytest.mark.parametrize("eyes", list(EYES))
@pytest.mark.parametrize("part", ["strip", "mark"])
def test_verdicts_are_told_apart_by_all_eyes(name: str, eyes: str, part: str) -> None:
    for roles in combinations(("pass", "fail", "inconclusive"), 2):
        one, other = (linear(colour_of(name, f"{role}.{part}")) for role in roles)
        assert distance(one, other, eyes) >= 20, roles


@look_names
@pytest.mark.parametrize("eyes", list(EYES))
def test_the_verdicts_of_lines_are_told_apart_by_all_eyes(name: str, eyes: str) -> None:
    for marks in combinations(LINE_MARKS, 2):
        one, other = (linear(colour_of(name, f"line.{mark}")) for mark in marks)
        assert distance(one, other, eyes) >= 20, marks


@look_names
@pytest.mark.parametrize("eyes", list(EYES))
@pytest.mark.parametrize("role", CELLS)
def test_a_special_cell_looks_like_no_value(name: str, eyes: str, role: str) -> None:
    fill = linear(colour_of(name, f"{role}.fill"))
    assert distance(fill, colour_map("cividis"), eyes).min() >= 15
    for other in CELLS:
        if other != role:
            assert distance(fill, linear(colour_of(name, f"{other}.fill")), eyes) >= 15, other


@pytest.mark.parametrize("map_name", ["cividis", "cet-d1"])
def test_a_map_has_256_colours(map_name: str) -> None:
    text = (PALETTES / f"{map_name}.csv").read_text(encoding="utf-8")
    rows = [[int(part) for part in line.split(",")] for line in text.splitlines()]
    assert len(rows) == 256
    assert all(len(row) == 3 and min(row) >= 0 and max(row) <= 255 for row in rows)


def test_cividis_gets_lighter_all_the_way() -> None:
    lightness = lab(colour_map("cividis"), "common")[:, 0]
    assert np.all(np.diff(lightness) > -0.5)  # bytes round; the map itself is monotonic
    assert lightness[0] < 15
    assert lightness[-1] > 90


def test_cet_d1_is_lightest_in_the_middle_and_even_at_its_ends() -> None:
    lightness = lab(colour_map("cet-d1"), "common")[:, 0]
    assert abs(int(lightness.argmax()) - 127.5) < 5  # flat there, and bytes round
    assert abs(lightness[0] - lightness[-1]) < 3
