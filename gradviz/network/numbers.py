"""Numbers as texts: written in one way on the screen, in reports, in sentences and in files.

An exponent has no plus and no leading zero, 1e-7; below 1 the shorter of the two ways to write a
number is taken, 1e-4 and 0.25. What is not a number is NaN.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

ROUGH, SHORT, LONGER, EXACT = 2, 4, 6, 17  # significant digits; 17 tell any two float64 apart
PLAIN_FROM, PLAIN_BELOW = -5, 7  # decimal exponents that a column of numbers is written without
CELL_FROM, CELL_BELOW = 1e-2, 1e3  # sizes that are written without an exponent in a cell


def number(value: float, digits: int = LONGER) -> str:
    """Return a number with so many significant digits, and no zeros after them."""
    value = float(value)
    return _shortest(value, f"{value:.{digits}g}") if math.isfinite(value) else _special(value)


def rough(value: float) -> str:
    """Return two digits of a number, as much as a sentence on its size needs: 9.5e-8, 0.29."""
    return number(value, ROUGH)


def exact(value: float) -> str:
    """Return the shortest text that reads back as the same number: 1e-7, 1e-4, 0.05."""
    value = float(value)
    if not math.isfinite(value):
        return _special(value)
    short = f"{value:g}"
    return _shortest(value, short if float(short) == value else repr(value).removesuffix(".0"))


def rounded(value: float, digits: int = ROUGH) -> float:
    """Return the number that `number` writes."""
    return float(f"{value:.{digits}g}")


def compared(left: float, right: float, digits: int = SHORT) -> tuple[str, str]:
    """Return two numbers with as many digits as it takes to see which one is larger.

    1.00000004e-7 and 1e-7 would both read 1e-7 with four digits.
    """
    for more in range(digits, EXACT + 1):
        texts = number(left, more), number(right, more)
        if left == right or texts[0] != texts[1]:
            return texts
    return texts


def in_cell(value: float, digits: int = ROUGH) -> str:
    """Return a number as it is written where there is little room: 1.2e-9, -0.34.

    Without an exponent it has one digit more than is asked for; with 0 digits, one in both. The
    widest with an exponent is known beforehand, which is why the shorter way is not taken here.
    """
    value = float(value)
    if not math.isfinite(value):
        return _special(value)
    if value == 0:
        return "0"  # never -0: what is exactly zero is written in one way
    if CELL_FROM <= abs(value) < CELL_BELOW:
        return f"{value:.{digits + 1}g}"
    return _plain_exponent(f"{value:.{max(digits - 1, 0)}e}")


def aligned(values: Sequence[float], digits: int = EXACT) -> list[str]:
    """Return numbers with their decimal points one under the other.

    The largest has so many significant digits and the others as many decimals, so that a column
    shows which digits two numbers share. A column of very large or very small numbers shares
    one exponent.
    """
    finite = [Decimal(float(value)) for value in values if math.isfinite(value)]
    largest = max((value.adjusted() for value in finite if value), default=0)
    shared = 0 if PLAIN_FROM <= largest < PLAIN_BELOW else largest
    quantum = Decimal(1).scaleb(largest - digits + 1)
    # Enough digits for any float64 beside the largest: 17 and a carry.
    context = Context(prec=2 * EXACT, rounding=ROUND_HALF_EVEN)
    suffix = f"e{shared}" if shared else ""
    texts = []
    for value in values:
        if math.isfinite(value):
            off = Decimal(float(value)).quantize(quantum, context=context)
            texts.append(f"{off.scaleb(-shared, context=context):f}{suffix}")
        else:
            texts.append(_special(value))
    width = max((text.find(".") for text in texts), default=0)
    return [" " * max(0, width - _before_point(text)) + text for text in texts]


def column(values: Sequence[float]) -> list[str]:
    """Return numbers with their points one under the other, each with all its digits.

    Other than `aligned` it starts from the shortest text that reads back as the same number, as
    for numbers that somebody has typed: 1e-7 and not 9.9999999999999995e-8.
    """
    if not all(map(math.isfinite, values)):
        return [number(value, EXACT) for value in values]
    written = [Decimal(repr(float(value))) for value in values]
    largest = max((each.adjusted() for each in written if each), default=0)
    shared = 0 if PLAIN_FROM <= largest < PLAIN_BELOW else largest
    scaled = [each.scaleb(-shared) for each in written]
    decimals = max(-int(each.normalize().as_tuple().exponent) for each in scaled)
    decimals = min(max(decimals, 0), EXACT - 1 - (largest - shared))
    suffix = f"e{shared}" if shared else ""
    texts = [f"{each:.{decimals}f}{suffix}" for each in scaled]
    return [text.rjust(max(map(len, texts))) for text in texts]


def _special(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "inf" if value > 0 else "-inf"


def _shortest(value: float, text: str) -> str:
    """Return the shorter of two ways to write a number with the digits of a text."""
    if "e" in text:
        return _plain_exponent(text)
    if not value or abs(value) >= 1:
        return text
    digits = len(text.replace(".", "").replace("-", "").strip("0"))
    scientific = _plain_exponent(f"{value:.{max(digits - 1, 0)}e}")
    return scientific if len(scientific) < len(text) else text


def _plain_exponent(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}"


def _before_point(text: str) -> int:
    place = text.find(".")
    return place if place >= 0 else len(text)
