"""An expression means what Python and NumPy make of the same text, and its shape is known first."""

import re
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.network.algebras import (
    MAX_ELEMENTS,
    MAX_MULTIPLICATIONS,
    AnyShape,
    Shapes,
    Values,
)
from gradviz.network.expressions import ExpressionError, parse_expression
from gradviz.network.network import pass_shapes
from tests.helpers.strategies import NAMES, examples, expression_texts


class Plain:
    """A number or an array under Python's own operators: the oracle of the evaluator.

    It has no part in reading the text: Python's precedence and NumPy's arithmetic decide.
    """

    def __init__(self, value: object) -> None:
        self.value = np.asarray(value, np.float64)

    def __add__(self, other: "Plain") -> "Plain":
        return Plain(self.value + other.value)

    def __sub__(self, other: "Plain") -> "Plain":
        return Plain(self.value - other.value)

    def __mul__(self, other: "Plain") -> "Plain":
        return Plain(self.value * other.value)

    def __truediv__(self, other: "Plain") -> "Plain":
        return Plain(self.value / other.value)

    def __pow__(self, other: "Plain") -> "Plain":
        return Plain(self.value**other.value)

    def __matmul__(self, other: "Plain") -> "Plain":
        return Plain(self.value @ other.value)

    def __neg__(self) -> "Plain":
        return Plain(-self.value)

    def __gt__(self, other: "Plain") -> "Plain":
        return Plain(self.value > other.value)

    def __ge__(self, other: "Plain") -> "Plain":
        return Plain(self.value >= other.value)

    def __lt__(self, other: "Plain") -> "Plain":
        return Plain(self.value < other.value)

    def __le__(self, other: "Plain") -> "Plain":
        return Plain(self.value <= other.value)

    def __eq__(self, other: object) -> "Plain":  # type: ignore[override]
        assert isinstance(other, Plain)
        return Plain(self.value == other.value)

    def __ne__(self, other: object) -> "Plain":  # type: ignore[override]
        assert isinstance(other, Plain)
        return Plain(self.value != other.value)

    @property
    def T(self) -> "Plain":  # noqa: N802 - NumPy's name
        return Plain(self.value.T)


def array(operand: Plain) -> np.ndarray:
    """Return the array; NumPy would add up a number too, a line may not."""
    if not operand.value.ndim:
        raise ValueError("a number")
    return operand.value


SANDBOX = {
    "__builtins__": {},
    "Plain": Plain,
    "sum": lambda x: Plain(array(x).sum(axis=1, keepdims=True)),
    "mean": lambda x: Plain(array(x).mean(axis=1, keepdims=True)),
    "sum_units": lambda x: Plain(array(x).sum(axis=0, keepdims=True)),
    "total": lambda x: Plain([[array(x).sum()]]),
    "exp": lambda x: Plain(np.exp(x.value)),
    "log": lambda x: Plain(np.log(x.value)),
    "tanh": lambda x: Plain(np.tanh(x.value)),
    "sqrt": lambda x: Plain(np.sqrt(x.value)),
    "abs": lambda x: Plain(np.abs(x.value)),
    "where": lambda c, a, b: Plain(np.where(c.value, a.value, b.value)),
    "maximum": lambda a, b: Plain(np.maximum(a.value, b.value)),
}


def python_value(text: str, known: dict[str, np.ndarray]) -> np.ndarray:
    """Return what Python makes of the text, its numbers and names put into `Plain`."""
    numbers_wrapped = re.sub(r"(?<![\w.])(\d[\d.]*(?:e-?\d+)?)", r"Plain(\1)", text)
    names = {name: Plain(value) for name, value in known.items()}
    result = eval(numbers_wrapped, SANDBOX | names)
    return result.value  # type: ignore[no-any-return]


def arrays(shapes: dict[str, AnyShape], seed: int) -> dict[str, np.ndarray]:
    """Return arrays with zeros, negative numbers and equal numbers in them."""
    rng = np.random.default_rng(seed)
    return {name: rng.integers(-4, 5, shape) / 2 for name, shape in shapes.items()}


