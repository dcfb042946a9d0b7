"""The epsilon at which truncation and rounding balance, tried out."""

from collections.abc import Generator, MutableMapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from gradviz.checking.difference import difference
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.error_model import ErrorModel
from gradviz.checking.estimate import estimate
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import Subject
from gradviz.network.layout import Array
from gradviz.network.network import Network

TRIES = 6  # epsilons that are tried, each a tenth of the one before
GETS_BETTER = 0.5  # times the difference before: less than that is worth another try
TRIAL_SECONDS = 0.03  # of one of them; of a large network a sample has to do


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


# Another bug, the same numerical gradient: by engine, scheme and epsilon.
_tried: WeakKeyDictionary[Network, dict[tuple[str, str, float], Entries]] = WeakKeyDictionary()


def suggestion_steps(
    subject: Subject, experiment: Experiment, model: ErrorModel, grad: Array
) -> Generator[None, None, Suggestion]:
    """Find the epsilon to take, step by step, and try it out.

    It is the power of ten with the least numerical error to expect. If the difference there is
    above the threshold, smaller ones are tried as long as entries step over kinks, or that helps;
    one is suggested in place of another if the difference there is at most half as large.
    """
    scheme = experiment.check.scheme
    found: list[Suggestion] = []
    epsilon = model.best_epsilons[scheme]
    while len(found) < TRIES:
        entries = yield from _known_trial(subject, experiment, epsilon)
        done = entries.computed
        apart = difference(grad[done], entries.gradapprox[done])
        crossed, count = int(np.count_nonzero(entries.kinks)), int(np.count_nonzero(done))
        found.append(Suggestion(epsilon, apart, crossed, count, entries.gradapprox))
        is_better = len(found) < 2 or not apart > GETS_BETTER * found[-2].difference
        if apart <= experiment.check.threshold or not (crossed or is_better):
            break
        epsilon = float(f"{epsilon / 10:.0e}")
    best = found[0]
    for each in found[1:]:
        if not each.difference > GETS_BETTER * best.difference:
            best = each
    return best


def trial_steps(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Array]:
    """Return the numerical gradient at an epsilon, shape (size,), NaN where it was not taken."""
    return (yield from _trial(subject, experiment, epsilon)).gradapprox


def _known_trial(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Entries]:
    """Return the numerical gradient at an epsilon that is tried again and again, and kept."""
    place = (chosen_engine(experiment), experiment.check.scheme, epsilon)
    known: MutableMapping[tuple[str, str, float], Entries] = {}
    if subject.network is not None:
        known = _tried.setdefault(subject.network, {})
    if place not in known:
        known[place] = yield from _trial(subject, experiment, epsilon)
    return known[place]


def _trial(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Entries]:
    """Take the numerical gradient at an epsilon, or a sample of it."""
    scheme, engine = experiment.check.scheme, chosen_engine(experiment)
    seconds = estimate(experiment.network, scheme, engine).seconds
    request = Request.of_all(subject.layout, epsilon, scheme)
    request = request.sampled(subject.layout, min(1.0, TRIAL_SECONDS / seconds))
    entries = Entries.empty(subject.theta.size)
    for _ in ENGINES[engine](subject, request, entries):
        yield
    return entries
