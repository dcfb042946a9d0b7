"""Lines that are one slip away from the right one: the mistakes that a fit is tried with."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gradviz.checking.mistake import Kind
from gradviz.network.backward import (
    DERIVATIVES,
    LINE_NAMES,
    Line,
    LineError,
    check_line,
    correct_lines,
    correct_program,
)
from gradviz.network.expressions import ExpressionError, parse_expression
from gradviz.network.network import pass_shapes
from gradviz.network.spec import Layers

FORWARD = ("X", "Z1", "A1", "Z2", "A2", "Z3", "A3", "Y", "W1", "W2", "W3")
UPSIDE_DOWN = "the mask is upside down"
COMPARISONS: dict[type[ast.cmpop], tuple[ast.cmpop, str]] = {
    ast.GtE: (ast.GtE(), ">= in the place of >"),
    ast.LtE: (ast.LtE(), UPSIDE_DOWN),
}


SIGN_LOST = "the sign is lost: abs"


@dataclass(frozen=True)
class Slip:
    """A wrong line.

    Attributes
    ----------
    line
        What it computes.
    kind, words
        What is wrong with it.
    is_odd
        Whether hardly anybody writes it, so that it is named only where nothing else explains.
    """

    line: Line
    kind: Kind
    words: str
    is_odd: bool = False


@lru_cache(maxsize=256)
def slips(name: str, activation: str, layers: Layers, examples: int) -> tuple[Slip, ...]:
    """Return wrong lines that fit a network, the likelier ones first.

    Parameters
    ----------
    name
        The line that they stand in for.
    activation, layers, examples
        The network's.
    """
    shapes = pass_shapes(layers, examples)
    right = parse_expression(correct_lines(activation)[name])
    seen = {right.source}
    found = []
    for source, kind, words in (*_known(name, activation), *_mutated(name, activation)):
        if source in seen:
            continue
        seen.add(source)
        try:
            line = Line(name, parse_expression(source))
            check_line(line, shapes)
        except (ExpressionError, LineError):
            continue  # it does not fit here, so nobody can have written it
        is_odd = _is_odd(right.names, line.expression.names, kind)
        is_odd |= words == SIGN_LOST and name != "dZ3"
        found.append(Slip(line, kind, words, is_odd))
    return tuple(found)


def _is_odd(right: tuple[str, ...], names: tuple[str, ...], kind: Kind) -> bool:
    """Return whether a line reads what is of another family than all that it should read."""
    new, left_out = set(names) - set(right), set(right) - set(names)
    if left_out & {"Z1", "Z2"} and new & {"X", "Z3"}:
        return True  # a mask that belongs to no hidden layer
    if not left_out or not (new or kind is Kind.CACHE):
        return False
    families = {_family(each) for each in left_out}
    return not new or any(_family(each) not in families for each in new)


def _family(name: str) -> str:
    """Return what a name has in common with those that are easily taken for it."""
    if name.startswith(("dZ", "dA")):
        return "dZ"
    return "A" if name[0] in "XZA" else name[:-1]


_Variant = tuple[str, Kind, str]


def _known(name: str, activation: str) -> Iterator[_Variant]:
    """Yield the mistakes that are more than one slip away, but common."""
    right, layer = correct_lines(activation)[name], name[-1]
    if name == "dZ3":
        yield from _of_output()
    elif name.startswith("dZ"):
        yield from _of_activation(layer, activation)
    elif name.startswith("dA"):
        above = int(layer) + 1
        yield f"sum_units(dZ{above})", Kind.SUM, "summed over units, without the weights"
        yield from _once_more(f"({right})", layer, activation)
    else:
        if name.startswith("db"):
            yield from _of_sum(layer)
        source = right.replace(f"dZ{layer}", "({})")
        if layer == "3":
            once_more = "dZ3 * A3 * (1 - A3)"
            yield source.format(once_more), Kind.DERIVATIVE, "the sigmoid's derivative is in it"
        else:
            for text, kind, words in _once_more(f"dZ{layer}", layer, activation):
                yield source.format(text), kind, words
    yield f"abs({right})", Kind.SIGN, SIGN_LOST


def _of_output() -> Iterator[_Variant]:
    yield "(A3 - Y) * A3 * (1 - A3)", Kind.DERIVATIVE, "one sigmoid derivative too many"
    yield "(A3 - Y) / (A3 * (1 - A3))", Kind.DERIVATIVE, "the sigmoid's derivative is missing"
    yield "-Y", Kind.MISSING, "A3 is missing"
    yield "(A3 > 0.5) - Y", Kind.CACHE, "A3 is rounded to 0 or 1"
    yield "(A3 - Y)**2", Kind.DERIVATIVE, "the error is squared, not differentiated"
    yield "-Y / A3", Kind.MISSING, "the term of 1 - Y is missing"


# Derivatives of Z itself, where A is not that of this activation: s(Z) * (1 - s(Z)) of the sigmoid.
# Both are even, and written so that exp does not overflow.
_OF_Z = {
    "sigmoid": "exp(-abs(Z{l})) / (1 + exp(-abs(Z{l})))**2",
    "tanh": "4 * exp(-2 * abs(Z{l})) / (1 + exp(-2 * abs(Z{l})))**2",
}


def _of_activation(layer: str, activation: str) -> Iterator[_Variant]:
    da, z, a = f"dA{layer}", f"Z{layer}", f"A{layer}"
    right = DERIVATIVES[activation].format(l=layer)
    if activation == "relu":
        yield da, Kind.MASK, "the mask is missing"
        yield f"{da} * ({da} > 0)", Kind.MASK, f"the mask is that of {da} in the place of {z}"
        yield f"{da} * ({z} > 0) * ({da} > 0)", Kind.MASK, f"a mask of {da} is there as well"
        yield f"where({z} > 0, {da}, -{da})", Kind.MASK, "the mask gives -1 in the place of 0"
    else:
        yield da, Kind.DERIVATIVE, f"{activation}'s derivative is missing"
    for other, derivative in DERIVATIVES.items():
        if other != activation:
            words = f"{other}'s derivative in the place of {activation}'s"
            yield f"{da} * " + derivative.format(l=layer), Kind.DERIVATIVE, words
    for other, derivative in _OF_Z.items():
        if other != activation:
            words = f"{other}'s derivative at {z} in the place of {activation}'s"
            yield f"{da} * {derivative.format(l=layer)}", Kind.DERIVATIVE, words
    yield f"{da} * {right} * {right}", Kind.DERIVATIVE, "the derivative is in it twice"
    yield f"{da} * {a}", Kind.DERIVATIVE, f"{a} in the place of its derivative"
    yield f"{da} * (1 - {a})", Kind.DERIVATIVE, f"{a} is missing in the derivative"
    yield f"{da} * (1 - {a})**2", Kind.DERIVATIVE, f"(1 - {a})**2 in the place of 1 - {a}**2"
    yield f"{da} * (1 + {a}**2)", Kind.DERIVATIVE, "+ in the place of -"
    yield f"{da} * {z} * (1 - {z})", Kind.CACHE, f"{z} in the place of {a}"
    yield f"{da} + {right}", Kind.DERIVATIVE, "the derivative is added, not multiplied in"


def _once_more(text: str, layer: str, activation: str) -> Iterator[_Variant]:
    """Yield a value with the activation's derivative multiplied in, where it has no place."""
    derivative = DERIVATIVES[activation].format(l=layer)
    if activation == "relu":
        yield f"{text} * {derivative}", Kind.MASK, f"the mask of layer {layer} is in it as well"
        return
    words = f"{activation}'s derivative is in it as well"
    yield f"{text} * {derivative}", Kind.DERIVATIVE, words


