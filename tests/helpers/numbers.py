"""Numbers in words.

Where rounding makes a number, a test cannot know its digits: another processor has others. It
writes the result's own number and compares the words.
"""

import re

_PADDED_EXPONENT = re.compile(r"(?<=\d)e([+-]?)0*(?=\d)")


def same_style(text: str) -> str:
    """Return a text with its exponents written as 1e-7, never 1e-07."""
    return _PADDED_EXPONENT.sub(lambda found: "e" + found[1].replace("+", ""), text)


def written(value: float, digits: int) -> str:
    """Return a number with so many significant digits."""
    return same_style(f"{value:.{digits}g}")
