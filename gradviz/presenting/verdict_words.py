"""The verdict in words."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.analysis.check import Progress
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import follows_by_itself
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Reason, Verdict
from gradviz.network.bugs import bugs
from gradviz.network.numbers import SHORT, compared, exact, number, rough
from gradviz.presenting.diagnosis import headline
from gradviz.presenting.explanation import NUMERICAL, reason
from gradviz.presenting.given import given_sentences
from gradviz.presenting.hidden import passes_but, result_sign, wrong_arrays_words
from gradviz.subjects.network import NetworkSubject


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
        role, word = ("inconclusive", "Pass, but") if passes_but(result) else ("pass", "Pass")
        return Words(role, result_sign(result), word, _pass_sentence(result))
    if result.verdict is Verdict.FAIL:
        return Words("fail", "✗", "Fail", _fail_sentence(result))
    return Words("inconclusive", "?", "Inconclusive", _inconclusive_sentence(result))


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
    """Return the textbook comparison as it is: ``difference 1.189e-7 > threshold 1e-7``."""
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


def pending_words(lines: Mapping[str, bool]) -> str:
    """Return that lines are typed over and not applied, and what to do about it.

    Parameters
    ----------
    lines
        By name, whether what is typed can be applied.
    """
    ready = [name for name, can_run in lines.items() if can_run]
    wrong = [name for name, can_run in lines.items() if not can_run]
    parts = []
    if ready:
        parts.append(f"not applied: what is typed in {', '.join(ready)} (F5 applies it)")
    if wrong:
        parts.append(f"cannot be applied: what is typed in {', '.join(wrong)} (F6 shows why)")
    return "; ".join(parts)


def source_words(experiment: Experiment) -> str:
    """Return where the checked gradients come from: bugs, own lines, or a file."""
    subject = experiment.subject
    if not isinstance(subject, NetworkSubject):
        return subject.title
    given = subject.given
    if given is not None and given.has_gradients:
        return " · ".join([f"gradients from {given.title}", *_said_of(experiment)])
    parts = [f"network from {given.title}"] if given is not None else []
    parts += _said_of(experiment)
    if subject.bugs:
        titles = [f"{bugs()[each].title} ({bugs()[each].line})" for each in subject.bugs]
        parts.append(("bugs: " if len(titles) > 1 else "bug: ") + ", ".join(titles))
    own = [line.partition("=")[0].strip() for line in subject.lines]
    if own:
        parts.append(("own lines " if len(own) > 1 else "own line ") + ", ".join(own))
    if not subject.bugs and not own:
        parts.append("no bugs: the correct backward pass")
    return " · ".join(parts)


def _said_of(experiment: Experiment) -> list[str]:
    """Return what must be known of given arrays, as parts of a line."""
    sentences = (each.rstrip(".") for each in given_sentences(experiment))
    return [f"{each[0].lower()}{each[1:]}" for each in sentences]


def numerics_words(result: CheckResult) -> str:
    """Return what numerical error explains, and the suggested epsilon, in one line."""
    floor, bent = result.noise_floor, result.truncation
    if floor is None or bent is None or not np.isfinite([floor, bent]).all():
        return ""
    parts = [f"rounding explains {rough(floor)}, truncation {rough(bent)}"]
    if result.crossed or result.exact_zeros:
        parts.insert(0, f"without kinks {rough(result.difference_without_kinks)}")
    if result.suggestion is not None:
        tried = result.suggestion
        parts.append(f"suggested epsilon {exact(tried.epsilon)}: {rough(tried.difference)}")
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
    by_itself = follows_by_itself(result.experiment)
    return f"{sample} {found}; {'the rest follows' if by_itself else 'F5 checks all of them'}"


def _named(result: CheckResult) -> str | None:
    """Return where backprop is wrong, as far as a line is accused."""
    return None if result.diagnosis is None else headline(result.diagnosis, result.assumed)


def _inconclusive_sentence(result: CheckResult) -> str:
    """Return why the whole is undecidable, and the line that is wrong all the same."""
    named = _named(result)
    if result.judgement.reason is Reason.ASSUMPTION:
        return reason(result)
    if named is None:
        return reason(result)  # what the second opinion finds stands beside the comparison
    if result.judgement.reason in NUMERICAL:
        return f"{reason(result)} All the same, {named}."
    return f"{reason(result)} {named[0].upper()}{named[1:]}."


def _pass_sentence(result: CheckResult) -> str:
    agrees = reason(result).rstrip(".")
    wrong = wrong_arrays_words(result)
    if wrong is not None:
        agrees = f"{agrees} in the whole, but {wrong}"
    named = _named(result)
    if named is None:
        return agrees
    if result.assumed is not None:
        return f"{agrees}; {named}"
    return f"{agrees}; {named}" if wrong else f"{agrees}, but {named}; no parameter shows it here"


def _fail_sentence(result: CheckResult) -> str:
    differ = _named(result) or reason(result).rstrip(".")
    wrong = result.judgement.wrong_arrays
    differences = {array.name: array.difference for array in result.arrays}
    if wrong:
        differ += f"; largest difference in d{wrong[0]}: {number(differences[wrong[0]], SHORT)}"
    return differ
