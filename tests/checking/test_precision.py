"""The precision of given values, told from the values."""

import numpy as np
import pytest

from gradviz.checking.precision import DOUBLE, precision_of

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
