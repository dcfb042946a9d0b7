"""All that is said of a check, held against the truth and against each other."""

from collections.abc import Collection, Iterator

import numpy as np

from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.backward import LINE_NAMES
from gradviz.reporting.as_text import report
from tests.helpers.passes import GIVEN, Pass

ROUNDING = 2.0**-52
WRONG = (LineVerdict.ORIGIN, LineVerdict.INHERITED)


def false_words(drawn: Pass, result: CheckResult) -> Iterator[str]:
    """Yield what is said of a check of a pass and is not so, by its kind and what it is about."""
    assert result.diagnosis is not None
    diagnosis = result.diagnosis
    if not drawn.changed:
        yield from _of_right_pass(result, diagnosis)
    else:
        yield from _of_wrong_pass(drawn, diagnosis)
    for name, finding in diagnosis.lines.items():
        if finding.verdict is LineVerdict.RIGHT and not drawn.zeros:
            yield from _wrongly_right(drawn, name, finding)


def _of_right_pass(result: CheckResult, diagnosis: Diagnosis) -> Iterator[str]:
    if result.verdict is Verdict.FAIL:
        yield f"right pass called fail: {result.judgement.reason}"
    if result.judgement.wrong_arrays:
        yield f"right array called wrong: {result.judgement.wrong_arrays}"
    if np.any(result.wrong_entries):
        yield f"right entry marked as a failure: {np.count_nonzero(result.wrong_entries)}"
    for name, finding in diagnosis.lines.items():
        if finding.verdict in WRONG:
            yield f"right line accused: {name} {finding.verdict}"
    if diagnosis.possible:
        yield f"right line possible: {[each.name for each in diagnosis.possible]}"


def _of_wrong_pass(drawn: Pass, diagnosis: Diagnosis) -> Iterator[str]:
    for finding in diagnosis.origins:
        if finding.name not in drawn.changed:
            words = [each.words for each in finding.mistakes]
            yield f"right line accused: {finding.name} {words}"
    possible = {each.name for each in diagnosis.possible}
    named = possible | {each.name for each in diagnosis.origins}
    if possible and not named & set(drawn.changed):
        yield f"the wrong line is not among the possible ones: {sorted(possible)}"
    for name, finding in diagnosis.lines.items():
        if finding.verdict is LineVerdict.INHERITED and np.array_equal(
            drawn.values[name], drawn.right[name]
        ):
            yield f"inherited, but its value is right: {name}"


def _wrongly_right(drawn: Pass, name: str, finding: LineFinding) -> Iterator[str]:
    value, right = drawn.values[name], drawn.right[name]
    assert finding.resolution is not None
    size = np.linalg.norm(right)
    rounding = ROUNDING * size  # of the two sums, each in its own order
    if np.linalg.norm(value - right) > finding.resolution * size * (1 + 1e-6) + rounding:
        share = np.linalg.norm(value - right) / size
        yield f"wrongly right: {name} is off by {share:.2g}, resolution {finding.resolution:.2g}"


def contradictions(drawn: Pass, result: CheckResult) -> Iterator[str]:
    """Yield what is said of a check in one place and denied in another."""
    yield from contradictions_of(GIVEN[drawn.given], result)


def false_words_of_bugs(wrong: set[str], result: CheckResult) -> Iterator[str]:
    """Yield what is said of the built-in pass with some lines replaced and is not so."""
    assert result.diagnosis is not None
    first = min(map(LINE_NAMES.index, wrong))
    for name, finding in result.diagnosis.lines.items():
        if finding.verdict is LineVerdict.ORIGIN and name not in wrong:
            yield f"right line accused: {name}"
        if finding.verdict is LineVerdict.INHERITED and LINE_NAMES.index(name) <= first:
            yield f"inherited before the first line that is wrong: {name}"
        if finding.verdict is LineVerdict.RIGHT and name in wrong:
            yield f"a replaced line is called right: {name}"
    if result.diagnosis.possible:
        yield "a line is possible, and every value is known"


def contradictions_of(names: Collection[str], result: CheckResult) -> Iterator[str]:
    """Yield what is said of a check in one place and denied in another; of lines with a value."""
    assert result.diagnosis is not None
    lines, text = result.diagnosis.lines, report(result)
    given = [lines[name] for name in names]
    are_right = all(each.verdict is LineVerdict.RIGHT for each in given)
    accused = result.diagnosis.origins or result.diagnosis.possible
    if result.verdict is Verdict.FAIL and are_right:
        yield "fail, and every given line is right"
    if result.verdict is Verdict.FAIL and not accused and result.judgement.wrong_arrays:
        yield "fail, and no line is accused, nor may be wrong"
    if result.verdict is Verdict.PASS and accused and "But " not in text:
        yield "pass without a word of the line that is wrong"
    causes = [cause_of(result, place) for place in range(result.size)]
    wrong = np.array([each is Cause.WRONG for each in causes])
    unknown = np.array([each is Cause.NOT_FINITE for each in causes])
    if np.any(result.wrong_entries & ~wrong & ~unknown):
        yield "an entry is marked as a failure that numerical error explains"
    for array in result.arrays:
        part = result.layout.slices[array.name]
        verdict, line = result.array_verdict(array), lines[f"d{array.name}"].verdict
        if line is LineVerdict.RIGHT and (verdict is Verdict.FAIL or wrong[part].any()):
            yield f"{array.name} is wrong, and d{array.name} is right"
        if verdict is Verdict.PASS and wrong[part].any() and f"d{array.name}" not in text:
            yield f"{array.name} passes without a word of its wrong entries"
