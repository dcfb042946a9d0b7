"""What a difference below the threshold hides: a pass, but."""

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.presenting.diagnosis import headline
from gradviz.presenting.words import SIGNS

HIDES = "!"  # the sign of a pass that is not all there is to say


def passes_but(result: CheckResult) -> bool:
    """Return whether the difference passes though an entry or a line is known to be wrong."""
    if result.verdict is not Verdict.PASS:
        return False
    named = None if result.diagnosis is None else headline(result.diagnosis, result.assumed)
    return bool(result.judgement.wrong_arrays or named)


def result_sign(result: CheckResult) -> str:
    """Return the sign of a verdict; ``!`` for a pass, but."""
    return HIDES if passes_but(result) else SIGNS[result.verdict]


def array_sign(result: CheckResult, array: ArrayResult) -> str:
    """Return the sign of an array; ``!`` if its norm passes and entries are known to be wrong."""
    verdict = result.array_verdict(array)
    hides = verdict is Verdict.PASS and array.name in result.judgement.wrong_arrays
    return HIDES if hides else SIGNS[verdict]


def wrong_arrays_words(result: CheckResult) -> str | None:
    """Return in how many entries each array is known to be wrong; None if none is.

    ``dW1 is known to be wrong in 3 of 20 entries and db2 in 1 of 3``.
    """
    parts: list[str] = []
    for name in result.judgement.wrong_arrays:
        wrong = result.wrong_entries[result.layout.slices[name]]
        found = f"in {int(np.count_nonzero(wrong)):,} of {wrong.size:,}"
        parts.append(
            f"d{name} {found}" if parts else f"d{name} is known to be wrong {found} entries"
        )
    if not parts:
        return None
    *rest, last = parts
    return f"{', '.join(rest)} and {last}" if rest else last
