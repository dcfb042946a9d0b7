"""What the description of a network comes to: its lines, its numbers, and what does not fit."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from gradviz.network.backward import BackwardProgram, Line, correct_program, parse_line
from gradviz.network.bugs import bug_lines
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.layout import PARAMETER_NAMES, Layout
from gradviz.network.network import Network, pass_shapes
from gradviz.network.parameters import draw
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.given import GivenArrays


def program_of(activation: str, bugs: tuple[str, ...], lines: tuple[str, ...]) -> BackwardProgram:
    """Return the backward pass of an activation with bugs and lines typed by hand in it."""
    return correct_program(activation).replacing(edits_in(activation, bugs, lines))


def edits_in(activation: str, bugs: tuple[str, ...], lines: tuple[str, ...]) -> tuple[Line, ...]:
    """Return the lines of bugs, and those typed by hand."""
    return (*bug_lines(bugs, activation), *(parse_line(text) for text in lines))


# An experiment that differs in its check alone has the same network.
@lru_cache(maxsize=2)
def drawn_once(spec: NetworkSpec, given: GivenArrays | None) -> Network:
    """Draw a network, or take given arrays; the last two are kept."""
    layout = Layout.of_layers(spec.layers)
    if given is None:
        x, y, parameters = draw(spec)
    else:
        with np.errstate(all="ignore"):  # too large for float32 is infinity, named later
            arrays = {n: a.astype(spec.dtype) for n, a in given.arrays.items()}
        x, y, parameters = arrays["X"], arrays["Y"], arrays
    theta = layout.to_vector(parameters)
    for array in (x, y, theta):
        array.flags.writeable = False
    return Network(x, y, theta, layout, spec.activation, spec.cost)


def drawn(spec: NetworkSpec) -> Network:
    """Draw a network to be tried; those that experiments keep stay where they are."""
    return drawn_once.__wrapped__(spec, None)


@lru_cache(maxsize=64)  # while epsilon is dragged, the same program fits again and again
def check_shapes(program: BackwardProgram, layers: Layers, examples: int) -> None:
    """Raise `LineError` if a line does not fit a network."""
    program.check_shapes(pass_shapes(layers, examples))


def refuse_same_line(edits: tuple[Line, ...]) -> None:
    """Raise `InvalidSettings` if a line is replaced twice."""
    names = [line.name for line in edits]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        message = f"line {twice[0]} is replaced twice; take one bug or one --line for it."
        raise InvalidSettings([Problem("lines", message)])


def given_problems(given: GivenArrays, spec: NetworkSpec) -> Iterator[Problem]:
    """Yield which given arrays are missing, or do not fit a network."""
    shapes = pass_shapes(spec.layers, spec.examples)
    wanted = {name: shapes[name] for name in ("X", "Y", *PARAMETER_NAMES)}
    if given.has_gradients:
        wanted |= {f"d{name}": shapes[name] for name in PARAMETER_NAMES}
    for name, shape in wanted.items():
        found = given.arrays[name].shape if name in given.arrays else None
        if found != shape:
            has = "is missing" if found is None else f"has the shape {found}"
            yield Problem("given", f"{name} {has} in {given.title}; it must have {shape} here.")
