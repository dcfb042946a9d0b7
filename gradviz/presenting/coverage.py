"""What is not covered, and why, in words; what the search for another seed found."""

from collections.abc import Sequence

import numpy as np

from gradviz.analysis.coverage_search import CoverageSearchProgress, CoverageSearchResult
from gradviz.checking.result import CheckResult
from gradviz.checking.uncovered import OUTPUT_LAYER, Cause, NotCoveredReason, uncovered_reasons
from gradviz.network.layout import Mask
from gradviz.presenting.words import count
from gradviz.subjects.network import NetworkSubject, edits_of, network_of

MOST_UNITS = 4  # that are named one by one
MOST_REASONS = 2  # in one sentence
MOST_SENTENCES = 6  # of a report, before it only counts

# Of one and of several units.
_CLAUSES = {
    Cause.INPUT: ("is 0 in every example", "are 0 in every example"),
    Cause.OFF: ("is off in every example", "are off in every example"),
    Cause.FLAT: (
        "is saturated, its slope exactly 0, in every example",
        "are saturated, their slopes exactly 0, in every example",
    ),
    Cause.SILENT: ("gives 0 in every example", "give 0 in every example"),
    Cause.OUTPUT: (
        "is its label to the last bit in every example",
        "are their labels to the last bit in every example",
    ),
    Cause.NEVER: ("is 0 in the whole data set", "are 0 in the whole data set"),
}
_SENTENCES = {
    Cause.APART: "no example has both an input and an error there",
    Cause.OTHER: "the examples cancel, or their numbers are too small",
    Cause.START: "everything starts at zero, so nothing flows back",
}
_COVERED_BUT_FOR_LINES = (
    "The correct gradient is covered everywhere: what is not covered comes from the bugs."
)
_NOT_OF_THE_CORRECT_PASS = "the correct gradient is not zero there, the one that is checked is"


def hiding_entries(result: CheckResult) -> Mask:
    """Return which entries can hide a bug, shape (size,): the gradient is zero, and should be.

    Where gradapprox is beyond numerical error and kinks, the zero is itself the bug.
    """
    is_right = (
        (result.gradapprox == 0)
        | result.below_noise
        | result.evidence.explained_by_kinks
        | ~result.computed
    )
    found: Mask = result.uncovered & is_right
    return found


def coverage_sentences(result: CheckResult, entries: Mask | None = None) -> list[str]:
    """Return which entries of each array are zero, and why; nothing if every one is covered.

    Arrays with the same reasons share a sentence, such as "W1 4 of 20, b1 1 of 5 zero: unit 4 of
    layer 1 is off in every example".

    Parameters
    ----------
    result
        The check.
    entries
        Those of grad that are spoken of, shape (size,), all of which are zero; by default all
        that are.
    """
    uncovered = result.uncovered if entries is None else entries
    if not uncovered.any():
        return []
    subject = result.experiment.subject
    is_network = isinstance(subject, NetworkSubject)
    reasons = uncovered_reasons(subject.draw()) if isinstance(subject, NetworkSubject) else ()
    layers = subject.network.layers if isinstance(subject, NetworkSubject) else ()
    by_reason: dict[str, list[str]] = {}
    for name, part in result.layout.slices.items():
        number = int(np.count_nonzero(uncovered[part]))
        if number:
            why = _why(reasons, _only(uncovered, part), layers) if is_network else ""
            by_reason.setdefault(why, []).append(f"{name} {number:,} of {uncovered[part].size:,}")
    return [
        f"{', '.join(arrays)} zero{f': {why}' if why else ''}" for why, arrays in by_reason.items()
    ]


def hiding_sentences(result: CheckResult) -> list[str]:
    """Return in how many entries a bug can hide, and why the first of them are not covered."""
    hiding = hiding_entries(result)
    if not hiding.any():
        return []
    number = count(int(np.count_nonzero(hiding)), "entry", "entries")
    reasons = coverage_sentences(result, hiding)
    left = len(reasons) - MOST_SENTENCES
    more = [f"... and {count(left, 'more reason')}"] if left > 0 else []
    start = f"In {number} the gradient is zero, and a bug there cannot be seen:"
    return [start, *reasons[:MOST_SENTENCES], *more]


