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

TRIES = 3  # epsilons that are tried where the first one steps over kinks
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
    above the threshold and entries step over kinks, smaller ones are tried; the one with the
    smallest difference is suggested.
    """
    scheme = experiment.check.scheme
    best = model.best_epsilons[scheme]
    found: list[Suggestion] = []
    for epsilon in (best, best / 10, best / 100)[:TRIES]:
        epsilon = float(f"{epsilon:.0e}")
        entries = yield from _trial(subject, experiment, epsilon)
        done = entries.computed
        apart = difference(grad[done], entries.gradapprox[done])
        crossed = int(np.count_nonzero(entries.kinks))
        count = int(np.count_nonzero(done))
        found.append(Suggestion(epsilon, apart, crossed, count, entries.gradapprox))
        if apart <= experiment.check.threshold or not crossed:
            break
    return min(found, key=lambda each: (np.isnan(each.difference), each.difference))


def _trial(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Entries]:
    """Return the numerical gradient at an epsilon, or a sample of it."""
    scheme = experiment.check.scheme
    engine = chosen_engine(experiment)
    known: MutableMapping[tuple[str, str, float], Entries] = {}
    if subject.network is not None:
        known = _tried.setdefault(subject.network, {})
    if (engine, scheme, epsilon) not in known:
        seconds = estimate(experiment.network, scheme, engine).seconds
        request = Request.of_all(subject.layout, epsilon, scheme)
        request = request.sampled(subject.layout, min(1.0, TRIAL_SECONDS / seconds))
        entries = Entries.empty(subject.theta.size)
        for _ in ENGINES[engine](subject, request, entries):
            yield
        known[engine, scheme, epsilon] = entries
    return known[engine, scheme, epsilon]