shape_maps = st.fixed_dictionaries(
    {
        name: st.sampled_from([(2, 2)] * 5 + [(2, 1), (1, 2), (1, 1), (2, 3), (3, 2)])
        for name in NAMES
        if name != "m"
    }
).map(lambda shapes: shapes | {"m": ()})


@given(expression_texts(), shape_maps, st.integers(0, 99))
@examples(400)
def test_value_and_shape_are_those_of_the_same_text_in_python(
    text: str, shapes: dict[str, AnyShape], seed: int
) -> None:
    known = arrays(shapes, seed)
    try:
        expression = parse_expression(text)
    except ExpressionError as error:
        assume("nested" not in str(error))
        raise
    with np.errstate(all="ignore"):
        try:
            wanted = python_value(text, known)
        except ValueError:  # NumPy's word for shapes that do not fit, AxisError among them
            with pytest.raises(ExpressionError):
                expression.walk(Shapes(shapes))
            return
        values = {n: float(v) if v.ndim == 0 else v for n, v in known.items()}
        found = expression.walk(Values(values, np.dtype(np.float64)))
    np.testing.assert_array_equal(found, wanted)
    assert np.shape(found) == np.shape(wanted) == expression.walk(Shapes(shapes))


@given(expression_texts(), st.integers(0, 99))
@examples(150)
def test_single_precision_stays_single(text: str, seed: int) -> None:
    shapes: dict[str, AnyShape] = {name: (2, 2) for name in NAMES if name != "m"}
    known = {n: v.astype(np.float32) for n, v in arrays(shapes, seed).items()}
    try:
        expression = parse_expression(text)
        expression.walk(Shapes(shapes | {"m": ()}))
    except ExpressionError:
        return
    with np.errstate(all="ignore"):
        found = expression.walk(Values(known | {"m": 3.0}, np.dtype(np.float32)))
    assert isinstance(found, float) or found.dtype == np.float32


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("W1 @ A1", "W1 @ A1 does not fit: (5, 4) @ (5, 3), and 4 is not 5"),
        ("A1 * A2", "A1 * A2 does not fit: (5, 3) * (3, 3)"),
        ("m @ X", "m @ X does not fit: @ needs an array on both sides"),
        ("sum(m)", "sum(m) does not fit: sum needs an array"),
        ("maximum(A1, A2)", "maximum(A1, A2) does not fit: (5, 3), (3, 3)"),
    ],
)
def test_a_misfit_names_the_part_and_its_shapes(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text).walk(Shapes(pass_shapes((4, 5, 3, 1), 3)))
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "text",
    [
        "X.T @ X",
        "sum(X.T @ X)",
        "X.T @ X - X.T @ X",
        "sum(X).T + X.T @ X @ X.T @ X",
        " + ".join(["-A1"] * 16),
    ],
)
def test_a_line_that_would_fill_the_memory_is_refused_before_anything_is_computed(
    text: str,
) -> None:
    shapes = pass_shapes((64, 256, 3, 1), 10_000)
    tracemalloc.start()
    began = time.thread_time()
    try:
        allowed = f"{MAX_ELEMENTS:,}|{MAX_MULTIPLICATIONS:,}"
        with pytest.raises(ExpressionError, match=f"({allowed}) are allowed"):
            parse_expression(text).walk(Shapes(shapes))
        assert time.thread_time() - began < 1
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_the_count_starts_anew_with_every_line() -> None:
    shapes = pass_shapes((64, 256, 3, 1), 10_000)
    for _ in range(100):
        parse_expression("A1 * (Z1 > 0)").walk(Shapes(shapes))


def test_division_by_zero_and_overflow_are_infinity_without_a_warning() -> None:
    for text in ("1/0", "1e300 * 1e300", "1e300**10", "0**-1", "-log(0)", "exp(1e4)"):
        with np.errstate(all="ignore"):
            found = parse_expression(text).walk(Values({}, np.dtype(np.float64)))
        assert found == np.inf


def test_a_line_of_many_large_products_is_refused_though_it_fits_in_memory() -> None:
    shapes = pass_shapes((2000, 2000, 3, 1), 4)
    line = parse_expression(" @ ".join(["W1"] * 4))
    with pytest.raises(ExpressionError, match=f"{MAX_MULTIPLICATIONS:,} are allowed"):
        line.walk(Shapes(shapes))
