"""A sweep over epsilon as one JSON object, which other programs read."""

from typing import Any

import numpy as np

from gradviz.checking.curves import Curve, SweepResult
from gradviz.presenting.sweep_words import comparison_name
from gradviz.reporting.as_json import object_text
from gradviz.reporting.subject_fields import cost_fields, edited_fields


def sweep_json(sweep: SweepResult, compared: SweepResult | None = None) -> str:
    """Return a sweep as one JSON object.

    The curve of the experiment's own scheme stands at the top level, those of both schemes under
    ``schemes``. Numbers that are NaN or infinite are null, with a ``problem`` beside them.

    Parameters
    ----------
    sweep
        The sweep.
    compared
        Another one to be shown with it, under ``compare``.
    """
    fields = _fields(sweep)
    if compared is not None:
        name = comparison_name(sweep.experiment, compared.experiment)
        fields["compare"] = {"name": name, **_fields(compared)}
    return object_text(fields, indent=None)


def _fields(sweep: SweepResult) -> dict[str, Any]:
    experiment = sweep.experiment
    settings = experiment.check
    return {
        "scheme": settings.scheme,
        "epsilon": settings.epsilon,
        "threshold": settings.threshold,
        "dtype": experiment.subject.dtype,
        **cost_fields(experiment),
        "parameters": experiment.subject.layout.size,
        "seconds": sweep.seconds,
        **edited_fields(experiment),
        **({"computed": sweep.done} if sweep.is_partial else {}),
        **({"sample": True} if sweep.is_sample else {}),
        **_curve(sweep.curve, sweep.problem),
        **_opinion(sweep),
        "schemes": {
            curve.scheme: _curve(curve, sweep.problem) for curve in (sweep.central, sweep.forward)
        },
    }


def _opinion(sweep: SweepResult) -> dict[str, Any]:
    apart = sweep.opinion_difference
    return {} if apart is None else {"second_opinion": {"difference": apart}}


def _curve(curve: Curve, problem: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "best_epsilon": curve.best_epsilon,
        "epsilons": curve.epsilons.tolist(),
        "differences": curve.differences.tolist(),
        "noise_floor": curve.noise_floor.tolist(),
        "truncation": curve.truncation.tolist(),
        "crossed": curve.crossed.tolist(),
        "arrays": {name: values.tolist() for name, values in curve.arrays.items()},
    }
    problem = problem or _not_finite(curve)
    return fields | ({"problem": problem} if problem else {})


def _not_finite(curve: Curve) -> str | None:
    """Return which series hold a null, or None."""
    series = {
        "differences": curve.differences,
        "noise_floor": curve.noise_floor,
        "truncation": curve.truncation,
        **{f"arrays.{name}": values for name, values in curve.arrays.items()},
    }
    found = [name for name, values in series.items() if not np.isfinite(values).all()]
    return f"A value is not finite in {', '.join(found)}." if found else None
