"""What a check brings back."""

from dataclasses import dataclass, replace

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.assumption import Assumed
from gradviz.checking.comparison import Comparison
from gradviz.checking.engines.entries import Entries
from gradviz.checking.evidence import Evidence
from gradviz.checking.expected import ExpectedError
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis
from gradviz.checking.kinks import Slopes
from gradviz.checking.noise import Noise
from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.suggestion import Suggestion
from gradviz.checking.taylor import TaylorTest
from gradviz.checking.trust import Trust
from gradviz.checking.verdict import Judgement, Verdict, judge, wrong_entries
from gradviz.network.layout import Array, Indices, Layout, Mask


@dataclass(frozen=True, eq=False)
class CheckResult:
    """A check, whole or as far as it came; it carries its experiment.

    It is composed, and holds nothing twice: what is read of it most often can be read of it by
    its own name. What is worked out of the evidence is kept by that, and goes with it.

    Attributes
    ----------
    experiment
        What was checked, and how.
    engine
        The engine that ran: where the experiment says ``auto``, the one that was chosen.
    theta
        The parameters, shape (size,).
    cost
        J(theta).
    evidence
        The gradient that was checked, what the engine filled in, and how far that can be trusted.
    wrong_entries
        Which entries of grad are known to be wrong, shape (size,), bool; see
        `verdict.wrong_entries`.
    judgement
        What the check says, and why.
    seconds
        The time it took.
    exact_zeros
        How many pre-activations of the hidden layers are exactly zero, where ReLU has no
        derivative; 0 for a smooth activation.
    is_sample
        Whether the computed entries are a sample of every array, for a first, coarse answer.
    assumed
        What explains given gradients in place of what the check assumes; None if nothing does,
        or nothing is to be explained.
    remedy
        The change of the settings that makes an inconclusive check tell; None if none is known.
    tried
        The settings of which a change was tried, and does not make it tell.
    diagnosis
        Which lines of the backward pass are wrong; None if the check was not whole.
    """

    experiment: Experiment
    engine: str
    theta: Array
    cost: float
    evidence: Evidence
    wrong_entries: Mask
    judgement: Judgement
    seconds: float
    exact_zeros: int = 0
    is_sample: bool = False
    assumed: Assumed | None = None
    remedy: Remedy | None = None
    tried: tuple[Change, ...] = ()
    diagnosis: Diagnosis | None = None

    def under(self, assumed: Assumed | None) -> "CheckResult":
        """Return it judged where something else explains given gradients, or nothing does."""
        wrong = wrong_entries(self.evidence, assumed)
        judgement = judge(self.evidence, wrong, assumed)
        return replace(self, assumed=assumed, wrong_entries=wrong, judgement=judgement)

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in the vectors."""
        return self.experiment.subject.layout

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.theta.size

    @property
    def verdict(self) -> Verdict:
        """What the check says."""
        return self.judgement.verdict

    @property
    def problem(self) -> str | None:
        """Why the check says nothing, if a value is not finite or it was stopped; else None."""
        return self.evidence.problem

    def array_verdict(self, array: ArrayResult) -> Verdict:
        """Return what an array's own difference says, held against the same threshold."""
        if array.difference <= self.experiment.check.threshold:
            return Verdict.PASS
        return Verdict.FAIL if array.name in self.judgement.wrong_arrays else Verdict.INCONCLUSIVE

    @property
    def is_explained(self) -> bool:
        """Whether given gradients are off by another assumption, and no entry by a mistake."""
        return self.assumed is not None and not self.assumed.keeps_marks

    # The comparison of the textbook; see `Comparison`.

    @property
    def comparison(self) -> Comparison:
        """The gradient that was checked beside the numerical one."""
        return self.evidence.comparison

    @property
    def grad(self) -> Array:
        """The gradient that was checked, shape (size,)."""
        return self.comparison.grad

    @property
    def entries(self) -> Entries:
        """What the engine filled in."""
        return self.comparison.entries

    @property
    def gradapprox(self) -> Array:
        """The numerical gradient, shape (size,), NaN where it was not computed."""
        return self.entries.gradapprox

    @property
    def computed(self) -> Mask:
        """Which entries were computed, shape (size,), bool."""
        return self.entries.computed

    @property
    def done(self) -> int:
        """How many entries were computed."""
        return self.comparison.done

    @property
    def is_partial(self) -> bool:
        """Whether entries were left out: it was stopped before its end, or is a sample."""
        return self.comparison.is_partial

    @property
    def crossed(self) -> int:
        """How many entries are at a kink."""
        return self.comparison.crossed

    @property
    def nonzero(self) -> int:
        """How many entries of the gradient are not zero: the others cannot show a bug."""
        return self.comparison.nonzero

    @property
    def uncovered(self) -> Mask:
        """Which entries of grad are zero, shape (size,), bool: a bug there cannot be seen."""
        return self.comparison.uncovered

    @property
    def difference(self) -> float:
        """The relative difference of the computed entries; NaN if one is not finite."""
        return self.comparison.difference

    @property
    def errors(self) -> Array:
        """|grad - gradapprox| of each entry, shape (size,)."""
        return self.comparison.errors

    @property
    def arrays(self) -> tuple[ArrayResult, ...]:
        """Each array's part, in vector order."""
        return self.comparison.arrays

    def worst(self, most: int) -> Indices:
        """Return the places of the entries with the largest error, worst first."""
        return self.comparison.worst(most)

    # How far it can be trusted; see `Trust` and `Evidence`. None where that was not measured.

    @property
    def trust(self) -> Trust | None:
        """How far the numerical gradient can be trusted."""
        return self.evidence.trust

    @property
    def noise(self) -> Noise | None:
        """The rounding noise of J."""
        return None if self.trust is None else self.trust.noise

    @property
    def expected(self) -> ExpectedError | None:
        """The numerical error to expect of each entry of gradapprox."""
        return None if self.trust is None else self.trust.expected

    @property
    def slopes(self) -> Slopes | None:
        """The one-sided slopes of the entries that move an exact zero; None if there are none."""
        return None if self.trust is None else self.trust.slopes

    @property
    def suggestion(self) -> Suggestion | None:
        """The epsilon at which truncation and rounding balance, and what a check there finds."""
        return None if self.trust is None else self.trust.suggestion

    @property
    def opinion(self) -> Opinion | None:
        """A derivative of J that depends on no epsilon, which decides whether grad is wrong."""
        return None if self.trust is None else self.trust.opinion

    @property
    def taylor(self) -> TaylorTest | None:
        """The Taylor remainder test of grad along random directions."""
        return None if self.trust is None else self.trust.taylor

    @property
    def noise_floor(self) -> float | None:
        """The difference that rounding alone explains."""
        return self.evidence.noise_floor

    @property
    def truncation(self) -> float | None:
        """The difference that truncation alone explains."""
        return self.evidence.truncation

    @property
    def expected_errors(self) -> Array:
        """The error to expect of each entry of gradapprox, shape (size,); NaN if not measured."""
        return self.evidence.expected_errors

    @property
    def below_noise(self) -> Mask:
        """Which computed entries differ by no more than numerical error explains, (size,), bool."""
        return self.evidence.below_noise

    @property
    def difference_without_kinks(self) -> float:
        """The relative difference of the computed entries that are not at a kink."""
        return self.evidence.difference_without_kinks
