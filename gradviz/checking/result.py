"""What a check brings back."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.difference import difference, norm, relative_errors
from gradviz.checking.expected import MARGIN, ExpectedError, relative_size
from gradviz.checking.experiment import Experiment
from gradviz.checking.kinks import Slopes
from gradviz.checking.noise import Noise
from gradviz.checking.parts import parts_of
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.suggestion import Suggestion
from gradviz.checking.taylor import TaylorTest
from gradviz.checking.verdict import Judgement, Verdict, judge, wrong_entries
from gradviz.network.layout import Array, Indices, Layout, Mask

if TYPE_CHECKING:
    from gradviz.checking.assumptions.assumption import Assumed
    from gradviz.checking.diagnosis.findings import Diagnosis
    from gradviz.checking.remedy import Change, Remedy

MANY = 200_000  # entries, of which what is shown takes some hundredths of a second
RANKED = 200  # of the worst entries, which are found once and kept


@dataclass(frozen=True, eq=False)
class CheckResult:
    """A check, whole or as far as it came; it carries its experiment.

    Attributes
    ----------
    experiment
        What was checked, and how.
    engine
        The engine that ran: where the experiment says ``auto``, the one that was chosen.
    theta, grad, gradapprox, plus, minus
        Shape (size,): the parameters, the two gradients, J+ and J-. gradapprox, plus and minus
        are NaN where they were not computed.
    computed
        Which entries were computed, shape (size,), bool.
    kinks
        Which of them are at a kink, shape (size,), bool: the masks (Z > 0) of a hidden layer
        differ between the two passes, so that gradapprox mixes two slopes.
    cost
        J(theta).
    seconds
        The time it took.
    problem
        Why the check says nothing, if a value is not finite or it was stopped; None otherwise.
    exact_zeros
        How many pre-activations of the hidden layers are exactly zero, where ReLU has no
        derivative; 0 for a smooth activation.
    is_sample
        Whether the computed entries are a sample of every array, for a first, coarse answer.
    expected
        The numerical error to expect of each entry of gradapprox; None if it was not measured.
    noise
        The rounding noise of J that this rests on.
    slopes
        The one-sided slopes of the entries that move an exact zero; None if there are none.
    suggestion
        The epsilon at which truncation and rounding balance, and what a check there finds.
    at_tenth
        The numerical gradient at a tenth of epsilon, shape (size,), NaN where it was not taken;
        None if it was not needed.
    error_near_theta
        |grad - gradapprox| near theta of entries that move several exact zeros, shape (size,),
        0 where it is no more than numerical error; None if it was not needed.
    opinion
        A derivative of J that does not depend on epsilon, which decides whether grad is wrong;
        None if it was not taken.
    taylor
        The Taylor remainder test of grad along random directions; None if it was not taken.
    remedy
        The change of the settings that makes an inconclusive check tell; None if none is known.
    tried
        The settings of which a change was tried, and does not make it tell.
    diagnosis
        Which lines of the backward pass are wrong; None if the check was not whole.
    assumed
        What explains given gradients in place of what the check assumes; None if nothing does,
        or nothing is to be explained.
    """

    experiment: Experiment
    engine: str
    theta: Array
    grad: Array
    gradapprox: Array
    plus: Array
    minus: Array
    computed: Mask
    kinks: Mask
    cost: float
    seconds: float
    problem: str | None = None
    exact_zeros: int = 0
    is_sample: bool = False
    expected: ExpectedError | None = None
    noise: Noise | None = None
    slopes: Slopes | None = None
    suggestion: Suggestion | None = None
    at_tenth: Array | None = None
    error_near_theta: Array | None = None
    opinion: Opinion | None = None
    taylor: TaylorTest | None = None
    remedy: "Remedy | None" = None
    tried: "tuple[Change, ...]" = ()
    diagnosis: "Diagnosis | None" = None
    assumed: "Assumed | None" = None

    def with_findings(
        self,
        *,
        remedy: "Remedy | None" = None,
        tried: "tuple[Change, ...]" = (),
        diagnosis: "Diagnosis | None" = None,
    ) -> "CheckResult":
        """Return it with a remedy or a diagnosis, and with all that was worked out of it.

        Nothing else of a result depends on either, or on what was tried.
        """
        changed = {
            "remedy": remedy or self.remedy,
            "tried": tried or self.tried,
            "diagnosis": diagnosis or self.diagnosis,
        }
        found = replace(self, **changed)  # type: ignore[arg-type]
        for name, value in vars(self).items():
            vars(found).setdefault(name, value)  # where `cached_property` keeps it
        return found

    def settle_steps(self) -> Generator[None, None, None]:
        """Work out what is shown of a result with many entries, so that no window waits for it."""
        if self.size < MANY:
            return
        for name, each in vars(CheckResult).items():
            if isinstance(each, cached_property):
                getattr(self, name)
                yield

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in the vectors."""
        return self.experiment.layout

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.theta.size

    @cached_property
    def done(self) -> int:
        """How many entries were computed."""
        return int(np.count_nonzero(self.computed))

    @property
    def is_partial(self) -> bool:
        """Whether entries were left out: it was stopped before its end, or is a sample."""
        return self.done < self.size

    @cached_property
    def crossed(self) -> int:
        """How many entries are at a kink."""
        return int(np.count_nonzero(self.kinks))

    @cached_property
    def difference(self) -> float:
        """The relative difference of the computed entries; NaN if one is not finite."""
        return self._difference(slice(0, self.size))

    @cached_property
    def errors(self) -> Array:
        """|grad - gradapprox| of each entry, shape (size,)."""
        found = self.signed_errors
        return np.abs(found, out=found)

    @property
    def signed_errors(self) -> Array:
        """Grad - gradapprox of each entry, shape (size,)."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.grad - self.gradapprox

    @property
    def relative_errors(self) -> Array:
        """|grad - gradapprox| / (|grad| + |gradapprox|) of each entry, shape (size,)."""
        return relative_errors(self.grad, self.gradapprox)

    @cached_property
    def expected_errors(self) -> Array:
        """The error to expect of each entry of gradapprox, shape (size,); NaN if not measured."""
        return np.broadcast_to(np.nan, self.size) if self.expected is None else self.expected.total

    @cached_property
    def errors_in_units(self) -> Array:
        """|grad - gradapprox| in units of the error to expect, shape (size,); 0/0 is 0."""
        units: Array = np.zeros(self.size)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            np.divide(self.errors, self.expected_errors, out=units, where=self.errors != 0)
        return units

    @cached_property
    def below_noise(self) -> Mask:
        """Which computed entries differ by no more than numerical error explains, (size,), bool.

        No statement about backpropagation can rest on the size of such a difference.
        """
        if self.expected is None:
            return np.zeros(self.size, dtype=bool)
        with np.errstate(invalid="ignore", over="ignore"):
            within: Mask = self.errors <= MARGIN * self.expected_errors
        below: Mask = self.computed & within
        return below

    @cached_property
    def uncovered(self) -> Mask:
        """Which entries of grad are zero, shape (size,), bool: a bug there cannot be seen."""
        uncovered: Mask = self.grad == 0
        return uncovered

    @cached_property
    def threshold_limit(self) -> float:
        """The |grad - gradapprox| above which one entry alone is above the threshold.

        threshold * (|grad| + |gradapprox|), the norms taken over all computed entries.
        """
        done = self._computed_in(slice(0, self.size))
        with np.errstate(invalid="ignore", over="ignore"):
            scale = norm(self.grad[done]) + norm(self.gradapprox[done])
        return float(self.experiment.check.threshold * scale)

    @cached_property
    def at_zero(self) -> Mask:
        """Which entries move a pre-activation that is exactly zero, shape (size,), bool."""
        if self.slopes is None:
            return np.zeros(self.size, dtype=bool)
        return self.slopes.moves

    @cached_property
    def explained_by_kinks(self) -> Mask:
        """Which entries say nothing because they are at a kink, shape (size,), bool.

        They step over one, or move an exact zero and are not known to be wrong all the same: by
        lying outside of two slopes between which they must lie, or by an error near theta.
        """
        if self.slopes is None:
            return self.kinks
        explained_by_kinks: Mask = np.where(self.at_zero, self._wrong_at_zero == 0, self.kinks)
        return explained_by_kinks

    @cached_property
    def unexplained_errors(self) -> Array:
        """|grad - gradapprox| of each entry, shape (size,), without what a kink explains."""
        errors = np.where(self.explained_by_kinks, 0.0, self.errors)
        return np.where(self.at_zero & ~self.explained_by_kinks, self._wrong_at_zero, errors)

    @cached_property
    def _wrong_at_zero(self) -> Array:
        """How wrong the entries at exact zeros are: beyond the two slopes, or near theta."""
        wrong: Array = np.zeros(self.size)
        if self.slopes is not None:
            wrong = self.slopes.beyond(self.grad, MARGIN)
        return wrong if self.error_near_theta is None else np.maximum(wrong, self.error_near_theta)

    @cached_property
    def difference_without_kinks(self) -> float:
        """The relative difference of the computed entries that are not at a kink."""
        decidable = self.computed & ~(self.kinks | self.at_zero)
        return difference(self.grad[decidable], self.gradapprox[decidable])

    @cached_property
    def noise_floor(self) -> float | None:
        """The difference that rounding alone explains; None if it was not measured."""
        if self.expected is None:
            return None
        return relative_size(self.expected.rounded, self.grad, self.gradapprox, self.computed)

    @cached_property
    def truncation(self) -> float | None:
        """The difference that truncation alone explains; None if it was not measured."""
        if self.expected is None:
            return None
        return relative_size(self.expected.truncation, self.grad, self.gradapprox, self.computed)

    @cached_property
    def wrong_entries(self) -> Mask:
        """Which entries of grad are known to be wrong, shape (size,), bool: the one truth of it.

        By the second opinion where it was taken, else as far as numerical error explains no part
        of the difference. None is where something else than the check assumes explains it. No
        other entry may be shown as a failure.
        """
        if self.assumed is not None and self.assumed.wrong is not None:
            return self.assumed.wrong
        return np.zeros(self.size, dtype=bool) if self.is_explained else wrong_entries(self)

    @property
    def is_explained(self) -> bool:
        """Whether given gradients are off by another assumption, and no entry by a mistake."""
        return self.assumed is not None and not self.assumed.keeps_marks

    @property
    def lines_activation(self) -> str:
        """The activation by which the lines are judged: what is assumed, or what fits better."""
        experiment = self.experiment
        if self.assumed is not None and self.assumed.wrong is not None:
            experiment = self.assumed.passing or experiment
        return experiment.network.activation

    @cached_property
    def opinion_difference(self) -> float | None:
        """The relative difference of grad to the second opinion; None if it was not taken."""
        return None if self.opinion is None else self.opinion.difference(self.grad)

    @cached_property
    def judgement(self) -> Judgement:
        """What the check says, and why."""
        return judge(self)

    @property
    def verdict(self) -> Verdict:
        """What the check says."""
        if self.problem is None and self.difference <= self.experiment.check.threshold:
            return Verdict.PASS  # known without asking why
        return self.judgement.verdict

    @cached_property
    def arrays(self) -> tuple[ArrayResult, ...]:
        """Each array's part, in vector order."""
        return tuple(self._array(name) for name in self.layout.names)

    def array_verdict(self, array: ArrayResult) -> Verdict:
        """Return what an array's own difference says, held against the same threshold."""
        if array.difference <= self.experiment.check.threshold:
            return Verdict.PASS
        return Verdict.FAIL if array.name in self.judgement.wrong_arrays else Verdict.INCONCLUSIVE

    @property
    def nonzero(self) -> int:
        """How many entries of the gradient are not zero: the others cannot show a bug."""
        return _covered(self.grad)

    def worst(self, most: int) -> Indices:
        """Return the places of the entries with the largest error, worst first.

        Entries that are not finite come before all others; entries not computed are left out.
        """
        return self._ranked[:most] if most <= RANKED else self._rank(most)

    @cached_property
    def _ranked(self) -> Indices:
        ranked = self._rank(RANKED)
        ranked.flags.writeable = False
        return ranked

    @cached_property
    def _ranks(self) -> Array:
        """The errors, NaN above infinity above all others, and -1 where none is computed."""
        finite = np.minimum(self.errors, np.finfo(self.errors.dtype).max)
        return np.where(self.computed, np.where(np.isnan(finite), np.inf, finite), -1.0)

    def _rank(self, most: int) -> Indices:
        found = [np.zeros(0, dtype=int)]
        for part in parts_of(self.size, 1):
            ranks = self._ranks[part]
            if most < ranks.size:
                found.append(part.start + np.argpartition(ranks, -most)[-most:])
            else:
                found.append(np.arange(part.start, part.stop))
        places = np.concatenate(found)
        places = places[self.computed[places]]
        ranked: Indices = places[np.lexsort((places, -self._ranks[places]))][:most]
        return ranked

    def _computed_in(self, part: slice) -> slice | Indices:
        """Return the computed entries of a stretch of theta."""
        if not self.is_partial:
            return part
        computed: Indices = part.start + np.flatnonzero(self.computed[part])
        return computed

    def _difference(self, part: slice) -> float:
        computed = self._computed_in(part)
        grad = self.grad[computed]
        if not grad.size:
            return float("nan")
        return difference(grad, self.gradapprox[computed])

    def _array(self, name: str) -> ArrayResult:
        part = self.layout.slices[name]
        shape = self.layout.shape(name)
        computed = self.computed[part]
        place = part.start + int(np.argmax(self._ranks[part]))
        return ArrayResult(
            name=name,
            shape=shape,
            difference=self._difference(part),
            max_abs_error=float(self.errors[place]),
            worst=divmod(place - part.start, shape[1]),
            grad=float(self.grad[place]),
            gradapprox=float(self.gradapprox[place]),
            nonzero=_covered(self.grad[part]),
            computed=int(np.count_nonzero(computed)),
            kinks=int(np.count_nonzero(self.kinks[part])),
        )


def _covered(grad: Array) -> int:
    """Return how many entries are numbers other than zero."""
    return int(np.count_nonzero(grad[np.isfinite(grad)]))
