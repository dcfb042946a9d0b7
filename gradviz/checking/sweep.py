"""The difference over epsilon: where truncation ends and rounding begins."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from gradviz.checking.blas import blas_limit
from gradviz.checking.curves import Curve, SweepResult
from gradviz.checking.difference import difference
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.error_model import ErrorModel
from gradviz.checking.expected import relative_size
from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.of_subject import nominal_seconds
from gradviz.checking.measuring import model_steps
from gradviz.checking.steps import finished, repeating
from gradviz.checking.subject import Built
from gradviz.checking.suggestion import suggestion_steps
from gradviz.checking.taylor import TaylorTest, taylor_steps
from gradviz.network.layout import Array, Indices
from gradviz.network.numbers import rounded

LARGEST, SMALLEST = 1e-1, 1e-15
PER_DECADE = 6
TYPICAL = 1e-5  # of these epsilons: the longest take longer, where units change sign
SWEEP_SECONDS = 2.0  # that a sweep may take; a larger network answers with a sample


@dataclass(frozen=True, eq=False)
class SweepProgress:
    """How far a sweep is.

    Attributes
    ----------
    done, total
        Epsilons computed, and all that are wanted.
    seconds
        Since the sweep began.
    """

    done: int
    total: int
    seconds: float
    _points: "_Points"

    def result(self) -> SweepResult:
        """Return what is known so far, as a partial result that no longer changes."""
        return self._points.result(self.seconds)

    @property
    def seconds_left(self) -> float:
        """The time left, if the rest goes as the part done did."""
        return self.seconds * (self.total - self.done) / max(self.done, 1)


SweepSteps = Generator[SweepProgress, None, SweepResult]


def sweep_epsilons(
    per_decade: int = PER_DECADE, largest: float = LARGEST, smallest: float = SMALLEST
) -> Array:
    """Return the epsilons of a sweep, descending: whole decades, and so many steps in each."""
    count = round(np.log10(largest / smallest) * per_decade)
    exponents = np.log10(largest) - np.arange(count + 1) / per_decade
    found: Array = np.array([rounded(10.0**exponent, 12) for exponent in exponents])
    return found


def sweep(experiment: Experiment, epsilons: Array | None = None) -> SweepResult:
    """Return the difference for every epsilon, in both schemes."""
    return finished(sweep_steps(experiment, epsilons))


def sweep_steps(experiment: Experiment, epsilons: Array | None = None) -> SweepSteps:
    """Sweep step by step: whole decades first, then what lies between.

    Parameters
    ----------
    experiment
        The network and its backward pass.
    epsilons
        The steps, descending; those of `sweep_epsilons` if None.

    Yields
    ------
    SweepProgress
        After each epsilon, and now and then while one takes long.

    Returns
    -------
    SweepResult
        The whole sweep.
    """
    with blas_limit(experiment.subject):
        return (yield from _steps(experiment, sweep_epsilons() if epsilons is None else epsilons))


def sweep_estimate(experiment: Experiment, count: int) -> float:
    """Return the seconds that a sweep of so many epsilons takes, if no sample has to do."""
    runs = [Run(chosen_engine(experiment), each, TYPICAL) for each in SCHEMES]
    return count * sum(nominal_seconds(experiment.subject, run) for run in runs)


class _Points:
    """The differences found so far."""

    def __init__(
        self,
        experiment: Experiment,
        subject: Built,
        grad: Array,
        epsilons: Array,
        problem: str | None,
    ) -> None:
        self.model: ErrorModel | None = None
        self.suggested: dict[str, float] = {}
        self.taylor: TaylorTest | None = None
        self.done = 0
        self._experiment, self._subject, self._grad = experiment, subject, grad
        self._epsilons, self._problem = epsilons, problem
        self._is_sample = False
        self._found: dict[str, dict[int, _Point]] = {scheme: {} for scheme in SCHEMES}

    def add(self, place: int, found: Mapping[str, Entries]) -> None:
        """Take in the numerical gradients at an epsilon, one a scheme."""
        self.done += 1
        for scheme, entries in found.items():
            self._is_sample |= not entries.computed.all()
            self._found[scheme][place] = self._point(float(self._epsilons[place]), scheme, entries)

    def result(self, seconds: float) -> SweepResult:
        """Return what is known so far."""
        curves = {scheme: self._curve(scheme) for scheme in SCHEMES}
        problem = self._problem
        if problem is None and not np.isfinite(curves["central"].differences).all():
            problem = "The difference is not finite at some epsilons."
        return SweepResult(
            experiment=self._experiment,
            central=curves["central"],
            forward=curves["forward"],
            seconds=seconds,
            done=self.done,
            total=self._epsilons.size,
            is_sample=self._is_sample,
            problem=problem,
            opinion_difference=self._opinion_difference(),
            taylor=self.taylor,
        )

    def _opinion_difference(self) -> float | None:
        opinion = None if self.model is None else self.model.opinion
        return None if opinion is None else opinion.difference(self._grad)

    def _point(self, epsilon: float, scheme: str, entries: Entries) -> "_Point":
        assert self.model is not None
        done, slices = entries.computed, self._subject.layout.slices
        grad, gradapprox = self._grad, entries.gradapprox
        arrays = {
            name: difference(grad[part][done[part]], gradapprox[part][done[part]])
            for name, part in slices.items()
        }
        expected = self.model.expected(epsilon, scheme, entries, grad)
        return _Point(
            difference=difference(grad[done], gradapprox[done]),
            arrays=arrays,
            noise_floor=relative_size(expected.rounded, grad, gradapprox, done),
            truncation=relative_size(expected.truncation, grad, gradapprox, done),
            crossed=int(np.count_nonzero(entries.kinks)),
        )

    def _curve(self, scheme: str) -> Curve:
        points = self._found[scheme]
        places = sorted(points)
        epsilons = self._epsilons[places]
        found = [points[place] for place in places]
        names = self._subject.layout.names
        return Curve(
            scheme=scheme,
            epsilons=epsilons,
            differences=np.array([each.difference for each in found]),
            arrays={name: np.array([each.arrays[name] for each in found]) for name in names},
            noise_floor=np.array([each.noise_floor for each in found]),
            truncation=np.array([each.truncation for each in found]),
            crossed=np.array([each.crossed for each in found], dtype=int),
            suggested=self.suggested.get(scheme),
        )


@dataclass(frozen=True, eq=False)
class _Point:
    """What is kept of a check at one epsilon."""

    difference: float
    arrays: Mapping[str, float]
    noise_floor: float
    truncation: float
    crossed: int


def _coarse_first(epsilons: Array) -> Indices:
    """Return the places of the epsilons in the order of work: each time those halfway between."""
    places = np.arange(epsilons.size)
    strides = [PER_DECADE, 2, 1]
    ordered: list[int] = []
    for stride in strides:
        ordered += [int(place) for place in places[::stride] if place not in ordered]
    return np.array(ordered)


def _steps(experiment: Experiment, epsilons: Array) -> SweepSteps:
    began = perf_counter()
    subject = experiment.subject.build()
    grad, problem = subject.gradients()
    share = min(1.0, SWEEP_SECONDS / sweep_estimate(experiment, epsilons.size))
    points = _Points(experiment, subject, grad, epsilons, problem)
    engine = ENGINES[chosen_engine(experiment)]

    def progress() -> SweepProgress:
        return SweepProgress(points.done, epsilons.size, perf_counter() - began, points)

    points.model = yield from repeating(progress, model_steps(subject, experiment))
    if np.isfinite(subject.cost) and np.isfinite(grad).all():
        for scheme in SCHEMES:
            other = replace(experiment, check=replace(experiment.check, scheme=scheme))
            looking = suggestion_steps(subject, other, points.model, grad)
            points.suggested[scheme] = (yield from repeating(progress, looking)).epsilon
        points.taylor = yield from repeating(progress, taylor_steps(subject, points.model, grad))
    for place in _coarse_first(epsilons):
        found = {}
        for scheme in SCHEMES:
            request = Request.of_all(subject.layout, float(epsilons[place]), scheme)
            request = request.sampled(subject.layout, share)
            entries = Entries.empty(grad.size)
            for _ in engine(subject, request, entries):
                yield progress()
            found[scheme] = entries
        points.add(int(place), found)
        yield progress()
    return points.result(perf_counter() - began)
