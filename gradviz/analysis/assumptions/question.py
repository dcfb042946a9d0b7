"""What a check of given gradients assumes, questioned before a line is accused."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from gradviz.analysis.assumptions.activations import KNOWN
from gradviz.analysis.assumptions.constants import blur, digits
from gradviz.analysis.assumptions.fit import GRADIENTS, Case
from gradviz.analysis.assumptions.lines import said_of_lines
from gradviz.analysis.assumptions.model import Model, Point
from gradviz.analysis.assumptions.outputs import CROSS_ENTROPY, Scale
from gradviz.analysis.assumptions.search import RATE_UNIT, Found, Search
from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.experiment import Experiment
from gradviz.checking.precision import DOUBLE, Precision, precision_of
from gradviz.checking.steps import quietly
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import PARAMETER_NAMES, Array
from gradviz.network.numbers import number
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of

# How lambda may stand in c * W: with the mean or without, with the half of the cost or without.
FORMS = (1.0, 2.0, 0.5)


def assumptions_steps(
    experiment: Experiment, precision: Precision | None = None
) -> Generator[None, None, Assumed | None]:
    """Look for what explains given gradients better than what the check assumes, step by step.

    Parameters
    ----------
    experiment
        What is checked.
    precision
        How finely the gradients are known; None if that is to be read from their values.

    Returns
    -------
    Assumed or None
        What explains everything given down to rounding; None where what is assumed does, or
        nothing does, or the gradients are the built-in pass's own.
    """
    for case in cases(experiment, precision):
        given = network_of(experiment).given
        assert given is not None
        search = Search(case, given.lambd)
        if (yield from quietly(search.is_right())):
            return None
        found = yield from quietly(search.steps())
        if found is not None:
            return _assumed(found, case, experiment)
    return None


def _assumed(found: Found, case: Case, experiment: Experiment) -> Assumed | None:
    assumptions = tuple(_assumptions(found, case, experiment))
    if not assumptions:
        return None
    return Assumed(
        assumptions=assumptions,
        lines=said_of_lines(assumptions, tuple(case.given)),
        passing=_passing(assumptions, experiment),
    )


def cases(experiment: Experiment, precision: Precision | None = None) -> Iterator[Case]:
    """Yield what was given, if all is finite, for each precision it may have been computed in.

    Values that float16 holds may only have been kept in it: that is asked first, being sharper.
    """
    subject = network_of(experiment)
    given = subject.given
    if given is None or not given.has_gradients:
        return
    values = {n: given.arrays[n] for n in LINE_NAMES if n in given.arrays}
    if not all(np.isfinite(value).all() for value in values.values()):
        return
    activation = KNOWN[subject.network.activation]
    base = Model((activation, activation), CROSS_ENTROPY, Scale(_m(given), "m", is_cost=True))
    parameters = {name: given.arrays[name] for name in PARAMETER_NAMES}
    point = Point(given.arrays["X"], given.arrays["Y"], parameters)
    if precision is None:
        inputs = precision_of(_flat([point.x, *parameters.values()]))
        precision = precision_of(_flat(values[name] for name in GRADIENTS)).of_inputs(inputs)
    yield Case(point, values, base, DOUBLE.unit, partial(_kept, precision))
    if precision.unit > DOUBLE.unit:
        yield Case(point, values, base, precision.unit, partial(_kept, precision))


def _kept(precision: Precision, values: Array) -> Array:
    """Return how far it may move values that they were kept in a precision."""
    kept: Array = np.maximum(precision.rounding(values), precision.unit * np.abs(values))
    return kept


def _flat(arrays: Iterable[Array]) -> Array:
    joined: Array = np.concatenate([array.reshape(-1) for array in arrays])
    return joined


def _m(given: GivenArrays) -> int:
    return int(given.arrays["X"].shape[1])


def _assumptions(found: Found, case: Case, experiment: Experiment) -> Iterator[Assumption]:
    """Yield in what a pass differs from the one that is assumed."""
    subject = network_of(experiment)
    network, stated = subject.network, subject.stated
    model, base = found.model, case.base
    names = [each.name for each in model.activations]
    if names != [each.name for each in base.activations]:
        fits = names[0] if names[0] == names[1] else f"{names[0]} and {names[1]}"
        is_stated = "activation" in stated
        yield Assumption(What.ACTIVATION, fits, network.activation, is_stated=is_stated)
    if model.output.name != base.output.name:
        is_stated = "cost" in stated
        yield Assumption(
            What.COST, model.output.name, network.cost, is_stated=is_stated, at=("dZ3",)
        )
    if model.scale.divisor != base.scale.divisor:
        yield _of_scale(found, case, experiment)
    if found.decay.arrays:
        yield _of_decay(found, case, experiment)
    if found.order is not None:
        order, by_columns = found.order
        fits = ", ".join(order) + (", each by columns" if by_columns else "")
        yield Assumption(What.ORDER, fits, is_wrong=True)
    if found.whole is not None:
        yield Assumption(What.WHOLE, found.whole, is_wrong=True)
    if model.rate:
        text = digits(model.rate, case.unit)
        at = ("dA2", "dA1")
        yield Assumption(What.UPDATED, text, value=float(text), is_wrong=True, at=at)
    if found.keep_prob is not None:
        text = digits(found.keep_prob, case.unit)
        yield Assumption(What.DROPOUT, text, value=float(text))
    if found.stepped is not None:
        text = digits(found.stepped, max(case.unit, RATE_UNIT))
        yield Assumption(What.STEPPED, text, value=float(text))


def _of_scale(found: Found, case: Case, experiment: Experiment) -> Assumption:
    """Return what is said of another divisor than m.

    Of a sum in place of a mean, dZ3 as the exercise writes it is A3 - Y: where that was given, it
    is right, and 1/m is missing in the lines below it.
    """
    scale, m, subject = found.model.scale, case.point.m, network_of(experiment)
    is_mean_of_outputs = scale.is_cost and scale.divisor not in (1, m)
    if is_mean_of_outputs or (scale.divisor == 1 and not case.between):
        return Assumption(
            What.COST,
            "mean over outputs and examples" if is_mean_of_outputs else "sum",
            subject.network.cost,
            value=float(scale.divisor),
            factor=None if is_mean_of_outputs else float(m),
            is_stated="cost" in subject.stated,
            at=() if is_mean_of_outputs else GRADIENTS,
        )
    return Assumption(
        What.DIVISOR,
        scale.source,
        str(m),
        value=float(scale.divisor),
        factor=m / scale.divisor,
        is_wrong=True,
        at=GRADIENTS if found.factor == 1.0 else ("dZ3",),
    )


def _of_decay(found: Found, case: Case, experiment: Experiment) -> Assumption:
    """Return what is said of an L2 term; it was stated if the file says another lambda."""
    given, constant, m = network_of(experiment).given, found.decay.constant, case.point.m
    text, at = digits(constant * m, case.unit), found.decay.forgotten
    is_other = False
    if given is not None and given.lambd is not None:
        written = [form * given.lambd / by for form in FORMS for by in (m, 1)]
        near = blur(case.unit) * constant
        is_other = not any(abs(constant - each) <= near for each in written)
    said = number(given.lambd) if given and given.lambd else ""
    return Assumption(
        What.L2, text, said, value=float(text), is_stated=is_other, is_wrong=bool(at), at=at
    )


def _passing(assumptions: tuple[Assumption, ...], experiment: Experiment) -> Experiment | None:
    """Return the experiment that the gradients are right for, where a setting makes it."""
    (first, *others) = assumptions
    if others or first.what is not What.ACTIVATION or first.fits not in KNOWN:
        return None
    subject = network_of(experiment).with_network(activation=first.fits)
    stated = subject.stated | {"activation"}
    return replace(experiment, subject=replace(subject, stated=stated))
