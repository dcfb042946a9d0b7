"""What is said to be written in the place of NumPy: what is accepted, and means the same."""

import ast

import numpy as np
import pytest

from gradviz.network.algebras import Values
from gradviz.network.expressions import FUNCTIONS, ExpressionError, parse_expression
from gradviz.network.numpy_words import advice, rule

A, B = np.arange(6.0).reshape(2, 3) - 2.5, np.full((2, 3), 0.5)


def advised(text: str) -> tuple[str, str]:
    found = advice(ast.parse(text, mode="eval").body)
    assert found is not None
    return ast.unparse(found.instead), found.words


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("np.dot(A, B.T)", "A @ B.T"),
        ("numpy.matmul(A, np.transpose(B))", "A @ B.T"),
        ("A.dot(B.transpose())", "A @ B.T"),
        ("np.multiply(A, B - A)", "A * (B - A)"),
        ("np.add(A, B)", "A + B"),
        ("np.subtract(A, B)", "A - B"),
        ("np.divide(A, B)", "A / B"),
        ("np.power(A, 2)", "A ** 2"),
        ("np.square(A)", "A ** 2"),
        ("np.negative(A)", "-A"),
        ("np.transpose(A)", "A.T"),
        ("np.sum(A, axis=1, keepdims=True)", "sum(A)"),
        ("np.sum(A, 1, keepdims=True)", "sum(A)"),
        ("A.sum(axis=-1, keepdims=True)", "sum(A)"),
        ("np.sum(A, axis=0, keepdims=True)", "sum_units(A)"),
        ("np.sum(A, keepdims=True)", "total(A)"),
        ("np.mean(A, axis=1, keepdims=True)", "mean(A)"),
        ("np.maximum(0, A)", "maximum(0, A)"),
        ("np.where(A > 0, 1, 0)", "where(A > 0, 1, 0)"),
        ("np.exp(-A)", "exp(-A)"),
        ("np.absolute(A)", "abs(A)"),
        ("np.greater(A, 0)", "A > 0"),
        ("np.int64(A > 0)", "A > 0"),
        ("(A > 0).astype(int)", "A > 0"),
        ("np.float64(A)", "A"),
    ],
)
def test_what_is_to_be_written_is_accepted_and_has_the_same_value(text: str, instead: str) -> None:
    assert advised(text)[0] == instead
    wanted = eval(text, {"np": np, "numpy": np, "A": A, "B": B})
    found = parse_expression(instead).walk(Values({"A": A, "B": B}, A.dtype))
    np.testing.assert_allclose(found, np.asarray(wanted, dtype=float), rtol=1e-15)
    with pytest.raises(ExpressionError):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("np.multiply(A, B)", ("A * B", "* multiplies entry by entry")),
        ("np.sum(A, axis=1)", ("sum(A)", "it runs over examples and keeps the axis")),
        ("np.sum(A, axis=0)", ("sum_units(A)", "it runs over units and keeps the axis")),
        ("np.sum(A)", ("total(A)", "it sums everything, and sum runs over examples")),
        ("np.int64(A > 0)", ("A > 0", "a comparison gives 0 and 1 already")),
        ("float(A)", ("A", "it needs no cast")),
        ("relu(A)", ("maximum(A, 0)", "")),
        ("sigmoid(A)", ("1 / (1 + exp(-A))", "")),
        ("A^2", ("A ** 2", "")),
        ("A.T^2", ("A.T ** 2", "")),
        ("1 if A > 0 else 0", ("where(A > 0, 1, 0)", "")),
        ("X.shape[1]", ("m", "it is the number of examples")),
        ("np.dot(relu(A), np.sum(B, axis=1))", ("maximum(A, 0) @ sum(B)", "")),
    ],
)
def test_why_it_is_to_be_written_so(text: str, said: tuple[str, str]) -> None:
    assert advised(text) == said


@pytest.mark.parametrize(
    "text",
    [
        *("1 - A^2", "-A^2", "X.shape[0]", "X[1]", "np.zeros(3)", "np.linalg.norm(A)", "A.T()"),
        *("exp(A)", "exp(A, A)", "sum()", "np.sum(A, axis=7)", "np.sum(A, axis=B)", "np.mean(A)"),
        *("np.sum(A, axis=[1])", "np.sum(A, where=B)", "np.dot(A)", "np.dot(A, B, out=A)"),
        *("np.mean(A, axis=0)", "(lambda: 1)()", "np.sum(A, 1, 2)", "int()"),
    ],
)
def test_where_nothing_means_the_same_nothing_is_written_out(text: str) -> None:
    assert advice(ast.parse(text, mode="eval").body) is None


def test_how_a_thing_is_written_whatever_is_in_it() -> None:
    said = {
        text: rule(ast.parse(text, mode="eval").body)
        for text in ("1 - A^2", "np.dot(A)", "np.mean(A)", "A.transpose(1, 0)", "np.zeros(3)", "A")
    }
    assert said == {
        "1 - A^2": "write ** for a power, as in A1**2",
        "np.dot(A)": "write @ for a matrix product",
        "np.mean(A)": "write mean(...), which runs over examples and keeps the axis",
        "A.transpose(1, 0)": "write .T for a transpose",
        "np.zeros(3)": None,
        "A": None,
    }


def test_the_expression_that_was_typed_stays_as_it_is() -> None:
    tree = ast.parse("np.dot(np.exp(A), B)", mode="eval").body
    advice(tree)
    assert ast.unparse(tree) == "np.dot(np.exp(A), B)"


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"sum", "mean", "sum_units", "total"}))
def test_a_function_of_the_same_name_is_to_be_written_without_np(name: str) -> None:
    arguments = ", ".join("ABA"[: FUNCTIONS[name]])
    assert advised(f"np.{name}({arguments})") == (f"{name}({arguments})", "")
