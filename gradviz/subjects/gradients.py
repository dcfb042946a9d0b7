"""The gradient that is checked of a network: run line by line, or given, and how finely known."""

from collections.abc import Generator, Mapping

import numpy as np

from gradviz.checking.kept import Kept
from gradviz.checking.precision import Precision, of_zeros, precision_steps
from gradviz.checking.rounded_parameters import rounded_parameters_steps
from gradviz.checking.second_opinion.rounding import right_pass_steps
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Network
from gradviz.subjects.drawing import program_of
from gradviz.subjects.given import GivenArrays, given_gradients

Ran = tuple[Array, Mapping[str, Array], str | None]

_ran: Kept[Ran] = Kept(most=2)  # another epsilon, the same values


def run_lines(network: Network, bugs: tuple[str, ...], lines: tuple[str, ...]) -> Ran:
    """Return the gradient, the value of every line, and what is wrong with the first or None."""
    known = _ran.get(network, bugs, lines)
    return known or _ran.put(network, _run_anew(network, bugs, lines), bugs, lines)


def _run_anew(network: Network, bugs: tuple[str, ...], lines: tuple[str, ...]) -> Ran:
    values, problem = program_of(network.activation, bugs, lines).run(network.known())
    layout = network.layout
    gradient = layout.to_vector({n: values[f"d{n}"] for n in layout.names}, dtype=np.float64)
    gradient.flags.writeable = False
    for name, view in layout.to_arrays(gradient).items():
        values[f"d{name}"] = view  # large networks have no room for both
    for value in values.values():
        value.flags.writeable = False
    return gradient, values, str(problem) if problem else None


def not_finite_given(gradient: Array, layout: Layout, title: str) -> str | None:
    """Return which given gradient holds values that are not finite, or None."""
    for name, part in layout.slices.items():
        if not np.all(np.isfinite(gradient[part])):
            return f"d{name} in {title} holds values that are not finite."
    return None


def _largest_steps(network: Network, layout: Layout) -> Generator[None, None, float]:
    """Return the largest entry of the right gradient, without its sign."""
    right = yield from right_pass_steps(network)
    sizes = (np.max(np.abs(right.values[f"d{name}"]), initial=0.0) for name in layout.names)
    return float(max(sizes))


def given_precision_steps(
    given: GivenArrays, network: Network, lines: Mapping[str, Array], own: Precision
) -> Generator[None, None, Precision]:
    """Find how finely given gradients are known, as their values tell it; at least the network's.

    Parameters
    ----------
    given
        What was given.
    network
        It as a network.
    lines
        The lines that were given.
    own
        The precision of the network's numbers.
    """
    gradient = given_gradients(given, network.layout)
    found = yield from precision_steps(gradient)
    if not found.is_short:  # six gradients may be too few numbers to tell
        values = np.concatenate([v.reshape(-1) for v in lines.values()])
        yield
        found = yield from precision_steps(values)
    parameters = np.concatenate([given.arrays[name].reshape(-1) for name in network.layout.names])
    inputs = np.concatenate([given.arrays["X"].reshape(-1), parameters])
    of_inputs = yield from precision_steps(inputs)
    found = found.of_inputs(of_inputs)
    if not found.is_short and np.array_equal(gradient, np.rint(gradient)):
        # Zeros may be what float32 makes of less than it holds.
        found = max(found, of_inputs, key=lambda each: each.vanishing)
    found = found if found.unit >= own.unit else own
    if not gradient.any() and not any(each.any() for each in lines.values()):
        found = of_zeros((yield from _largest_steps(network, network.layout)))
    short = yield from precision_steps(parameters)
    steps = rounded_parameters_steps(found, network, lines, short)
    return (yield from steps)
