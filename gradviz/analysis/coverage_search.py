"""Looks for another seed, or more examples, with which every entry of the gradient is covered."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from gradviz.checking.blas import blas_limit
from gradviz.checking.coverage import Coverage, coverage_of, coverage_steps, covered_steps
from gradviz.checking.estimate import size_problem
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import BY_ITSELF_SECONDS, estimate
from gradviz.checking.steps import repeating
from gradviz.checking.uncovered import NotCoveredReason, explained_entries, never_covered
from gradviz.network.data import DATA_SETS
from gradviz.network.fields import InvalidSettings
from gradviz.network.network import Network
from gradviz.network.spec import MAX_SEED, NetworkSpec
from gradviz.subjects.drawing import drawn
from gradviz.subjects.network import network_of

SEEDS = 24  # that are tried with the examples at hand
SEEDS_WITH_MORE = 6  # ... and with each larger number of them, the present one among them
MOST_EXAMPLES = 2_000  # as many as all real data sets have; who wants more asks for them


@dataclass(frozen=True)
class CoverageSearchProgress:
    """How far the search is.

    Attributes
    ----------
    tried, most
        Networks that were tried, and how many there are to try at most.
    covered, total
        Entries that the best of them covers, and all entries.
    """

    tried: int
    most: int
    covered: int
    total: int


@dataclass(frozen=True)
class CoverageSearchResult:
    """What the search found.

    Attributes
    ----------
    experiment
        The one it was asked for.
    found
        The one that covers the most: with another seed, or more examples too. The one it was asked
        for if no other covers more; None if there is nothing to choose from.
    problem
        Why there is nothing to choose from, or None.
    before, after
        The coverage of the two.
    possible
        How many entries any seed and number of examples could light.
    never
        Why the others cannot be covered.
    tried
        How many networks were tried.
    most_examples
        The largest number of examples among them.
    """

    experiment: Experiment
    found: Experiment | None
    problem: str | None
    before: Coverage
    after: Coverage
    possible: int
    never: tuple[NotCoveredReason, ...]
    tried: int
    most_examples: int

    @property
    def is_change(self) -> bool:
        """Whether something better than what was there is found."""
        return self.found is not None and self.found != self.experiment

    @property
    def is_all_covered(self) -> bool:
        """Whether all that can be covered is covered by what is found."""
        return self.after.covered >= self.possible


CoverageSearchSteps = Generator[CoverageSearchProgress, None, CoverageSearchResult]


def coverage_search_steps(
    experiment: Experiment, most_seconds: float = BY_ITSELF_SECONDS
) -> CoverageSearchSteps:
    """Try other seeds, then more examples, until all that can be covered is covered.

    What counts is the gradient of the correct backward pass; everything of the experiment but the
    seed and the number of examples stays. Where an entry more or less is not at stake, a network
    without a pre-activation that is exactly zero is better than one with.

    Parameters
    ----------
    experiment
        Where to begin.
    most_seconds
        What a check with more examples may take, by `gradviz.checking.forecast`.

    Yields
    ------
    CoverageSearchProgress
        After every network; a place to stop.

    Returns
    -------
    CoverageSearchResult
        The first with which all is covered, or else the first of those that light the most.
    """
    subject = network_of(experiment)
    here = subject.draw()
    if subject.given is not None:
        return _nothing_to_choose(experiment, here)
    with blas_limit(subject):
        return (yield from _search(experiment, here, most_seconds))


@dataclass(frozen=True, eq=False)
class _Try:
    """A network that was tried; more covered is better, and then no exact zero."""

    experiment: Experiment
    network: Network
    covered: int
    is_clear: bool

    @classmethod
    def steps(cls, experiment: Experiment, network: Network) -> Generator[None, None, "_Try"]:
        yield from network.here_steps()
        covered = yield from covered_steps(network)
        # Where everything starts at zero, so does every pre-activation, whatever is tried.
        is_clear = not network.exact_zeros or network_of(experiment).network.init == "zeros"
        return cls(experiment, network, covered, is_clear)

    def is_better_than(self, other: "_Try") -> bool:
        return (self.covered, self.is_clear) > (other.covered, other.is_clear)


def _search(experiment: Experiment, here: Network, most_seconds: float) -> CoverageSearchSteps:
    spec = network_of(experiment).network
    never = never_covered(spec)
    possible = here.theta.size - explained_entries(never, here.theta.size)
    candidates = list(_candidates(experiment, most_seconds))
    tried, most_examples = 0, spec.examples

    def progress() -> CoverageSearchProgress:
        return CoverageSearchProgress(tried, len(candidates), best.covered, here.theta.size)

    yield CoverageSearchProgress(0, len(candidates), 0, here.theta.size)
    best = _Try(experiment, here, 0, False)
    best = yield from repeating(progress, _Try.steps(experiment, here))
    while tried < len(candidates) and not (best.covered >= possible and best.is_clear):
        candidate = candidates[tried]
        other = network_of(candidate).network
        network = drawn(other)
        yield progress()
        latest = yield from repeating(progress, _Try.steps(candidate, network))
        best = latest if latest.is_better_than(best) else best
        tried += 1
        most_examples = max(most_examples, other.examples)
        yield progress()
    before = yield from repeating(progress, coverage_steps(here))
    after = before
    if best.network is not here:
        after = yield from repeating(progress, coverage_steps(best.network))
    return CoverageSearchResult(
        experiment=experiment,
        found=best.experiment,
        problem=None,
        before=before,
        after=after,
        possible=possible,
        never=never,
        tried=tried,
        most_examples=most_examples,
    )


def _nothing_to_choose(experiment: Experiment, here: Network) -> CoverageSearchResult:
    subject = network_of(experiment)
    assert subject.given is not None
    coverage = coverage_of(here)
    return CoverageSearchResult(
        experiment=experiment,
        found=None,
        problem=f"The numbers are those of {subject.given.title}; no seed changes them.",
        before=coverage,
        after=coverage,
        possible=coverage.covered,
        never=(),
        tried=0,
        most_examples=subject.network.examples,
    )


def _candidates(experiment: Experiment, most_seconds: float) -> Iterator[Experiment]:
    """Return what to try, the least change first."""
    spec = network_of(experiment).network
    for step in range(1, SEEDS + 1):
        yield _with(experiment, seed=_seed(spec, step))
    for examples in _more_examples(experiment, most_seconds):
        try:
            larger = _with(experiment, examples=examples)
        except InvalidSettings:  # a line that fits this number of examples alone
            continue
        yield larger
        for step in range(1, SEEDS_WITH_MORE):
            yield _with(larger, seed=_seed(spec, step))


def _more_examples(experiment: Experiment, most_seconds: float) -> Iterator[int]:
    """Return 2, 4, 8 ... times as many examples, as far as data, time and memory go."""
    spec, settings = network_of(experiment).network, experiment.check
    most = min(DATA_SETS[spec.data].max_examples, MOST_EXAMPLES)
    examples = spec.examples
    while examples < most:
        examples = min(2 * examples, most)
        larger = replace(spec, examples=examples)
        seconds = estimate(larger, settings.scheme, settings.engine).nominal_seconds
        if seconds > most_seconds or size_problem(larger):
            return
        yield examples


def _with(experiment: Experiment, **changes: int) -> Experiment:
    return replace(experiment, subject=network_of(experiment).with_network(**changes))


def _seed(spec: NetworkSpec, step: int) -> int:
    return (spec.seed + step) % (MAX_SEED + 1)
