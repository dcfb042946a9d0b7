"""How far a numerical gradient can be trusted: measured beside every whole check."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.difference import difference
from gradviz.checking.engines.entries import Entries
from gradviz.checking.expected import SURE, ExpectedError, suspects
from gradviz.checking.experiment import Experiment
from gradviz.checking.kinks import Slopes, near_theta_steps
from gradviz.checking.measuring import model_steps
from gradviz.checking.noise import Noise
from gradviz.checking.second_opinion.nearest import nearest_opinion_steps
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.subject import Built
from gradviz.checking.suggestion import Suggestion, suggestion_steps, trial_steps
from gradviz.checking.taylor import TaylorTest, taylor_steps
from gradviz.network.layout import Array


@dataclass(frozen=True, eq=False)
class Trust:
    """What tells numerical error from a wrong gradient.

    Attributes
    ----------
    noise
        The rounding noise of J.
    expected
        The error to expect of each entry of gradapprox.
    slopes
        The one-sided slopes of the entries that move an exact zero; None if there are none.
    suggestion
        The epsilon at which truncation and rounding balance, tried out; None where J is not
        finite.
    at_tenth
        The numerical gradient at a tenth of epsilon, shape (size,), NaN where it was not taken;
        None if the difference is not above the threshold, numerical error explains every entry, or
        the second opinion is known of all.
    error_near_theta
        |grad - gradapprox| near theta of the entries that move several exact zeros, shape
        (size,), 0 where it is no more than numerical error; None if there are none.
    opinion
        The second opinion on grad; None if there is none.
    taylor
        The Taylor remainder test of grad; None where J or grad is not finite.
    """

    noise: Noise
    expected: ExpectedError
    slopes: Slopes | None
    suggestion: Suggestion | None
    at_tenth: Array | None
    error_near_theta: Array | None
    opinion: Opinion | None = None
    taylor: TaylorTest | None = None


def trust_steps(
    experiment: Experiment, subject: Built, entries: Entries, grad: Array
) -> Generator[None, None, Trust]:
    """Measure how far the numerical gradient of a whole check can be trusted, step by step.

    What does not depend on epsilon or on the gradient to be checked is measured once of a network
    and kept.
    """
    settings = experiment.check
    model = yield from model_steps(subject, experiment)
    expected = yield from model.expected_steps(settings.epsilon, settings.scheme, entries, grad)
    yield
    suggestion = at_tenth = taylor = None
    if np.isfinite(subject.cost) and np.isfinite(grad).all():
        suggestion = yield from suggestion_steps(subject, experiment, model, grad)
        taylor = yield from taylor_steps(subject, model, grad)
    nearby = None
    # With exact zeros it takes more than kinks to tell which entries are explained.
    is_unexplained = model.slopes is not None or _is_unexplained(entries, grad, expected)
    if is_unexplained and difference(grad, entries.gradapprox) > settings.threshold:
        if model.opinion is None or not model.opinion.known.all():
            at_tenth = yield from trial_steps(subject, experiment, settings.epsilon / 10)
        if model.slopes is not None:
            unclear = model.slopes.moves & ~model.slopes.is_single & (grad != entries.gradapprox)
            places = np.flatnonzero(unclear)[: model.most_slopes]
            with np.errstate(over="ignore"):
                allowance = SURE * (model.slopes.expected + model.backward)
            nearby = yield from near_theta_steps(subject, places, allowance)
    yield
    opinion = model.opinion
    if opinion is not None:
        opinion = yield from nearest_opinion_steps(opinion, subject, grad)
    return Trust(model.noise, expected, model.slopes, suggestion, at_tenth, nearby, opinion, taylor)


def _is_unexplained(entries: Entries, grad: Array, expected: ExpectedError) -> bool:
    """Return whether an entry that is not at a kink may differ by more than numerical error."""
    with np.errstate(invalid="ignore", over="ignore"):
        errors = np.abs(grad - entries.gradapprox)
    return bool((suspects(errors, expected.total) & ~entries.kinks).any())
