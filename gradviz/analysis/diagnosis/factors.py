"""Constant factors, and where they come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isclose

import numpy as np

from gradviz.checking.mistake import Mistake
from gradviz.network.numbers import EXACT, exact, number, rounded

LARGEST = 10  # of the whole numbers that are taken for a factor that somebody wrote
ALIKE = 1e-12
LEAST = 1e-300  # of which the inverse is a number too
SIMPLE = 100  # numerators and denominators of fractions are less
MOST_DIGITS = 15  # the last ones of float64 are rounding always
PLAIN = 4  # significant digits of a factor that somebody may have written


@dataclass(frozen=True)
class Factor:
    """A factor that is worth trying: one that somebody may have written.

    Attributes
    ----------
    value
        The factor itself.
    source
        How it is written in a line.
    hint
        Where it may come from.
    """

    value: float
    source: str
    hint: str


def factors(m: int, has_mean: bool) -> Iterator[Factor]:
    """Return the factors that come of common slips.

    Parameters
    ----------
    m
        The number of examples.
    has_mean
        Whether the right line takes a mean over them, by 1/m.
    """
    if has_mean:
        yield Factor(m, "m", f"1/m is missing: m is {m}")
        yield Factor(1 / m, "1/m", f"1/m twice, or a mean taken for a sum: m is {m}")
        if m > 2:
            yield Factor(m / (m - 1), "m/(m - 1)", "1/(m - 1) in the place of 1/m")
    else:
        yield Factor(m, "m", f"multiplied by m, which is {m}")
        yield Factor(1 / m, "1/m", f"1/m belongs to the parameters' lines alone: m is {m}")
    for size in range(2, LARGEST + 1):
        is_of_mean = has_mean and size != 2
        hint = f"{size}/m in the place of 1/m" if is_of_mean else _hint(size)
        yield Factor(size, str(size), hint)
        yield Factor(1 / size, f"1/{size}", "")
        if has_mean and size * m > LARGEST:
            yield Factor(size * m, f"{size} * m", f"1/m is missing as well: m is {m}")


def _hint(number: int) -> str:
    return "a 2 left over, as from the derivative of a square" if number == 2 else ""


def factor_words(value: float) -> str:
    """Return what a factor does, to stand after "dW2 is wrong: "."""
    if value == -1:
        return "the sign is wrong"
    size = abs(value)
    if isclose(size, 1, rel_tol=0.1) or size < LEAST:
        words = f"{factor_text(size)} times what it should be"
    elif size < 1 and is_written(factor_text(size)) and not _is_decimal(1 / size):
        words = f"{factor_text(size)} times what it should be"  # 0.7, not 10/7
    elif size < 1:
        words = f"{factor_text(1 / size)} times too small"
    else:
        words = f"{factor_text(size)} times too large"
    return f"{words}, and the sign is wrong" if value < 0 else words


def factor_text(value: float) -> str:
    """Return a factor as somebody would write it: 2, 1.5, 1.000001, 2/3, 1e300."""
    decimal = number(value, 7)
    if isclose(value, float(decimal), rel_tol=ALIKE):
        return decimal
    simple = Fraction(value).limit_denominator(SIMPLE)
    if abs(simple) < SIMPLE and isclose(value, float(simple), rel_tol=ALIKE):
        return str(simple)
    # Of 2.0000001 seven digits would say that it is 2.
    return decimal if len(_digits(decimal)) == 7 else number(value, 12)


def without_rounding(value: float, blur: float, right: float) -> float:
    """Return a factor without the digits that are rounding.

    Parameters
    ----------
    value
        What was found.
    blur
        The relative error to expect of it.
    right
        What it should be: that it is not is known, so that it has digits enough to say so.
    """
    if not value:
        return value
    place = np.floor(np.log10(max(blur * abs(value), LEAST)))  # of the last digit that is told
    least = int(np.clip(np.floor(np.log10(abs(value))) - place, 1, MOST_DIGITS))
    short = (rounded(value, digits) for digits in range(least, EXACT + 1))
    return next((each for each in short if each != right), value)


def is_written(text: str) -> bool:
    """Return whether a factor is so plain that somebody may have written it: 0.1, 2/3, 100."""
    return len(_digits(text)) <= PLAIN


def _is_decimal(value: float) -> bool:
    text = factor_text(value)
    return is_written(text) and "/" not in text


def between(low: float, high: float) -> str:
    """Return a number of few digits that is at least the lower and less than the higher."""
    for digits in range(1, 17):
        text = number((low + high) / 2, digits)
        if low <= float(text) < high:
            return text
    return exact(low)


def _digits(text: str) -> str:
    """Return the significant digits of a number that is written out."""
    digits = text.partition("e")[0].lstrip("-").replace(".", "").lstrip("0")
    return digits.rstrip("0") if "." not in text else digits


def has_written_factor(mistake: Mistake) -> bool:
    """Return whether a mistake has a factor that somebody may have written."""
    return mistake.factor is not None and is_written(factor_text(mistake.factor))
