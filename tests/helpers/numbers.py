"""Numbers in words.

Where rounding makes a number, a test cannot know its digits: another processor has others. It
writes the result's own number and compares the words.
"""

import re

from gradviz.checking.result import CheckResult

_PADDED_EXPONENT = re.compile(r"e\+?(-?)0*(?=\d)")


def written(value: float | None, digits: int) -> str:
    """Return a number with so many significant digits, its exponent as 1e-7."""
    assert value is not None
    return _PADDED_EXPONENT.sub(r"e\1", f"{value:.{digits}g}")


def floor_of(result: CheckResult) -> str:
    """Return the noise floor of a check as sentences have it."""
    return written(result.noise_floor, 2)


def at_suggested(result: CheckResult) -> str:
    """Return the difference at the suggested epsilon as sentences have it."""
    assert result.suggestion is not None
    return written(result.suggestion.difference, 2)


def without_kinks(result: CheckResult) -> str:
    """Return the difference without entries at kinks as sentences have it."""
    return written(result.difference_without_kinks, 2)
