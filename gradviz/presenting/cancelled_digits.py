"""Which digits of J+ and J- cancel when one is taken from the other."""

from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np

from gradviz.checking.result import CheckResult
from gradviz.network.numbers import EXACT, aligned
from gradviz.presenting.entry_steps import SINGLE_DIGITS


@dataclass(frozen=True)
class Digits:
    """A column of numbers with their decimal points one under the other.

    Attributes
    ----------
    rows
        The name and the text of each number: J+, J-, and one less the other.
    cancelled
        How many characters at the left of each text cancel.
    words
        How many digits that are.
    """

    rows: tuple[tuple[str, str], ...] = ()
    cancelled: int = 0
    words: str = ""


def cancelled_digits(result: CheckResult, index: int) -> Digits:
    """Return the digits of J+ and J- of an entry; nothing if it was not computed."""
    if not result.computed[index]:
        return Digits()
    is_single = result.experiment.subject.dtype == "float32"
    digits = SINGLE_DIGITS if is_single else EXACT
    names = ("J+", "J") if result.experiment.check.scheme == "forward" else ("J+", "J−")
    plus, minus = float(result.entries.plus[index]), float(result.entries.minus[index])
    with np.errstate(invalid="ignore"):
        gap = float(result.entries.plus[index] - result.entries.minus[index])
    texts = aligned([plus, minus, gap], digits)
    rows = tuple(zip((*names, " − ".join(names)), texts, strict=True))
    return Digits(rows, _cancelled(texts[-1], gap), _words(plus, minus, gap, digits))


def _cancelled(text: str, gap: float) -> int:
    """Return where the first digit of a difference stands that is not 0."""
    if not isfinite(gap):
        return 0
    mantissa = text.partition("e")[0]
    found = (place for place, sign in enumerate(mantissa) if sign in "123456789")
    return next(found, len(mantissa))


def _words(plus: float, minus: float, gap: float, digits: int) -> str:
    if not isfinite(gap):
        return "not finite"
    if gap == 0:
        return "the same number: all digits cancel"
    lost = max(0, floor(log10(max(abs(plus), abs(minus)) / abs(gap))))
    return f"{lost} of {digits} digits cancel" if lost else "no digit cancels"
