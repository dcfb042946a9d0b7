"""The two meanings of an expression: arrays, and the shapes of arrays."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from gradviz.network.expressions import ExpressionError
from gradviz.network.layout import Array

Value = Array | float
AnyShape = tuple[int, ...]

# Of all arrays on the way of one line together, so that X.T @ X cannot fill the memory. The
# largest network that fits has ten million parameters, and a line makes some three copies.
MAX_ELEMENTS = 40_000_000
MAX_MULTIPLICATIONS = 2_000_000_000  # of a line, a fraction of a second

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": np.true_divide,
    "**": np.power,
    "@": operator.matmul,
}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": lambda x: np.sum(x, axis=1, keepdims=True),
    "mean": lambda x: np.mean(x, axis=1, keepdims=True),
    "sum_units": lambda x: np.sum(x, axis=0, keepdims=True),
    "total": lambda x: np.sum(x, keepdims=True),
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "where": np.where,
    "maximum": np.maximum,
}
_REDUCTIONS: dict[str, Callable[[AnyShape], AnyShape]] = {
    "sum": lambda shape: (shape[0], 1),
    "mean": lambda shape: (shape[0], 1),
    "sum_units": lambda shape: (1, shape[1]),
    "total": lambda _shape: (1, 1),
}


@dataclass(frozen=True)
class Values:
    """Computes arrays; ``known`` holds the arrays by name, all of one dtype.

    Numbers stay Python's, so that they take the precision of the arrays they meet. A comparison
    gives 0 and 1 in the precision of its operands: NumPy refuses to subtract truth values.
    """

    known: Mapping[str, Value]
    dtype: np.dtype[Any]

    def name(self, name: str) -> Value:
        """Return the array of this name."""
        return self.known[name]

    def number(self, value: float) -> Value:
        """Return the number."""
        return value

    def negative(self, operand: Value) -> Value:
        """Return -operand."""
        return -operand

    def transpose(self, operand: Value) -> Value:
        """Return the transpose."""
        return operand.T if isinstance(operand, np.ndarray) else operand

    def binary(self, sign: str, left: Value, right: Value, node: ast.expr) -> Value:
        """Return left sign right."""
        del node
        if sign in _COMPARISONS:
            return np.asarray(_COMPARISONS[sign](left, right)).astype(self.dtype)
        result = _ARITHMETIC[sign](left, right)
        both_plain = isinstance(left, float) and isinstance(right, float)
        return float(result) if both_plain else result

    def call(self, function: str, arguments: Sequence[Value], node: ast.expr) -> Value:
        """Return function(arguments)."""
        del node
        result = np.asarray(_FUNCTIONS[function](*arguments))
        return float(result) if result.ndim == 0 else result.astype(self.dtype, copy=False)


@dataclass(frozen=True)
class Shapes:
    """Computes shapes; ``known`` holds the shapes by name, () for a number.

    One is good for one line: it counts the numbers that the line's arrays would hold, and the
    multiplications of its matrix products.
    """

    known: Mapping[str, AnyShape]
    _held: list[int] = field(default_factory=list, init=False)
    _multiplied: list[int] = field(default_factory=list, init=False)

    def name(self, name: str) -> AnyShape:
        """Return the shape of the array of this name."""
        return self.known[name]

    def number(self, value: float) -> AnyShape:
        """Return (), the shape of a number."""
        del value
        return ()

    def negative(self, operand: AnyShape) -> AnyShape:
        """Return the shape of -operand."""
        self._held.append(prod(operand))
        return operand

    def transpose(self, operand: AnyShape) -> AnyShape:
        """Return the shape of operand.T."""
        return operand[::-1]

    def binary(self, sign: str, left: AnyShape, right: AnyShape, node: ast.expr) -> AnyShape:
        """Return the shape of left sign right.

        Raises
        ------
        ExpressionError
            If the operands do not fit, with their shapes.
        """
        if sign != "@":
            return self._broadcast([left, right], node, f" {sign} ")
        if not left or not right:
            raise _misfit(node, "@ needs an array on both sides")
        if left[-1] != right[0]:
            raise _misfit(node, f"{left} @ {right}, and {left[-1]} is not {right[0]}")
        self._multiplied.append(prod(left) * right[-1])
        if sum(self._multiplied) > MAX_MULTIPLICATIONS:
            raise ExpressionError(
                f"{ast.unparse(node)} brings the line to {sum(self._multiplied):,} "
                f"multiplications; {MAX_MULTIPLICATIONS:,} are allowed"
            )
        return self._bounded((left[0], right[-1]), node)

    def call(self, function: str, arguments: Sequence[AnyShape], node: ast.expr) -> AnyShape:
        """Return the shape of function(arguments).

        Raises
        ------
        ExpressionError
            If a sum is taken of a number, or the arguments do not fit each other.
        """
        if function not in _REDUCTIONS:
            return self._broadcast(arguments, node, ", ")
        if not arguments[0]:
            raise _misfit(node, f"{function} needs an array")
        return _REDUCTIONS[function](arguments[0])

    def _broadcast(self, shapes: Sequence[AnyShape], node: ast.expr, between: str) -> AnyShape:
        try:
            result = np.broadcast_shapes(*shapes)
        except ValueError:
            written = between.join(str(shape) for shape in shapes)
            raise _misfit(node, written) from None
        return self._bounded(result, node)

    def _bounded(self, shape: AnyShape, node: ast.expr) -> AnyShape:
        self._held.append(prod(shape))
        if sum(self._held) > MAX_ELEMENTS:
            raise ExpressionError(
                f"{ast.unparse(node)} of shape {shape} brings the line to {sum(self._held):,} "
                f"numbers in all; {MAX_ELEMENTS:,} are allowed"
            )
        return shape


def _misfit(node: ast.expr, why: str) -> ExpressionError:
    return ExpressionError(f"{ast.unparse(node)} does not fit: {why}")
