"""One parameter over epsilon, followed by the textbook's own passes."""

from collections.abc import Generator

import numpy as np

from gradviz.checking.blas import blas_limit
from gradviz.checking.curves import EntryCurve
from gradviz.checking.experiment import Experiment
from gradviz.checking.measuring import model_steps
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.sweep import sweep_epsilons
from gradviz.network.layout import Array


def entry_curve_steps(
    experiment: Experiment, index: int, epsilons: Array | None = None
) -> Generator[None, None, EntryCurve]:
    """Follow one parameter over epsilon, step by step, by the textbook's own passes.

    Parameters
    ----------
    experiment
        The network and its backward pass.
    index
        The parameter's place in theta.
    epsilons
        The steps, descending; those of `sweep_epsilons` if None.
    """
    with blas_limit(experiment.subject):
        steps = sweep_epsilons() if epsilons is None else epsilons
        return (yield from _entry_steps(experiment, index, steps))


def _entry_steps(
    experiment: Experiment, index: int, steps: Array
) -> Generator[None, None, EntryCurve]:
    subject = experiment.subject.build()
    grad, _ = subject.gradients()
    model = yield from model_steps(subject, experiment)
    scheme = experiment.check.scheme
    plus, minus = (np.full(steps.size, subject.cost) for _ in range(2))
    signs = ((plus, 1), (minus, -1)) if scheme == "central" else ((plus, 1),)
    for start in range(0, steps.size, subject.chunk):
        part = slice(start, start + subject.chunk)
        for costs, sign in signs:
            thetas = np.repeat(subject.theta[np.newaxis], steps[part].size, axis=0)
            thetas[:, index] += (sign * steps[part]).astype(thetas.dtype)
            costs[part] = subject.run(thetas)[0]
            yield
    divisor = 2 * steps if scheme == "central" else steps
    with np.errstate(all="ignore"):
        gradapprox = (plus - minus) / divisor
    rounding, truncation = model.of_entry(index, steps, scheme, gradapprox, float(grad[index]))
    return EntryCurve(
        index=index,
        epsilons=steps,
        plus=plus,
        minus=minus,
        gradapprox=gradapprox,
        grad=float(grad[index]),
        rounding=rounding,
        truncation=truncation,
        opinion_error=_opinion_error(model.opinion, grad, index),
    )


def _opinion_error(opinion: Opinion | None, grad: Array, index: int) -> float | None:
    if opinion is None or not opinion.known[index]:
        return None
    return float(opinion.distance(grad)[index])
