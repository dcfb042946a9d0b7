"""A check as a text to read."""

from collections.abc import Iterator
from math import prod

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.cause import cause_of
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict
from gradviz.checking.forecast.check import estimate_of
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.backward import correct_lines
from gradviz.network.bugs import bugs
from gradviz.network.numbers import SHORT, exact, number, rough
from gradviz.network.spec import COSTS
from gradviz.presenting.coverage import hiding_sentences
from gradviz.presenting.diagnosis import (
    CARRIES_MEAN,
    alike,
    joint_sentence,
    lines_activation,
    named_evidence,
    resolution,
    right_line,
    wrong_lines,
)
from gradviz.presenting.diagnosis import SIGNS as LINE_SIGNS
from gradviz.presenting.explanation import explanation
from gradviz.presenting.given import given_sentences
from gradviz.presenting.hidden import array_sign, result_sign
from gradviz.presenting.opinion import opinion_words, taylor_words
from gradviz.presenting.words import SIGNS, count, duration, headline, network_words, ratio
from gradviz.reporting.terminal import Style, table
from gradviz.subjects.network import NetworkSubject, edits_of, given_of, network_of

WORST = 10  # entries that are listed


def report(result: CheckResult, style: Style | None = None) -> str:
    """Return the report on a check: the verdict, what ran, each array, the worst entries."""
    style = style or Style()
    parts = [_verdict(result, style), _what_ran(result, style)]
    if edits_of(result.experiment):
        parts.append(_edits(result, style))
    if result.diagnosis is not None:
        parts.append(_lines(result.diagnosis, result, style))
    parts += [_arrays(result, style), _worst(result, style)]
    hiding = hiding_sentences(result)
    if hiding:
        rest = [style.paragraph(each, "  ", "    ") for each in hiding]
        parts.append("\n".join([style.paint("Not covered", "bold"), *rest]))
    return "\n\n".join(parts) + "\n"


def _verdict(result: CheckResult, style: Style) -> str:
    line = style.paragraph(headline(result), f"{result_sign(result)} ", "  ")
    lines = [style.paint(each, result.verdict) for each in line.splitlines()]
    return "\n".join([*lines, *(style.paragraph(each, "  ") for each in explanation(result))])


def _what_ran(result: CheckResult, style: Style) -> str:
    indent = " " * (12 if style.width >= 50 else 4)
    lines = []
    for label, words in _facts(result):
        line = style.paragraph(words, f"  {label:<10}", indent)
        lines.append(line.replace(label, style.paint(label, "muted"), 1))
    return "\n".join(lines)


def _facts(result: CheckResult) -> Iterator[tuple[str, str]]:
    subject, settings = result.experiment.subject, result.experiment.check
    passes = estimate_of(result.experiment).passes
    is_network = isinstance(subject, NetworkSubject)
    yield "network" if is_network else "subject", network_words(result)
    form = f"{_cost_form(subject)}, " if isinstance(subject, NetworkSubject) else ""
    yield "cost", f"J = {number(result.cost, 7)}, {form}{subject.dtype}"
    given = given_of(result.experiment)
    if given is not None and given.has_gradients:
        yield "gradients", f"dW1 to db3 of {given.title}"
    for sentence in given_sentences(result.experiment):
        yield "file", sentence
    yield (
        "check",
        f"{settings.scheme} differences, epsilon {exact(settings.epsilon)}, {result.engine} engine",
    )
    more = " and more for its noise," if result.noise is not None else ""
    yield "work", f"{passes:,} values of J{more} in {duration(result.seconds)}"
    if result.noise is not None:
        yield "noise", _noise(result)
    opinion = opinion_words(result)
    if opinion is not None:
        yield "opinion", opinion
    taylor = taylor_words(result)
    if taylor is not None:
        yield "Taylor", taylor
    if result.suggestion is not None:
        yield "suggested", _suggested(result)
    yield "coverage", f"{result.nonzero:,} of {result.size:,} gradient entries are not zero"
    if result.crossed or result.exact_zeros:
        yield "kinks", _kinks(result)


def _noise(result: CheckResult) -> str:
    """Return what numerical error alone would make of the difference."""
    assert result.noise is not None
    floor, bent = result.noise_floor or 0.0, result.truncation or 0.0
    if not np.isfinite(floor):
        is_of_grad = np.isfinite(result.gradapprox).all() and not np.isfinite(result.grad).all()
        what = "the gradient to be checked is" if is_of_grad else "values of J are"
        return f"not known, as {what} not finite"
    words = f"rounding alone makes a difference of {rough(floor)}, truncation "
    words += rough(bent) if np.isfinite(bent) else "one that leaves the range of numbers"
    return f"{words}; {result.noise.problem}" if result.noise.problem else words


def _suggested(result: CheckResult) -> str:
    """Return the best epsilon, and what a check at it finds."""
    tried = result.suggestion
    assert tried is not None
    where = "" if tried.entries == result.size else f" of a sample of {tried.entries:,}"
    return f"epsilon {rough(tried.epsilon)}: difference {rough(tried.difference)}{where}"


