"""Constants that are known from many values, with the digits to which they are known."""

from math import log10

# How far a constant that is known from many values may be from the one that was written.
CONSTANT_UNITS, CONSTANT_BLUR = 1e5, 1e-4


def digits(value: float, unit: float) -> str:
    """Return a number with as few digits as it is known to: 0.7 of 0.7000000000000001."""
    most = max(3, int(-log10(unit)) - 2)
    for count in range(1, most):
        text = f"{value:.{count}g}"
        if abs(float(text) - value) <= blur(unit) * abs(value):
            return text
    return f"{value:.{most}g}"


def blur(unit: float) -> float:
    """Return how far a constant may be from what was written, as a share of it."""
    return max(min(CONSTANT_UNITS * unit, CONSTANT_BLUR), 10 * unit)
