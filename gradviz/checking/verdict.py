"""What a check says, and why it says so."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gradviz.checking.agreement import is_the_same_at, others_of, persists
from gradviz.checking.assumption import Assumed
from gradviz.checking.difference import norm
from gradviz.checking.evidence import Evidence
from gradviz.checking.expected import SURE, suspects
from gradviz.checking.trust import Trust
from gradviz.network.layout import Array, Mask


class Verdict(StrEnum):
    """What a check says."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Reason(StrEnum):
    """Why it says so; from `ROUNDING` on, what explains a difference above the threshold."""

    AGREES = "agrees"
    DIFFERS = "differs"
    PROBLEM = "problem"
    ASSUMPTION = "assumption"
    ROUNDING = "rounding"
    STEP = "step"
    TRUNCATION = "truncation"
    KINKS = "kinks"
    EXACT_ZEROS = "exact zeros"
    PRECISION = "precision"


@dataclass(frozen=True)
class Judgement:
    """The verdict of a check, and why.

    Attributes
    ----------
    verdict
        - pass: the difference is not above the threshold.
        - fail: it is, and entries of the gradient are known to be wrong.
        - inconclusive: it is, but numerical error may have made it; or there is none.
    reason
        The main reason.
    wrong_arrays
        The arrays that hold entries known to be wrong, worst first. If the verdict is pass, they
        hide in the norm of the others.
    """

    verdict: Verdict
    reason: Reason
    wrong_arrays: tuple[str, ...] = ()


def wrong_entries(evidence: Evidence, assumed: Assumed | None = None) -> Mask:
    """Return which entries of grad are known to be wrong, shape (size,), bool: the one truth of it.

    By the second opinion; where it was not taken, those that are off by more than numerical error
    explains at every epsilon that was tried, in an array of which that holds too. A pass that can
    be run near theta, where no unit is at its kink, is wrong where it is wrong there. None is
    where something else than the check assumes explains it. No other entry may be shown as a
    failure.
    """
    grad = evidence.comparison.grad
    if assumed is not None and assumed.wrong is not None:
        return assumed.wrong
    if assumed is not None and not assumed.keeps_marks:
        return np.zeros(grad.size, dtype=bool)
    found = known = np.zeros(grad.size, dtype=bool)
    if evidence.trust is not None:
        opinion, nearby = evidence.trust.opinion, evidence.trust.error_near_theta
        if opinion is not None:
            known, found = opinion.known, opinion.wrong(grad, evidence.settings.threshold)
        if nearby is not None:
            found = found | (nearby > 0)
    if known.all():
        return found
    suspected = _suspects(evidence) & ~known
    for part in evidence.comparison.layout.slices.values():
        if suspected[part].any() and not _is_unexplained(evidence, part):
            suspected[part] = False
    return found | suspected


def judge(evidence: Evidence, wrong: Mask, assumed: Assumed | None = None) -> Judgement:
    """Return what a check says.

    Parameters
    ----------
    evidence
        What it rests on.
    wrong
        Its `wrong_entries`, shape (size,), bool.
    assumed
        What explains given gradients in place of what the check assumes, or None.
    """
    if evidence.problem is not None and evidence.trust is None:
        return Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM)  # it was stopped: who knows why
    arrays, apart = _arrays_of(evidence, wrong), evidence.comparison.difference
    if evidence.problem is not None or not np.isfinite(apart):
        return Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM, arrays)
    if apart <= evidence.settings.threshold:
        return Judgement(Verdict.PASS, Reason.AGREES, arrays)
    if assumed is not None and not assumed.is_fail:
        return Judgement(Verdict.INCONCLUSIVE, Reason.ASSUMPTION)  # right for something else
    if arrays or assumed is not None or _is_wrong_in_all(evidence):
        return Judgement(Verdict.FAIL, Reason.DIFFERS, arrays)
    return Judgement(Verdict.INCONCLUSIVE, _explained_by(evidence))


def _arrays_of(evidence: Evidence, wrong: Mask) -> tuple[str, ...]:
    """Return the arrays that hold wrong entries, worst first."""
    comparison = evidence.comparison
    differences = {
        name: comparison.difference_of(part)
        for name, part in comparison.layout.slices.items()
        if wrong[part].any()
    }
    return tuple(sorted(differences, key=lambda name: -differences[name]))


