"""What a sweep over epsilon says, in words."""

import math
from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from gradviz.checking.curves import Curve, SweepResult
from gradviz.checking.expected import MARGIN
from gradviz.checking.experiment import Experiment
from gradviz.network.numbers import SHORT, compared, exact, number
from gradviz.presenting.words import count
from gradviz.subjects.network import NetworkSubject, checks_given


class Region(StrEnum):
    """What explains the difference at an epsilon."""

    TRUNCATION = "truncation"
    ROUNDING = "rounding"
    KINKS = "kinks"
    NEITHER = "neither"
    UNKNOWN = "unknown"
    NOT_FINITE = "not finite"


MEANINGS = {
    Region.TRUNCATION: "epsilon is so large that the cost bends within a step",
    Region.ROUNDING: "epsilon is so small that J+ and J- have few digits of their own",
    Region.KINKS: "some entries step over a kink and mix two slopes",
    Region.NEITHER: "more than truncation and rounding explain",
    Region.UNKNOWN: "the error to expect could not be measured",
    Region.NOT_FINITE: "a value is not finite",
}

_CAUSES = {
    Region.TRUNCATION: "truncation; a smaller epsilon has less of it",
    Region.ROUNDING: "rounding; a larger epsilon has less of it",
    Region.KINKS: "entries that step over a kink; a smaller epsilon steps over fewer",
    Region.NEITHER: "more than truncation and rounding explain",
    Region.UNKNOWN: "the error to expect could not be measured",
}
_ABOUT = 10.0  # times one difference, another is still near to it
_REASONS = {
    Region.TRUNCATION: "where the numerical error is smallest, truncation still explains it",
    Region.ROUNDING: "where the numerical error is smallest, rounding still explains it",
    Region.KINKS: "entries at a kink mix two slopes, and the backward pass may be right",
    Region.NEITHER: "neither truncation nor rounding explains it, so look at the backward pass",
    Region.UNKNOWN: "the error to expect could not be measured",
    Region.NOT_FINITE: "values are not finite",
}
_OF_GIVEN = (
    "neither truncation nor rounding of J explains it; the check (gradviz check) tells whether "
    "the gradients are wrong, or right for another cost, activation or precision"
)


def regions(curve: Curve) -> list[Region]:
    """Return what explains the difference at each epsilon of a curve."""
    columns = (curve.differences, curve.noise_floor, curve.truncation, curve.crossed)
    return [_region(*map(float, each)) for each in zip(*columns, strict=True)]


def _region(difference: float, noise_floor: float, truncation: float, crossed: float) -> Region:
    if not math.isfinite(difference):
        return Region.NOT_FINITE
    if math.isnan(noise_floor + truncation):
        return Region.UNKNOWN
    if difference > MARGIN * (noise_floor + truncation):
        return Region.KINKS if crossed else Region.NEITHER
    return Region.TRUNCATION if truncation > noise_floor else Region.ROUNDING


def boundary(curve: Curve) -> float | None:
    """Return the epsilon where the expected truncation falls to the noise floor, or None."""
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.log10(curve.truncation) - np.log10(curve.noise_floor)
    excess = np.where(np.isnan(excess), 0.0, np.clip(excess, -99, 99))
    logs = np.log10(curve.epsilons)
    for place in range(excess.size - 1):
        above, below = float(excess[place]), float(excess[place + 1])
        if above > 0 >= below:
            share = above / (above - below)
            return float(10 ** (logs[place] + share * (logs[place + 1] - logs[place])))
    return None


def other_curve(sweep: SweepResult) -> Curve:
    """Return the curve of the scheme that is not the experiment's."""
    return sweep.forward if sweep.curve is sweep.central else sweep.central


def best_place(curve: Curve) -> int | None:
    """Return which of a curve's epsilons is the best one, or None if there is none.

    Where more than numerical error explains the difference, no epsilon is better than another.
    """
    return None if is_unexplained(curve) else _least_place(curve)


def is_unexplained(curve: Curve) -> bool:
    """Return whether numerical error does not explain the difference where it is smallest."""
    return _telling_region(curve) in (Region.NEITHER, Region.KINKS)


def stays_near(curve: Curve) -> float:
    """Return the difference that epsilon does not change much; NaN if there is none."""
    place = _least_place(curve)
    return math.nan if place is None else float(curve.differences[place])


def _least_place(curve: Curve) -> int | None:
    return None if curve.best_epsilon is None else place_of(curve, curve.best_epsilon)


def place_of(curve: Curve, epsilon: float) -> int | None:
    """Return which of a curve's epsilons is this one, or None."""
    if not curve.epsilons.size:
        return None
    place = int(np.argmin(np.abs(np.log(curve.epsilons / epsilon))))
    return place if math.isclose(curve.epsilons[place], epsilon, rel_tol=1e-6) else None


def relation(difference: float, threshold: float) -> str:
    """Return how a difference stands to the threshold."""
    if math.isnan(difference):
        return "not a number"
    over = "greater than" if difference > threshold else "not greater than"
    written, _ = compared(difference, threshold, SHORT)
    return f"{written}, {over} the threshold {exact(threshold)}"


