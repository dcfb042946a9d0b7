"""Expressions of a backward pass: a small, safe subset of NumPy.

A text becomes a tree only if every node of it is on a short list, so a line from a stranger can
compute array arithmetic and nothing else. The tree is then walked with one of two algebras:
`values` computes arrays, `shapes` tells beforehand whether they fit.
"""

import ast
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol, TypeVar

from gradviz.network.numpy_words import advice, rule

MAX_LENGTH = 300  # characters
MAX_DEPTH = 20  # brackets within brackets, and nodes within nodes
MAX_NODES = 150
MAX_EXPONENT = 10
MAX_ADVICE = 100  # characters of what is said to be written instead

BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
COMPARISONS = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
# Each function and how many arguments it takes. `sum` and `mean` run over examples (axis 1) and
# keep the axis; `sum_units` runs over units (axis 0); `total` sums everything.
FUNCTIONS = {
    "sum": 1,
    "mean": 1,
    "sum_units": 1,
    "total": 1,
    "exp": 1,
    "log": 1,
    "tanh": 1,
    "sqrt": 1,
    "abs": 1,
    "where": 3,
    "maximum": 2,
}

T = TypeVar("T")


class ExpressionError(ValueError):
    """An expression that cannot be accepted or does not fit; one sentence, no line's name."""


class Algebra(Protocol[T]):
    """What each kind of node means."""

    def name(self, name: str) -> T:
        """Return what a name stands for."""

    def number(self, value: float) -> T:
        """Return what a number stands for."""

    def negative(self, operand: T) -> T:
        """Return -operand."""

    def transpose(self, operand: T) -> T:
        """Return operand.T."""

    def binary(self, sign: str, left: T, right: T, node: ast.expr) -> T:
        """Return left sign right, where sign is arithmetic or a comparison."""

    def call(self, function: str, arguments: Sequence[T], node: ast.expr) -> T:
        """Return function(arguments)."""


@dataclass(frozen=True)
class Expression:
    """An accepted expression.

    Attributes
    ----------
    source
        The text, as it was typed.
    tree
        Its tree, every node of which is on the short list.
    """

    source: str
    tree: ast.expr

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of arrays it reads, in the order of their first use."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        found.sort(key=lambda node: node.col_offset)
        return tuple(dict.fromkeys(node.id for node in found if node.id not in FUNCTIONS))

    def walk(self, algebra: Algebra[T]) -> T:
        """Return what the expression means in an algebra.

        Raises
        ------
        ExpressionError
            If the algebra finds that operands do not fit.
        """
        return _walk(self.tree, algebra)


@lru_cache(maxsize=1024)
def parse_expression(source: str) -> Expression:
    """Read a text as an expression.

    Raises
    ------
    ExpressionError
        If it is too long or too deep, is no expression, or holds anything but names, numbers,
        the signs + - * / ** @, comparisons, ``.T`` and the functions of `FUNCTIONS`.
    """
    source = source.strip()
    _refuse_size(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd literals such as 1if warn; the tree decides
            tree = ast.parse(source, mode="eval").body
        _accept(tree, 1)
    except ExpressionError:
        raise
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"'{_short(source)}' is not an expression") from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ExpressionError("the expression has too many parts")
    return Expression(source, tree)


def _refuse_size(source: str) -> None:
    if not source:
        raise ExpressionError("the expression is empty")
    odd = next((c for c in source if not " " <= c <= "~"), None)
    if odd is not None:
        raise ExpressionError(f"the character {odd!r} is not allowed; use plain ASCII signs")
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(source):,} characters; {MAX_LENGTH} are allowed"
        )
    depth = deepest = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise ExpressionError(f"brackets are nested {deepest} deep; {MAX_DEPTH} are allowed")


def _accept(node: ast.expr, depth: int) -> None:
    """Refuse a tree with any node that is not on the short list."""
    if depth > MAX_DEPTH:
        raise ExpressionError(f"the expression is nested more than {MAX_DEPTH} deep")
    for child in _operands(node, is_part=depth > 1):
        _accept(child, depth + 1)


