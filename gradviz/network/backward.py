"""The backward pass as data: an ordered program of lines, so that what is shown is what runs."""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from gradviz.network.algebras import AnyShape, Shapes, Value, Values
from gradviz.network.expressions import (
    Expression,
    ExpressionError,
    parse_expression,
    unknown_names,
)
from gradviz.network.layout import Array

# g'(Z) as the exercise writes it, for the hidden layer whose number takes the place of {l}.
DERIVATIVES = {
    "relu": "(Z{l} > 0)",
    "leaky-relu": "where(Z{l} > 0, 1, 0.01)",
    "tanh": "(1 - A{l}**2)",
    "sigmoid": "A{l} * (1 - A{l})",
}

# What each line must yield a value of the shape of.
SHAPED_LIKE = {
    "dZ3": "Z3",
    "dW3": "W3",
    "db3": "b3",
    "dA2": "A2",
    "dZ2": "Z2",
    "dW2": "W2",
    "db2": "b2",
    "dA1": "A1",
    "dZ1": "Z1",
    "dW1": "W1",
    "db1": "b1",
}
LINE_NAMES = tuple(SHAPED_LIKE)


class LineError(ValueError):
    """A line that cannot be accepted or run; the message starts with its name.

    Attributes
    ----------
    line
        The name of the line, or what stands in its place.
    """

    def __init__(self, line: str, message: str) -> None:
        self.line = line
        super().__init__(f"line {line}: {message}{'' if message.endswith('?') else '.'}")


@dataclass(frozen=True)
class Line:
    """One line ``name = expression`` of the backward pass."""

    name: str
    expression: Expression

    def __str__(self) -> str:
        return f"{self.name} = {self.expression.source}"


def parse_line(text: str) -> Line:
    """Read ``name = expression``.

    Raises
    ------
    LineError
        If the name is no line of the backward pass, or the expression is not accepted.
    """
    name, sign, source = text.partition("=")
    name = name.strip()
    if not sign or name not in SHAPED_LIKE:
        raise _no_line(name, bool(sign))
    try:
        return Line(name, parse_expression(source))
    except ExpressionError as error:
        raise LineError(name, str(error)) from None


def _no_line(name: str, has_sign: bool) -> LineError:
    """Return what is wrong with a text that does not start with a line's name and "="."""
    shown = repr(name if len(name) <= 20 else name[:19] + "…")
    if not has_sign and name in SHAPED_LIKE:
        return LineError(
            shown, f'"=" and the right-hand side are missing; write it as "{name} = ..."'
        )
    augmented = name.rstrip("+-*/@%|&^<>!: ")
    if has_sign and augmented in SHAPED_LIKE:
        return LineError(shown, f'only "=" is allowed; write it as "{augmented} = ..."')
    meant = _meant(name)
    if has_sign and meant is not None:
        return LineError(shown, f"no such line; did you mean {meant}?")
    wanted = 'write it as "dW2 = 1/m * dZ2 @ A1.T"'
    return LineError(shown, f"no such line; {wanted}, with one of {', '.join(LINE_NAMES)}")


def _meant(name: str) -> str | None:
    """Return the line that a name comes near to: DW2, dw2, d_W2, W2, grads["dW2"]."""
    plain = "".join(each for each in name.lower() if each.isascii() and each.isalnum())
    endings = {each.lower(): each for each in LINE_NAMES} | {
        each[1:].lower(): each for each in LINE_NAMES
    }
    return next((line for ending, line in endings.items() if plain.endswith(ending)), None)


def correct_lines(activation: str) -> dict[str, str]:
    """Return the expression of every line of the correct backward pass, in order."""
    derivative = DERIVATIVES[activation]
    return {
        "dZ3": "A3 - Y",
        "dW3": "1/m * dZ3 @ A2.T",
        "db3": "1/m * sum(dZ3)",
        "dA2": "W3.T @ dZ3",
        "dZ2": "dA2 * " + derivative.format(l=2),
        "dW2": "1/m * dZ2 @ A1.T",
        "db2": "1/m * sum(dZ2)",
        "dA1": "W2.T @ dZ2",
        "dZ1": "dA1 * " + derivative.format(l=1),
        "dW1": "1/m * dZ1 @ X.T",
        "db1": "1/m * sum(dZ1)",
    }


