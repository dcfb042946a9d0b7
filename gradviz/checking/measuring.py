"""The error model of a subject, measured: once of a network, whatever is checked of it."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.error_model import ErrorModel
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import BENDING_SECONDS
from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.of_subject import nominal_seconds, share_within
from gradviz.checking.forecast.tries import SLOPES_SECONDS
from gradviz.checking.kept import Kept
from gradviz.checking.kinks import slopes_steps
from gradviz.checking.noise import noise_steps
from gradviz.checking.second_opinion.opinion import opinion_steps
from gradviz.checking.subject import Built, Layered
from gradviz.checking.taylor_terms import taylor_bending_steps
from gradviz.checking.truncation import bending_steps
from gradviz.network.layout import Array

# Another epsilon or another bug, the same J: by the engine that measured.
_models: Kept[ErrorModel] = Kept(most=len(ENGINES))


def model_steps(subject: Built, experiment: Experiment) -> Generator[None, None, ErrorModel]:
    """Measure the error model of a subject's J step by step, or take the one that is known.

    Of a large network a sample of the parameters tells how J bends.
    """
    engine = chosen_engine(experiment)
    known = _models.get(subject, engine)
    if known is not None:
        return known
    noise = yield from noise_steps(subject)
    if isinstance(subject, Layered):
        bending = yield from taylor_bending_steps(subject.network)
    else:

        def share(step: float) -> float:
            run = Run(engine, "central", step)
            return share_within(experiment.subject, run, BENDING_SECONDS)

        bending = yield from bending_steps(subject, ENGINES[engine], share)
    opinion = yield from opinion_steps(subject)
    yield
    model = ErrorModel(
        theta=subject.theta,
        cost=subject.cost,
        noise=noise,
        bending=bending,
        resolution=subject.resolution,
        backward=np.zeros(subject.theta.size) if opinion is None else _or_zero(opinion.error),
        scales=subject.scales,
        opinion=opinion,
    )
    if isinstance(subject, Layered) and subject.exact_zeros:
        one_entry = nominal_seconds(experiment.subject, Run("loop")) / subject.theta.size
        most = int(SLOPES_SECONDS / (2 * one_entry))  # each is taken at two steps
        taken = yield from slopes_steps(subject, subject.network, most, model.of_slope)
        model = replace(model, slopes=taken, most_slopes=most)
    return _models.put(subject, model, engine)


def _or_zero(errors: Array) -> Array:
    """Return errors, those that are not known as 0."""
    return errors if np.isfinite(errors).all() else np.nan_to_num(errors)
