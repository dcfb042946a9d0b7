"""Another activation that explains all of given gradients but what a mistake spoils."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from gradviz.analysis.assumptions.activations import KNOWN
from gradviz.analysis.assumptions.fit import Case, values_steps
from gradviz.analysis.assumptions.model import Model
from gradviz.analysis.assumptions.question import cases
from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.difference import norm
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.checking.precision import Precision
from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import quietly
from gradviz.network.layout import Array
from gradviz.subjects.network import network_of

# How near a line that is the pass's must be, up to a factor; where its values are known no better
# than to the last, two activations may be as near by accident.
SHARP, SHARP_UNITS, VAGUE = 1e-9, 30.0, 1e-4
ENOUGH = 4  # entries that fit: no accident


def other_activation_steps(
    experiment: Experiment, precision: Precision | None
) -> Generator[None, None, Experiment | None]:
    """Look for an activation of which more of what was given is right than of the assumed one.

    Parameters
    ----------
    experiment
        What is checked, and nothing explains all of it.
    precision
        How finely the gradients are known; None if that is to be read from their values.

    Returns
    -------
    Experiment or None
        The experiment with the activation that fits most, where that leaves no doubt.
    """
    every = list(cases(experiment, precision))
    if not every or _sharp(every[-1]) > VAGUE:
        return None
    case, assumed = every[-1], network_of(experiment).network.activation
    fitting = {}
    for name, activation in KNOWN.items():
        model = replace(case.base, activations=(activation, activation))
        fitting[name] = yield from quietly(_fitting_steps(model, case))
    best = max(fitting, key=lambda name: fitting[name])
    if fitting[best] < fitting[assumed] + ENOUGH:
        return None
    subject = network_of(experiment).with_network(activation=best)
    stated = subject.stated | {"activation"}
    return replace(experiment, subject=replace(subject, stated=stated))


def with_activation(result: CheckResult, other: CheckResult) -> CheckResult:
    """Return a check in which lines and entries are judged by another activation.

    Parameters
    ----------
    result
        The check with the activation that is assumed.
    other
        The check of the same with the activation that fits.
    """
    if other.assumed is not None or other.diagnosis is None:
        return result
    lines = {name: each.verdict for name, each in other.diagnosis.lines.items()}
    right = tuple(name for name, each in lines.items() if each is LineVerdict.RIGHT)
    if not right:
        return result
    subject = network_of(result.experiment)
    assumption = Assumption(
        What.ACTIVATION,
        network_of(other.experiment).network.activation,
        subject.network.activation,
        is_stated="activation" in subject.stated,
        right=right,
    )
    assumed = Assumed((assumption,), lines, other.experiment, wrong=other.wrong_entries)
    remedy = Remedy((Change.ACTIVATION,), other.experiment, other.verdict)
    return replace(result.under(assumed), remedy=remedy, diagnosis=other.diagnosis)


def _fitting_steps(model: Model, case: Case) -> Generator[None, None, int]:
    values = yield from values_steps(model, case)
    return sum(_fits(case.given[name], values[name], _sharp(case)) for name in case.given)


def _sharp(case: Case) -> float:
    return max(SHARP, SHARP_UNITS * case.unit)


def _fits(given: Array, value: Array, sharp: float) -> int:
    """Return how many entries of a line fit; up to a factor, which fits any one, one fewer."""
    square = float(np.vdot(value, value))
    if not square > 0 or not np.isfinite(square):
        return 0
    factor = float(np.vdot(value, given)) / square
    entries = int(np.count_nonzero(value))
    if norm(given - value) <= sharp * norm(given):
        return entries
    is_multiple = factor != 0 and norm(given - factor * value) <= sharp * norm(given)
    return entries - 1 if is_multiple else 0
