"""The epsilon at which truncation and rounding balance, tried out."""

from collections.abc import Generator, MutableMapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from gradviz.checking.difference import difference
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.error_model import ErrorModel
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import TRIAL_SECONDS
from gradviz.checking.forecast.engines import Run, share_within
from gradviz.checking.subject import Subject
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.numbers import rounded

TRIES = 6  # epsilons that are tried, each a tenth of the one before
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


Place = tuple[str, str, float]  # engine, scheme and epsilon

# Another bug, the same numerical gradient. Of those that are suggested there are few; of others,
# which follow a slider, the last one is kept.
_tried: WeakKeyDictionary[Network, dict[Place, Entries]] = WeakKeyDictionary()
_last: WeakKeyDictionary[Network, tuple[Place, Array]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class _Found:
    """The last suggestion of a network, and what it rests on."""

    grad: Array
    model: ErrorModel
    settings: tuple[str, str, float]  # engine, scheme and threshold
    suggestion: Suggestion


_found: WeakKeyDictionary[Network, _Found] = WeakKeyDictionary()


def suggestion_steps(
    subject: Subject, experiment: Experiment, model: ErrorModel, grad: Array
) -> Generator[None, None, Suggestion]:
    """Find the epsilon to take, step by step, and try it out.

    It is the power of ten with the least numerical error to expect. If the difference there is
    above the threshold, smaller ones are tried as long as entries step over kinks, or that helps;
    one is suggested in place of another if the difference there is at most half as large.
    """
    network, check = subject.network, experiment.check
    settings = (chosen_engine(experiment), check.scheme, check.threshold)
    if network is None or grad.flags.writeable:  # nothing tells that it is the same
        return (yield from _tried_out(subject, experiment, model, grad))
    last = _found.get(network)
    if not (last and last.grad is grad and last.model is model and last.settings == settings):
        suggestion = yield from _tried_out(subject, experiment, model, grad)
        last = _found[network] = _Found(grad, model, settings, suggestion)
    return last.suggestion


def _tried_out(
    subject: Subject, experiment: Experiment, model: ErrorModel, grad: Array
) -> Generator[None, None, Suggestion]:
    found: list[Suggestion] = []
    epsilon = model.best_epsilons[experiment.check.scheme]
    while len(found) < TRIES:
        entries = yield from _known_trial(subject, experiment, epsilon)
        done = entries.computed
        apart = difference(grad[done], entries.gradapprox[done])
        crossed, count = int(np.count_nonzero(entries.kinks)), int(np.count_nonzero(done))
        found.append(Suggestion(epsilon, apart, crossed, count, entries.gradapprox))
        is_better = len(found) < 2 or not apart > GETS_BETTER * found[-2].difference
        if apart <= experiment.check.threshold or not (crossed or is_better):
            break
        epsilon = rounded(epsilon / 10, 1)
    best = found[0]
    for each in found[1:]:
        if not each.difference > GETS_BETTER * best.difference:
            best = each
    return best


def trial_steps(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Array]:
    """Return the numerical gradient at an epsilon, shape (size,), NaN where it was not taken."""
    place = (chosen_engine(experiment), experiment.check.scheme, epsilon)
    last = None if subject.network is None else _last.get(subject.network)
    if last is not None and last[0] == place:
        return last[1]
    found = (yield from _trial(subject, experiment, epsilon)).gradapprox
    if subject.network is not None:
        found.flags.writeable = False
        _last[subject.network] = (place, found)
    return found


def _known_trial(
    subject: Subject, experiment: Experiment, epsilon: float
) -> Generator[None, None, Entries]:
    """Return the numerical gradient at an epsilon that is tried again and again, and kept."""
    place = (chosen_engine(experiment), experiment.check.scheme, epsilon)
    known: MutableMapping[Place, Entries] = {}
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
    share = share_within(experiment.network, Run(engine, scheme, epsilon), TRIAL_SECONDS)
    request = Request.of_all(subject.layout, epsilon, scheme)
    if share < 1:
        request = request.sampled(subject.layout, share)
    entries = Entries.empty(subject.theta.size)
    for _ in ENGINES[engine](subject, request, entries):
        yield
    return entries