def _of_sum(layer: str) -> Iterator[_Variant]:
    dz = f"dZ{layer}"
    yield f"1/m * total({dz})", Kind.SUM, "one sum over units and examples in every entry"
    yield f"1/m * sum_units({dz}).T", Kind.SUM, "summed over units in the place of examples"
    yield f"1/m * sum(abs({dz}))", Kind.SUM, "absolute values are summed"
    yield f"1/m * sum({dz}**2)", Kind.SUM, "squares are summed"


def _mutated(name: str, activation: str) -> Iterator[_Variant]:
    """Yield every line that differs from the right one in one place."""
    right = correct_program(activation).lines[LINE_NAMES.index(name)].expression.tree
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    is_relu = activation == "relu"
    for tree, kind, words in _variants(right, (*earlier, *FORWARD), is_mask=False):
        if kind is Kind.MASK and not is_relu:
            kind, words = Kind.DERIVATIVE, words.replace(UPSIDE_DOWN, "the slopes are exchanged")
            words = words.replace("mask is", "slope is")
        yield ast.unparse(tree), kind, words


_Tree = tuple[ast.expr, Kind, str]


def _variants(node: ast.expr, scope: tuple[str, ...], is_mask: bool) -> Iterator[_Tree]:
    match node:
        case ast.Name(id="m"):
            return  # of factors every one is tried
        case ast.Name(id=name):
            yield from _other_names(name, scope, is_mask)
            yield _transposed(node), Kind.TRANSPOSE, f"{name} is transposed"
        case ast.Attribute(value=value):
            yield value, Kind.TRANSPOSE, f"{ast.unparse(value)} is not transposed"
            for tree, kind, words in _variants(value, scope, is_mask):
                if kind is not Kind.TRANSPOSE:
                    yield _transposed(tree), kind, words
        case ast.BinOp(left=left, op=op, right=right):
            yield from _of_operator(node)
            for tree, kind, words in _variants(left, scope, is_mask):
                yield ast.BinOp(tree, op, right), kind, words
            for tree, kind, words in _variants(right, scope, is_mask):
                yield ast.BinOp(left, op, tree), kind, words
        case ast.Compare(left=left, comparators=others):
            for sign, words in COMPARISONS.values():
                yield ast.Compare(left, [sign], others), Kind.MASK, words
            for tree, kind, words in _variants(left, scope, is_mask=True):
                yield ast.Compare(tree, node.ops, others), kind, words
        case ast.Call(func=func, args=args):
            for place, argument in enumerate(args):
                for tree, kind, words in _variants(argument, scope, is_mask):
                    if kind is Kind.TRANSPOSE:
                        continue  # that is the wrong axis of a sum
                    changed = [*args[:place], tree, *args[place + 1 :]]
                    yield ast.Call(func, changed, []), kind, words