def coverage_search_sentence(result: CoverageSearchResult) -> str:
    """Return what the search for another seed, or more examples, found."""
    if result.problem is not None or result.found is None:
        return result.problem or ""
    total, best = result.after.total, result.after.covered
    covered = f"all {total:,}" if best == total else f"{best:,} of {total:,}"
    if result.is_change:
        spec = network_of(result.found).network
        chosen = f"Seed {spec.seed:,} with {count(spec.examples, 'example')} covers {covered}"
        if best == result.before.covered:  # what was there stood at a kink
            chosen += ", as before, and no pre-activation is exactly zero"
        return _sentence(chosen, "; ", _left(result))
    if best == total:
        is_changed = edits_of(result.experiment)
        return _COVERED_BUT_FOR_LINES if is_changed else "Every entry of the gradient is covered."
    if result.is_all_covered:
        never = f"No seed covers the other {total - result.possible:,}"
        return _sentence(never, ": ", _left(result))
    tried = f"{count(result.tried, 'network')} tried, with up to {result.most_examples:,} examples"
    return _sentence(f"{tried}: none covers more than {covered}", "; ", _left(result))


def coverage_search_progress_words(progress: CoverageSearchProgress) -> str:
    """Return how far the search is."""
    return (
        f"Trying other seeds: {progress.tried:,} of {progress.most:,}; "
        f"the best covers {progress.covered:,} of {progress.total:,}"
    )


def coverage_search_stopped_words(progress: CoverageSearchProgress | None) -> str:
    """Return how far a search was when it was stopped, before its first network if None."""
    if progress is None:
        return "Stopped; the experiment is as it was."
    return (
        f"Stopped after {progress.tried:,} of {progress.most:,} networks; "
        f"the best covers {progress.covered:,} of {progress.total:,}."
    )


def reason_words(cause: Cause, reasons: Sequence[NotCoveredReason], layers: Sequence[int]) -> str:
    """Return reasons of one cause as a clause, for a network of these layer sizes."""
    if cause in _SENTENCES:
        return _SENTENCES[cause]
    units = " and ".join(_units(reason, layers) for reason in reasons)
    if cause is Cause.WEIGHTS:
        return f"every weight out of {units} is 0"
    if cause is Cause.BLOCKED:
        return f"nothing flows back to {units}"
    one, several = _CLAUSES[cause]
    return f"{units} {one if sum(len(reason.units) for reason in reasons) == 1 else several}"


def _sentence(start: str, joint: str, why: str) -> str:
    return f"{start}{joint}{why}." if why else f"{start}."


def _left(result: CoverageSearchResult) -> str:
    """Return why the best that was found leaves entries uncovered, or nothing."""
    after = result.after
    uncovered = np.zeros(after.total, dtype=bool)
    for reason in (*result.never, *after.reasons):
        uncovered[reason.entries] = True
    # What cannot be helped comes first, and explains what it can.
    layers = network_of(result.experiment).network.layers
    return _why((*result.never, *after.reasons), uncovered, layers)


def _why(reasons: Sequence[NotCoveredReason], uncovered: Mask, layers: Sequence[int]) -> str:
    """Return the fewest reasons that explain all that is not covered, the strongest first.

    Of those that explain as much, the first in the order given.
    """
    left = uncovered.copy()
    chosen: dict[Cause, list[NotCoveredReason]] = {}
    while left.any():
        gains = [int(np.count_nonzero(left[reason.entries])) for reason in reasons]
        if not any(gains):
            break
        best = reasons[int(np.argmax(gains))]
        chosen.setdefault(best.cause, []).append(best)
        left[best.entries] = False
    clauses = [reason_words(cause, alike, layers) for cause, alike in chosen.items()]
    if left.any():
        clauses.append(_NOT_OF_THE_CORRECT_PASS)
    more = len(clauses) - MOST_REASONS
    if more > 0:
        clauses[MOST_REASONS:] = [count(more, "more reason")]
    return "; ".join(clauses)


def _only(mask: Mask, part: slice) -> Mask:
    """Return a mask with nothing outside a stretch of it."""
    kept = np.zeros_like(mask)
    kept[part] = mask[part]
    return kept


def _units(reason: NotCoveredReason, layers: Sequence[int]) -> str:
    units, size = reason.units, layers[reason.layer]
    noun = "input" if reason.layer == 0 else "output" if reason.layer == OUTPUT_LAYER else "unit"
    nouns = noun if len(units) == 1 else f"{noun}s"
    if len(units) == size > 1:
        named = f"all {size:,} {nouns}"
    elif len(units) > MOST_UNITS:
        named = f"{len(units):,} {nouns}"
    else:
        numbers = [str(unit) for unit in units]
        last = f" and {numbers[-1]}" if len(numbers) > 1 else ""
        named = f"{nouns} {', '.join(numbers[:-1] or numbers)}{last}"
    return f"{named} of layer {reason.layer}" if noun == "unit" else named
