"""What is an expression and what is refused: at once, in one line, with nothing computed."""

import ast
import time
import warnings
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.network.backward import LineError, parse_line
from gradviz.network.expressions import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    ExpressionError,
    parse_expression,
    unknown_names,
)
from tests.helpers.strategies import examples, expression_texts

AT_ONCE = 1.0  # seconds; it takes a millisecond where nothing else runs
MOST_CHARACTERS = 300  # of a message

HOSTILE = {
    "attribute": "X.shape",
    "dunder attribute": "X.__class__.__base__.__subclasses__()",
    "attribute of a number": "(1).__class__",
    "transpose by another name": "X.t",
    "method": "X.T.dot(X)",
    "attribute of a function": "exp.T",
    "call": "print(1)",
    "eval": "eval('1')",
    "open": "open('/etc/passwd')",
    "import": "__import__('os').system('true')",
    "import as a name's call": "__import__(os)",
    "call of a call": "exp(X)(X)",
    "call of an attribute": "np.exp(X)",
    "keyword": "sum(x=X)",
    "double star": "sum(**X)",
    "starred": "sum(*X)",
    "starred operand": "*X",
    "too few arguments": "where(X, 1)",
    "too many arguments": "exp(X, X)",
    "no argument": "exp()",
    "subscript": "X[0]",
    "slice": "X[0:1]",
    "list": "[1, 2]",
    "tuple": "1, 2",
    "set": "{1}",
    "dictionary": "{1: 2}",
    "list comprehension": "[x for x in X]",
    "generator": "sum(x for x in X)",
    "set comprehension": "{x for x in X}",
    "dictionary comprehension": "{x: x for x in X}",
    "lambda": "lambda: 1",
    "lambda that is called": "(lambda: 1)()",
    "walrus": "(X := 1)",
    "f-string": "f'{X}'",
    "string": "'a'",
    "string times": "'a' * 1000000000",
    "bytes": "b'a'",
    "conditional": "1 if X else 2",
    "and": "X and X",
    "not": "not X",
    "invert": "~X",
    "plus sign alone": "+X",
    "is": "X is X",
    "in": "X in X",
    "two comparisons": "1 < X < 2",
    "floor division": "X // 2",
    "remainder": "X % 2",
    "shift": "1 << 9999999999",
    "bitwise": "X | X",
    "await": "await X",
    "yield": "(yield)",
    "true": "True",
    "none": "None",
    "ellipsis": "...",
    "complex": "1j",
    "infinity": "1e999",
    "long number": "0x" + "f" * 298,
    "power tower": "9**9**9",
    "power tower in brackets": "(9**9)**9**9",
    "large exponent": "X**11",
    "large negative exponent": "X**-11",
    "array as exponent": "2**X",
    "exponent that is computed": "X**(1+1)",
    "exponent that is an array": "X**X",
    "true as exponent": "X**True",
    "complex exponent": "X**1j",
    "statement": "import os",
    "two statements": "1; 2",
    "assignment": "= 1",
    "assignment in call": "sum(X = 1)",
    "new line": "A3 -\nY",
    "new line in brackets": "(A3 -\n Y)",
    "return": "(A3 -\r Y)",
    "tab": "A3\t- Y",
    "backslash": "A3 - \\\n Y",
    "form feed": "A3\f- Y",
    "null byte": "X\0",
    "null byte in the middle": "X + \0 1",
    "surrogate": "X + \ud800",
    "full-width letters": "\uff38",  # Python reads it as X
    "full-width attribute": "X.\uff34",
    "Greek letter": "\u0391",
    "mathematical letter": "\U0001d437",
    "minus that is none": "A3 \u2212 Y",
    "times that is none": "2 \u00d7 X",
    "no-break space": "A3\u00a0- Y",
    "direction override": "A3 \u202e- Y",
    "zero-width space": "A3\u200b - Y",
    "nothing": "",
    "white space": "   ",
    "comment alone": "# X",
    "open bracket": "(X",
    "closed bracket": "X)",
    "one sign": "-",
    "name of a function": "exp",
    "function as an operand": "exp + 1",
    "brackets": "(" * 140 + "X" + ")" * 140,
    "thousands of brackets": "(" * 5000 + "X" + ")" * 5000,
    "thousands of open brackets": "(" * 100_000,
    "calls in calls": "exp(" * 70 + "X" + ")" * 4,
    "minus signs": "-" * 290 + "X",
    "thousands of minus signs": "-" * 9000 + "X",
    "transposes": "X" + ".T" * 100,
    "attributes": "X" + ".a" * 149,
    "nots": "not " * 70 + "X",
    "lambdas": "lambda:" * 42 + "X",
    "powers": "X" + "**2" * 99,
    "sums": "X" + "+X" * 140,
    "very long": "X + " * 100_000 + "X",
    "million characters": "X" * 1_000_000,
}


