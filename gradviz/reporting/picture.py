"""A check as a picture: the maps of |grad - gradapprox| on one colour bar, as SVG."""

import textwrap
from collections.abc import Iterator
from math import prod

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.numbers import SHORT, exact, number
from gradviz.presenting.colour_scale import palette_table, scale_for
from gradviz.presenting.hidden import array_sign, result_sign
from gradviz.presenting.map_views import (
    AT_KINK_LABEL,
    BELOW_NOISE_LABEL,
    NOT_COVERED_MEANING,
    WRONG_LABEL,
    MapView,
    computed_entries,
    entries_at_kink,
    map_values,
)
from gradviz.presenting.words import headline, network_words
from gradviz.reporting.map_picture import (
    Map,
    centred,
    chevron,
    cornered,
    draw_map,
    hatched,
    outline,
    special_sign,
)
from gradviz.reporting.paper import Paper, paper
from gradviz.reporting.svg import document, label, rect
from gradviz.subjects.network import NetworkSubject, edits_of

WIDTH, MARGIN = 1280, 32
LINE = 21  # between two lines of text
LETTERS = 150  # a line of the head at most
MOST_LINES = 6  # replaced lines that are shown
LARGEST_CELL = 48
MAP_HEIGHT = 336
NARROWEST_W, B_SLOT = 160, 128  # what the words above a map need
W_TO_B, B_TO_W = 32, 36
IN_A_ROW = 4  # maps of a subject without layers
HEADING = 3 * LINE + 12  # with the numbers of the columns

VIEW = MapView.ERROR


def check_svg(result: CheckResult) -> str:
    """Return the picture of a check as SVG."""
    colours = paper()
    head, y = _head(result, colours)
    maps = _maps(result, y + HEADING)
    parts = [*head]
    for shown, array in zip(maps, result.arrays, strict=True):
        parts += _heading(shown, array, result, colours)
        parts += draw_map(shown, scale_for(VIEW), colours)
    y = max(shown.y + shown.height for shown in maps) + 44
    parts += [*_colour_bar(y, colours), *_legend(y, colours)]
    return document(WIDTH, y + 76, headline(result), colours.background, parts)


def _head(result: CheckResult, colours: Paper) -> tuple[list[str], float]:
    """Return the verdict and what ran, and where they end."""
    verdict = result.verdict
    words = f"{result_sign(result)} {headline(result)}"
    parts = [label(MARGIN, 50, words, 24, colours.verdicts[verdict], bold=True)]
    y = 82.0
    for line in _head_lines(result):
        for part in textwrap.wrap(line, LETTERS):
            parts.append(label(MARGIN, y, part, 14, colours.ink))
            y += LINE
    return parts, y + 8


def _head_lines(result: CheckResult) -> Iterator[str]:
    experiment = result.experiment
    settings = experiment.check
    if result.problem:
        yield result.problem
    yield network_words(result)
    yield (
        f"J = {number(result.cost, 7)} ({_form(experiment)}{experiment.subject.dtype}); "
        f"{settings.scheme} differences, epsilon {exact(settings.epsilon)}"
    )
    edits = edits_of(experiment)
    for edit in edits[:MOST_LINES]:
        yield f"replaced line: {edit}"
    if len(edits) > MOST_LINES:
        yield f"… and {len(edits) - MOST_LINES} more"


def _form(experiment: Experiment) -> str:
    subject = experiment.subject
    return f"{subject.network.cost} form, " if isinstance(subject, NetworkSubject) else ""


def _maps(result: CheckResult, y: float) -> list[Map]:
    """Return the maps: of a network layer by layer, else so many in a row."""
    if isinstance(result.experiment.subject, NetworkSubject):
        return _by_layer(result, y)
    maps: list[Map] = []
    names = result.layout.names
    for start in range(0, len(names), IN_A_ROW):
        row = names[start : start + IN_A_ROW]
        maps += _in_a_row(result, row, y)
        y = max(each.y + each.height for each in maps) + HEADING + LINE
    return maps


def _in_a_row(result: CheckResult, names: tuple[str, ...], y: float) -> list[Map]:
    grids = [result.layout.grid(name) for name in names]
    room = WIDTH - 2 * MARGIN - B_TO_W * (len(names) - 1)
    maps, x = [], float(MARGIN)
    for name, (rows, columns) in zip(names, grids, strict=True):
        wide = min(LARGEST_CELL, room / len(names) / columns)
        high = min(LARGEST_CELL, MAP_HEIGHT / rows, max(24, 3 * wide))
        maps.append(_map(result, name, (x, y, wide * columns, high * rows)))
        x += room / len(names) + B_TO_W
    return maps


def _by_layer(result: CheckResult, y: float) -> list[Map]:
    names = result.layout.names
    widths = _weight_widths([result.layout.grid(name)[1] for name in names[::2]])
    maps, x = [], float(MARGIN)
    for weight, bias, room in zip(names[::2], names[1::2], widths, strict=True):
        rows, columns = result.layout.grid(weight)
        wide = min(LARGEST_CELL, room / columns)
        high = min(LARGEST_CELL, MAP_HEIGHT / rows, max(24, 3 * wide))
        maps.append(_map(result, weight, (x, y, wide * columns, high * rows)))
        beside = min(LARGEST_CELL, max(24, wide))
        maps.append(_map(result, bias, (x + room + W_TO_B, y, beside, high * rows)))
        x += room + W_TO_B + B_SLOT + B_TO_W
    return maps


