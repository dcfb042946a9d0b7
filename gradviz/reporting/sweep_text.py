"""A sweep over epsilon as a text to read."""

from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.checking.curves import Curve, SweepResult
from gradviz.network.numbers import SHORT, exact, number, rough
from gradviz.presenting.remainders import order_words
from gradviz.presenting.sweep_words import (
    MEANINGS,
    Region,
    best_place,
    best_words,
    comparison_name,
    other_curve,
    place_of,
    regions,
    sentences,
)
from gradviz.presenting.words import cost_words, count, duration, experiment_words
from gradviz.reporting.sweep_characters import KEPT, character_plot, legend
from gradviz.reporting.terminal import Style, table
from gradviz.subjects.network import edits_of

MOST_ROWS = 32  # of the table; more epsilons than that are shown a decade at a time


def sweep_text(
    sweep: SweepResult, style: Style | None = None, compared: SweepResult | None = None
) -> str:
    """Return the report on a sweep: what is to be seen, a plot, and a table.

    Parameters
    ----------
    sweep
        The sweep.
    style
        How the text is set; the plot is left out where the width is too small for it.
    compared
        Another sweep over the same epsilons, whose differences get a column.
    """
    style = style or Style()
    parts = [
        _head(sweep, style, compared),
        _plot(sweep, style, compared),
        _table(sweep, style, compared),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(sweep: SweepResult, style: Style, compared: SweepResult | None) -> str:
    first, *rest = sentences(sweep)
    lines = [style.paint(line, "bold") for line in style.paragraph(first, "", "  ").splitlines()]
    lines += [style.paragraph(each, "  ") for each in rest]
    if compared is not None:
        name = comparison_name(sweep.experiment, compared.experiment)
        threshold = compared.experiment.check.threshold
        words = f"Beside it, {name}: {_lower(best_words(compared.curve, threshold))}."
        lines.append(style.paragraph(words, "  "))
    lines += ["", *(style.paragraph(each, "  ", "    ") for each in _facts(sweep))]
    return "\n".join(lines)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _facts(sweep: SweepResult) -> Iterator[str]:
    experiment = sweep.experiment
    yield experiment_words(experiment)
    yield (
        f"{cost_words(experiment)}, "
        f"{experiment.check.scheme} differences; {count(sweep.done, 'epsilon')} with both schemes "
        f"in {duration(sweep.seconds)}"
    )
    if sweep.taylor is not None:
        yield f"Taylor {order_words(sweep.taylor)}"
    for edit in edits_of(experiment):
        yield f"replaced line: {edit}"


def _plot(sweep: SweepResult, style: Style, compared: SweepResult | None) -> str:
    compared_name = (
        None if compared is None else comparison_name(sweep.experiment, compared.experiment)
    )
    plot = character_plot(sweep, style.width, [] if compared is None else [compared.curve])
    if not plot:
        return ""
    title = style.paint("The difference over epsilon", "bold")
    below = style.paragraph(legend(sweep, compared_name), "  ").replace(KEPT, " ")
    return f"{title}\n{plot}\n{style.paint(below, 'muted')}"


def _table(sweep: SweepResult, style: Style, compared: SweepResult | None) -> str:
    own, other = sweep.curve, other_curve(sweep)
    compared_curves = [] if compared is None else [compared.curve]
    names = [comparison_name(sweep.experiment, each.experiment) for each in [compared] if each]
    header = ("epsilon", own.scheme, "", other.scheme, *names, "noise floor", "truncation", "", "")
    places = _places(sweep)
    epsilons = _distinct([float(own.epsilons[place]) for place in places])
    rows = [
        (epsilon, *_row(sweep, place, [other, *compared_curves]))
        for epsilon, place in zip(epsilons, places, strict=True)
    ]
    text = table(header, _left(rows), style, drop=("truncation", "noise floor", other.scheme))
    lines = text.splitlines()
    for place, row in enumerate(rows, start=1):
        lines[place] = style.paint(lines[place], "bold") if row[-1] else lines[place]
    title = style.paint(_title(sweep, places), "bold")
    return "\n".join([title, *lines, *_notes(sweep, places, style)])


def _title(sweep: SweepResult, places: Sequence[int]) -> str:
    all_of_them = sweep.curve.epsilons.size
    if len(places) == all_of_them:
        return count(all_of_them, "epsilon")
    return f"{len(places)} of {all_of_them} epsilons (--csv FILE writes all)"


def _distinct(values: Sequence[float]) -> list[str]:
    """Return different numbers as different texts, with as few digits as that takes."""
    for digits in range(3, 17):
        texts = [number(each, digits) for each in values]
        if len(set(texts)) == len(set(values)):
            return texts
    return [exact(each) for each in values]


def _row(sweep: SweepResult, place: int, others: Sequence[Curve]) -> tuple[str, ...]:
    own = sweep.curve
    return (
        number(float(own.differences[place]), SHORT),
        ">" if own.differences[place] > sweep.experiment.check.threshold else "",
        *(number(float(each.differences[place]), SHORT) for each in others),
        rough(own.noise_floor[place]),
        rough(own.truncation[place]),
        str(regions(own)[place]),
        _mark(sweep, place),
    )


def _mark(sweep: SweepResult, place: int) -> str:
    own = sweep.curve
    marks = {"best": best_place(own), "present": place_of(own, sweep.experiment.check.epsilon)}
    return " and ".join(name for name, marked in marks.items() if marked == place)


def _left(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows whose two last columns, which are words, begin below one another."""
    widths = [max(len(row[column]) for row in rows) for column in (-2, -1)]
    return [(*row[:-2], row[-2].ljust(widths[0]), row[-1].ljust(widths[1])) for row in rows]


def _places(sweep: SweepResult) -> list[int]:
    """Return which epsilons the table shows: all if they are few, else those of whole decades."""
    curve = sweep.curve
    if curve.epsilons.size <= MOST_ROWS:
        return list(range(curve.epsilons.size))
    logs = np.log10(curve.epsilons)
    decades = set(np.flatnonzero(np.abs(logs - np.rint(logs)) < 1e-6).tolist())
    if len(decades) < 3:
        decades = set(np.linspace(0, logs.size - 1, 15).astype(int).tolist())
    marked = best_place(curve), place_of(curve, sweep.experiment.check.epsilon)
    return sorted(decades | {place for place in marked if place is not None})


def _notes(sweep: SweepResult, places: Sequence[int], style: Style) -> Iterator[str]:
    found = regions(sweep.curve)
    threshold = exact(sweep.experiment.check.threshold)
    notes = [f"> greater than the threshold {threshold}"]
    shown = {found[place] for place in places}
    notes += [f"{region}: {MEANINGS[region]}" for region in Region if region in shown]
    for note in notes:
        yield style.paint(style.paragraph(note, "  ", "    "), "muted")
