"""A sweep over epsilon as a picture: the curves on log-log axes, and each array's own, as SVG."""

import math
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from gradviz.checking.curves import Curve, SweepResult
from gradviz.network.layout import Array
from gradviz.network.numbers import SHORT, exact, number, rough
from gradviz.presenting.sweep_words import (
    Region,
    best_place,
    boundary,
    comparison_name,
    is_level,
    is_unexplained,
    other_curve,
    place_of,
    regions,
    sentences,
    stays_near,
)
from gradviz.presenting.words import cost_words, experiment_words
from gradviz.reporting.paper import Paper, paper
from gradviz.reporting.svg import document, label, rect
from gradviz.reporting.sweep_chart import (
    Axes,
    Series,
    curve,
    decades,
    grid,
    level,
    mark,
    upright,
)
from gradviz.reporting.taylor_picture import TAYLOR_HEIGHT, taylor_chart
from gradviz.subjects.network import edits_of

WIDTH, MARGIN = 1280, 32
LINE, LETTERS = 21, 150
PLOT_X, PLOT_WIDTH, PLOT_HEIGHT = 92, 880, 440
LEGEND_X = 1004
TAYLOR_X = LEGEND_X + 46
BAND = 26  # the strip above the plot that names the regions
SMALL_HEIGHT, SMALL_GAP = 132, 58

# Okabe and Ito's colours, which the colour-blind tell apart; each curve has a mark of its own too.
OWN, OTHER, COMPARED = "#0072b2", "#d55e00", "#008a66"
OPINION = "#8a4a9e"
ROUNDING, TRUNCATION, KINKS = "#fbf1e3", "#e9f1fa", "#cc79a7"
KINK_STRIP = 6
NONE = np.zeros(0)
LETTER = 7.6  # the width of one, of size 13


def sweep_svg(sweep: SweepResult, compared: SweepResult | None = None) -> str:
    """Return the picture of a sweep as SVG.

    Parameters
    ----------
    sweep
        The sweep.
    compared
        Another one, whose curve is drawn with it.
    """
    colours = paper()
    head, y = _head(sweep, colours)
    shown = _series(sweep, compared, colours)
    axes = _axes(sweep, shown, y + BAND + 8)
    parts = [
        *head,
        *_band(axes, sweep.curve, colours),
        *_plot(axes, sweep, shown, colours),
        *_legend(axes, sweep, shown, colours),
        *taylor_chart(sweep.taylor, TAYLOR_X, axes.y + axes.height - TAYLOR_HEIGHT, colours),
    ]
    y = axes.y + axes.height + 130
    parts += _arrays(y, sweep, compared, colours)
    title = next(iter(sentences(sweep)))
    return document(WIDTH, y + SMALL_HEIGHT + 52, title, colours.background, parts)


def _head(sweep: SweepResult, colours: Paper) -> tuple[list[str], float]:
    """Return what is to be seen and what was swept, and where they end."""
    first, *rest = sentences(sweep)
    parts, y = [], 46.0
    for line in textwrap.wrap(first, 90):
        parts.append(label(MARGIN, y, line, 22, colours.ink, bold=True))
        y += 30
    for line, ink in [*((each, colours.ink) for each in rest), (_facts(sweep), colours.muted)]:
        for part in textwrap.wrap(line, LETTERS):
            parts.append(label(MARGIN, y, part, 14, ink))
            y += LINE
    return parts, y


def _facts(sweep: SweepResult) -> str:
    experiment, lines = sweep.experiment, edits_of(sweep.experiment)
    edits = "; replaced: " + ", ".join(map(str, lines)) if lines else ""
    return f"{experiment_words(experiment)}; {cost_words(experiment)}{edits}"


def _series(sweep: SweepResult, compared: SweepResult | None, colours: Paper) -> list[Series]:
    """Return the curves, the most important one last, which is drawn over the others."""
    own, other = sweep.curve, other_curve(sweep)
    grey = colours.muted
    floor = f"rounding expected, {own.scheme}"
    apart = sweep.opinion_difference
    level_of = np.full(own.epsilons.size, math.nan if apart is None else apart)
    # Its line may lie far below the plot, so the legend says the value.
    name = "second opinion" if apart is None else f"second opinion {rough(apart)}"
    opinion = [Series(name, own.epsilons, level_of, OPINION, 1.6, "6 2 2 2")]
    shown = [
        *(opinion if apart is not None else []),
        Series(floor, own.epsilons, own.noise_floor, grey, 1.5, "7 5"),
        Series(
            f"truncation expected, {own.scheme}", own.epsilons, own.truncation, grey, 1.5, "2 4"
        ),
        Series(
            f"{other.scheme} differences",
            other.epsilons,
            other.differences,
            OTHER,
            1.6,
            "",
            "square",
            best_note(other),
        ),
    ]
    if compared is not None:
        name = comparison_name(sweep.experiment, compared.experiment)
        compared_curve = compared.curve
        values, note = compared_curve.differences, best_note(compared_curve)
        shown.append(
            Series(name, compared_curve.epsilons, values, COMPARED, 2, "", "diamond", note)
        )
    name = f"{own.scheme} differences"
    note = best_note(own)
    return [*shown, Series(name, own.epsilons, own.differences, OWN, 2.4, "", "circle", note)]


