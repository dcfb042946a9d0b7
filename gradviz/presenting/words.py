"""Numbers and verdicts in words."""

import math

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import compared, exact, number, rough
from gradviz.subjects.network import NetworkSubject

SIGNS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INCONCLUSIVE: "?"}


def ratio(grad: float, gradapprox: float) -> str:
    """Return grad / gradapprox, the factor that a wrong line often betrays itself by."""
    if grad == gradapprox:
        return "1"
    if gradapprox == 0 or not (math.isfinite(grad) and math.isfinite(gradapprox)):
        return "-"
    return number(grad / gradapprox)


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 1:
        return f"{rough(seconds * 1000)} ms" if seconds < 0.01 else f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {left} s"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def headline(result: CheckResult) -> str:
    """Return the verdict, and the difference against the threshold."""
    verdict = result.verdict
    if math.isnan(result.difference):
        return "INCONCLUSIVE: the difference is not a number"
    threshold = result.experiment.check.threshold
    relation = "greater than" if result.difference > threshold else "not greater than"
    difference, _ = compared(result.difference, threshold, 10)
    return (
        f"{verdict.upper()}: difference {difference} is {relation} the threshold {exact(threshold)}"
    )


def network_words(result: CheckResult) -> str:
    """Return the form of the network of a check and where its numbers come from."""
    return experiment_words(result.experiment)


def cost_words(experiment: Experiment) -> str:
    """Return how the cost is computed: in which form, if there are several, and precision."""
    subject = experiment.subject
    if not isinstance(subject, NetworkSubject):
        return subject.dtype
    return f"{subject.network.cost} cost, {subject.dtype}"


def experiment_words(experiment: Experiment) -> str:
    """Return the form of the network and where its numbers come from, or what else is checked."""
    subject = experiment.subject
    if not isinstance(subject, NetworkSubject):
        return f"{subject.title}, {count(subject.layout.size, 'parameter')}"
    spec = subject.network
    sizes = "-".join(map(str, spec.layers))
    form = f"{sizes}, {spec.activation}, {count(experiment.subject.layout.size, 'parameter')}"
    if subject.given is not None:
        return f"{form}, {count(spec.examples, 'example')}, all from {subject.given.title}"
    return (
        f"{form}; {count(spec.examples, 'example')} of {spec.data}, "
        f"{spec.init} initialisation, seed {spec.seed}"
    )