def _operands(node: ast.expr, is_part: bool) -> list[ast.expr]:
    """Return the operands of an allowed node; raise for any other."""
    match node:
        case ast.Name():
            if node.id in FUNCTIONS:
                raise ExpressionError(f"'{node.id}' is a function; write {node.id}(...)")
            return []
        case ast.Constant():
            _accept_number(node.value)
            return []
        case ast.UnaryOp(op=ast.USub()):
            return [node.operand]
        case ast.BinOp(op=ast.Pow()):
            _accept_exponent(node.right)
            return [node.left, node.right]
        case ast.BinOp() if type(node.op) in BINARY:
            return [node.left, node.right]
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            return [node.left, *node.comparators]
        case ast.Attribute(attr="T"):
            return [node.value]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            if len(node.args) != FUNCTIONS[name]:
                plural = "" if FUNCTIONS[name] == 1 else "s"
                takes = f"{name} takes {FUNCTIONS[name]} argument{plural}"
                instead = _instead(node, is_part)
                raise ExpressionError(f"{takes}; {instead}" if instead else takes)
            return node.args
    instead = _instead(node, is_part) or rule(node)
    if instead:
        raise ExpressionError(f"'{_short(ast.unparse(node))}' is not allowed; {instead}")
    raise ExpressionError(_refusal(node))


def _instead(node: ast.expr, is_part: bool) -> str | None:
    """Return what to write in the place of a node, where that is known and would be accepted."""
    found = advice(node)
    if found is None:
        return None
    try:
        _accept(found.instead, 1)
    except ExpressionError:
        return None
    source = ast.unparse(found.instead)
    if len(source) > MAX_ADVICE:
        return None
    # A part keeps its meaning beside whatever stands there only in brackets.
    is_sign = isinstance(found.instead, ast.BinOp | ast.Compare | ast.UnaryOp)
    source = f"({source})" if is_part and is_sign else source
    return f"write {source}: {found.words}" if found.words else f"write {source}"


def _accept_number(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(f"'{_short(str(value))}' is not a number")
    try:
        finite = abs(float(value)) < float("inf")
    except OverflowError:
        finite = False
    if not finite:
        raise ExpressionError("a number in the expression is too large")


def _accept_exponent(node: ast.expr) -> None:
    plain = node.operand if isinstance(node, ast.UnaryOp) else node
    value = plain.value if isinstance(plain, ast.Constant) else None
    if not isinstance(value, int | float) or abs(value) > MAX_EXPONENT:
        raise ExpressionError(f"an exponent must be a plain number of at most {MAX_EXPONENT}")


def _refusal(node: ast.expr) -> str:
    source = _short(ast.unparse(node))
    match node:
        case ast.Attribute():
            return f"'.{_short(node.attr)}' is not allowed; the only attribute is .T"
        case ast.Call():
            return f"'{source}' is not allowed; the functions are {', '.join(FUNCTIONS)}"
        case ast.Compare():
            return f"'{source}' compares twice; write one comparison at a time"
    return f"'{source}' is not allowed in a line; use names, numbers and + - * / ** @ .T"


def _walk(node: ast.expr, algebra: Algebra[T]) -> T:
    match node:
        case ast.Name():
            return algebra.name(node.id)
        case ast.Constant():
            assert isinstance(node.value, int | float)
            return algebra.number(float(node.value))
        case ast.UnaryOp():
            return algebra.negative(_walk(node.operand, algebra))
        case ast.Attribute():
            return algebra.transpose(_walk(node.value, algebra))
        case ast.BinOp():
            left, right = _walk(node.left, algebra), _walk(node.right, algebra)
            return algebra.binary(BINARY[type(node.op)], left, right, node)
        case ast.Compare():
            left, right = _walk(node.left, algebra), _walk(node.comparators[0], algebra)
            return algebra.binary(COMPARISONS[type(node.ops[0])], left, right, node)
        case ast.Call(func=ast.Name(id=function)):
            arguments = [_walk(argument, algebra) for argument in node.args]
            return algebra.call(function, arguments, node)
    raise AssertionError(f"{type(node).__name__} passed the list of allowed nodes")


def _short(text: str, most: int = 40) -> str:
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= most else text[: most - 1] + "…"


def unknown_names(expression: Expression, known: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names that an expression reads and nothing defines."""
    return tuple(name for name in expression.names if name not in known)