def _suspects(evidence: Evidence) -> Mask:
    if evidence.trust is None:  # what is unfinished says nothing
        comparison = evidence.comparison
        alone: Mask = comparison.errors > evidence.threshold_limit
        return alone & comparison.entries.computed & (evidence.problem is None)
    return suspects(evidence.unexplained_errors, evidence.trust.expected.total)


def _is_wrong_in_all(evidence: Evidence) -> bool:
    """Return whether entries are off in all by more than numerical error explains.

    No array alone is. Where the second opinion is known of all, no entry is wrong.
    """
    opinion = None if evidence.trust is None else evidence.trust.opinion
    if opinion is not None and opinion.known.all():
        return False
    whole = slice(0, evidence.comparison.size)
    if not _suspects(evidence).any() or not _is_unexplained(evidence, whole):
        return False
    return all(_is_the_same_in_each(evidence, other) for other in others_of(evidence))


def _is_the_same_in_each(evidence: Evidence, other: tuple[float, Array]) -> bool:
    """Return whether every array with suspects is as far off at another epsilon."""
    suspected, decidable = _suspects(evidence), _decidable(evidence)
    slices = evidence.comparison.layout.slices
    parts = [part for part in slices.values() if suspected[part].any()]
    return all(is_the_same_at(evidence, part, decidable[part], *other) for part in parts)


def _decidable(evidence: Evidence) -> Mask:
    decidable: Mask = evidence.comparison.entries.computed & ~evidence.explained_by_kinks
    return decidable


def _is_unexplained(evidence: Evidence, part: slice) -> bool:
    """Return whether a stretch of theta differs by more than threshold and numerical error.

    Entries at a kink take no part, unless grad is beyond both one-sided slopes.
    """
    computed = evidence.comparison.entries.computed[part]
    unexplained = norm(evidence.unexplained_errors[part][computed])
    if not unexplained > evidence.settings.threshold * evidence.comparison.scale_of(part):
        return False
    if evidence.trust is None:
        return True
    decidable = _decidable(evidence)[part]
    if unexplained <= SURE * norm(evidence.trust.expected.total[part][decidable]):
        return False
    return persists(evidence, part, decidable)


def _explained_by(evidence: Evidence) -> Reason:
    """Return what explains most of a difference that may be numerical error."""
    trust, decidable = evidence.trust, _decidable(evidence)
    assert trust is not None
    if trust.opinion is None and _is_beyond(evidence, trust, decidable):
        # It vanishes at another step. If at a shorter one, that J bends so much was not seen.
        at_tenth = [o for o in others_of(evidence) if o[0] < evidence.settings.epsilon]
        is_bent = not all(_is_the_same_in_each(evidence, other) for other in at_tenth)
        return Reason.TRUNCATION if is_bent else Reason.ROUNDING
    sizes = _sizes(evidence, trust, decidable)
    return max(sizes, key=lambda reason: sizes[reason])


def _is_beyond(evidence: Evidence, trust: Trust, decidable: Mask) -> bool:
    return norm(evidence.unexplained_errors[decidable]) > SURE * norm(
        trust.expected.total[decidable]
    )


def _sizes(evidence: Evidence, trust: Trust, decidable: Mask) -> dict[Reason, float]:
    """Return how much of a difference each kind of numerical error may make."""
    errors, expected, opinion = evidence.comparison.errors, trust.expected, trust.opinion
    at_zero = evidence.explained_by_kinks & evidence.at_zero
    crossed = evidence.explained_by_kinks & ~evidence.at_zero
    is_short = opinion is not None and opinion.precision.is_short
    own = 0.0 if is_short else expected.backward
    with np.errstate(invalid="ignore", over="ignore"):
        sizes = {
            Reason.ROUNDING: norm((expected.rounding + own)[decidable]),
            Reason.STEP: norm(expected.step[decidable]),
            Reason.TRUNCATION: norm(expected.truncation[decidable]),
            Reason.KINKS: norm(errors[crossed]),
            Reason.EXACT_ZEROS: norm(errors[at_zero]),
        }
    if opinion is not None and is_short:
        distance = opinion.distance(evidence.comparison.grad)
        sizes[Reason.PRECISION] = norm(distance[opinion.known])
    return sizes