def _other_names(name: str, scope: tuple[str, ...], is_mask: bool) -> Iterator[_Tree]:
    for other in scope:
        if other == name:
            continue
        if not is_mask:
            yield ast.Name(other), Kind.CACHE, f"{other} in the place of {name}"
        elif other[0] in "XZ" or other.startswith(("dZ", "dA")):  # A > 0 is where Z > 0 is
            words = f"the mask is that of {other} in the place of {name}"
            yield ast.Name(other), Kind.MASK, words


def _of_operator(node: ast.BinOp) -> Iterator[_Tree]:
    left, right = node.left, node.right
    match node.op:
        case ast.MatMult():
            words = "an elementwise product in the place of @"
            yield ast.BinOp(left, ast.Mult(), right), Kind.ELEMENTWISE, words
            yield ast.BinOp(left, ast.Mult(), _transposed(right)), Kind.ELEMENTWISE, words
            turned = ast.BinOp(_transposed(right), ast.MatMult(), _transposed(left))
            yield turned, Kind.TRANSPOSE, "the product is transposed"
        case ast.Sub():
            yield ast.BinOp(left, ast.Add(), right), Kind.SIGN, "+ in the place of -"
            yield left, Kind.MISSING, f"{ast.unparse(right)} is missing"
        case ast.Mult() if ast.unparse(left) != "1 / m":
            yield left, Kind.MISSING, f"{ast.unparse(right)} is not multiplied in"
            yield right, Kind.MISSING, f"{ast.unparse(left)} is not multiplied in"


def _transposed(node: ast.expr) -> ast.expr:
    """Return a node's transpose, without a second .T on one that has it."""
    if isinstance(node, ast.Attribute):
        return node.value
    return ast.Attribute(node, "T", ast.Load())
