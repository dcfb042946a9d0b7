"""A check from beginning to end, as a generator of progress."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

from gradviz.analysis.assumptions.lines import under
from gradviz.analysis.assumptions.mostly import other_activation_steps, with_activation
from gradviz.analysis.assumptions.question import assumptions_steps
from gradviz.analysis.diagnosis.diagnose import diagnosis_steps
from gradviz.analysis.diagnosis.forward_pass import accusing_no_forward_pass
from gradviz.analysis.remedy_search import kept_remedy_steps
from gradviz.checking.blas import blas_limit
from gradviz.checking.comparison import Comparison
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.evidence import Evidence
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import sample_share
from gradviz.checking.not_finite import not_finite
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished, repeating
from gradviz.checking.subject import Built
from gradviz.checking.trust import Trust, trust_steps
from gradviz.checking.uncovered import reasons_steps
from gradviz.checking.verdict import Verdict, judge, wrong_entries
from gradviz.network.layout import Array
from gradviz.subjects.network import BuiltNetwork, checks_given

MANY = 200_000  # entries, of which what is shown takes some hundredths of a second


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a check is.

    Attributes
    ----------
    done, total
        Entries computed, and all entries that are to be computed.
    seconds
        Since the check began.
    """

    done: int
    total: int
    seconds: float
    _known: "_Known"
    _entries: Entries

    @property
    def seconds_left(self) -> float:
        """The time left, if the rest goes as the part done did."""
        return self.seconds * (self.total - self.done) / max(self.done, 1)

    def result(self) -> CheckResult:
        """Return what is known so far, as a partial result that no longer changes."""
        return self._known.result(_evidence(self._known, self._entries.copy()), self.seconds)


CheckSteps = Generator[Progress, None, CheckResult]


def check(experiment: Experiment) -> CheckResult:
    """Check a backward pass against a numerical gradient.

    Parameters
    ----------
    experiment
        The network, its backward pass, and how to check it.

    Returns
    -------
    CheckResult
        The whole check.
    """
    return finished(check_steps(experiment))


def check_steps(experiment: Experiment, *, sample: bool = False) -> CheckSteps:
    """Check step by step: each step yields progress and is a place to stop.

    Parameters
    ----------
    experiment
        The network, its backward pass, and how to check it.
    sample
        Whether a sample of the columns of every array is enough, for a first, coarse answer. It
        is as large as a fraction of a second allows.

    Yields
    ------
    Progress
        After every entry, or every stack of entries.

    Returns
    -------
    CheckResult
        The whole check.
    """
    with blas_limit(experiment.subject):
        return (yield from _steps(experiment, experiment.subject.build(), sample))


def _steps(
    experiment: Experiment, subject: Built, sample: bool = False, explains: bool = True
) -> CheckSteps:
    began = perf_counter()
    size = subject.theta.size
    settings = experiment.check
    engine = chosen_engine(experiment)
    request = Request.of_all(subject.layout, settings.epsilon, settings.scheme)
    if sample:
        share = sample_share(experiment.subject, settings.scheme, engine)
        request = request.sampled(subject.layout, share)
    total = request.places(subject.layout).size if sample else size
    known = _Known(experiment, engine, subject, is_sample=total < size)
    entries = Entries.empty(size)
    done = 0

    def progress() -> Progress:
        return Progress(done, total, perf_counter() - began, known, entries)

    yield from repeating(progress, subject.prepare_steps())
    for done in ENGINES[engine](subject, request, entries):  # noqa: B007 - progress tells it
        yield progress()
    if known.is_sample:
        return known.result(_evidence(known, entries.frozen()), perf_counter() - began)
    yield from repeating(progress, subject.precision_steps())
    trust = yield from repeating(progress, trust_steps(experiment, subject, entries, known.grad))
    yield progress()
    evidence = _evidence(known, entries.frozen(), trust)
    if size >= MANY:  # no window has the time for it
        yield from repeating(progress, evidence.settling_steps())
    result = known.result(evidence, perf_counter() - began)
    explaining = _explained_steps(result, subject, explains)
    return (yield from repeating(progress, explaining))


def _explained_steps(
    result: CheckResult, subject: Built, is_whole: bool
) -> Generator[object, None, CheckResult]:
    """Return a result with what explains it: another assumption, a remedy, and wrong lines.

    Where a check is tried for another one, only an assumption is asked for. Of a subject without
    lines, only a remedy.
    """
    if isinstance(subject, BuiltNetwork):
        return (yield from _of_network_steps(result, subject, is_whole))
    if is_whole and result.verdict is Verdict.INCONCLUSIVE:
        search = yield from kept_remedy_steps(result, subject, _trying(result.experiment))
        result = replace(result, remedy=search.remedy, tried=search.tried)
    return result


