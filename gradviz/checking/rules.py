"""The right rule of each line of the backward pass, on whatever values it reads."""

from collections.abc import Generator, Mapping

import numpy as np

from gradviz.checking.steps import finished
from gradviz.network.algebras import Value
from gradviz.network.backward import LINE_NAMES, BackwardProgram, correct_program
from gradviz.network.layout import Array
from gradviz.network.network import Network

# What each line reads of the lines before it.
READS = {
    line.name: tuple(name for name in line.expression.names if name in LINE_NAMES)
    for line in correct_program("relu").lines
}

# The derivative taken at hidden units that stand at their kink, by line, dZ2 and dZ1, of the shape
# of the line; NaN where a unit does not, and the expression of the line tells its derivative.
KinkSlopes = Mapping[str, Array]


def rule_values(
    network: Network, values: Mapping[str, Array], slopes: KinkSlopes | None = None
) -> dict[str, Array]:
    """Return what `rule_steps` does, in one step."""
    return finished(rule_steps(network, values, slopes))


def rule_steps(
    network: Network,
    values: Mapping[str, Array],
    slopes: KinkSlopes | None = None,
    right: Mapping[str, Array] | None = None,
) -> Generator[None, None, dict[str, Array]]:
    """Return what the right rule of each line makes of the values that it reads, as they are.

    Parameters
    ----------
    network
        Whose backward pass it is.
    values
        The value of each line that has one. One without is taken to have that of its rule.
    slopes
        The derivative at units that stand at their kink, where any between two is right; None
        takes those of the expression.
    right
        What all lines are in a right pass with the same slopes, if that is known: a line that
        reads nothing else is taken from it.
    """
    known: dict[str, Value] = network.known()
    found, as_right = {}, set[str]()
    for line in correct_program(network.activation).lines:
        name = line.name
        if right is not None and as_right.issuperset(READS[name]):
            rule = found[name] = right[name]
            known[name] = values.get(name, rule)
            if name not in values or np.array_equal(values[name], rule):
                as_right.add(name)
            continue
        computed, _ = yield from BackwardProgram((line,)).run_steps(known)
        rule = computed[line.name]
        slope = None if slopes is None else slopes.get(line.name)
        if slope is not None:
            (read,) = READS[line.name]
            with np.errstate(all="ignore"):
                rule = np.where(np.isnan(slope), rule, slope * known[read]).astype(rule.dtype)
        found[line.name] = rule
        known[line.name] = values.get(line.name, rule)
    return found


def derivative(network: Network, name: str) -> Array:
    """Return g'(Z) as the expression of a line dZ2 or dZ1 takes it, in the shape of the line."""
    (read,) = READS[name]
    line = correct_program(network.activation).lines[LINE_NAMES.index(name)]
    ones = {read: np.ones_like(network.here[name[1:]])}
    computed, _ = BackwardProgram((line,)).run(network.known() | ones)
    return computed[name]


def slopes_taken(value: Array, read: Array, low: float) -> Array:
    """Return the slopes of a line dZ, between those of the two sides of a kink.

    Parameters
    ----------
    value, read
        Of dZ, and of the dA that it reads, of the same shape.
    low
        The slope on the left of a kink; that on its right is 1.
    """
    with np.errstate(all="ignore"):
        found: Array = np.clip(np.nan_to_num(value / read), low, 1.0)
    return found
