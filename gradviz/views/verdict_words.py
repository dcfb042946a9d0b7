"""The verdict in words."""

from dataclasses import dataclass

import numpy as np

from gradviz.checking.check import Progress
from gradviz.checking.estimate import follows_by_itself
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import ArrayResult, CheckResult, Verdict
from gradviz.reporting.explanation import LARGE_EPSILON, rounding_is_likely
from gradviz.views.numbers import SHORT, compared, exact, number


@dataclass(frozen=True)
class Words:
    """What the verdict strip says.

    Attributes
    ----------
    role
        Its colours in a look: ``pass``, ``fail``, ``inconclusive`` or ``partial``.
    sign
        One character that says the same as the colour.
    word, joint, sentence
        The text: the word that is written large, what stands between, and the rest.
    """

    role: str
    sign: str
    word: str
    sentence: str
    joint: str = " — "

    @property
    def text(self) -> str:
        """The whole text."""
        return f"{self.word}{self.joint}{self.sentence}"


def result_words(result: CheckResult) -> Words:
    """Return the verdict of a check, and why."""
    if result.is_sample:
        return Words("partial", "≈", "Coarse", _coarse(result))
    if result.is_partial:
        return Words("partial", "■", "Stopped", _stopped(result), " ")
    if result.verdict is Verdict.PASS:
        return Words("pass", "✓", "Pass", _pass_sentence(result))
    if result.verdict is Verdict.FAIL:
        return Words("fail", "✗", "Fail", _fail_sentence(result))
    reason = result.problem or "the check cannot tell here."
    return Words("inconclusive", "?", "Inconclusive", reason)


def progress_words(progress: Progress) -> Words:
    """Return what to say while a check runs."""
    return Words("partial", "↻", "Checking…", f"{progress.done:,} of {progress.total:,}", " ")


def stale_words(reason: str) -> Words:
    """Return what to say when what is set was not checked, and why; it names the key."""
    sentence = reason if "F5" in reason else f"{reason.rstrip('.')}; press F5."
    return Words("partial", "○", "Not checked", sentence)


def problem_words(sentence: str) -> Words:
    """Return what to say when the settings cannot be checked."""
    return Words("partial", "!", "Cannot check", sentence)


def difference_words(result: CheckResult) -> str:
    """Return the textbook comparison as it is: ``difference 1.189e-07 > threshold 1e-07``."""
    threshold = result.experiment.check.threshold
    if not result.done:
        return f"no difference yet; threshold {number(threshold, SHORT)}"
    value, limit = compared(result.difference, threshold)
    if result.is_sample:
        return f"in the sample {value}; threshold {limit}"
    if result.is_partial:
        return f"so far {value}; threshold {limit}"
    if np.isnan(result.difference):
        return f"difference NaN; threshold {limit}"
    sign = ">" if result.difference > threshold else "≤"
    shown = value if result.difference else "exactly 0"
    return f"difference {shown} {sign} threshold {limit}"


def exact_difference_words(result: CheckResult) -> str:
    """Return the difference and the threshold with every digit."""
    limit = exact(result.experiment.check.threshold)
    return f"difference {exact(result.difference)}, threshold {limit}"


def source_words(experiment: Experiment) -> str:
    """Return where the checked gradients come from: bugs, own lines, or a file."""
    given = experiment.given
    if given is not None and given.has_gradients:
        return f"gradients from {given.title}"
    parts = [f"network from {given.title}"] if given is not None else []
    if experiment.bugs:
        parts.append(
            ("bugs: " if len(experiment.bugs) > 1 else "bug: ") + ", ".join(experiment.bugs)
        )
    own = [line.partition("=")[0].strip() for line in experiment.lines]
    if own:
        parts.append(("own lines " if len(own) > 1 else "own line ") + ", ".join(own))
    if not experiment.bugs and not own:
        parts.append("no bugs: the correct backward pass")
    return " · ".join(parts)


def _stopped(result: CheckResult) -> str:
    after = f"after {result.done:,} of {result.size:,} parameters"
    problem = result.problem or ""
    return after if not problem or problem.startswith("Stopped") else f"{after}; {problem}"


def _coarse(result: CheckResult) -> str:
    sample = f"a sample of {result.done:,} of {result.size:,} parameters"
    if not np.isfinite(result.difference):
        return f"{sample}; {result.problem}"
    agrees = result.difference <= result.experiment.check.threshold
    found = "agrees" if agrees else "differs by more than the threshold"
    settings = result.experiment.check
    spec = result.experiment.network
    by_itself = follows_by_itself(spec, settings.scheme, settings.engine)
    return f"{sample} {found}; {'the rest follows' if by_itself else 'F5 checks all of them'}"


def _checked(result: CheckResult) -> str:
    given = result.experiment.given
    if given is not None and given.has_gradients:
        return f"the gradient of {given.title}"
    return "backpropagation"


def _pass_sentence(result: CheckResult) -> str:
    agrees = f"{_checked(result)} agrees with the numerical gradient"
    worst = _worst_array(result)
    # A bug in one array can hide in the norm over all of them.
    if worst is None or worst.difference <= result.experiment.check.threshold:
        return agrees
    alone = f"d{worst.name} alone is above the threshold: {number(worst.difference, SHORT)}"
    return f"{agrees}; {alone}"


def _fail_sentence(result: CheckResult) -> str:
    differ = f"{_checked(result)} and the numerical gradient differ by more than the threshold"
    worst = _worst_array(result)
    if worst is not None:
        differ += f"; largest in d{worst.name}: {number(worst.difference, SHORT)}"
    if not np.any(result.failing):
        differ += "; no entry alone makes it fail"
    if rounding_is_likely(result):
        differ += f"; rounding alone can reach this: try {_against_rounding(result)}"
    if result.crossed and result.experiment.check.epsilon > LARGE_EPSILON:
        steps = "entry steps" if result.crossed == 1 else "entries step"
        differ += f"; {result.crossed:,} {steps} over a kink: try a smaller epsilon"
    if result.exact_zeros:
        named = "pre-activation is" if result.exact_zeros == 1 else "pre-activations are"
        differ += (
            f"; {result.exact_zeros} {named} exactly zero, where a right one fails too: "
            "try another seed"
        )
    return differ


def _against_rounding(result: CheckResult) -> str:
    """Return the setting that tells rounding from a wrong line."""
    spec = result.experiment.network
    if spec.dtype == "float32":
        return "float64"
    if result.experiment.check.epsilon < 1e-6:
        return "epsilon 1e-5"
    return "the logits cost" if spec.cost == "textbook" else "another epsilon"


def _worst_array(result: CheckResult) -> ArrayResult | None:
    finite = [array for array in result.arrays if np.isfinite(array.difference)]
    return max(finite, key=lambda array: array.difference, default=None)
