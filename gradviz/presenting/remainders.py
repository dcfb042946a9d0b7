"""The remainders of the Taylor test as curves to be drawn, with the slopes that they may have."""

from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.taylor import TaylorTest
from gradviz.network.layout import Array
from gradviz.network.numbers import number, rough
from gradviz.presenting.words import count

BELOW = 0.4  # of the lowest remainder: on it, a guide would be hidden
SLOPES = {2: "slope 2: right", 1: "slope 1: wrong"}


@dataclass(frozen=True, eq=False)
class Remainders:
    """Curves over h, all of the same length.

    Attributes
    ----------
    steps
        h, descending, shape (n,).
    telling
        The remainders that the order may be taken of, NaN elsewhere, shape (directions, n).
    others
        Those that are noise or beyond a kink, NaN elsewhere and where exactly 0, of the same shape.
    guides
        By its slope, a line that begins below the shortest step that tells; NaN if none does,
        shape (n,).
    """

    steps: Array = field(repr=False)
    telling: Array = field(repr=False)
    others: Array = field(repr=False)
    guides: dict[int, Array] = field(repr=False)


def remainders_of(taylor: TaylorTest) -> Remainders:
    """Return what is drawn of a Taylor remainder test."""
    telling = np.where(taylor.usable, taylor.remainders, np.nan)
    others = np.where(taylor.usable | (taylor.remainders == 0), np.nan, taylor.remainders)
    places = np.flatnonzero(taylor.usable.any(axis=0))
    steps, guides = taylor.steps, {slope: np.full(taylor.steps.size, np.nan) for slope in SLOPES}
    if places.size:
        last = places[-1]
        level = BELOW * float(np.nanmin(telling[:, last]))
        for slope, guide in guides.items():
            with np.errstate(over="ignore"):  # next to the end of the range
                line = level * (steps[: last + 1] / steps[last]) ** slope
            guide[: last + 1] = np.where(np.isfinite(line), line, np.nan)
    return Remainders(steps, telling, others, guides)


def order_name(taylor: TaylorTest) -> str:
    """Return the observed order in a few characters."""
    order = taylor.order
    return "Taylor: no order" if order is None else f"Taylor: order {order:.2f}"


def order_title(taylor: TaylorTest) -> str:
    """Return the observed order, as the title of a plot."""
    order = taylor.order
    return "Taylor remainder: no order" if order is None else f"Taylor remainder: order {order:.2f}"


def order_words(taylor: TaylorTest) -> str:
    """Return which order is observed along how many directions, without a full stop."""
    order = taylor.order
    along = f"remainder test along {count(len(taylor.remainders), 'random direction')}"
    if order is None:
        return f"{along}: no step tells, J is a straight line or noise there"
    return f"{along}: order {order:.2f}, of a right gradient 2"


def remainders_words(taylor: TaylorTest) -> str:
    """Return the same as sentences, with the first and the last remainder that tell."""
    words = order_words(taylor)
    sentences = [f"{words[0].upper()}{words[1:]}."]
    for place, (values, usable) in enumerate(
        zip(taylor.remainders, taylor.usable, strict=True), start=1
    ):
        places = np.flatnonzero(usable)
        if places.size:
            ends = (
                f"{rough(float(values[each]))} at h = {number(float(taylor.steps[each]), 2)}"
                for each in (places[0], places[-1])
            )
            sentences.append(f"Direction {place}: remainder {' and '.join(ends)}.")
    return " ".join(sentences)
