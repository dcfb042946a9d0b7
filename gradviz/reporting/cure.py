"""What would make an inconclusive check tell, in words."""

from gradviz.checking.cure import Cure, Remedy
from gradviz.checking.entry import experiment_texts, number_text
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict


def changed_settings(result: CheckResult) -> dict[str, str]:
    """Return the settings that a result's cure changes, by name, as they are typed."""
    if result.cure is None:
        return {}
    now, then = experiment_texts(result.experiment), experiment_texts(result.cure.experiment)
    return {name: text for name, text in then.items() if text != now[name]}


def cure_name(cure: Cure) -> str:
    """Return a cure as the text of a button: ``Use epsilon 1e-4``."""
    return f"Use {' and '.join(_thing(cure, remedy) for remedy in cure.remedies)}"


def cure_flags(result: CheckResult) -> str:
    """Return a cure as flags of the command line: ``--epsilon 1e-4``."""
    return " ".join(f"--{name} {text}" for name, text in changed_settings(result).items())


def cure_promise(cure: Cure) -> str:
    """Return what was found with a cure: ``the check passes``."""
    match cure.verdict:
        case Verdict.PASS:
            return "the check passes"
        case Verdict.FAIL:
            return "the check fails beyond doubt"
        case _:
            return "the check may tell; it takes too long to be tried here"


def _thing(cure: Cure, remedy: Remedy) -> str:
    experiment = cure.experiment
    match remedy:
        case Remedy.EPSILON:
            return f"epsilon {number_text(experiment.check.epsilon)}"
        case Remedy.COST:
            return f"the {experiment.network.cost} cost"
        case Remedy.DTYPE:
            return experiment.network.dtype
        case Remedy.SEED:
            return f"seed {experiment.network.seed}"
