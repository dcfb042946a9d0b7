"""How far a numerical gradient can be trusted: measured beside every whole check."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.engines.entries import Entries
from gradviz.checking.error_model import ErrorModel, model_steps
from gradviz.checking.expected import ExpectedError
from gradviz.checking.experiment import Experiment
from gradviz.checking.kinks import SLOPE_STEPS, Slopes, entries_at_zero, one_sided
from gradviz.checking.noise import Noise
from gradviz.checking.subject import Subject
from gradviz.checking.suggestion import Suggestion, suggestion_steps
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
    """

    noise: Noise
    expected: ExpectedError
    slopes: Slopes | None
    suggestion: Suggestion | None


def trust_steps(
    experiment: Experiment, subject: Subject, entries: Entries, grad: Array
) -> Generator[None, None, Trust]:
    """Measure how far the numerical gradient of a whole check can be trusted, step by step.

    What does not depend on epsilon or on the gradient to be checked is measured once of a network
    and kept.
    """
    settings = experiment.check
    model = yield from model_steps(subject, experiment)
    expected = model.expected(settings.epsilon, settings.scheme, entries, grad)
    slopes = _slopes(experiment, subject, entries, model)
    yield
    suggestion = None
    if np.isfinite(subject.cost) and np.isfinite(grad).all():
        suggestion = yield from suggestion_steps(subject, experiment, model, grad)
    return Trust(model.noise, expected, slopes, suggestion)


def _slopes(
    experiment: Experiment, subject: Subject, entries: Entries, model: ErrorModel
) -> Slopes | None:
    network = subject.network
    if network is None or not network.exact_zeros:
        return None
    settings = experiment.check
    step = min(settings.epsilon, SLOPE_STEPS[subject.theta.dtype])
    places = np.flatnonzero(entries_at_zero(network))
    left, right = one_sided(subject, entries, places, settings.epsilon, settings.scheme, step)
    expected = model.of_slope(step)
    return Slopes(left, right, step, expected)