@dataclass(frozen=True)
class BackwardProgram:
    """The lines of a backward pass, in the order in which they run."""

    lines: tuple[Line, ...]

    def replacing(self, edits: Iterable[Line]) -> "BackwardProgram":
        """Return the program with other expressions in the lines that the edits name."""
        by_name = {line.name: line for line in edits}
        return BackwardProgram(tuple(by_name.get(line.name, line) for line in self.lines))

    def check_shapes(self, shapes: Mapping[str, AnyShape]) -> None:
        """Find out, before anything is computed, whether every line fits.

        Parameters
        ----------
        shapes
            The shapes of X, Y, the parameters and Z1 ... A3; m is ().

        Raises
        ------
        LineError
            If a line reads a name that is not known there, its operands do not fit each other,
            or its result cannot stand for what the line names.
        """
        _check_lines(self.lines, tuple(shapes.items()))

    def run(self, known: Mapping[str, Value]) -> tuple[dict[str, Array], LineError | None]:
        """Compute every line of a program that fits: see `check_shapes`.

        Parameters
        ----------
        known
            The arrays X, Y, the parameters and Z1 ... A3 by name, and the number m.

        Returns
        -------
        gradients
            The value of each line, shaped like what it is the gradient of. A result that NumPy
            would stretch in the next line, such as (1, 1) for (5, 1), is stretched here.
        problem
            What to say of the first line that yields NaN or infinity, or None.
        """
        steps = self.run_steps(known)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]

    def run_steps(
        self, known: Mapping[str, Value]
    ) -> Generator[None, None, tuple[dict[str, Array], LineError | None]]:
        """Compute every line as `run` does, with a place to stop after each."""
        computed: dict[str, Value] = dict(known)
        gradients: dict[str, Array] = {}
        problem = None
        for line in self.lines:
            with np.errstate(all="ignore"):
                value = _shaped(line, computed)
                problem = problem or _not_finite(line, value, computed)
            computed[line.name] = gradients[line.name] = value
            yield
        return gradients, problem


@cache
def correct_program(activation: str) -> BackwardProgram:
    """Return the correct backward pass of a hidden activation."""
    texts = correct_lines(activation).items()
    return BackwardProgram(tuple(Line(name, parse_expression(text)) for name, text in texts))


# A form that is typed in, or slid over, asks again and again for lines that fit.
@lru_cache(maxsize=16)
def _check_lines(lines: tuple[Line, ...], shapes: tuple[tuple[str, AnyShape], ...]) -> None:
    known = dict(shapes)
    for line in lines:
        check_line(line, known)


def check_line(line: Line, shapes: Mapping[str, AnyShape]) -> None:
    """Find out whether one line fits: see `BackwardProgram.check_shapes`.

    What a line reads of earlier lines has the shape that these must have, so no line's fit
    depends on what another one holds.
    """
    known = dict(shapes)
    for earlier in LINE_NAMES[: LINE_NAMES.index(line.name)]:
        known[earlier] = shapes[SHAPED_LIKE[earlier]]
    unknown = unknown_names(line.expression, known)
    if unknown:
        later = unknown[0] in SHAPED_LIKE
        why = "is computed later" if later else "is not a name of this pass"
        raise LineError(line.name, f"'{unknown[0][:40]}' {why}")
    expected = known[SHAPED_LIKE[line.name]]
    try:
        shape = line.expression.walk(Shapes(known))
    except ExpressionError as error:
        raise LineError(line.name, f"{error}; {line.name} must be {expected}") from None
    try:
        fits = np.broadcast_shapes(shape, expected) == expected
    except ValueError:
        fits = False
    if not fits:
        raise LineError(
            line.name,
            f"{line.expression.source} has the shape {shape}, and {line.name} must be "
            f"{expected}{_operands(line, known)}",
        )


def _operands(line: Line, shapes: Mapping[str, AnyShape]) -> str:
    """Return in brackets the shapes of the arrays that a line reads; numbers have none."""
    named = [f"{name} {shapes[name]}" for name in line.expression.names if shapes[name]]
    return f" ({', '.join(named)})" if named else ""


def _shaped(line: Line, known: Mapping[str, Value]) -> Array:
    """Return the value of a line in the shape and precision of what it is the gradient of."""
    like = np.asarray(known[SHAPED_LIKE[line.name]])
    value = np.asarray(line.expression.walk(Values(known, like.dtype)))
    value = value.astype(like.dtype, copy=False)
    return value if value.shape == like.shape else np.broadcast_to(value, like.shape)


def _not_finite(line: Line, value: Array, known: Mapping[str, Value]) -> LineError | None:
    if np.isfinite(value).all():
        return None
    what = "NaN" if np.any(np.isnan(value)) else "infinity"
    bad = [name for name in line.expression.names if not np.all(np.isfinite(known[name]))]
    # No earlier line holds such a value, or the first problem would be there: the inputs are it.
    why = f"; {bad[0]} already holds it, so use smaller inputs or parameters" if bad else ""
    shapes = {name: np.shape(known[name]) for name in line.expression.names}
    operands = _operands(line, shapes)
    return LineError(line.name, f"{line.expression.source} yields {what}{why}{operands}")
