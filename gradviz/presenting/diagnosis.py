"""A diagnosis in words: which line is wrong, what it most likely does, and the evidence."""

from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.checking.assumption import Assumed
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.result import CheckResult
from gradviz.network.backward import correct_lines
from gradviz.network.numbers import number, rough
from gradviz.presenting.assumptions import assumed_headline, title_of
from gradviz.presenting.words import count
from gradviz.subjects.network import network_of

SIGNS = {
    LineVerdict.RIGHT: "✓",
    LineVerdict.INHERITED: "↳",
    LineVerdict.ORIGIN: "✗",
    LineVerdict.UNDECIDABLE: "?",
}
# Of one line and of several.
_WHY = {
    Why.NOT_COVERED: (
        "what it reads makes it zero here, whatever the line is",
        "what they read makes them zero here, whatever the lines are",
    ),
    Why.NOISE: (
        "rounding is so large here that an error of 1 % in it would not show",
        "rounding is so large here that an error of 1 % in them would not show",
    ),
    Why.KINKS: (
        "it depends on units at their kinks, where any slope between two is right",
        "they depend on units at their kinks, where any slope between two is right",
    ),
    Why.SAME_HERE: (
        "it is not the right line, but on this data that changes nothing",
        "they are not the right lines, but on this data that changes nothing",
    ),
    Why.SMALL: (
        "its value is off, but by less than the threshold",
        "their values are off, but by less than the threshold",
    ),
    Why.NOT_FINITE: (
        "values that it should be held against are not finite",
        "values that they should be held against are not finite",
    ),
    Why.NOT_GIVEN: ("its value was not given", "their values were not given"),
    Why.POSSIBLE: (
        "it may be the wrong line, and the values given do not tell",
        "each may be a wrong line, and the values given do not tell",
    ),
    Why.ASSUMED: (
        "what was given is explained by something else than this line",
        "what was given is explained by something else than these lines",
    ),
}
_JOINT = (Kind.DIVISOR, Kind.UPDATED)  # causes that several lines have together
RATIO_DIGITS = 1e-4  # of a ratio may be hidden by showing six decimals of it
LONGEST = 20  # characters of a ratio with six decimals
CARRIES_MEAN = (
    "dZ and dA carry the 1/m of the mean in this pass; here they are m times that, as the exercise "
    "writes them."
)
AT_A_LOSS = "no one mistake explains what was given, not even dZ3 and dW3"
MOST_EXPLAINED = 3  # lines whose mistakes the headline names


def headline(diagnosis: Diagnosis, assumed: Assumed | None = None) -> str | None:
    """Return where backprop is wrong, and how; None where no line is accused.

    Where something else than the check assumes explains the gradients, it is that.
    """
    if assumed is None:
        return _accused(diagnosis)
    accused = None if assumed.wrong is None else _accused(diagnosis)
    if accused is None:
        return assumed_headline(assumed)
    return f"if your network uses {title_of(assumed.assumptions[0].fits)}, {accused}"


def _accused(diagnosis: Diagnosis) -> str | None:
    """Return which lines are wrong, or may be, and how; None if none is."""
    origins = diagnosis.origins
    if diagnosis.is_at_a_loss:
        return AT_A_LOSS
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
    """Return where it may be wrong: nothing tells these lines apart, or no one mistake fits.

    One line that was not given may spoil several that were; or each of those is wrong itself.
    """
    by_name = {each.name: each for each in findings}
    is_known = any(each.mistakes for each in findings)
    unknown = [each.name for each in findings if each.value is None]
    given = [each.name for each in findings if each.value is not None]
    where = f"backprop is wrong at {_joined(unknown or given, 'or')}"
    if not is_known and (not unknown or len(given) != 1):
        return f"{where}, or in several lines"
    if unknown and len(given) == 1 and _is_in_places(by_name[given[0]]):
        # The line itself is the simpler explanation: what it reads would spoil others as well.
        place = mistakes_words(by_name[given[0]])
        return f"backprop is wrong at {given[0]}, {place}; or at {_joined(unknown, 'or')}"
    if unknown and given:
        where += f", or at {_joined(given)} {'itself' if len(given) == 1 else 'themselves'}"
    if not is_known:
        return f"{where}, or in several lines"
    said = {mistakes_words(each) for each in findings}
    if len(said) > 1:
        return where
    return (
        f"{where}: {said.pop()}{_hint([mistake for each in findings for mistake in each.mistakes])}"
    )


def mistakes_words(finding: LineFinding) -> str:
    """Return what explains the value of a wrong line, in a few words; empty if nothing does."""
    if (
        _is_in_places(finding)
        and np.count_nonzero(finding.wrong) == 1
        and finding.value is not None
    ):
        ((row, column),) = np.argwhere(finding.wrong)
        off = abs(float(finding.value[row, column]) - float(finding.rule[row, column]))
        return f"in the entry [{row},{column}] alone, by {rough(off)}"
    return ", or ".join(each.words for each in finding.mistakes)


def _is_in_places(finding: LineFinding) -> bool:
    """Return whether nothing is known but in which places a line is wrong."""
    return bool(finding.mistakes) and all(each.kind is Kind.PART for each in finding.mistakes)


def sentence(finding: LineFinding) -> str:
    """Return in one sentence what is said of a line."""
    return joint_sentence([finding])


