"""A diagnosis in words: which line is wrong, what it most likely does, and the evidence."""

from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.checking.diagnosis.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.diagnosis.mistake import Kind, Mistake
from gradviz.network.backward import correct_lines
from gradviz.reporting.words import count, power

SIGNS = {
    LineVerdict.RIGHT: "✓",
    LineVerdict.INHERITED: "↳",
    LineVerdict.ORIGIN: "✗",
    LineVerdict.UNDECIDABLE: "?",
}
_WHY = {
    Why.DARK: "its value is zero on this data, whatever it computes",
    Why.NOISE: "numerical error is so large here that no mistake in it would show",
    Why.KINKS: "every entry of it that could tell is at a kink",
    Why.SAME_HERE: "it is not the right line, but on this data that changes nothing",
    Why.NOT_FINITE: "values that it should be held against are not finite",
    Why.NOT_GIVEN: "its value was not given",
    Why.POSSIBLE: "it may be where it goes wrong, and the values given do not tell",
}
RATIO_DIGITS = 1e-4  # of a ratio may be hidden by showing six decimals of it
LONGEST = 20  # characters of a ratio with six decimals
MOST_EXPLAINED = 3  # lines whose mistakes the headline names


def headline(diagnosis: Diagnosis) -> str | None:
    """Return where backprop is wrong, and how; None where no line is accused."""
    origins = diagnosis.origins
    if not origins:
        return _possible(diagnosis.possible) if diagnosis.possible else None
    if len(origins) == 1:
        (origin,) = origins
        words = mistakes_words(origin)
        return f"backprop is wrong at {origin.name}{f': {words}' if words else ''}"
    if len(origins) > MOST_EXPLAINED:
        return f"backprop is wrong at {_joined([each.name for each in origins])}"
    parts = []
    for each in origins:
        words = mistakes_words(each)
        parts.append(f"{each.name} ({words})" if words else each.name)
    return f"backprop is wrong at {_joined(parts)}"


def _possible(findings: Sequence[LineFinding]) -> str:
    """Return where it may be wrong: nothing tells these lines apart, or no one mistake fits."""
    where = _joined([each.name for each in findings], "or")
    is_known = any(each.mistakes for each in findings)
    return f"backprop is wrong at {where}{'' if is_known else ', or in several lines'}"


def mistakes_words(finding: LineFinding) -> str:
    """Return what explains the value of a wrong line, in a few words; empty if nothing does."""
    return ", or ".join(each.words for each in finding.mistakes)


def sentence(finding: LineFinding) -> str:
    """Return in one sentence what is said of a line."""
    name = finding.name
    match finding.verdict:
        case LineVerdict.RIGHT:
            return f"{name} is right."
        case LineVerdict.INHERITED:
            return f"{name} is wrong only because of what it reads; its own rule is right."
        case LineVerdict.UNDECIDABLE:
            reason = _WHY[finding.why] if finding.why else "nothing can be told"
            words = mistakes_words(finding)
            return f"{name} cannot be judged: {reason}{f' ({words})' if words else ''}."
    if finding.mistakes:
        return f"{name} is wrong: {mistakes_words(finding)}{_hint(finding.mistakes)}."
    return f"{name} is wrong: {pattern(finding)}."


def _hint(mistakes: Sequence[Mistake]) -> str:
    hints = list(dict.fromkeys(each.hint for each in mistakes if each.hint))
    return f" ({', or '.join(hints)})" if hints else ""


def pattern(finding: LineFinding) -> str:
    """Return how a line is wrong that no known mistake explains: where, and by how much."""
    value, rule, wrong = finding.value, finding.rule, finding.wrong
    if value is None or not wrong.any():
        return "no known mistake explains it"
    with np.errstate(all="ignore"):
        errors = np.abs(value - rule)[wrong]
    differ = "differs" if errors.size == 1 else "differ"
    where = f"{errors.size:,} of {count(wrong.size, 'entry', 'entries')} {differ}"
    least, most = power(float(errors.min())), power(float(errors.max()))
    size = f"by {most}" if least == most else f"by {least} to {most}"
    return f"{where}, {size}, and no known mistake explains it"


def evidence(finding: LineFinding) -> list[str]:
    """Return what the values say for each mistake: "ratio 2.000000, 15 of 15 entries"."""
    return [_evidence(each, finding.rule.size) for each in finding.mistakes]


def _evidence(mistake: Mistake, size: int) -> str:
    is_part = mistake.kind is Kind.PART
    told = count(size if is_part else mistake.entries, "entry", "entries")
    zeros = "" if is_part or mistake.entries >= size else " that can tell"
    entries = f"{mistake.fitted:,} of {told}{zeros}"
    if mistake.factor is None or mistake.kind is Kind.CONSTANT:
        return entries
    if mistake.kind is Kind.ADDED:
        return f"share {mistake.factor:.7g}, {entries}"
    return f"ratio {_ratio(mistake.factor)}, {entries}"


def _ratio(factor: float) -> str:
    """Return a ratio with six decimals, or with the digits that these would hide."""
    text = f"{factor:.6f}"
    off = abs(float(text) - factor)
    hides = off > RATIO_DIGITS * abs(factor) or (off > 0 and abs(float(text)) == 1)
    return f"{factor:.10g}" if hides or len(text) > LONGEST else text


def right_line(name: str, activation: str) -> str:
    """Return the line as it should be."""
    return f"{name} = {correct_lines(activation)[name]}"


def wrong_lines(finding: LineFinding) -> list[str]:
    """Return lines that yield the value that a wrong line has, as far as a line can say it."""
    return [f"{finding.name} = {each.expression}" for each in finding.mistakes if each.expression]


def summary(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield in sentences which lines are wrong, which only inherit it, and which cannot tell."""
    for verdict in (LineVerdict.ORIGIN, LineVerdict.INHERITED, LineVerdict.UNDECIDABLE):
        names = [each.name for each in diagnosis.lines.values() if each.verdict is verdict]
        if not names:
            continue
        is_are = "is" if len(names) == 1 else "are"
        if verdict is LineVerdict.ORIGIN:
            yield f"{_joined(names)} {is_are} wrong."
        elif verdict is LineVerdict.INHERITED:
            yield f"{_joined(names)} {is_are} wrong only because of what comes before."
        else:
            yield f"{_joined(names)} cannot be judged here."


def _joined(names: Sequence[str], word: str = "and") -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