def _map(result: CheckResult, name: str, place: tuple[float, float, float, float]) -> Map:
    masks = {
        "computed": computed_entries(result, VIEW),
        "failing": result.wrong_entries,
        "uncovered": result.uncovered,
        "below_noise": result.below_noise,
        "at_kink": entries_at_kink(result),
    }
    part, grid = result.layout.slices[name], result.layout.grid(name)
    x, y, width, height = place
    own = {mark: each[part].reshape(grid) for mark, each in masks.items()}
    values = map_values(result, VIEW)[part].reshape(grid)
    return Map(name, values, x, y, width, height, **own)


def _weight_widths(columns: list[int]) -> list[float]:
    """Share the width among the W: wider ones get more, none less than its words need."""
    room = WIDTH - 2 * MARGIN - len(columns) * (B_SLOT + W_TO_B + B_TO_W) + B_TO_W
    needs = [float(LARGEST_CELL * each) for each in columns]
    shares = [float(np.sqrt(each)) for each in columns]
    widths = [0.0] * len(columns)
    left = sum(shares)
    for place in sorted(range(len(columns)), key=lambda each: needs[each] / shares[each]):
        fair = max(NARROWEST_W, room * shares[place] / left)
        widths[place] = max(NARROWEST_W, min(needs[place], fair))
        room -= round(widths[place])
        left -= shares[place]
    return widths


def _heading(shown: Map, array: ArrayResult, result: CheckResult, colours: Paper) -> Iterator[str]:
    verdict = result.array_verdict(array)
    failing = int(np.count_nonzero(shown.failing & shown.computed))
    y = shown.y - HEADING + 14
    yield label(
        shown.x,
        y,
        f"{array.name} ({' x '.join(map(str, array.shape))})",
        14,
        colours.ink,
        bold=True,
    )
    words = f"{array_sign(result, array)} {number(array.difference, SHORT)}"
    yield label(shown.x, y + LINE - 2, words, 14, colours.verdicts[verdict])
    if failing:
        words = f"{failing:,} of {prod(array.shape):,} wrong"
        yield label(shown.x, y + 2 * (LINE - 2), words, 12, colours.muted)
    if shown.is_pooled:
        below = shown.y + shown.height + 20
        yield label(shown.x, below, "a dot is the worst of its block", 12, colours.muted)


def _colour_bar(y: float, colours: Paper) -> Iterator[str]:
    scale, width = scale_for(VIEW), 620
    table = palette_table(scale.palette)
    stops = [
        f'<stop offset="{place / 255:.4f}" stop-color="#{bytes(table[place, :3]).hex()}"/>'
        for place in range(0, 256, 15)
    ]
    yield f'<defs><linearGradient id="bar" x1="0" x2="1">{"".join(stops)}</linearGradient></defs>'
    yield label(MARGIN, y, VIEW.label, 13, colours.ink, bold=True)
    yield rect(MARGIN, y + 10, width, 16, f'fill="url(#bar)" stroke="{colours.muted}"')
    for position, words in scale.ticks():
        x = MARGIN + position * width
        yield rect(x - 0.5, y + 26, 1, 5, f'fill="{colours.muted}"')
        yield label(x, y + 44, words, 11, colours.ink, anchor="middle")


def _legend(y: float, colours: Paper) -> Iterator[str]:
    special, side = colours.special, 20
    entries = (
        (0.0, special.zero, VIEW.zero_label),
        (-1.0, special.not_computed, "not computed"),
        (np.nan, special.not_finite, "not finite"),
        (1.0, (255, 255, 255), WRONG_LABEL),
    )
    x = MARGIN + 680.0
    for value, (red, green, blue), words in entries:
        look = f'fill="#{red:02x}{green:02x}{blue:02x}" stroke="{colours.muted}"'
        yield rect(x, y + 8, side, side, look)
        kind, sign = special_sign(value)
        if kind == "not_computed":
            yield hatched(x, y + 8, side, side, colours.marks[kind], is_rising=True)
        elif kind:
            yield centred(x, y + 8, side, side, sign, 12, colours.marks[kind])
        else:
            yield from outline(x, y + 8, side, side, colours)
        yield label(x + side + 7, y + 23, words, 12, colours.ink)
        x += side + 34 + 7.5 * len(words)
    yield from _legend_of_marks(MARGIN + 680.0, y + 38, side, colours)


def _legend_of_marks(x: float, y: float, side: float, colours: Paper) -> Iterator[str]:
    """Return the legend of what is marked whatever its value."""
    low = palette_table(scale_for(VIEW).palette)[40, :3]
    for fill, words in (
        (low, BELOW_NOISE_LABEL),
        (low, AT_KINK_LABEL),
        (colours.special.uncovered, NOT_COVERED_MEANING),
    ):
        red, green, blue = (int(each) for each in fill)
        look = f'fill="#{red:02x}{green:02x}{blue:02x}" stroke="{colours.muted}"'
        yield rect(x, y, side, side, look)
        if words == NOT_COVERED_MEANING:
            yield hatched(x, y, side, side, colours.hatch)
        elif words == AT_KINK_LABEL:
            yield from chevron(x, y, side, side, "#ffffff", f"#{red:02x}{green:02x}{blue:02x}")
        else:
            yield cornered(x, y, side, side, "#ffffff")
        yield label(x + side + 7, y + 15, words, 12, colours.ink)
        x += side + 34 + 6.5 * len(words)
