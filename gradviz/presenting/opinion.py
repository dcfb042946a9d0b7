"""What the second opinion finds, in words."""

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.result import CheckResult
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import exact, rough
from gradviz.presenting.remainders import order_words
from gradviz.presenting.words import count


def opinion_words(result: CheckResult) -> str | None:
    """Return what the second opinion finds, without a full stop; None if it was not taken.

    ``complex step: the gradient is right to 3e-16``.
    """
    opinion, apart = result.opinion, result.evidence.opinion_difference
    if opinion is None or apart is None or not opinion.known.any():
        return None
    if result.is_explained:
        return f"{opinion.method}: off by {rough(apart)} from the J that this check assumes"
    wrong = int(np.count_nonzero(result.wrong_entries & opinion.known))
    taken = int(np.count_nonzero(opinion.known))
    where = "" if taken == result.size else f" where it was taken, in {taken:,} entries"
    if wrong:
        entries = f"{wrong:,} of {count(taken, 'entry', 'entries')}"
        off = f", off by {rough(apart)} in all" if np.isfinite(apart) else ""
        return f"{opinion.method}: the gradient is wrong in {entries}{off}"
    if not np.isfinite(apart):
        return None
    precision = opinion.precision
    if _is_zero_in_short(result, opinion):
        return f"{opinion.method}: the right gradient is 0 in {precision.name}"
    short = f" ({precision.name})" if precision.is_short else ""
    return f"{opinion.method}: the gradient is right{_as_far_as(apart, opinion)}{short}{where}"


def opinion_in_short(result: CheckResult) -> str:
    """Return what the second opinion adds to the comparison, in a few words; "" if nothing.

    Of a check that fails it says the same as the comparison does.
    """
    opinion, apart = result.opinion, result.evidence.opinion_difference
    if opinion_words(result) is None or result.is_partial or result.is_explained:
        return ""
    assert opinion is not None
    assert apart is not None
    wrong = int(np.count_nonzero(result.wrong_entries & opinion.known))
    if not wrong and _is_zero_in_short(result, opinion):
        return f"{opinion.method}: 0 in {opinion.precision.name}"
    if not wrong:
        return f"{opinion.method}: right{_as_far_as(apart, opinion)}"
    if result.verdict is Verdict.FAIL:
        return ""
    return f"{opinion.method}: {count(wrong, 'entry is', 'entries are')} wrong"


def _is_zero_in_short(result: CheckResult, opinion: Opinion) -> bool:
    """Return whether all of a gradient is 0, as its format makes of numbers so small."""
    return opinion.precision.is_short and not result.grad.any()


def _as_far_as(apart: float, opinion: Opinion) -> str:
    """Return how far a gradient is right: `` to 3e-16``.

    At a kink it is anything between two slopes, and no digit of it can be off.
    """
    if apart:
        return f" to {rough(apart)}"
    return "" if np.any(opinion.reach > 0) else " to the last bit"


def taylor_words(result: CheckResult) -> str | None:
    """Return the order that the Taylor remainder test observes; None if it was not taken."""
    return None if result.taylor is None else order_words(result.taylor)


def entry_opinion(result: CheckResult, index: int) -> str | None:
    """Return what the second opinion is of one entry, with the numbers in; None if not taken."""
    opinion = result.opinion
    if opinion is None or not opinion.known[index]:
        return None
    value, reach = float(opinion.value[index]), float(opinion.reach[index])
    apart, error = float(opinion.distance(result.grad)[index]), float(opinion.error[index])
    found = f"from {exact(value - reach)} to {exact(value + reach)}" if reach else exact(value)
    start = f"{opinion.method[0].upper()}{opinion.method[1:]}, at any epsilon: dJ is {found}"
    if result.wrong_entries[index]:
        return f"{start}; grad is off by {rough(apart)}, and {rough(error)} is to be expected."
    if result.is_explained and apart > SURE * error:
        return f"{start}; grad is off by {rough(apart)} from that of the J that this check assumes."
    return f"{start}; grad is right" + (f" to {rough(apart)}." if apart else ".")


def opinion_sentence(result: CheckResult) -> str | None:
    """Return the same as a sentence."""
    words = opinion_words(result)
    return None if words is None else f"{words[0].upper()}{words[1:]}."
