"""The lines of both passes as they are shown: what runs, what is right, and the shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gradviz.checking.experiment import Experiment
from gradviz.network.algebras import AnyShape
from gradviz.network.backward import LINE_NAMES, SHAPED_LIKE, correct_lines
from gradviz.network.expressions import parse_expression
from gradviz.network.forward import LEAK
from gradviz.network.network import pass_shapes
from gradviz.network.numbers import exact
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import network_of

ACTIVATIONS = {
    "relu": "maximum(Z{l}, 0)",
    "leaky-relu": f"maximum(Z{{l}}, {exact(LEAK)} * Z{{l}})",
    "tanh": "tanh(Z{l})",
    "sigmoid": "1 / (1 + exp(-Z{l}))",
}
COSTS = {
    "textbook": "1/m * total(-log(A3) * Y - log(1 - A3) * (1 - Y))",
    "logits": "1/m * total(maximum(Z3, 0) - Z3 * Y + log1p(exp(-abs(Z3))))",
}
FORWARD_NAMES = ("Z1", "A1", "Z2", "A2", "Z3", "A3", "J")

# What the forward lines read, so that a tooltip can name the shapes.
_READS = {
    "Z1": ("W1", "X", "b1"),
    "A1": ("Z1",),
    "Z2": ("W2", "A1", "b2"),
    "A2": ("Z2",),
    "Z3": ("W3", "A2", "b3"),
    "A3": ("Z3",),
}
_COST_READS = {"textbook": ("A3", "Y", "m"), "logits": ("Z3", "Y", "m")}


@dataclass(frozen=True)
class CodeLine:
    """One line of a pass.

    Attributes
    ----------
    name
        What it computes: Z1 ... A3, J, dZ3 ... db1.
    expression
        What runs.
    correct
        What should run.
    shape
        The shape of what it computes; () for the number J.
    operands
        The names that it reads, each with its shape.
    is_editable
        Whether it can be typed over.
    """

    name: str
    expression: str
    correct: str
    shape: AnyShape
    operands: tuple[tuple[str, AnyShape], ...]
    is_editable: bool

    @property
    def is_changed(self) -> bool:
        """Whether it is not the correct line."""
        return self.expression != self.correct

    @property
    def shapes_text(self) -> str:
        """The shape of the result and of every operand."""
        read = ", ".join(f"{name} {shape_text(shape)}" for name, shape in self.operands)
        return f"{self.name} is {shape_text(self.shape)}; it reads {read}."


def shape_text(shape: AnyShape) -> str:
    """Return a shape as NumPy writes it, or that it is a number."""
    return str(shape) if shape else "a number"


def code_lines(experiment: Experiment) -> tuple[CodeLine, ...]:
    """Return the lines of the forward and of the backward pass, in order.

    With gradients from elsewhere the backward lines are the right ones, and cannot be edited.
    """
    subject = network_of(experiment)
    given = subject.checks_given_gradients
    edits = () if given else tuple((line.name, line.expression.source) for line in subject.edits)
    return _code_lines(subject.network, edits, given)


# While epsilon is dragged, the same lines are asked for again and again.
@lru_cache(maxsize=8)
def _code_lines(
    spec: NetworkSpec, edits: tuple[tuple[str, str], ...], given: bool
) -> tuple[CodeLine, ...]:
    shapes = dict(pass_shapes(spec.layers, spec.examples))
    shapes |= {name: shapes[like] for name, like in SHAPED_LIKE.items()}
    correct = correct_lines(spec.activation)
    runs = correct | dict(edits)
    forward = (
        CodeLine(name, text, text, shapes.get(name, ()), _operands(reads, shapes), False)
        for name, (text, reads) in forward_lines(spec).items()
    )
    backward = (
        CodeLine(
            name,
            runs[name],
            correct[name],
            shapes[name],
            _operands(parse_expression(runs[name]).names, shapes),
            not given,
        )
        for name in LINE_NAMES
    )
    return (*forward, *backward)


def forward_lines(spec: NetworkSpec) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the expression of every line of the forward pass and the names that it reads."""
    hidden = ACTIVATIONS[spec.activation]
    texts = {
        "Z1": "W1 @ X + b1",
        "A1": hidden.format(l=1),
        "Z2": "W2 @ A1 + b2",
        "A2": hidden.format(l=2),
        "Z3": "W3 @ A2 + b3",
        "A3": ACTIVATIONS["sigmoid"].format(l=3),
    }
    lines = {name: (text, _READS[name]) for name, text in texts.items()}
    return lines | {"J": (COSTS[spec.cost], _COST_READS[spec.cost])}


def _operands(
    names: tuple[str, ...], shapes: Mapping[str, AnyShape]
) -> tuple[tuple[str, AnyShape], ...]:
    return tuple((name, shapes[name]) for name in names)