def _kinks(result: CheckResult) -> str:
    parts = []
    if result.crossed:
        parts.append(f"{count(result.crossed, 'entry', 'entries')} crossed")
    if result.exact_zeros:
        parts.append(f"{count(result.exact_zeros, 'pre-activation')} exactly zero")
    without = rough(result.difference_without_kinks)
    return f"{', '.join(parts)}; without their entries the difference is {without}"


def _cost_form(subject: NetworkSubject) -> str:
    form = subject.network.cost
    if subject.given is None:
        return f"{form} form"
    # The arrays do not say which form is meant, so the reader has to know that there are two.
    (other,) = (each for each in COSTS if each != form)
    return f"{form} form (--cost {other} is the other)"


def _edits(result: CheckResult, style: Style) -> str:
    """Return every replaced line, before and after, and the bug it comes from."""
    subject = network_of(result.experiment)
    correct = correct_lines(subject.network.activation)
    by_line = {bugs()[each].line: bugs()[each] for each in subject.bugs}
    lines = [style.paint("Replaced lines", "bold")]
    for edit in subject.edits:
        bug = by_line.get(edit.name)
        lines.append(style.paragraph(f"{edit.name} = {correct[edit.name]}", "  was  ", " " * 9))
        lines.append(style.paragraph(str(edit), "  now  ", " " * 9))
        origin = f"bug: {bug.title}" if bug else "typed by hand"
        lines.append(style.paragraph(f"({origin})", " " * 7))
    return "\n".join(lines)


def _lines(diagnosis: Diagnosis, result: CheckResult, style: Style) -> str:
    """Return what is said of each line that is not right, with the evidence and the right line."""
    lines = [style.paint("Lines of backprop", "bold")]
    right: list[LineFinding] = []
    for group in alike(diagnosis):
        verdict = group[0].verdict
        if verdict is LineVerdict.RIGHT:
            right = group
            continue
        text = style.paragraph(joint_sentence(group), f"  {LINE_SIGNS[verdict]} ", "    ")
        lines.append(style.paint(text, "fail") if verdict is LineVerdict.ORIGIN else text)
        if verdict is LineVerdict.ORIGIN:
            lines += [words for each in group for words in _evidence(each, result, style)]
    if right:
        is_all = len(right) == len(diagnosis.lines)
        names = ", ".join(each.name for each in right)
        rest = "every line is right" if is_all else f"right: {names}"
        rest += f", {resolution(right)}" if is_all else f" ({resolution(right)})"
        sign = LINE_SIGNS[LineVerdict.RIGHT]
        lines.append(style.paragraph(rest, f"  {sign} ", "    "))
    if diagnosis.carries_mean:
        lines.append(style.paragraph(CARRIES_MEAN, "    "))
    return "\n".join(lines)


def _evidence(finding: LineFinding, result: CheckResult, style: Style) -> Iterator[str]:
    for each in named_evidence(finding):
        yield style.paint(style.paragraph(each, "    "), "muted")
    yield style.paragraph(
        right_line(finding, lines_activation(result)), "    should be  ", " " * 15
    )
    for line in wrong_lines(finding):
        yield style.paragraph(line, "    computes   ", " " * 15)


def _arrays(result: CheckResult, style: Style) -> str:
    header = ("array", "shape", "difference", "", "largest error", "not zero")
    rows = [_array_row(each, result) for each in result.arrays]
    text = table(header, rows, style, drop=("shape", "not zero", "largest error"))
    return style.paint("Arrays", "bold") + "\n" + text


def _array_row(array: ArrayResult, result: CheckResult) -> tuple[str, ...]:
    return (
        array.name,
        " x ".join(map(str, array.shape)),
        number(array.difference, SHORT),
        array_sign(result, array),
        number(array.max_abs_error, SHORT),
        f"{array.nonzero:,}/{prod(array.shape):,}",
    )


def _worst(result: CheckResult, style: Style) -> str:
    places = [int(place) for place in result.worst(WORST)]
    places = [place for place in places if result.errors[place] != 0]
    if not places:
        return style.paint("Every entry of the two gradients is exactly equal.", "bold")
    rows = [_entry_row(result, place) for place in places]
    header = ("entry", "grad", "gradapprox", "grad/gradapprox", "error", "", "why")
    text = table(header, rows, style, drop=("grad/gradapprox", "error", "why"))
    title = style.paint(f"Worst {count(len(places), 'entry', 'entries')}, worst first", "bold")
    return "\n".join([title, text, *_wrong_note(result, style)])


def _wrong_note(result: CheckResult, style: Style) -> Iterator[str]:
    wrong = int(np.count_nonzero(result.wrong_entries))
    if wrong:
        words = f"{SIGNS[Verdict.FAIL]} is known to be wrong"
        yield style.paint(
            style.paragraph(f"{words} ({wrong:,} of {result.size:,}).", "  "), "muted"
        )


def _entry_row(result: CheckResult, place: int) -> tuple[str, ...]:
    name, axes = result.layout.subscript(place)
    grad, gradapprox = float(result.grad[place]), float(result.gradapprox[place])
    return (
        f"{name}[{','.join(map(str, axes))}]",
        number(grad, 7),
        number(gradapprox, 7),
        ratio(grad, gradapprox),
        number(float(result.errors[place]), SHORT),
        SIGNS[Verdict.FAIL] if result.wrong_entries[place] else "",
        str(cause_of(result, place)),
    )