def _of_network_steps(
    result: CheckResult, subject: BuiltNetwork, is_whole: bool
) -> Generator[object, None, CheckResult]:
    """Explain the check of a network, as `_explained_steps` does."""
    experiment = result.experiment
    known_to = None if result.opinion is None else result.opinion.precision
    if _is_questioned(result):
        assumed = yield from assumptions_steps(experiment, known_to)
        if assumed is not None:
            result = result.under(assumed)
    if not is_whole:
        return result
    if _may_be_another_activation(result):
        other = yield from other_activation_steps(experiment, known_to)
        if other is not None:
            trying = _steps(other, _instead(other, experiment))
            result = with_activation(result, (yield from trying))
            if result.diagnosis is not None:
                return result
    if result.verdict is Verdict.INCONCLUSIVE or result.assumed is not None:
        search = yield from kept_remedy_steps(result, subject, _trying(experiment))
        result = replace(result, remedy=search.remedy, tried=search.tried)
    yield None
    diagnosis = yield from diagnosis_steps(result, subject)
    if checks_given(experiment):
        diagnosis = accusing_no_forward_pass(diagnosis)
    if result.assumed is not None:
        diagnosis = under(diagnosis, result.assumed)
    if result.size >= MANY:  # why entries are zero is asked for by the pointer on a label
        yield from reasons_steps(subject.network)
    return replace(result, diagnosis=diagnosis)


def _trying(experiment: Experiment) -> Callable[[Experiment], CheckSteps]:
    """Return what checks an experiment that may be a remedy of another one."""
    return lambda tried: _steps(tried, _instead(tried, experiment), explains=False)


def _instead(tried: Experiment, experiment: Experiment) -> Built:
    return tried.subject.build_instead_of(experiment.subject)


def _is_questioned(result: CheckResult) -> bool:
    """Return whether given gradients are not plainly right for what is assumed of them."""
    return result.verdict is not Verdict.PASS or bool(result.judgement.wrong_arrays)


def _may_be_another_activation(result: CheckResult) -> bool:
    """Return whether another activation may explain given gradients but for a mistake.

    Where units stand exactly at their kinks any slope is right, and that of another activation
    there may be no more than that.
    """
    is_unexplained = result.assumed is None and _is_questioned(result)
    is_given = checks_given(result.experiment)
    return is_unexplained and is_given and not result.exact_zeros


@dataclass(frozen=True, eq=False)
class _Known:
    """What is known before the first step."""

    experiment: Experiment
    engine: str
    subject: Built
    is_sample: bool

    @cached_property
    def _gradients(self) -> tuple[Array, str | None]:
        return self.subject.gradients()

    @property
    def grad(self) -> Array:
        """The gradient to be checked."""
        return self._gradients[0]

    @property
    def problem(self) -> str | None:
        """What is wrong with it, or None."""
        return self._gradients[1]

    def result(self, evidence: Evidence, seconds: float) -> CheckResult:
        """Return a check with a verdict, and nothing yet that explains it."""
        wrong = wrong_entries(evidence)
        return CheckResult(
            experiment=self.experiment,
            engine=self.engine,
            theta=self.subject.theta,
            cost=self.subject.cost,
            evidence=evidence,
            wrong_entries=wrong,
            judgement=judge(evidence, wrong),
            seconds=seconds,
            exact_zeros=self.subject.exact_zeros,
            is_sample=self.is_sample,
        )


def _evidence(known: _Known, entries: Entries, trust: Trust | None = None) -> Evidence:
    """Return what a verdict rests on; the entries no longer change."""
    comparison = Comparison(known.subject.layout, known.grad, entries)
    problem = known.problem or not_finite(known.subject, known.experiment.check.epsilon, entries)
    if problem is None and comparison.is_partial:
        so_far = f"{comparison.done:,} of {comparison.size:,} parameters"
        stopped = f"Stopped after {so_far}."
        problem = f"Only a sample was checked: {so_far}." if known.is_sample else stopped
    elif problem is None and trust is None:
        problem = "Stopped before the numerical error was measured."
    return Evidence(comparison, known.experiment.check, trust, problem)
