"""Looks for what makes an inconclusive check tell, by trying it out."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from gradviz.checking.coverage import covered_entries
from gradviz.checking.engines.choice import chosen_engine
from gradviz.checking.estimate import MOST_TRIED
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.of_subject import nominal_seconds
from gradviz.checking.forecast.tries import LONGEST_REMEDY
from gradviz.checking.kept import Kept
from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.result import CheckResult
from gradviz.checking.subject import Built
from gradviz.checking.verdict import Reason, Verdict
from gradviz.network.spec import MAX_SEED
from gradviz.subjects.drawing import drawn
from gradviz.subjects.network import NetworkSubject, network_of

SEEDS = 30  # that are looked at for one without exact zeros


@dataclass(frozen=True)
class Search:
    """What a search for a remedy comes to.

    Attributes
    ----------
    remedy
        The change after which a check tells; None if none was found.
    tried
        The settings of which a change was tried in vain.
    """

    remedy: Remedy | None = None
    tried: tuple[Change, ...] = ()


# The same check again, the same remedy: the last one of a network.
_searches: Kept[Search] = Kept()

CheckSteps = Callable[[Experiment], Generator[object, None, CheckResult]]


def kept_remedy_steps(
    result: CheckResult, subject: Built, check: CheckSteps
) -> Generator[object, None, Search]:
    """Look for a remedy as `remedy_steps` does, or take the one found for the same check."""
    kept = _searches.get(subject, result.experiment)
    if kept is None:
        found = yield from remedy_steps(result, check)
        kept = _searches.put(subject, found, result.experiment)
    return kept


def remedy_steps(result: CheckResult, check: CheckSteps) -> Generator[object, None, Search]:
    """Look for a remedy, step by step: the first change after which a check is not inconclusive.

    Parameters
    ----------
    result
        An inconclusive check of all entries.
    check
        Checks an experiment.
    """
    is_questioned = result.assumed is not None
    if (result.verdict is not Verdict.INCONCLUSIVE and not is_questioned) or result.is_partial:
        return Search()
    tried: list[Change] = []
    settings = result.experiment.check
    run = Run(chosen_engine(result.experiment), settings.scheme, settings.epsilon)
    seconds = nominal_seconds(result.experiment.subject, run)
    for changes, experiment in _candidates(result):
        if changes == (Change.EPSILON,) and _is_known_to_pass(result):
            return Search(Remedy(changes, experiment, Verdict.PASS))
        if seconds > LONGEST_REMEDY or result.size > MOST_TRIED:
            return Search(_remedy(changes, experiment, None, result))
        found = yield from check(experiment)
        if found.verdict is not Verdict.INCONCLUSIVE:
            return Search(_remedy(changes, experiment, found.verdict, result), tuple(tried))
        tried += changes
        better = found.suggestion.epsilon if found.suggestion else settings.epsilon
        if Change.EPSILON not in changes and better != settings.epsilon:
            both = _with_epsilon(experiment, better)
            found = yield from check(both)
            if found.verdict is not Verdict.INCONCLUSIVE:
                both_changes = (*changes, Change.EPSILON)
                return Search(_remedy(both_changes, both, found.verdict, result), tuple(tried))
            tried.append(Change.EPSILON)
    return Search(None, tuple(dict.fromkeys(tried)))


def _remedy(
    changes: tuple[Change, ...],
    experiment: Experiment,
    verdict: Verdict | None,
    result: CheckResult,
) -> Remedy:
    """Return a remedy; one with another seed says what it does to the coverage."""
    if Change.SEED not in changes:
        return Remedy(changes, experiment, verdict)
    now, then = network_of(result.experiment).draw(), drawn(network_of(experiment).network)
    return Remedy(changes, experiment, verdict, (covered_entries(now), covered_entries(then)))


def _is_known_to_pass(result: CheckResult) -> bool:
    """Return whether the suggested epsilon was tried on all entries, and passes."""
    tried = result.suggestion
    threshold = result.experiment.check.threshold
    return tried is not None and tried.entries == result.size and tried.difference <= threshold


def _candidates(result: CheckResult) -> Iterator[tuple[tuple[Change, ...], Experiment]]:
    """Return changes that may help, the most likely first."""
    if result.assumed is not None:
        if result.assumed.passing is not None:
            yield (Change.ACTIVATION,), result.assumed.passing
        return  # no setting of the check makes gradients of something else right
    experiment, subject = result.experiment, result.experiment.subject
    if not isinstance(subject, NetworkSubject):
        yield from _other_epsilon(result)
        return
    network = subject.network
    if result.judgement.reason is Reason.EXACT_ZEROS:
        yield from _other_seed(experiment)
    if network.dtype == "float32":
        double = subject.with_network(dtype="float64")
        yield (Change.DTYPE,), replace(experiment, subject=double)
    else:
        yield from _other_epsilon(result)
    if network.cost == "textbook":
        careful = subject.with_network(cost="logits")
        yield (Change.COST,), replace(experiment, subject=careful)
    if result.judgement.reason is not Reason.EXACT_ZEROS:
        yield from _other_seed(experiment)


def _other_epsilon(result: CheckResult) -> Iterator[tuple[tuple[Change, ...], Experiment]]:
    """Yield the experiment with the epsilon that is suggested, if it is another one."""
    experiment, suggestion = result.experiment, result.suggestion
    if suggestion and suggestion.epsilon != experiment.check.epsilon:
        yield (Change.EPSILON,), _with_epsilon(experiment, suggestion.epsilon)


def _with_epsilon(experiment: Experiment, epsilon: float) -> Experiment:
    return replace(experiment, check=replace(experiment.check, epsilon=epsilon))


def _other_seed(experiment: Experiment) -> Iterator[tuple[tuple[Change, ...], Experiment]]:
    """Yield the experiment with another seed without exact zeros, if it has some.

    It is the next one that covers no less, or else the one that covers most. A large network is
    not drawn again and again: the next seed is as good as any.
    """
    subject = network_of(experiment)
    if subject.given is not None or not (here := subject.draw()).exact_zeros:
        return
    others = _with_next_seeds(experiment)
    if subject.layout.size > MOST_TRIED:
        yield (Change.SEED,), next(others)
        return
    wanted, best = covered_entries(here), None
    for other in others:
        network = drawn(network_of(other).network)
        covered = covered_entries(network)
        if not network.exact_zeros and (best is None or covered > best[0]):
            best = covered, other
            if covered >= wanted:
                break
    if best is not None:
        yield (Change.SEED,), best[1]


def _with_next_seeds(experiment: Experiment) -> Iterator[Experiment]:
    subject = network_of(experiment)
    for step in range(1, SEEDS + 1):
        seed = (subject.network.seed + step) % (MAX_SEED + 1)
        yield replace(experiment, subject=subject.with_network(seed=seed))
