"""What a check says, and why it says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from gradviz.checking.agreement import is_the_same_at
from gradviz.checking.difference import difference, norm
from gradviz.checking.expected import SURE
from gradviz.network.layout import Array, Mask

if TYPE_CHECKING:
    from gradviz.checking.result import CheckResult

# Below this multiple of the error to expect an entry is explained, however norms are rounded.
_EXPLAINED = SURE * (1 - 1e-6)


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


def suspects(unexplained: Array, expected: Array) -> Mask:
    """Return which entries may be wrong, of the shape of both.

    Norms over entries none of which is one cannot be further apart than `SURE` times.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        found: Mask = ~(unexplained <= _EXPLAINED * expected)
    return found


def judge(result: "CheckResult") -> Judgement:
    """Return what a check says."""
    if result.problem is not None and result.expected is None:
        return Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM)  # it was stopped: who knows why
    wrong = _wrong_arrays(result)
    if result.problem is not None or not np.isfinite(result.difference):
        return Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM, wrong)
    if result.difference <= result.experiment.check.threshold:
        return Judgement(Verdict.PASS, Reason.AGREES, wrong)
    if result.assumed is not None and not result.assumed.is_fail:
        return Judgement(Verdict.INCONCLUSIVE, Reason.ASSUMPTION)  # right for something else
    if wrong or result.assumed is not None or _is_wrong_in_all(result):
        return Judgement(Verdict.FAIL, Reason.DIFFERS, wrong)
    return Judgement(Verdict.INCONCLUSIVE, _explained_by(result))


def wrong_entries(result: "CheckResult") -> Mask:
    """Return which entries of grad are known to be wrong, shape (size,), bool.

    By the second opinion; where it was not taken, those that are off by more than numerical error
    explains at every epsilon that was tried, in an array of which that holds too. A pass that can
    be run near theta, where no unit is at its kink, is wrong where it is wrong there.
    """
    opinion, threshold = result.opinion, result.experiment.check.threshold
    known = np.zeros(result.size, dtype=bool) if opinion is None else opinion.known
    found = known if opinion is None else opinion.wrong(result.grad, threshold)
    if result.error_near_theta is not None:
        found = found | (result.error_near_theta > 0)
    if known.all():
        return found
    suspected = _suspects(result) & ~known
    for part in result.layout.slices.values():
        if suspected[part].any() and not _is_unexplained(result, part):
            suspected[part] = False
    return found | suspected


def _suspects(result: "CheckResult") -> Mask:
    if result.expected is None:  # what is unfinished says nothing
        alone: Mask = result.errors > result.threshold_limit
        return alone & result.computed & (result.problem is None)
    return suspects(result.unexplained_errors, result.expected.total)


def _is_wrong_in_all(result: "CheckResult") -> bool:
    """Return whether entries are off in all by more than numerical error explains.

    No array alone is. Where the second opinion is known of all, no entry is wrong.
    """
    if result.opinion is not None and result.opinion.known.all():
        return False
    if not _suspects(result).any() or not _is_unexplained(result, slice(0, result.size)):
        return False
    return all(_is_the_same_at(result, other) for other in others_of(result))


def _is_the_same_at(result: "CheckResult", other: tuple[float, Array]) -> bool:
    """Return whether every array with suspects is as far off at another epsilon."""
    suspected, decidable = _suspects(result), result.computed & ~result.explained_by_kinks
    parts = [part for part in result.layout.slices.values() if suspected[part].any()]
    return all(is_the_same_at(result, part, decidable[part], *other) for part in parts)


def _wrong_arrays(result: "CheckResult") -> tuple[str, ...]:
    slices = result.layout.slices
    wrong = [
        (name, _difference(result, part))
        for name, part in slices.items()
        if result.wrong_entries[part].any()
    ]
    return tuple(name for name, _ in sorted(wrong, key=lambda each: -each[1]))


def _difference(result: "CheckResult", part: slice) -> float:
    done = result.computed[part]
    return difference(result.grad[part][done], result.gradapprox[part][done])


def _is_unexplained(result: "CheckResult", part: slice) -> bool:
    """Return whether a stretch of theta differs by more than threshold and numerical error.

    Entries at a kink take no part, unless grad is beyond both one-sided slopes.
    """
    done = result.computed[part]
    unexplained = norm(result.unexplained_errors[part][done])
    with np.errstate(invalid="ignore", over="ignore"):
        scale = norm(result.grad[part][done]) + norm(result.gradapprox[part][done])
    if not unexplained > result.experiment.check.threshold * scale:
        return False
    if result.expected is None:
        return True
    decidable = done & ~result.explained_by_kinks[part]
    if unexplained <= SURE * norm(result.expected.total[part][decidable]):
        return False
    return all(is_the_same_at(result, part, decidable, *other) for other in others_of(result))


def others_of(result: "CheckResult") -> Iterator[tuple[float, Array]]:
    """Yield other epsilons and the numerical gradients there, as far as they were taken."""
    suggestion, epsilon = result.suggestion, result.experiment.check.epsilon
    if suggestion is not None and suggestion.epsilon != epsilon:
        yield suggestion.epsilon, suggestion.gradapprox
    if result.at_tenth is not None:
        yield epsilon / 10, result.at_tenth


def _explained_by(result: "CheckResult") -> Reason:
    """Return what explains most of a difference that may be numerical error."""
    expected, opinion = result.expected, result.opinion
    assert expected is not None
    decidable = result.computed & ~result.explained_by_kinks
    if opinion is None and _is_beyond(result, decidable):
        # It vanishes at another step. If at a shorter one, that J bends so much was not seen.
        at_tenth = [o for o in others_of(result) if o[0] < result.experiment.check.epsilon]
        is_bent = not all(_is_the_same_at(result, other) for other in at_tenth)
        return Reason.TRUNCATION if is_bent else Reason.ROUNDING
    at_zero = result.explained_by_kinks & result.at_zero
    crossed = result.explained_by_kinks & ~result.at_zero
    is_short = opinion is not None and opinion.precision.is_short
    own = 0.0 if is_short else expected.backward
    with np.errstate(invalid="ignore", over="ignore"):
        sizes = {
            Reason.ROUNDING: norm((expected.rounding + own)[decidable]),
            Reason.STEP: norm(expected.step[decidable]),
            Reason.TRUNCATION: norm(expected.truncation[decidable]),
            Reason.KINKS: norm(result.errors[crossed]),
            Reason.EXACT_ZEROS: norm(result.errors[at_zero]),
        }
    if opinion is not None and is_short:
        sizes[Reason.PRECISION] = norm(opinion.distance(result.grad)[opinion.known])
    return max(sizes, key=lambda reason: sizes[reason])


def _is_beyond(result: "CheckResult", decidable: Mask) -> bool:
    assert result.expected is not None
    return norm(result.unexplained_errors[decidable]) > SURE * norm(
        result.expected.total[decidable]
    )
