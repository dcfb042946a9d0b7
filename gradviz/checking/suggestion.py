"""The epsilon at which truncation and rounding balance, tried out."""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.difference import difference
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.error_model import EPSILONS, ErrorModel
from gradviz.checking.expected import relative_size
from gradviz.checking.experiment import SMALLEST_STEP, Experiment
from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.of_subject import share_within
from gradviz.checking.forecast.tries import TRIAL_SECONDS
from gradviz.checking.kept import Kept
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.subject import Built
from gradviz.network.layout import Array, Indices
from gradviz.network.numbers import rounded

TRIES = 6  # epsilons that are tried, each a tenth of the one before
GOOD = 0.1  # times the threshold: an error of so much leaves the verdict to grad
MOST_KEPT = 2 * TRIES  # numerical gradients of a network, as arrays may be large
GETS_BETTER = 0.5  # times the difference before: less than that is worth another try


@dataclass(frozen=True)
class Suggestion:
    """An epsilon to take, and what a check at it finds.

    Attributes
    ----------
    epsilon
        A power of ten.
    difference
        The relative difference there.
    crossed
        How many entries step over a kink there.
    entries
        How many entries were tried: all, or a sample.
    gradapprox
        The numerical gradient there, shape (size,); NaN where it was not tried.
    """

    epsilon: float
    difference: float
    crossed: int
    entries: int
    gradapprox: Array = field(repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class _Sampled:
    """The numerical gradient where it was taken: of a large network that is little of it."""

    size: int
    places: Indices | slice  # all of them without an index each
    gradapprox: Array
    crossed: int

    @classmethod
    def of(cls, entries: Entries) -> "_Sampled":
        """Return what is to be kept of what an engine filled in."""
        is_whole = entries.computed.all()
        places = slice(None) if is_whole else np.flatnonzero(entries.computed)
        crossed = int(np.count_nonzero(entries.kinks))
        return cls(entries.computed.size, places, entries.gradapprox[places], crossed)

    def full(self) -> Array:
        """Return the numerical gradient, shape (size,), NaN where it was not taken."""
        if isinstance(self.places, slice):
            return self.gradapprox
        found = np.full(self.size, np.nan)
        found[self.places] = self.gradapprox
        return found


# Another bug, the same numerical gradient: by engine, scheme and epsilon. Of those that are
# suggested there are few; of others, which follow a slider, the last one is kept.
_tried: Kept[_Sampled] = Kept(MOST_KEPT)
_last: Kept[Array] = Kept()

_suggestions: Kept[Suggestion] = Kept()


def suggestion_steps(
    subject: Built, experiment: Experiment, model: ErrorModel, grad: Array
) -> Generator[None, None, Suggestion]:
    """Find the epsilon to take, step by step, and try it out.

    It is the power of ten with the least numerical error to expect. If the numerical gradient is
    off there, smaller ones are tried as long as entries step over kinks, or that helps, and larger
    ones; one is suggested in place of another if its error is at most half as large. What it is
    off by, the second opinion tells, whatever is wrong with grad.
    """
    check = experiment.check
    asked = grad, model, chosen_engine(experiment), check.scheme, check.threshold
    kept = _suggestions.get(subject, *asked)
    if kept is None:
        found = yield from _tried_out(subject, experiment, model, grad)
        kept = _suggestions.put(subject, found, *asked)
    return kept


def _tried_out(
    subject: Built, experiment: Experiment, model: ErrorModel, grad: Array
) -> Generator[None, None, Suggestion]:
    best = epsilon = yield from model.best_epsilon_steps(experiment.check.scheme)
    found = [(yield from _try(subject, experiment, model, grad, epsilon))]
    for factor in (10, 0.1):
        epsilon = best
        while len(found) < TRIES and not _is_good(found[-1], experiment):
            epsilon = rounded(epsilon / factor, 1)
            if not SMALLEST_STEP <= epsilon <= EPSILONS[0]:
                break
            found.append((yield from _try(subject, experiment, model, grad, epsilon)))
            last, before = found[-1], found[-2]
            if not (last.suggestion.crossed or last.error <= GETS_BETTER * before.error):
                break
        if model.opinion is None:
            break  # grad may be wrong at every epsilon
    chosen = found[0]
    for each in found[1:]:
        if not each.error > GETS_BETTER * chosen.error:
            chosen = each
    return chosen.suggestion


@dataclass(frozen=True)
class _Try:
    """An epsilon that was tried, and how far the numerical gradient is off there."""

    suggestion: Suggestion
    error: float


def _is_good(tried: _Try, experiment: Experiment) -> bool:
    return tried.error <= GOOD * experiment.check.threshold


def _try(
    subject: Built, experiment: Experiment, model: ErrorModel, grad: Array, epsilon: float
) -> Generator[None, None, _Try]:
    """Try an epsilon; its error is held against the second opinion, or grad where there is none."""
    sampled = yield from _known_trial(subject, experiment, epsilon)
    places, gradapprox = sampled.places, sampled.full()
    yield
    apart = difference(grad[places], sampled.gradapprox)
    yield
    suggestion = Suggestion(epsilon, apart, sampled.crossed, sampled.gradapprox.size, gradapprox)
    error = apart / GOOD if model.opinion is None else _off(model.opinion, sampled, gradapprox)
    return _Try(suggestion, error)


def _off(opinion: Opinion, sampled: _Sampled, gradapprox: Array) -> float:
    """Return by how much a numerical gradient is off, relative to the derivative; never NaN."""
    part = np.zeros(sampled.size, dtype=bool)
    part[sampled.places] = True
    part &= opinion.known
    found = relative_size(opinion.distance(gradapprox), opinion.value, gradapprox, part)
    return found if np.isfinite(found) else 1.0


def trial_steps(
    subject: Built, experiment: Experiment, epsilon: float
) -> Generator[None, None, Array]:
    """Return the numerical gradient at an epsilon, shape (size,), NaN where it was not taken."""
    place = chosen_engine(experiment), experiment.check.scheme, epsilon
    kept = _last.get(subject, *place)
    if kept is None:
        found = (yield from _trial(subject, experiment, epsilon)).gradapprox
        found.flags.writeable = False
        kept = _last.put(subject, found, *place)
    return kept


def _known_trial(
    subject: Built, experiment: Experiment, epsilon: float
) -> Generator[None, None, _Sampled]:
    """Return the numerical gradient at an epsilon that is tried again and again, and kept."""
    place = chosen_engine(experiment), experiment.check.scheme, epsilon
    kept = _tried.get(subject, *place)
    if kept is None:
        found = _Sampled.of((yield from _trial(subject, experiment, epsilon)))
        kept = _tried.put(subject, found, *place)
    return kept


def _trial(
    subject: Built, experiment: Experiment, epsilon: float
) -> Generator[None, None, Entries]:
    """Take the numerical gradient at an epsilon, or a sample of it."""
    scheme, engine = experiment.check.scheme, chosen_engine(experiment)
    share = share_within(experiment.subject, Run(engine, scheme, epsilon), TRIAL_SECONDS)
    request = Request.of_all(subject.layout, epsilon, scheme)
    if share < 1:
        request = request.sampled(subject.layout, share)
    yield
    entries = Entries.empty(subject.theta.size)
    yield
    for _ in ENGINES[engine](subject, request, entries):
        yield
    return entries
