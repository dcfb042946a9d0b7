"""Numbers as the views write them."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

SHORT, LONGER, EXACT = 4, 6, 17  # significant digits; 17 tell any two float64 apart
PLAIN_FROM, PLAIN_BELOW = -5, 7  # decimal exponents that are written out, as %g does


def number(value: float, digits: int = LONGER) -> str:
    """Return a number with so many significant digits, as ``%g`` writes it; NaN is ``NaN``."""
    value = float(value)
    return "NaN" if math.isnan(value) else f"{value:.{digits}g}"


def exact(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    value = float(value)
    return "NaN" if math.isnan(value) else repr(value)


def compared(left: float, right: float, digits: int = SHORT) -> tuple[str, str]:
    """Return two numbers with as many digits as it takes to see which one is larger.

    1.00000004e-07 and 1e-07 would both read 1e-07 with four digits.
    """
    for more in range(digits, EXACT + 1):
        texts = number(left, more), number(right, more)
        if left == right or texts[0] != texts[1]:
            return texts
    return texts


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
    suffix = f"e{shared:+03d}" if shared else ""
    texts = []
    for value in values:
        if math.isfinite(value):
            rounded = Decimal(float(value)).quantize(quantum, context=context)
            texts.append(f"{rounded.scaleb(-shared, context=context):f}{suffix}")
        else:
            texts.append(number(value))
    width = max((text.find(".") for text in texts), default=0)
    return [" " * max(0, width - _before_point(text)) + text for text in texts]


def _before_point(text: str) -> int:
    place = text.find(".")
    return place if place >= 0 else len(text)