def joint_sentence(findings: Sequence[LineFinding]) -> str:
    """Return in one sentence what is said of lines of which the same is said: see `alike`."""
    first, is_one = findings[0], len(findings) == 1
    names = _joined([each.name for each in findings])
    match first.verdict:
        case LineVerdict.RIGHT:
            return f"{names} {'is' if is_one else 'are'} right."
        case LineVerdict.INHERITED if is_one:
            return f"{names} is wrong only because of what it reads; its own rule is right."
        case LineVerdict.INHERITED:
            return f"{names} are wrong only because of what they read; their own rules are right."
        case LineVerdict.UNDECIDABLE:
            one, several = _WHY[first.why] if first.why else ("nothing can be said",) * 2
            words = mistakes_words(first)
            because = f"{one if is_one else several}{f' ({words})' if words else ''}"
            return f"{names} cannot be judged: {because}."
    words = mistakes_words(first) + _hint(first.mistakes) if first.mistakes else pattern(first)
    return f"{names} {'is' if is_one else 'are'} wrong: {words}."


def resolution(findings: Sequence[LineFinding]) -> str:
    """Return the smallest relative error that would have shown in each of some right lines."""
    found = [each.resolution for each in findings if each.resolution is not None]
    return f"to {rough(max(found))}" if found else ""


def alike(diagnosis: Diagnosis) -> list[list[LineFinding]]:
    """Return the lines in groups of which the same is said, by the first line of each.

    Every origin stands alone, unless one cause was found for several; what is only inherited,
    and what cannot be judged for one reason, is together.
    """
    groups: dict[tuple[object, ...], list[LineFinding]] = {}
    for each in diagnosis.lines.values():
        key: tuple[object, ...] = (each.verdict, each.why, mistakes_words(each))
        if each.verdict is LineVerdict.ORIGIN and not _is_joint(each):
            key = (each.name,)
        elif each.verdict is LineVerdict.ORIGIN:
            pass
        elif each.verdict is not LineVerdict.UNDECIDABLE:
            key = (each.verdict,)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def _is_joint(finding: LineFinding) -> bool:
    """Return whether what is wrong with a line is one cause of several."""
    return any(each.kind in _JOINT for each in finding.mistakes)


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
    least, most = rough(float(errors.min())), rough(float(errors.max()))
    size = f"by {most}" if least == most else f"by {least} to {most}"
    return f"{where}, {size}, and no known mistake explains it"


def evidence(finding: LineFinding) -> list[str]:
    """Return what the values say for each mistake: "ratio 2.000000, 15 of 15 entries"."""
    return [_evidence(each, finding) for each in finding.mistakes]


def named_evidence(finding: LineFinding) -> list[str]:
    """Return the evidence, with the words of the mistake before it where there are several."""
    facts = [] if _is_joint(finding) else evidence(finding)
    if len(facts) == 1:
        return facts
    return [f"{each.words}: {fact}" for each, fact in zip(finding.mistakes, facts, strict=False)]


def _evidence(mistake: Mistake, finding: LineFinding) -> str:
    size, is_part = finding.rule.size, mistake.kind is Kind.PART
    entries_said = count(size if is_part else mistake.entries, "entry", "entries")
    which = "" if is_part or mistake.entries >= size else " that can tell"
    if finding.value is None:
        which = " of the gradients that depend on it"
    entries = f"{mistake.fitted:,} of {entries_said}{which}"
    if mistake.factor is None or mistake.kind is Kind.CONSTANT:
        return entries
    if mistake.kind is Kind.ADDED:
        return f"share {number(mistake.factor, 7)}, {entries}"
    return f"ratio {_ratio(mistake.factor)}, {entries}"


def _ratio(factor: float) -> str:
    """Return a ratio with six decimals, or with the digits that these would hide."""
    text = f"{factor:.6f}"
    off = abs(float(text) - factor)
    hides = off > RATIO_DIGITS * abs(factor) or (off > 0 and abs(float(text)) == 1)
    return number(factor, 10) if hides or len(text) > LONGEST else text


def right_line(finding: LineFinding, activation: str) -> str:
    """Return the line as it should be."""
    right = f"{finding.name} = {correct_lines(activation)[finding.name]}"
    lacks_l2 = any(each.kind is Kind.L2 for each in finding.mistakes)
    return f"{right} + lambd/m * {finding.name[1:]}" if lacks_l2 else right


def wrong_lines(finding: LineFinding) -> list[str]:
    """Return lines that yield the value that a wrong line has, as far as a line can say it."""
    return [f"{finding.name} = {each.expression}" for each in finding.mistakes if each.expression]


def summary(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield what is said of the lines that are not right, and of how the pass is written."""
    for group in alike(diagnosis):
        if group[0].verdict is not LineVerdict.RIGHT:
            yield joint_sentence(group)
    if diagnosis.carries_mean:
        yield CARRIES_MEAN


def _joined(names: Sequence[str], word: str = "and") -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def lines_activation(result: CheckResult) -> str:
    """Return the activation by which the lines are judged: what is assumed, or what fits better."""
    experiment = result.experiment
    if result.assumed is not None and result.assumed.wrong is not None:
        experiment = result.assumed.passing or experiment
    return network_of(experiment).network.activation
