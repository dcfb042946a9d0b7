"""One entry of a check as the exercise writes it: five steps, then the three of the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np

from gradviz.checking.result import CheckResult
from gradviz.network.numbers import EXACT, aligned, exact, number
from gradviz.presenting.cause import cause_sentence
from gradviz.presenting.opinion import entry_opinion
from gradviz.presenting.parameter_names import parameter_name
from gradviz.subjects.network import given_of

NOT_YET = "not computed yet"
SINGLE_DIGITS = 9  # significant digits that tell any two float32 apart
GRADIENT_DIGITS = 10  # of gradapprox and what follows from it: more is noise at any epsilon
STEP_TOLERANCE = 1e-3  # how far the step really taken may be off before it is worth a word


@dataclass(frozen=True)
class Step:
    """One line: ``name = formula = value``; the formula may be empty."""

    name: str
    formula: str
    value: str


@dataclass(frozen=True)
class EntrySteps:
    """What there is to say of one entry.

    Attributes
    ----------
    approximation
        Groups of steps that lead to gradapprox; the values of a group are aligned.
    comparison
        Groups of steps that compare grad with it.
    notes
        Sentences on what is remarkable.
    why
        What explains the difference, in a sentence; empty where nothing does yet.
    """

    approximation: tuple[tuple[Step, ...], ...]
    comparison: tuple[tuple[Step, ...], ...]
    notes: tuple[str, ...]
    why: str = ""


def entry_steps(result: CheckResult, index: int) -> EntrySteps:
    """Return the steps for one entry of theta, with the numbers in."""
    moved = _moved(result, index)
    if not result.computed[index]:
        pending = _group((name, formula, NOT_YET) for name, formula in _costs(result))
        approximation = (moved, pending, _group([("gradapprox", "", NOT_YET)]))
        grad = _group([("grad", _grad_source(result, index), exact(result.grad[index]))])
        return EntrySteps(approximation, (grad,), _step_notes(result, index))
    approximation = (moved, _cost_steps(result, index), _gradapprox_step(result, index))
    opinion = entry_opinion(result, index)
    notes = (*_step_notes(result, index), *_difference_notes(result, index))
    notes = notes if opinion is None else (opinion, *notes)
    why = cause_sentence(result, index)
    return EntrySteps(approximation, _comparison(result, index), notes, why)


def inline(groups: Sequence[Sequence[Step]]) -> str:
    """Return one line a step, the equals signs of a group one under the other."""
    return "\n".join(line for group in groups for line in _inline(group))


def stacked(groups: Sequence[Sequence[Step]]) -> str:
    """Return the formulas of each group above its values, for a narrow place."""
    return "\n\n".join("\n".join(_stacked(group)) for group in groups)


def fitted(groups: Sequence[Sequence[Step]], characters: int) -> str:
    """Return one line a step, but the formulas above the values in a group that is wider.

    Parameters
    ----------
    groups
        The steps.
    characters
        How many fit in a line.
    """
    return "\n".join(line for group in groups for line in _fitted(group, characters))


def _fitted(group: Sequence[Step], characters: int) -> list[str]:
    lines = _inline(group)
    return lines if max(map(len, lines)) <= characters else _stacked(group)


def _inline(group: Sequence[Step]) -> list[str]:
    names = max(len(step.name) for step in group)
    formulas = max(len(step.formula) for step in group)
    lines = []
    for step in group:
        formula = f"= {step.formula:<{formulas}} " if step.formula else " " * (formulas + 3)
        lines.append(f"{step.name:<{names}} {formula if formulas else ''}= {step.value}")
    return lines


def _stacked(group: Sequence[Step]) -> list[str]:
    names = max(len(step.name) for step in group)
    if len(group) == 1 and group[0].formula:
        step = group[0]
        values = [" " * names + f" = {part}" for part in step.value.split(" = ")]
        return [f"{step.name} = {step.formula}", *values]
    formulas = [f"{step.name:<{names}} = {step.formula}" for step in group if step.formula]
    values = [f"{step.name:<{names}} = {step.value}" for step in group]
    return [*formulas, *(f"  {line}" if formulas else line for line in values)]


def _group(steps: Any) -> tuple[Step, ...]:
    return tuple(Step(*step) for step in steps)


def _digits(result: CheckResult) -> int:
    return SINGLE_DIGITS if result.experiment.subject.dtype == "float32" else EXACT


def _thetas(result: CheckResult, index: int) -> tuple[float, float, float]:
    """Return theta, theta+ and theta- as the engines round them, in the dtype of theta."""
    theta = result.theta[index : index + 1]
    epsilon = result.experiment.check.epsilon
    minus = theta if result.experiment.check.scheme == "forward" else theta - epsilon
    return float(theta[0]), float((theta + epsilon)[0]), float(minus[0])


def _moved(result: CheckResult, index: int) -> tuple[Step, ...]:
    forward = result.experiment.check.scheme == "forward"
    texts = aligned(_thetas(result, index), _digits(result))
    steps = [("theta", "", texts[0]), ("theta+", "theta + epsilon", texts[1])]
    if not forward:
        steps.append(("theta-", "theta - epsilon", texts[2]))
    epsilon = " " * (len(texts[0]) - len(texts[0].lstrip())) + _epsilon(result)
    return _group([("epsilon", "", epsilon), *steps])


def _epsilon(result: CheckResult) -> str:
    return exact(result.experiment.check.epsilon)


def _costs(result: CheckResult) -> list[tuple[str, str]]:
    if result.experiment.check.scheme == "forward":
        return [("J+", "J(theta+)"), ("J", "J(theta)")]
    return [("J+", "J(theta+)"), ("J-", "J(theta-)")]


def _cost_steps(result: CheckResult, index: int) -> tuple[Step, ...]:
    plus, minus = float(result.entries.plus[index]), float(result.entries.minus[index])
    with np.errstate(invalid="ignore"):
        gap = float(result.entries.plus[index] - result.entries.minus[index])
    texts = aligned([plus, minus, gap], _digits(result))
    (first, first_formula), (second, second_formula) = _costs(result)
    steps = [
        (first, first_formula, texts[0]),
        (second, second_formula, texts[1]),
        (f"{first} - {second}", "", texts[2]),
    ]
    return _group(steps)


def _gradapprox_step(result: CheckResult, index: int) -> tuple[Step, ...]:
    (first, _), (second, _) = _costs(result)
    settings = result.experiment.check
    central = settings.scheme == "central"
    divisor = 2 * settings.epsilon if central else settings.epsilon
    with np.errstate(invalid="ignore"):
        gap = number(result.entries.plus[index] - result.entries.minus[index])
    formula = f"({first} - {second}) / " + ("(2 * epsilon)" if central else "epsilon")
    value = number(result.gradapprox[index], GRADIENT_DIGITS)
    return _group([("gradapprox", formula, f"{gap} / {exact(divisor)} = {value}")])


def _grad_source(result: CheckResult, index: int) -> str:
    given = given_of(result.experiment)
    name = f"d{parameter_name(result.layout, index)}"
    if given is not None and given.has_gradients:
        return f"{name} as given"  # by a file whose name, however long, the verdict strip says
    return name


def _comparison(result: CheckResult, index: int) -> tuple[tuple[Step, ...], ...]:
    grad, gradapprox = float(result.grad[index]), float(result.gradapprox[index])
    numerator, denominator = abs(grad - gradapprox), abs(grad) + abs(gradapprox)
    difference = numerator / denominator if denominator else numerator
    texts = aligned([grad, gradapprox], GRADIENT_DIGITS)
    values = [("grad", _grad_source(result, index), texts[0]), ("gradapprox", "", texts[1])]
    norms = [
        ("numerator", "|grad - gradapprox|", number(numerator)),
        ("denominator", "|grad| + |gradapprox|", number(denominator)),
        ("difference", "numerator / denominator", number(difference)),
    ]
    if gradapprox:
        ratio = number(grad / gradapprox, GRADIENT_DIGITS)
        norms.append(("ratio", "grad / gradapprox", ratio))
    return _group(values), _group(norms)


def _step_notes(result: CheckResult, index: int) -> tuple[str, ...]:
    theta, plus, minus = _thetas(result, index)
    settings = result.experiment.check
    dtype = result.experiment.subject.dtype
    if plus == theta or (minus == theta and settings.scheme == "central"):
        return (f"epsilon is lost: {dtype} has no number between theta and theta + epsilon.",)
    asked = 2 * settings.epsilon if settings.scheme == "central" else settings.epsilon
    taken = plus - minus
    if abs(taken / asked - 1) > STEP_TOLERANCE:
        return (
            f"{dtype} rounds theta+ and theta-: the step really taken is {number(taken)}, and "
            f"{exact(asked)} is what the exercise divides by.",
        )
    return ()


def _difference_notes(result: CheckResult, index: int) -> tuple[str, ...]:
    grad, gradapprox = float(result.grad[index]), float(result.gradapprox[index])
    if not (np.isfinite(grad) and np.isfinite(gradapprox)):
        return ()
    notes = []
    if result.wrong_entries[index]:
        notes.append("✗ It is known to be wrong.")
    if grad == gradapprox != 0:
        notes.append("grad and gradapprox are exactly equal.")
    notes += _cancelled(result, index)
    return tuple(notes)


def _cancelled(result: CheckResult, index: int) -> list[str]:
    digits = _digits(result)
    (first, _), (second, _) = _costs(result)
    plus, minus = float(result.entries.plus[index]), float(result.entries.minus[index])
    if plus == minus:
        return [f"{first} and {second} are the same number: all their digits cancel."]
    lost = floor(log10(max(abs(plus), abs(minus)) / abs(plus - minus)))
    return [f"{lost} of {digits} digits of {first} and {second} cancel."] if lost > 0 else []