def _axes(sweep: SweepResult, shown: list[Series], y: float) -> Axes:
    left, right = decades([sweep.curve.epsilons])
    low, high = decades([*(each.values for each in shown if each.mark), _threshold(sweep)])
    return Axes(PLOT_X, y, PLOT_WIDTH, PLOT_HEIGHT, left, right, low, high)


def _threshold(sweep: SweepResult) -> Array:
    """Return the threshold, and less, so that its line is not the lowest."""
    return sweep.experiment.check.threshold * np.array([0.1, 1.0])


def _band(axes: Axes, own: Curve, colours: Paper) -> Iterator[str]:
    """Return the regions: a tint of the plot, and a strip above it that names them."""
    middle = axes.x + axes.width * _rounding_share(axes, own)
    for left, right, tint, names in (
        (
            axes.x,
            middle,
            ROUNDING,
            ("← rounding: J+ and J- share most of their digits", "← rounding"),
        ),
        (
            middle,
            axes.x + axes.width,
            TRUNCATION,
            ("truncation: the cost bends within a step →", "truncation →"),
        ),
    ):
        top = axes.y - BAND
        yield rect(left, top, right - left, axes.height + BAND, f'fill="{tint}"')
        words = next((each for each in names if LETTER * len(each) < right - left), "")
        yield label((left + right) / 2, top + 18, words, 13, colours.ink, anchor="middle")
    yield from _kinks(axes, own)


def _kinks(axes: Axes, own: Curve) -> Iterator[str]:
    """Return a strip along the top wherever entries step over a kink."""
    half = axes.width / max(own.epsilons.size - 1, 1) / 2
    pairs = zip(own.epsilons, regions(own), strict=True)
    for is_kink, group in groupby(pairs, key=lambda pair: pair[1] is Region.KINKS):
        if is_kink:
            places = [axes.across(float(epsilon)) for epsilon, _ in group]
            left, right = max(min(places) - half, axes.x), max(places) + half
            right = min(right, axes.x + axes.width)
            yield rect(left, axes.y, right - left, KINK_STRIP, f'fill="{KINKS}"')


def _rounding_share(axes: Axes, own: Curve) -> float:
    """Return how much of the width rounding has."""
    between = boundary(own)
    if between is not None:
        return (axes.across(between) - axes.x) / axes.width
    return 0.0 if np.nansum(own.truncation) > np.nansum(own.noise_floor) else 1.0


def _plot(axes: Axes, sweep: SweepResult, shown: list[Series], colours: Paper) -> Iterator[str]:
    settings = sweep.experiment.check
    yield from grid(axes, colours)
    yield label(axes.x - 8, axes.y - 9, "difference", 12, colours.muted, anchor="end")
    below = axes.y + axes.height
    yield label(axes.x + axes.width + 26, below + 18, "epsilon", 12, colours.muted)
    yield from level(axes, settings.threshold, colours.threshold, 2)
    best = best_place(sweep.curve)
    if best is not None:
        epsilon = float(sweep.curve.epsilons[best])
        words = f"best epsilon {_at(sweep, epsilon)}"
        yield from _pointer(axes, epsilon, 40, words, OWN)
    words = f"present epsilon {_at(sweep, settings.epsilon)}"
    yield from _pointer(axes, settings.epsilon, 64, words, colours.ink)
    for series in shown:
        yield from curve(axes, series)
    if best is not None:
        x, y = axes.across(epsilon), axes.up(float(sweep.curve.differences[best]))
        yield mark(x, y, "circle", 7, OWN, hollow=True)


def _at(sweep: SweepResult, epsilon: float) -> str:
    """Return an epsilon and how its difference stands to the threshold, if it was swept."""
    place = place_of(sweep.curve, epsilon)
    if place is None:
        return number(epsilon, 3)
    difference, threshold = float(sweep.curve.differences[place]), sweep.experiment.check.threshold
    if math.isnan(difference):
        return f"{number(epsilon, 3)}: not a number"
    sign = ">" if difference > threshold else "≤"
    return f"{number(epsilon, 3)}: {number(difference, SHORT)} {sign} {exact(threshold)}"


