"""What the second opinion finds, in words."""

import numpy as np

from gradviz.checking.result import CheckResult
from gradviz.network.numbers import rough
from gradviz.reporting.words import count


def opinion_words(result: CheckResult) -> str | None:
    """Return what the second opinion finds, without a full stop; None if it was not taken.

    ``complex step: the gradient is right to 3e-16``.
    """
    opinion, apart = result.opinion, result.opinion_difference
    if opinion is None or apart is None or not opinion.known.any():
        return None
    if result.is_explained:
        return f"{opinion.method}: off by {rough(apart)} from the J that this check assumes"
    wrong = int(np.count_nonzero(result.wrong_entries & opinion.known))
    taken = int(np.count_nonzero(opinion.known))
    where = "" if taken == result.size else f" where it was taken, in {taken:,} entries"
    if wrong:
        entries = f"{count(wrong, 'entry', 'entries')} of {taken:,}"
        return f"{opinion.method}: the gradient is wrong in {entries}, off by {rough(apart)} in all"
    if not np.isfinite(apart):
        return None
    precision = opinion.precision
    short = f" ({precision.name})" if precision.is_short else ""
    return f"{opinion.method}: the gradient is right to {rough(apart)}{short}{where}"


def opinion_sentence(result: CheckResult) -> str | None:
    """Return the same as a sentence."""
    words = opinion_words(result)
    return None if words is None else f"{words[0].upper()}{words[1:]}."
