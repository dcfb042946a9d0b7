"""Numbers read as they are: no digit that misleads."""

import math

import pytest

from gradviz.views.numbers import aligned, compared, exact, number


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.1890913024643007e-07, "1.18909e-07"), (0.1, "0.1"), (0.0, "0"), (math.nan, "NaN")],
)
def test_six_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_exact_reads_back() -> None:
    assert float(exact(1.1890913024643007e-07)) == 1.1890913024643007e-07


def test_a_comparison_has_as_many_digits_as_it_needs() -> None:
    assert compared(1.1890913e-07, 1e-07) == ("1.189e-07", "1e-07")
    larger, smaller = compared(1.000000004e-07, 1e-07)
    assert float(larger) > float(smaller)
    assert compared(1e-07, 1e-07) == ("1e-07", "1e-07")
    assert compared(math.nan, 1e-07) == ("NaN", "1e-07")
    neighbour = math.nextafter(1e-07, 1)
    assert [float(text) for text in compared(neighbour, 1e-07)] == [neighbour, 1e-07]


def test_aligned_costs_have_seventeen_digits() -> None:
    plus, minus = 2.4078334531251744, 2.4078333265435852
    assert aligned([plus, minus]) == ["2.4078334531251744", "2.4078333265435852"]
    assert aligned([plus - minus, plus])[0] == "0.0000001265815892"


def test_aligned_points_stand_one_under_the_other() -> None:
    texts = aligned([12.5, -3.25, 0.0])
    assert len({text.index(".") for text in texts}) == 1
    assert [float(text) for text in texts] == [12.5, -3.25, 0]


def test_aligned_small_numbers_share_an_exponent() -> None:
    texts = aligned([3e-9, 1e-12], 5)
    assert texts == ["3.0000e-09", "0.0010e-09"]


@pytest.mark.parametrize("value", [1e300, 5e-324, 1e-300, -1e17, 0.0, 9.9999999999999999e22])
def test_aligned_takes_any_number(value: float) -> None:
    assert math.isclose(float(aligned([value])[0]), value, rel_tol=1e-15, abs_tol=1e-323)


def test_aligned_takes_what_is_not_finite() -> None:
    assert [text.strip() for text in aligned([math.nan, math.inf, 1.0], 3)] == [
        "NaN",
        "inf",
        "1.00",
    ]