def sentences(sweep: SweepResult) -> Iterator[str]:
    """Return what is to be seen, the most important first."""
    curve, settings = sweep.curve, sweep.experiment.check
    if sweep.is_partial:
        yield f"{_so_far(sweep)}."
        if place_of(curve, settings.epsilon) is not None:
            yield f"{present_words(sweep)}."
    elif stays_near(curve) > settings.threshold:
        yield f"No epsilon brings the difference under the threshold: {_reason(sweep)}."
        yield f"{best_words(curve, settings.threshold)}."
        yield f"{present_words(sweep)}."
    else:
        yield f"{best_words(curve, settings.threshold)}."
        yield f"{present_words(sweep)}."
        yield from _at_present(sweep)
    if sweep.is_sample:
        yield "Each difference is that of a sample of the parameters."
    if sweep.problem:
        yield sweep.problem


def _so_far(sweep: SweepResult) -> str:
    """Return what a part of a sweep shows, which is no conclusion yet."""
    curve, threshold = sweep.curve, sweep.experiment.check.threshold
    words = f"So far, {sweep.done:,} of {count(sweep.total, 'epsilon')}"
    known = curve.differences[np.isfinite(curve.differences)]
    if not known.size:
        return f"{words}: no difference that is a number"
    place = best_place(curve)
    if place is None or curve.differences[place] > threshold:
        low, high = float(known.min()), float(known.max())
        return f"{words}: differences from {number(low, SHORT)} to {number(high, SHORT)}"
    epsilon = number(float(curve.epsilons[place]), 3)
    difference = number(float(curve.differences[place]), SHORT)
    return f"{words}: best epsilon {epsilon}, difference {difference}"


def best_words(curve: Curve, threshold: float) -> str:
    """Return the best epsilon of a curve and the difference there."""
    near = stays_near(curve)
    if math.isnan(near):
        return "No epsilon gives a difference that is a number"
    place = best_place(curve)
    if place is None:
        where = "whatever epsilon is" if is_level(curve) else "wherever numerical error is small"
        return f"The difference stays near {relation(near, threshold)}, {where}"
    epsilon = number(float(curve.epsilons[place]), 3)
    return f"Best epsilon {epsilon}: difference {relation(near, threshold)}"


def is_level(curve: Curve) -> bool:
    """Return whether the difference is about the same at all epsilons."""
    known, near = curve.differences[np.isfinite(curve.differences)], stays_near(curve)
    return bool(((known <= _ABOUT * near) & (known >= near / _ABOUT)).all())


def present_words(sweep: SweepResult) -> str:
    """Return the present epsilon and, if it was swept, the difference there."""
    curve, settings = sweep.curve, sweep.experiment.check
    words = f"Present epsilon {exact(settings.epsilon)}"
    place = place_of(curve, settings.epsilon)
    if place is None:
        return f"{words}: not among the epsilons of the sweep"
    return f"{words}: difference {relation(float(curve.differences[place]), settings.threshold)}"


def _at_present(sweep: SweepResult) -> Iterator[str]:
    """Return what makes the difference too large at the present epsilon, if it is."""
    curve, settings = sweep.curve, sweep.experiment.check
    place = place_of(curve, settings.epsilon)
    if place is not None and curve.differences[place] > settings.threshold:
        cause = _CAUSES[regions(curve)[place]]
        yield f"What is over the threshold at the present epsilon: {cause}."


def _reason(sweep: SweepResult) -> str:
    """Return why the difference is over the threshold at every epsilon.

    A sweep does not ask whether another cost, activation or precision explains given gradients.
    """
    region = _telling_region(sweep.curve)
    if region is Region.NEITHER and checks_given(sweep.experiment):
        return _OF_GIVEN
    is_single = sweep.experiment.subject.dtype == "float32"
    if is_single and region in (Region.TRUNCATION, Region.ROUNDING):
        return f"{_REASONS[region]}; take float64"
    return _REASONS[region]


def _telling_region(curve: Curve) -> Region:
    """Return what explains the difference where the numerical error to expect is smallest."""
    known = np.isfinite(curve.differences)
    expected = np.where(known, curve.noise_floor + curve.truncation, np.nan)
    if np.isnan(expected).all():
        return Region.UNKNOWN if known.any() else Region.NOT_FINITE
    return regions(curve)[int(np.nanargmin(expected))]


def comparison_name(experiment: Experiment, other: Experiment) -> str:
    """Return a name for another experiment: by what differs from the first."""
    words = []
    one, another = experiment.subject, other.subject
    if not isinstance(one, NetworkSubject) or not isinstance(another, NetworkSubject):
        return another.title
    if another.network.cost != one.network.cost:
        words.append(f"{another.network.cost} cost")
    if another.network.dtype != one.network.dtype:
        words.append(another.network.dtype)
    if other.check.scheme != experiment.check.scheme:
        words.append(f"{other.check.scheme} differences")
    if (another.bugs, another.lines) != (one.bugs, one.lines):
        words.append("with bugs" if another.edits else "without bugs")
    return ", ".join(words) or "another network"
