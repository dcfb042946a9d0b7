"""The precision of given values, read from the values."""

import numpy as np
import pytest

from gradviz.checking.precision import DOUBLE, PART, of_zeros, precision_of, precision_steps

VALUES = np.random.default_rng(0).standard_normal(40) * 10.0 ** np.linspace(-3, 1, 40)


def test_values_of_float64_are_no_shorter() -> None:
    assert precision_of(VALUES) == DOUBLE


@pytest.mark.parametrize(("dtype", "unit"), [(np.float16, 2.0**-11), (np.float32, 2.0**-24)])
def test_formats_are_told(dtype: type, unit: float) -> None:
    found = precision_of(VALUES.astype(dtype).astype(np.float64))
    assert found.name == np.dtype(dtype).name
    assert found.unit == unit


def test_bfloat16_is_told_from_float32() -> None:
    bits = VALUES.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)
    assert precision_of(bits.view(np.float32).astype(np.float64)).name == "bfloat16"


@pytest.mark.parametrize("digits", [3, 6, 9])
def test_digits_and_decimals_are_told_from_one_another(digits: int) -> None:
    kept = np.array([float(f"{each:.{digits - 1}e}") for each in VALUES])
    found = precision_of(kept)
    assert found.name == f"{digits} digits"
    assert np.all(np.abs(kept - VALUES) <= 1.01 * found.rounding(VALUES))
    rounded = np.round(VALUES, digits)
    found = precision_of(rounded)
    assert found.name == f"{digits} decimals"
    assert np.all(np.abs(rounded - VALUES) <= 1.01 * found.rounding(VALUES))


@pytest.mark.parametrize("values", [[0.0, 1.0, -3.0], [0.5, 0.25, -0.5, 0.0], [np.nan, np.inf]])
def test_few_or_whole_numbers_say_nothing(values: list[float]) -> None:
    assert precision_of(np.array(values)) == DOUBLE


@pytest.mark.parametrize("value", [0.3773, 0.026551, 0.167598, -91.1])
def test_a_single_value_of_float16_that_is_no_simple_fraction_tells_it(value: float) -> None:
    # Where most units are dead, few entries of a gradient are not zero.
    kept = float(np.float16(value))
    assert precision_of(np.array([0.0, kept, -1.0])).name == "float16"
    assert precision_of(np.array([0.0, kept, 1 / 3])) == DOUBLE
    assert precision_of(np.array([0.0, kept, 0.1])) == DOUBLE


def test_a_number_below_the_normal_ones_of_float16_tells_it() -> None:
    kept = float(np.float16(-1.43e-6))  # three bits, and simple as a fraction
    assert precision_of(np.array([0.5, kept, 0.5])).name == "float16"
    assert precision_of(np.array([0.5, -1.43e-6, 0.5])).name != "float16"


def test_a_single_value_of_another_format_tells_it_too() -> None:
    assert precision_of(np.array([0.0, float(np.float32(0.1))])).name == "float32"
    assert precision_of(np.array([0.0, 203 / 1024])).name == "bfloat16"
    assert precision_of(np.array([0.0, 0.123456])).name == "6 digits"
    assert precision_of(np.array([0.0, -0.123, 0.25])).name == "3 digits"


@pytest.mark.parametrize("values", [[0.1], [0.2, -0.3, 0.125], [0.05, 0.15]])
def test_few_digits_of_few_values_say_nothing(values: list[float]) -> None:
    assert precision_of(np.array(values)) == DOUBLE


def test_many_values_are_looked_at_in_steps_and_the_last_one_counts() -> None:
    values = np.random.default_rng(0).standard_normal(3 * PART + 7)
    short = values.astype(np.float32).astype(np.float64)
    steps = precision_steps(short)
    assert len(list(steps)) > 3
    assert precision_of(short).name == "float32"
    assert precision_of(np.append(short, 1 / 3)) == DOUBLE
    digits = np.array([float(f"{each:.3e}") for each in values])
    assert precision_of(digits).name == "4 digits"
    assert precision_of(np.append(digits, 1 / 3)) == DOUBLE


@pytest.mark.parametrize("right", [1e-50, 1e-46, 1e-44, 1e-20, 2.9e-8, 3.1e-8, 0.1])
def test_zeros_are_of_the_finest_format_that_makes_them(right: float) -> None:
    dtypes = {"float64": np.float64, "float32": np.float32, "float16": np.float16}
    zero_in = [name for name, dtype in dtypes.items() if dtype(right) == 0]
    assert of_zeros(right).name == (zero_in[0] if zero_in else "float64")
