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
    """Return a remedy as the text of a button: ``Use epsilon 1e-4``."""
    return f"Use {' and '.join(_thing(remedy, change) for change in remedy.changes)}"


def remedy_flags(result: CheckResult) -> str:
    """Return a remedy as flags of the command line: ``--epsilon 1e-4``."""
    return " ".join(f"--{name} {text}" for name, text in changed_settings(result).items())


def remedy_promise(remedy: Remedy) -> str:
    """Return what was found with a remedy: ``the check passes``."""
    match remedy.verdict:
        case Verdict.PASS:
            return "the check passes"
        case Verdict.FAIL:
            return "the check fails beyond doubt"
        case _:
            return "the check may tell; it takes too long to be tried here"


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
