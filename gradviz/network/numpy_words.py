"""What to write in a line in the place of NumPy and Python as they are written elsewhere.

Nothing here is accepted in a line: it only tells whoever typed ``np.dot(dZ2, A1.T)`` that
``dZ2 @ A1.T`` is.
"""

import ast
import copy
from dataclasses import dataclass

MODULES = {"np", "numpy", "jnp", "math", "torch", "tf"}
_OPERATORS: dict[str, type[ast.operator]] = {
    "dot": ast.MatMult,
    "matmul": ast.MatMult,
    "multiply": ast.Mult,
    "divide": ast.Div,
    "add": ast.Add,
    "subtract": ast.Sub,
    "power": ast.Pow,
    "pow": ast.Pow,
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "greater": ast.Gt,
    "greater_equal": ast.GtE,
    "less": ast.Lt,
    "less_equal": ast.LtE,
    "equal": ast.Eq,
    "not_equal": ast.NotEq,
}
_CASTS = {
    *("int", "float", "bool", "astype", "array", "asarray"),
    *("int8", "int32", "int64", "uint8", "float32", "float64", "bool_"),
}
_PLAIN = {"exp", "log", "tanh", "sqrt", "abs", "where", "maximum"}
# By the axis that they run over; None where none is named.
_SUMS = {1: "sum", -1: "sum", 0: "sum_units", None: "total"}
_WORDS = {
    "multiply": "* multiplies entry by entry",
    "sum": "it runs over examples and keeps the axis",
    "mean": "it runs over examples and keeps the axis",
    "sum_units": "it runs over units and keeps the axis",
    "total": "it sums everything, and sum runs over examples",
}
# What is said where the arguments are such that nothing can be written out.
_RULES = {
    "dot": "write @ for a matrix product",
    "matmul": "write @ for a matrix product",
    "multiply": "write *, which multiplies entry by entry",
    "power": "write ** for a power",
    "transpose": "write .T for a transpose",
    "sum": "write sum(...), which runs over examples and keeps the axis",
    "mean": "write mean(...), which runs over examples and keeps the axis",
}
_NOTHING: tuple[str, list[ast.expr]] = "", []


@dataclass(frozen=True)
class Advice:
    """What to write in the place of something that is refused.

    Attributes
    ----------
    instead
        The expression to write; it may hold what is refused as well.
    words
        What there is to know of it; empty where that is plain.
    """

    instead: ast.expr
    words: str = ""


def advice(node: ast.expr) -> Advice | None:
    """Return what to write in the place of a node, and of what is within it; None if unknown."""
    operands = copy.deepcopy(node)
    _InPlace().generic_visit(operands)
    return _instead(operands)


def rule(node: ast.expr) -> str | None:
    """Return how a thing of the kind of a node is written, whatever is in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        return "write ** for a power, as in A1**2"
    if isinstance(node, ast.Call):
        return _RULES.get(_called(node)[0])
    return None


class _InPlace(ast.NodeTransformer):
    """Writes every part of an expression that is known as a line writes it."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Return a node with its parts, and then itself, written anew."""
        self.generic_visit(node)
        found = _instead(node) if isinstance(node, ast.expr) else None
        return found.instead if found else node


def _instead(node: ast.expr) -> Advice | None:
    match node:
        case ast.Call():
            return _of_call(node)
        case ast.BinOp(op=ast.BitXor(), left=ast.Name() | ast.Attribute()):
            # Of 1 - A1^2 Python makes (1 - A1)^2, which is not what was meant.
            return Advice(ast.BinOp(node.left, ast.Pow(), node.right))
        case ast.IfExp():
            return Advice(_call("where", [node.test, node.body, node.orelse]))
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=1)):
            return Advice(ast.Name("m"), "it is the number of examples")
    return None


def _of_call(node: ast.Call) -> Advice | None:
    name, operands = _called(node)
    if name in ("sum", "mean"):
        return _of_sum(name, operands, node.keywords)
    if name in _CASTS and operands:
        is_compared = isinstance(operands[0], ast.Compare)
        words = "a comparison gives 0 and 1 already" if is_compared else "it needs no cast"
        return Advice(operands[0], words)
    if node.keywords:
        return None
    match operands:
        case [left, right] if name in _OPERATORS:
            return Advice(ast.BinOp(left, _OPERATORS[name](), right), _WORDS.get(name, ""))
        case [left, right] if name in _COMPARISONS:
            return Advice(ast.Compare(left, [_COMPARISONS[name]()], [right]))
        case [only]:
            if found := _of_one(name, only):
                return Advice(found)
    name = "abs" if name == "absolute" else name
    is_as_written = isinstance(node.func, ast.Name) and node.func.id == name
    return None if is_as_written or name not in _PLAIN else Advice(_call(name, operands))


def _of_one(name: str, operand: ast.expr) -> ast.expr | None:
    match name:
        case "transpose":
            return ast.Attribute(operand, "T")
        case "square":
            return ast.BinOp(operand, ast.Pow(), ast.Constant(2))
        case "negative":
            return ast.UnaryOp(ast.USub(), operand)
        case "relu":
            return _call("maximum", [operand, ast.Constant(0)])
        case "sigmoid":
            power = _call("exp", [ast.UnaryOp(ast.USub(), operand)])
            below = ast.BinOp(ast.Constant(1), ast.Add(), power)
            return ast.BinOp(ast.Constant(1), ast.Div(), below)
    return None


def _of_sum(name: str, operands: list[ast.expr], keywords: list[ast.keyword]) -> Advice | None:
    named = {each.arg: each.value for each in keywords}
    if not operands or len(operands) > 2 or not set(named) <= {"axis", "keepdims"}:
        return None
    if len(operands) == 1 and not named and name == "mean":
        return None
    axis = operands[1] if len(operands) == 2 else named.get("axis", ast.Constant(None))
    try:
        over = _SUMS[ast.literal_eval(axis)]
    except (KeyError, TypeError, ValueError):
        return None
    if name == "mean":
        over = "mean" if over == "sum" else ""
    return Advice(_call(over, operands[:1]), _WORDS[over]) if over else None


def _called(node: ast.Call) -> tuple[str, list[ast.expr]]:
    """Return the name of what is called, and its operands, that of a method first."""
    match node.func:
        case ast.Name(id=name):
            return name, node.args
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in MODULES:
            return name, node.args
        case ast.Attribute(value=receiver, attr=name):
            return name, [receiver, *node.args]
    return _NOTHING


def _call(name: str, arguments: list[ast.expr]) -> ast.expr:
    return ast.Call(ast.Name(name), arguments, [])
