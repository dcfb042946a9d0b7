"""Who takes part in the benchmark: GradViz, plain NumPy, and other libraries where installed.

A contender is set up for a case, prepares a job for a sample of parameters and an epsilon, and
the job alone is timed. All take central differences in float64.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmark_cases import Case, Sample
from benchmark_libraries import jax_vmapped, scipy_three_point, torch_gradcheck
from benchmark_textbook import Textbook
from gradviz.analysis.check import check
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.network.layout import Array
from gradviz.subjects.network import network_of

Job = Callable[[], Array | None]
"""Computes; what it returns is gradapprox of the sample, or None where that is not told."""
Prepare = Callable[[Sample, float], Job]


@dataclass(frozen=True)
class Contender:
    """One who takes part.

    Attributes
    ----------
    label
        The name of the row.
    set_up
        Takes a case to what prepares jobs for it.
    needs
        The package that it needs, if that is not one of GradViz's own.
    whole
        Whether it cannot take a sample: its jobs for one are those of another.
    """

    label: str
    set_up: Callable[[Case], Prepare]
    needs: str = ""
    whole: bool = False

    @property
    def is_there(self) -> bool:
        return not self.needs or importlib.util.find_spec(self.needs) is not None


def textbook_loop(case: Case) -> Prepare:
    textbook = Textbook.of(case.network)
    return lambda sample, epsilon: lambda: textbook.gradapprox(sample.places, epsilon)


def stacked_numpy(case: Case) -> Prepare:
    textbook = Textbook.of(case.network)
    return lambda sample, epsilon: lambda: textbook.stacked_gradapprox(sample.places, epsilon)


def engine_alone(name: str) -> Callable[[Case], Prepare]:
    """Return what sets up an engine without what a check does around it."""

    def set_up(case: Case) -> Prepare:
        def prepare(sample: Sample, epsilon: float) -> Job:
            def job() -> Array:
                subject = network_of(case.experiment).build()
                entries = Entries.empty(case.layout.size)
                request = Request(epsilon, "central", sample.columns)
                for _ in ENGINES[name](subject, request, entries):
                    pass
                return entries.gradapprox if sample.whole else entries.gradapprox[sample.places]

            return job

        return prepare

    return set_up


def whole_check(case: Case) -> Prepare:
    """Set up ``gradviz.check`` of a new experiment: the gradient, the engine and the result.

    It has no samples; for one, the engine that it would choose stands in, to estimate with.
    """
    chosen = engine_alone(chosen_engine(case.experiment))(case)

    def prepare(sample: Sample, epsilon: float) -> Job:
        if not sample.whole:
            return chosen(sample, epsilon)
        experiment = case.at(epsilon)  # made before the clock starts
        return lambda: check(experiment).gradapprox

    return prepare


TEXTBOOK = Contender("textbook loop", textbook_loop)
STACKED = Contender("NumPy, stacked parameters and matmul", stacked_numpy)
WHOLE_CHECK = Contender("**GradViz**, `gradviz.check` with `auto`", whole_check, whole=True)
LIBRARIES = (
    Contender("SciPy `approx_derivative`, 3-point", scipy_three_point, needs="scipy"),
    Contender("PyTorch `gradcheck`, slow mode, the whole of it", torch_gradcheck, needs="torch"),
    Contender("JAX, jitted and vmapped, compiled before", jax_vmapped, needs="jax"),
)
ENGINES_ALONE = {
    name: Contender(f"GradViz, engine `{name}` alone", engine_alone(name))
    for name in ("incremental", "batched", "loop")
}


def contenders(case: Case) -> list[Contender]:
    """Return who takes part in a case; the first is the one that the others are compared to."""
    if case.name == "XXL":
        return [WHOLE_CHECK, ENGINES_ALONE["incremental"]]
    found = [TEXTBOOK, STACKED, *LIBRARIES, WHOLE_CHECK, *ENGINES_ALONE.values()]
    return [each for each in found if each.is_there]


def absent() -> list[str]:
    """Return a sentence for each library that is not installed."""
    return [
        f"{each.label}: not installed here ({each.needs})."
        for each in LIBRARIES
        if not each.is_there
    ]


def floors_apart(found: Array, expected: Array, cost: float, epsilon: float) -> float:
    """Return how far two numerical gradients are apart, in rounding floors.

    A floor is eps_mach * max(|J|, 1) / epsilon: what one rounding of J does to gradapprox.
    """
    floor = np.finfo(np.float64).eps * max(abs(cost), 1) / epsilon
    return float(np.max(np.abs(found - expected), initial=0) / floor)
