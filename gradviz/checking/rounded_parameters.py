"""Whether given gradients belong to parameters with more digits than those that were given.

Parameters that were rounded on their way into a file, to float32 or to four decimals, are not those
that the gradients were computed from: a right gradient is then off by about the rounding times what
it changes with. Short parameters may as well be what was computed from. The lines that depend on
them tell: either some are right down to the rounding of what computed them, or none is and some are
right down to that of the parameters.
"""

from collections.abc import Generator, Mapping
from dataclasses import replace
from math import sqrt

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.expected import SURE
from gradviz.checking.parts import by_rows
from gradviz.checking.precision import Precision
from gradviz.checking.rules import READS, rule_steps
from gradviz.checking.second_opinion.rounding import line_rounding_steps
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array
from gradviz.network.network import Network

# Lines that read the forward pass, or W, beside what they read of the lines before them.
ON_FORWARD_PASS = {"dZ3", "dW3", "dA2", "dW2", "dA1"}
ON_SLOPES = {"dZ2", "dZ1"}  # ... where the activation is no piece of straight lines
# What is computed anew of every example is off by chance each time; a parameter is off by the same
# in all of them. Up to so many examples the allowance of a right pass, `SURE`, covers that.
ALIKE_EXAMPLES = 16
COARSEST = 0.01  # of a unit roundoff: of fewer digits nothing is concluded


def rounded_parameters_steps(
    precision: Precision, network: Network, values: Mapping[str, Array], parameters: Precision
) -> Generator[None, None, Precision]:
    """Find the precision of given gradients that may belong to parameters with more digits.

    Parameters
    ----------
    precision
        Of the gradients, by their own values.
    network
        With the parameters that were given.
    values
        The lines that were given.
    parameters
        The precision of the parameters, by their own values.

    Returns
    -------
    Precision
        `precision` where the parameters are as fine, or where a line is right for them as they
        are; else one with the unit roundoff of the parameters.
    """
    rounded = parameters_unit(parameters, network)
    is_of_digits = precision.is_short and not precision.is_float  # which `of_inputs` knows
    if is_of_digits or not precision.unit < rounded <= COARSEST:
        return precision
    rules = yield from rule_steps(network, values)
    read: dict[str, Array] = {}
    for name, value in values.items():
        read[name] = yield from by_rows(np.abs, value)
    floor = parameters.quantum / rounded
    sizes = yield from line_rounding_steps(network, {**rules, **values}, read, floor)
    telling = [name for name in _depending(network, values) if rules[name].any()]
    short = _of_parameters(precision, parameters, rounded)
    is_within_short = False
    for name in telling:
        with np.errstate(all="ignore"):
            off = np.abs(values[name] - rules[name])
        yield
        if _is_within(off, precision, sizes[name], values[name]):
            return precision
        yield
        is_within_short |= _is_within(off, short, sizes[name], values[name])
        yield
    return short if is_within_short else precision


def parameters_unit(parameters: Precision, network: Network) -> float:
    """Return the unit roundoff that makes of a pass what the rounding of its parameters does."""
    weights = [v for n, v in network.layout.to_arrays(network.theta).items() if n.startswith("W")]
    sizes = [norm(each) / sqrt(each.size) for each in weights if each.any()]
    of_decimals = parameters.quantum / min(sizes) if sizes else 0.0
    share = max(parameters.unit, parameters.kept, of_decimals)
    return share * sqrt(max(1.0, network.x.shape[1] / ALIKE_EXAMPLES))


def _of_parameters(precision: Precision, parameters: Precision, unit: float) -> Precision:
    where = "in" if parameters.is_float else "of"
    return replace(
        precision,
        name=f"parameters {where} {parameters.name}",
        unit=unit,
        is_of_parameters=True,
        floor=parameters.quantum / unit,
    )


def _depending(network: Network, values: Mapping[str, Array]) -> list[str]:
    """Return the given lines that depend on the parameters, whatever they read was given."""
    own = ON_FORWARD_PASS if network.has_kinks else ON_FORWARD_PASS | ON_SLOPES
    depending: set[str] = set()
    for name in LINE_NAMES:
        if name in own or any(each in depending and each not in values for each in READS[name]):
            depending.add(name)
    return [name for name in values if name in depending]


def _is_within(off: Array, precision: Precision, size: Array, value: Array) -> bool:
    """Return whether a line is as near to its rule as a precision allows."""
    with np.errstate(all="ignore"):
        allowed = SURE * (precision.unit * size + precision.rounding(value))
        return bool(np.all(off <= allowed))
