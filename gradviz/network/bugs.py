"""The catalogue of bugs: each is a replaced line of the backward pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from gradviz.network.algebras import AnyShape
from gradviz.network.backward import (
    DERIVATIVES,
    LINE_NAMES,
    Line,
    LineError,
    check_line,
    correct_lines,
)
from gradviz.network.expressions import parse_expression
from gradviz.network.fields import InvalidSettings, Problem, shown


@dataclass(frozen=True)
class Bug:
    """A mistake that people make in backpropagation.

    Attributes
    ----------
    id
        The name on the command line: the line, then what is wrong with it.
    line
        The line that it replaces.
    family
        The kind of mistake.
    title
        A few words.
    story
        One sentence on how people come to write it.
    expression
        What stands in the line, with ``{correct}`` for the correct expression.
    activations
        The hidden activations that the mistake can be made with; empty means all.
    """

    id: str
    line: str
    family: str
    title: str
    story: str
    expression: str
    activations: tuple[str, ...] = ()

    @property
    def propagates(self) -> bool:
        """Whether other lines read this one, so that they are wrong too."""
        return self.line.startswith(("dZ", "dA"))

    def applies_to(self, activation: str) -> bool:
        """Return whether the mistake can be made with a hidden activation."""
        return not self.activations or activation in self.activations

    def replacement(self, activation: str) -> Line:
        """Return the line with the bug in it."""
        correct = correct_lines(activation)[self.line]
        return Line(self.line, parse_expression(self.expression.replace("{correct}", correct)))

    def misfit(self, activation: str, shapes: Mapping[str, AnyShape]) -> str | None:
        """Return why the bug cannot be made in a network, or None if it can.

        Parameters
        ----------
        activation
            The network's hidden activation.
        shapes
            The shapes of X, Y, the parameters and Z1 ... A3; m is ().
        """
        if not self.applies_to(activation):
            return f"only with {' or '.join(self.activations)}, and the activation is {activation}"
        try:
            check_line(self.replacement(activation), shapes)
        except LineError as error:
            return f"the shapes do not fit here: {error}"
        return None


def bugs() -> Mapping[str, Bug]:
    """Return the catalogue by id, in the order of the backward pass."""
    return _catalogue()


def bug_lines(ids: Iterable[str], activation: str) -> tuple[Line, ...]:
    """Return the lines that bugs put in place of the correct ones.

    Raises
    ------
    InvalidSettings
        If there is no such bug, it cannot be made with this activation, or two bugs replace
        the same line.
    """
    taken: dict[str, str] = {}
    lines = []
    for bug_id in ids:
        bug = bugs().get(bug_id)
        if bug is None:
            raise _invalid(f"bug {shown(bug_id)} does not exist; gradviz bugs lists them all.")
        if not bug.applies_to(activation):
            raise _invalid(
                f"bug {bug.id} needs the activation {' or '.join(bug.activations)}; "
                f"it is {activation}."
            )
        if taken.get(bug.line) == bug.id:
            raise _invalid(f"bug {bug.id} is named twice.")
        if bug.line in taken:
            raise _invalid(
                f"bugs {taken[bug.line]} and {bug.id} both replace line {bug.line}; take one."
            )
        taken[bug.line] = bug.id
        lines.append(bug.replacement(activation))
    return tuple(lines)


def _invalid(message: str) -> InvalidSettings:
    return InvalidSettings([Problem("bugs", message)])


@cache
def _catalogue() -> Mapping[str, Bug]:
    found = [
        *_factors(),
        *_signs(),
        *_wrong_sums(),
        *_wrong_caches(),
        *_products(),
        *_forgotten(),
        *_masks(),
        *_derivatives(),
    ]
    found.sort(key=lambda bug: LINE_NAMES.index(bug.line))
    return {bug.id: bug for bug in found}


_PARAMETER_LINES = ("dW3", "db3", "dW2", "db2", "dW1", "db1")
_BIAS_LINES = {"db3": "dZ3", "db2": "dZ2", "db1": "dZ1"}
_WEIGHT_LINES = {"dW3": ("dZ3", "A2"), "dW2": ("dZ2", "A1"), "dW1": ("dZ1", "X")}


def _factors() -> Iterable[Bug]:
    family = "a factor"
    for line in _PARAMETER_LINES:
        sum_over_examples = correct_lines("relu")[line].removeprefix("1/m * ")
        yield Bug(
            f"{line}-twice",
            line,
            family,
            "multiplied by 2",
            "A 2 is left over from the derivative of a square, which this cost does not hold.",
            "2 * {correct}",
        )
        yield Bug(
            f"{line}-4-over-m",
            line,
            family,
            "4/m in place of 1/m",
            "A constant of an earlier experiment is copied along with the line.",
            f"4/m * {sum_over_examples}",
        )
        yield Bug(
            f"{line}-no-mean",
            line,
            family,
            "1/m is missing",
            "The cost is a mean over examples, and the gradient is left a sum.",
            sum_over_examples,
        )
        yield Bug(
            f"{line}-mean-twice",
            line,
            family,
            "1/m twice",
            "The mean over examples is taken already, and 1/m is put in once more.",
            "1/m * ({correct})",
        )
    yield Bug(
        "dZ3-no-mean",
        "dZ3",
        family,
        "multiplied by m",
        "The 1/m of the later lines is undone in advance, as if the cost were a sum.",
        "m * (A3 - Y)",
    )
    for line in ("dW2", "db2"):
        yield Bug(
            f"{line}-tiny",
            line,
            "too small to see",
            "multiplied by 1.000001",
            "A constant is rounded: the error is so small that it may hide among rounding errors.",
            "1.000001 * {correct}",
        )


def _signs() -> Iterable[Bug]:
    family = "a sign"
    yield Bug(
        "dZ3-sign",
        "dZ3",
        family,
        "Y - A3 in place of A3 - Y",
        "The error is written as label minus prediction, as in a residual.",
        "Y - A3",
    )
    for line in _PARAMETER_LINES:
        yield Bug(
            f"{line}-sign",
            line,
            family,
            "wrong sign",
            "The minus of the update step slips into the gradient.",
            "-({correct})",
        )
    for line in ("dA2", "dA1"):
        yield Bug(
            f"{line}-sign",
            line,
            family,
            "wrong sign",
            "The minus of the cost's -log is carried along once too often.",
            "-({correct})",
        )


def _wrong_sums() -> Iterable[Bug]:
    for line, dz in _BIAS_LINES.items():
        yield Bug(
            f"{line}-double-mean",
            line,
            "a sum",
            "a mean in place of a sum",
            "np.mean is taken for np.sum, and 1/m stays in front of it.",
            f"1/m * mean({dz})",
        )
        yield Bug(
            f"{line}-total",
            line,
            "a sum",
            "one sum over units and examples, broadcast",
            "np.sum is called without axis=1, so all units of a layer get the same number.",
            f"1/m * total({dz})",
        )
        yield Bug(
            f"{line}-wrong-axis",
            line,
            "a sum",
            "summed over units in place of examples",
            "np.sum is called with axis=0, and reshaping to a column hides it.",
            f"1/m * sum_units({dz}).T",
        )
    for line, dz in (("dA2", "dZ3"), ("dA1", "dZ2")):
        yield Bug(
            f"{line}-sum-units",
            line,
            "a sum",
            "summed over units without the weights, broadcast",
            "The weights are left out, the errors are summed over axis=0; broadcasting hides it.",
            f"sum_units({dz})",
        )


def _wrong_caches() -> Iterable[Bug]:
    family = "the wrong cached value"
    story = "The cache is unpacked in another order than it was packed."
    forgot = "The cache holds Z and A of a layer, and Z is taken where A belongs."
    early = "dA is taken before it was multiplied by the activation's derivative."
    swaps = (
        ("dW3", "dZ3", "A2", "A1", story),
        ("dW2", "dZ2", "A1", "A2", story),
        ("dW1", "dZ1", "X", "A1", "The line is copied from dW2, whose input is A1."),
        ("dW2", "dZ2", "A1", "X", "The input of the network is taken for that of the layer."),
        ("dW3", "dZ3", "A2", "Z2", forgot),
        ("dW2", "dZ2", "A1", "Z1", forgot),
        ("dW2", "dA2", "A1", "A1", early),
        ("dW1", "dA1", "X", "X", early),
    )
    for line, dz, right, wrong, why in swaps:
        swapped = f"{wrong} for {right}" if wrong != right else f"{dz} for {dz.replace('A', 'Z')}"
        suffix = swapped.replace(" ", "-")
        expression = f"1/m * {dz} @ {wrong}.T"
        yield Bug(f"{line}-{suffix}", line, family, swapped, why, expression)
    copied = "The line is copied from db2, and one name is not changed."
    sums = (
        ("db2", "dA2", "dZ2", early),
        ("db1", "dA1", "dZ1", early),
        ("db1", "dZ2", "dZ1", copied),
    )
    for line, wrong, right, why in sums:
        yield Bug(
            f"{line}-{wrong}-for-{right}",
            line,
            family,
            f"{wrong} for {right}",
            why,
            f"1/m * sum({wrong})",
        )
    own = "The layer's own weights are taken in place of those of the layer above."
    above = "The line is copied from dA2, and the weights keep their number."
    weights = (("dA2", "W2", "W3", "dZ3", own), ("dA1", "W3", "W2", "dZ2", above))
    for line, wrong, right, rest, why in weights:
        yield Bug(
            f"{line}-{wrong}-for-{right}",
            line,
            family,
            f"{wrong} for {right}",
            why,
            f"{wrong}.T @ {rest}",
        )


def _products() -> Iterable[Bug]:
    yield Bug(
        "dA1-no-transpose",
        "dA1",
        "a transpose",
        "W2 is not transposed",
        "With layers of equal size the shapes fit either way, so nothing complains.",
        "W2 @ dZ2",
    )
    yield Bug(
        "dA2-no-transpose",
        "dA2",
        "a transpose",
        "W3 is not transposed",
        "With layers of equal size the shapes fit either way, so nothing complains.",
        "W3 @ dZ3",
    )
    for line, (dz, a) in _WEIGHT_LINES.items():
        yield Bug(
            f"{line}-no-transpose",
            line,
            "a transpose",
            f"{a} is not transposed",
            f"With as many examples as {a} has rows the shapes fit either way.",
            f"1/m * {dz} @ {a}",
        )
    for line, weights, dz in (("dA2", "W3", "dZ3"), ("dA1", "W2", "dZ2")):
        yield Bug(
            f"{line}-elementwise",
            line,
            "an elementwise product",
            "* in place of @",
            "* is written for np.dot; with one unit above it is the same, else it seldom fits.",
            f"{weights}.T * {dz}",
        )
    for line, (dz, a) in _WEIGHT_LINES.items():
        yield Bug(
            f"{line}-elementwise",
            line,
            "an elementwise product",
            "* in place of @",
            "* is written for np.dot; with one example it is the same, else it seldom fits.",
            f"1/m * {dz} * {a}.T",
        )


def _forgotten() -> Iterable[Bug]:
    family = "a forgotten term"
    yield Bug(
        "dZ3-no-label",
        "dZ3",
        family,
        "Y is not subtracted",
        "The prediction is sent back in place of the error.",
        "A3",
    )
    for line, a in (("dA2", "A2"), ("dA1", "A1")):
        yield Bug(
            f"{line}-penalty",
            line,
            family,
            "a penalty on activations that the cost does not have",
            "The gradient has a term for large activations, and the cost forgets it.",
            f"{{correct}} + 0.1 * {a}",
        )
    for line, weights in (("dW3", "W3"), ("dW2", "W2"), ("dW1", "W1")):
        yield Bug(
            f"{line}-decay",
            line,
            family,
            "weight decay that the cost does not have",
            "The gradient has an L2 term, and the cost forgets it.",
            f"{{correct}} + 0.1/m * {weights}",
        )
    for line in ("dW1", "dW2"):
        yield Bug(
            f"{line}-zero",
            line,
            family,
            "never filled in",
            "The gradient is initialised with zeros, and the line that fills it is missing.",
            "0 * {correct}",
        )


def _masks() -> Iterable[Bug]:
    family = "a ReLU mask"
    for layer, other in (("2", "1"), ("1", "2")):
        line, da = f"dZ{layer}", f"dA{layer}"
        variants = (
            (
                "no-mask",
                "the mask is missing",
                "The activation's derivative is forgotten, and dA is passed on as dZ.",
                da,
            ),
            (
                "mask-ge",
                ">= in place of >",
                "Units that are exactly zero are let through; it shows only where there are any.",
                f"{da} * (Z{layer} >= 0)",
            ),
            (
                "mask-other-layer",
                "the mask of the other layer",
                "The line is copied, and the mask keeps the other layer's number.",
                f"{da} * (Z{other} > 0)",
            ),
            (
                "mask-of-dA",
                "the mask of dA in place of Z",
                "The gradient is clipped by its own sign, as a deconvolution network does.",
                f"{da} * ({da} > 0)",
            ),
            (
                "mask-inverted",
                "the mask is upside down",
                "dZ[Z > 0] = 0 is written for dZ[Z <= 0] = 0.",
                f"{da} * (Z{layer} <= 0)",
            ),
            (
                "mask-of-A-ge",
                "A >= 0 in place of Z > 0",
                "The mask is taken of A, which ReLU has made non-negative, so it lets all through.",
                f"{da} * (A{layer} >= 0)",
            ),
        )
        for suffix, title, story, expression in variants:
            yield Bug(f"{line}-{suffix}", line, family, title, story, expression, ("relu",))


def _derivatives() -> Iterable[Bug]:
    family = "an activation's derivative"
    yield Bug(
        "dZ3-sigmoid-derivative",
        "dZ3",
        family,
        "one sigmoid derivative too many",
        "A3 * (1 - A3) is multiplied in, although with cross-entropy it has cancelled.",
        "(A3 - Y) * A3 * (1 - A3)",
    )
    for layer in ("2", "1"):
        for activation, derivative in DERIVATIVES.items():
            others = tuple(name for name in DERIVATIVES if name != activation)
            yield Bug(
                f"dZ{layer}-as-{activation}",
                f"dZ{layer}",
                family,
                f"the derivative of {activation}",
                "The forward pass got another activation, and the backward pass kept the old one.",
                f"dA{layer} * " + derivative.format(l=layer),
                others,
            )
        yield Bug(
            f"dZ{layer}-tanh-of-Z",
            f"dZ{layer}",
            family,
            "1 - Z**2 in place of 1 - A**2",
            "The derivative of tanh is written for A, and Z is put in.",
            f"dA{layer} * (1 - Z{layer}**2)",
            ("tanh",),
        )
        yield Bug(
            f"dZ{layer}-no-derivative",
            f"dZ{layer}",
            family,
            "the derivative is missing",
            "dA is passed on as dZ, as if the activation were linear.",
            f"dA{layer}",
            ("leaky-relu", "tanh", "sigmoid"),
        )