def _pointer(axes: Axes, epsilon: float, below: float, words: str, colour: str) -> Iterator[str]:
    """Return a line at an epsilon, with words below the axis."""
    if not axes.has(epsilon):
        return
    x, y = axes.across(epsilon), axes.y + axes.height + below
    yield from upright(axes, epsilon, colour, "5 4")
    yield mark(x, y, "triangle", 5, colour)
    left = x < axes.x + axes.width / 2
    anchor = "start" if left else "end"
    yield label(x + (12 if left else -12), y + 6, words, 13, colour, anchor=anchor, bold=True)


def _legend(axes: Axes, sweep: SweepResult, shown: list[Series], colours: Paper) -> Iterator[str]:
    y = axes.y - BAND + 18
    threshold = sweep.experiment.check.threshold
    line = Series(f"threshold {exact(threshold)}", NONE, NONE, colours.threshold)
    for series in (*reversed(shown), line):
        yield from _sample(LEGEND_X, y - 5, series)
        yield label(LEGEND_X + 46, y, series.name, 13, colours.ink, bold=bool(series.mark))
        if series.mark:
            y += LINE - 3
            yield label(LEGEND_X + 46, y, series.note, 12, colours.muted)
        y += LINE + 5
    if Region.KINKS in regions(sweep.curve):
        yield rect(LEGEND_X, y - 8, 34, KINK_STRIP, f'fill="{KINKS}"')
        yield label(LEGEND_X + 46, y, "entries step over a kink", 13, colours.ink)


def best_note(own: Curve) -> str:
    """Return the best difference of a curve, or what it stays near, in a few words."""
    near, place = stays_near(own), best_place(own)
    if math.isnan(near):
        return "not a number"
    if place is None:
        return f"stays near {number(near, 3)}"
    return f"best: {number(near, 3)} at {number(float(own.epsilons[place]), 3)}"


def _array_note(own: Curve, name: str) -> str:
    """Return the same for an array; whether there is a best epsilon is known from all entries."""
    alone = replace(own, differences=own.arrays[name])
    near, epsilon = stays_near(alone), alone.best_epsilon
    if epsilon is None:
        return "not a number"
    is_near = is_unexplained(own) and is_level(alone)
    return f"near {number(near, 3)}" if is_near else f"{number(near, 3)} at {number(epsilon, 3)}"


def _sample(x: float, y: float, series: Series) -> Iterator[str]:
    flat = Axes(x, y - 10, 34, 20, 0, 2, -1, 1)
    middle = replace(series, epsilons=np.array([1.0, 100.0]), values=np.ones(2), mark="")
    yield from curve(flat, middle)
    if series.mark:
        hollow = series.mark == "square"
        yield mark(x + 17, y, series.mark, 1.4 * series.width, series.colour, hollow=hollow)


def _arrays(
    y: float, sweep: SweepResult, compared: SweepResult | None, colours: Paper
) -> Iterator[str]:
    """Return a small plot for each array, all on the same axes."""
    own, compared_curve = sweep.curve, None if compared is None else compared.curve
    curves = [each for each in (compared_curve, own) if each is not None]
    low, high = decades([*(v for each in curves for v in each.arrays.values()), _threshold(sweep)])
    left, right = decades([own.epsilons])
    names = list(own.arrays)
    width = (WIDTH - 2 * MARGIN - len(names) * SMALL_GAP) / len(names)
    yield label(MARGIN, y - 32, "Each array alone", 14, colours.ink, bold=True)
    for place, name in enumerate(names):
        x = MARGIN + SMALL_GAP + place * (width + SMALL_GAP)
        axes = Axes(x, y, width, SMALL_HEIGHT, left, right, low, high)
        yield label(x, y - 9, name, 13, colours.ink, bold=True)
        small = Series(name, own.epsilons, own.arrays[name], OWN, 1.8)
        yield label(x + width, y - 9, _array_note(own, name), 10, colours.muted, anchor="end")
        yield from grid(axes, colours, 10)
        yield from level(axes, sweep.experiment.check.threshold, colours.threshold, 1.5)
        yield from upright(axes, sweep.experiment.check.epsilon, colours.ink, "4 3")
        if compared_curve is not None and name in compared_curve.arrays:
            yield from curve(
                axes,
                Series("", compared_curve.epsilons, compared_curve.arrays[name], COMPARED, 1.5),
            )
        yield from curve(axes, small)