def refusal(text: str) -> str:
    """Return what is said of a line, and see that it is said at once and in one line."""
    began = time.thread_time()
    with pytest.raises(LineError) as caught:
        parse_line("dZ3 =" + text)
    assert time.thread_time() - began < AT_ONCE
    message = str(caught.value)
    assert message.isprintable(), "one line, nothing that a terminal would act on"
    assert len(message) <= MOST_CHARACTERS
    assert message.startswith("line dZ3: ")
    assert message.endswith(".")
    assert caught.value.line == "dZ3"
    return message


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_line_is_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("X.shape", "'.shape' is not allowed; the only attribute is .T"),
        ("open('a')", "is not allowed; the functions are sum, mean"),
        ("X[0]", "'X[0]' is not allowed in a line"),
        ("9**9**9", "an exponent must be a plain number of at most 10"),
        ("(" * 30 + "X" + ")" * 30, "brackets are nested 30 deep; 20 are allowed"),
        ("-" * 40 + "X", "nested more than 20 deep"),
        ("X" * 301, "the expression has 301 characters; 300 are allowed"),
        ("", "the expression is empty"),
        ("1 <", "'1 <' is not an expression"),
        ("True", "'True' is not a number"),
        ("1e999", "too large"),
        ("1 < X < 2", "compares twice; write one comparison at a time"),
        ("where(X, 1)", "where takes 3 arguments"),
        ("exp(X, 1)", "exp takes 1 argument."),
        ("exp", "'exp' is a function; write exp(...)"),
        ("A3 \u2212 Y", "the character '\u2212' is not allowed"),
    ],
)
def test_the_refusal_says_why(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("np.dot(dZ2, A1.T)", "write dZ2 @ A1.T."),
        ("1/m * np.dot(dZ2, A1.T)", "write (dZ2 @ A1.T)."),
        ("sum(dZ1, 1)", "sum takes 1 argument; write sum(dZ1): it runs over examples"),
        ("sum(dZ1, axis=1)", "write sum(dZ1): it runs over examples and keeps the axis."),
        ("exp(X, X)", "exp takes 1 argument."),
        ("np.dot(X[0], A1.T)", "'np.dot(X[0], A1.T)' is not allowed; write @ for a matrix product"),
        ("np.log(X, Y)", "is not allowed; the functions are sum, mean"),
        ("np.dot(X, " + "+".join(["Y"] * 60) + ")", "…' is not allowed; write @ for a matrix"),
        ("np.dot(X, " + "exp(" * 30 + "Y" + ")" * 30 + ")", "brackets are nested 31 deep"),
        ("np.dot(X, " + "-" * 200 + "Y)", "write @ for a matrix product"),
    ],
)
def test_the_refusal_of_numpy_says_what_to_write(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "A3 - Y",
        "1/m * dZ2 @ A1.T",
        "X.T.T",
        "1/0",
        "where(Z2 > 0, 1, 0.01)",
        "-X**2",
        "X**-0.5",
        "2 * (X != 0)",
        "  X  ",
        "0x10 * X",
        "1_000 * X",
        "(" * MAX_DEPTH + "X" + ")" * MAX_DEPTH,
        "X" + " " * (MAX_LENGTH - 2) + "#",
    ],
)
def test_arithmetic_is_accepted(text: str) -> None:
    assert parse_expression(text).source == text.strip()


def test_an_odd_literal_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ("1if X else 2", "0x1for x in X", "'\\d'", "1 is 1", "1()", "X[1][2]()"):
            with pytest.raises(ExpressionError):
                parse_expression(text)


def test_names_come_in_the_order_of_their_first_use_without_functions() -> None:
    names = parse_expression("sum(dZ2) + exp(A1) * dZ2 - m").names
    assert names == ("dZ2", "A1", "m")
    assert unknown_names(parse_expression("A1 + B7 * exp(C)"), {"A1": 1}) == ("B7", "C")


def refused(read: Callable[[str], object], text: str) -> str | None:
    """Return what is said of a text, or None if it is accepted; nothing else may be raised."""
    try:
        read(text)
    except (ExpressionError, LineError) as error:
        return str(error)
    return None


@given(expression_texts())
@examples(200)
def test_an_accepted_tree_holds_nothing_but_arithmetic(text: str) -> None:
    said = refused(parse_expression, text)
    if said is not None:
        assert "nested more than" in said or "too many parts" in said
        return
    for node in ast.walk(parse_expression(text).tree):
        match node:
            case ast.Attribute():
                assert node.attr == "T"
            case ast.Call():
                assert isinstance(node.func, ast.Name)
                assert node.func.id in FUNCTIONS
            case ast.Constant():
                assert type(node.value) in (int, float)
            case ast.Subscript() | ast.Lambda() | ast.NamedExpr() | ast.JoinedStr():
                pytest.fail("passed the list")


PIECES = (
    *"()[]{}.,:;=+-*/@<>!~%&|^'\"\\#$?`_ \n\t\0",
    *("X", "m", "dZ2", "A1.T", "exp(", "where(", "**", "1", "9e99", "0x", "1j", "...", "True"),
    *("lambda ", "for x in ", "if ", " else ", ":=", "f'", "__class__", "__import__", "await "),
    *("yield ", "not ", "import os", "\ud800", "\u2212", "\uff38"),
)
odd_texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


@given(odd_texts)
@examples(500)
def test_any_text_is_an_expression_or_refused_in_one_line(text: str) -> None:
    said = refused(parse_expression, text)
    assert said is None or (said.isprintable() and 0 < len(said) <= MOST_CHARACTERS)


@given(odd_texts)
@examples(300)
def test_any_text_is_a_line_or_refused_in_one_line(text: str) -> None:
    said = refused(parse_line, text)
    assert said is None or (said.isprintable() and 0 < len(said) <= MOST_CHARACTERS)
