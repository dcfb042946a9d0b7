"""What would make an inconclusive check tell, in words."""

from collections.abc import Sequence

from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import exact
from gradviz.subjects.entry import experiment_texts
from gradviz.subjects.network import network_of

_IN_VAIN = {
    Change.ACTIVATION: "another activation",
    Change.EPSILON: "another epsilon",
    Change.COST: "the logits cost",
    Change.DTYPE: "float64",
    Change.SEED: "another seed",
}


def tried_sentence(tried: Sequence[Change]) -> str | None:
    """Return which changes do not make a check tell; None if none was tried."""
    if not tried:
        return None
    words = [_IN_VAIN[change] for change in tried]
    start = f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]
    verbs = ("were", "tell") if words[1:] else ("was", "tells")
    return f"{start[0].upper()}{start[1:]} {verbs[0]} tried, and {verbs[1]} no more."


def changed_settings(result: CheckResult) -> dict[str, str]:
    """Return the settings that a result's remedy changes, by name, as they are typed."""
    if result.remedy is None:
        return {}
    now, then = experiment_texts(result.experiment), experiment_texts(result.remedy.experiment)
    return {name: text for name, text in then.items() if text != now[name]}


def remedy_name(remedy: Remedy) -> str:
    """Return a remedy as the text of a button: ``Use epsilon 1e-4``.

    One that covers fewer entries of the gradient says so: ``Use seed 5 (covers 20, not 27)``.
    """
    name = f"Use {' and '.join(_thing(remedy, change) for change in remedy.changes)}"
    if remedy.covered is None or not remedy.loses_coverage:
        return name
    now, then = remedy.covered
    return f"{name} (covers {then:,}, not {now:,})"


def remedy_flags(result: CheckResult) -> str:
    """Return a remedy as flags of the command line: ``--epsilon 1e-4``."""
    return " ".join(f"--{name} {text}" for name, text in changed_settings(result).items())


def remedy_promise(remedy: Remedy) -> str:
    """Return what was found with a remedy: ``the check passes``, and what it does to coverage."""
    match remedy.verdict:
        case Verdict.PASS:
            promise = "the check passes"
        case Verdict.FAIL:
            promise = "the check fails beyond doubt"
        case _:
            promise = "the check may tell; it takes too long to be tried here"
    if remedy.covered is None or not remedy.loses_coverage:
        return promise
    now, then = remedy.covered
    return f"{promise}, but {then:,} entries of the gradient are covered, not {now:,}"


def _thing(remedy: Remedy, change: Change) -> str:
    experiment = remedy.experiment
    match change:
        case Change.ACTIVATION:
            return network_of(experiment).network.activation
        case Change.EPSILON:
            return f"epsilon {exact(experiment.check.epsilon)}"
        case Change.COST:
            return f"the {network_of(experiment).network.cost} cost"
        case Change.DTYPE:
            return experiment.subject.dtype
        case Change.SEED:
            return f"seed {network_of(experiment).network.seed}"
