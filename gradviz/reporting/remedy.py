"""What would make an inconclusive check tell, in words."""

from gradviz.checking.entry import experiment_texts
from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import exact


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
            return experiment.network.activation
        case Change.EPSILON:
            return f"epsilon {exact(experiment.check.epsilon)}"
        case Change.COST:
            return f"the {experiment.network.cost} cost"
        case Change.DTYPE:
            return experiment.network.dtype
        case Change.SEED:
            return f"seed {experiment.network.seed}"
