"""A check from beginning to end, as a generator of progress."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from gradviz.checking.engines import ENGINES, Entries
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult, Verdict
from gradviz.checking.subject import NetworkSubject
from gradviz.network.forward import sigmoid
from gradviz.network.layout import Array
from gradviz.network.network import Network

KINKED = ("relu", "leaky-relu")


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a check is.

    Attributes
    ----------
    done, total
        Entries computed, and all entries.
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
        return _result(self._known, self._entries, self.done, self.seconds)


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
    steps = check_steps(experiment)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def check_steps(experiment: Experiment) -> CheckSteps:
    """Check step by step: each step yields progress and is a place to stop.

    Yields
    ------
    Progress
        After every entry, or every stack of entries.

    Returns
    -------
    CheckResult
        The whole check.
    """
    began = perf_counter()
    subject = NetworkSubject.of(experiment)
    grad, problem = subject.gradients()
    zeros = _exact_zeros(subject.network)
    known = _Known(experiment, subject, grad, subject.cost(subject.theta), zeros, problem)
    entries = Entries.empty(grad.size)
    settings = experiment.check
    engine = ENGINES[settings.engine]
    for done in engine(subject, settings.epsilon, settings.scheme, entries):
        yield Progress(done, grad.size, perf_counter() - began, known, entries)
    return _result(known, entries, grad.size, perf_counter() - began)


@dataclass(frozen=True, eq=False)
class _Known:
    """What is known before the first step."""

    experiment: Experiment
    subject: NetworkSubject
    grad: Array
    cost: float
    exact_zeros: int
    problem: str | None


def _exact_zeros(network: Network) -> int:
    """Return how many pre-activations stand exactly at the kink of ReLU."""
    if network.activation not in KINKED:
        return 0
    known = network.known()
    return sum(int(np.count_nonzero(np.asarray(known[name]) == 0)) for name in ("Z1", "Z2"))


def _result(known: _Known, entries: Entries, done: int, seconds: float) -> CheckResult:
    gradapprox = entries.gradapprox.copy()
    plus, minus = entries.plus.copy(), entries.minus.copy()
    for array in (gradapprox, plus, minus):
        array[done:] = np.nan
        array.flags.writeable = False
    problem = known.problem or _not_finite(known, entries.gradapprox[:done])
    if problem is None and done < known.grad.size:
        problem = f"Stopped after {done:,} of {known.grad.size:,} parameters."
    result = CheckResult(
        experiment=known.experiment,
        theta=known.subject.theta,
        grad=known.grad,
        gradapprox=gradapprox,
        plus=plus,
        minus=minus,
        cost=known.cost,
        done=done,
        seconds=seconds,
        exact_zeros=known.exact_zeros,
        problem=problem,
    )
    lost = _lost_steps(known) if result.verdict is Verdict.FAIL else None
    return replace(result, problem=lost) if lost else result


def _lost_steps(known: _Known) -> str | None:
    """Return in how many entries theta + epsilon rounds to theta, which says nothing of grad."""
    settings, theta = known.experiment.check, known.subject.theta
    steps = (settings.epsilon, -settings.epsilon if settings.scheme == "central" else 0)
    lost = int(np.count_nonzero(theta + steps[0] == theta + steps[1]))
    if not lost:
        return None
    cure = " or float64" if theta.dtype == np.float32 else ""
    return (
        f"The step is lost in rounding in {lost:,} of {theta.size:,} entries, where "
        f"theta + epsilon is theta; use a larger epsilon{cure}."
    )


def _not_finite(known: _Known, gradapprox: Array) -> str | None:
    """Return which array's numerical gradient is not finite, and the likely reason."""
    bad = np.flatnonzero(~np.isfinite(gradapprox))
    if not bad.size:
        return None
    layout = known.experiment.layout
    counts = {
        n: np.count_nonzero((bad >= s.start) & (bad < s.stop)) for n, s in layout.slices.items()
    }
    name = next(name for name, count in counts.items() if count)
    total = np.prod(layout.shape(name))
    what = "NaN" if np.any(np.isnan(gradapprox[layout.slices[name]])) else "infinite"
    where = f"gradapprox of {name} is {what} in {counts[name]} of {total} entries"
    return f"{where}: {_likely_reason(known, int(bad[0]))}"


def _likely_reason(known: _Known, entry: int) -> str:
    """Return why J is not finite at theta, or else one step away along an entry."""
    network = known.subject.network
    for step in (0.0, known.experiment.check.epsilon, -known.experiment.check.epsilon):
        theta = network.theta.copy()
        theta[entry] += step
        z3 = network.logits(theta)
        saturated = np.argwhere(np.isin(sigmoid(z3), (0, 1)))
        if network.cost_form == "textbook" and saturated.size and np.all(np.isfinite(z3)):
            row, column = saturated[0]
            return _saturation(z3, row, column, step != 0)
    return "the forward pass leaves the range of its numbers; use smaller inputs or parameters."


def _saturation(z3: Array, row: int, column: int, one_step: bool) -> str:
    return (
        f"the sigmoid is saturated{' after one step' if one_step else ''} "
        f"(Z3 = {z3[row, column]:.4g} at example {column}, so A3 is exactly "
        f"{sigmoid(z3)[row, column]:g}) and the textbook cost takes the log of 0; "
        "the logits cost does not."
    )
