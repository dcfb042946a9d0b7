"""Names the lines of a backward pass that are wrong, from values alone."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from gradviz.analysis.diagnosis.deduction import Deduction
from gradviz.analysis.diagnosis.explaining import Case, Explained, numbers_of, origins
from gradviz.analysis.diagnosis.intermediates import intermediates_steps
from gradviz.analysis.diagnosis.judge import Judge, Verdicts
from gradviz.analysis.diagnosis.probe import is_right_elsewhere
from gradviz.analysis.diagnosis.truth import Truth, truth_steps
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.kept import Kept
from gradviz.checking.mistake import Mistake
from gradviz.checking.result import CheckResult
from gradviz.checking.rules import READS, rule_steps
from gradviz.checking.steps import sparsely
from gradviz.network.backward import LINE_NAMES, correct_lines
from gradviz.network.layout import Array
from gradviz.subjects.network import BuiltNetwork, network_of

FEWEST = 3  # lines that look wrong where all take the mean in another place


def diagnosis_steps(result: CheckResult, subject: BuiltNetwork) -> Generator[None, None, Diagnosis]:
    """Judge every line of the backward pass of a whole check, step by step.

    Which bug was put in is never looked at: what is judged are the values of the lines, each
    given what it reads as it is. Only of a line with the right value it is asked whether it would
    have that on other data too.

    Parameters
    ----------
    result
        A whole check with its numerical error measured.
    subject
        What was checked: the built-in network, with the values of the lines that are known.
    """
    network = subject.network
    settings = result.experiment.check
    values = subject.lines()
    precision = subject.precision
    is_given = network_of(result.experiment).checks_given_gradients
    judge = Judge(network, settings.threshold, precision, is_own=not is_given)
    asked = (settings.threshold, precision, is_given, *values, *values.values())
    verdicts, carries_mean = _judged.get(network, *asked) or _judged.put(
        network, (yield from _in_their_convention(judge, values, is_given)), *asked
    )
    between = yield from intermediates_steps(network, settings.epsilon, settings.scheme)
    known = yield from sparsely(truth_steps(result, network, between), numbers_of(network))
    case = Case(result, network, verdicts, precision, carries_mean)
    looks_nearby = not origins(verdicts) and bool(result.judgement.wrong_arrays)
    explained = _explained.get(network, verdicts, looks_nearby)
    if explained is None:
        explained = yield from case.explained_steps(looks_nearby)
        _explained.put(network, explained, verdicts, looks_nearby)
    findings = _Findings(case, known)
    return (yield from sparsely(findings.diagnosis_steps(explained), numbers_of(network)))


# Another epsilon, the same values of the lines, and the same that explains them. The lines of the
# bug that was ticked last and of the one before are kept.
_judged: Kept[tuple[Verdicts, bool]] = Kept(most=2)
_explained: Kept[Explained] = Kept(most=2)


def _in_their_convention(
    judge: Judge, values: Mapping[str, Array], is_given: bool
) -> Generator[None, None, tuple[Verdicts, bool]]:
    """Judge lines as they are, or as those of a pass whose dZ and dA carry the 1/m of the mean.

    Both are right ways to write it. Of the two the one is taken in which fewer lines are wrong;
    values are then multiplied by m, so that they are as the exercise writes them. Of lines that
    are typed, all that take the mean must have been rewritten. Where one of them has the value of
    the exercise, down to rounding, that is how it is written.
    """
    verdicts = yield from judge.judge_steps(values)
    m = judge.network.x.shape[1]
    between = [name for name in values if name[1] in "ZA"]
    is_plain = any(verdicts.lines[name].verdict is LineVerdict.RIGHT for name in between)
    if m == 1 or not between or is_plain or len(origins(verdicts)) < FEWEST:
        return verdicts, False
    with np.errstate(all="ignore"):
        other_values = {**values, **{name: values[name] * m for name in between}}
    yield
    other = yield from judge.judge_steps(other_values)
    is_better = len(origins(other)) < len(origins(verdicts))
    is_whole = is_given or all(name[1] in "ZA" for name in origins(other))
    return (other, True) if is_better and is_whole else (verdicts, False)


@dataclass(frozen=True, eq=False)
class _Findings:
    """What is said of each line, once all are judged and what is wrong is explained."""

    case: Case
    truths: Mapping[str, Truth] = field(repr=False)

    def diagnosis_steps(self, explained: Explained) -> Generator[None, None, Diagnosis]:
        """Return the diagnosis from what explains the values of the lines."""
        if isinstance(explained, Deduction):
            return (yield from self._with_gaps(explained))
        return (yield from self._whole(explained))

    def _whole(
        self, mistakes: Mapping[str, tuple[Mistake, ...]]
    ) -> Generator[None, None, Diagnosis]:
        """Return the diagnosis of a pass of which every value is known."""
        same_here = self._same_here()
        found = {}
        for name in LINE_NAMES:
            finding = self._finding(name, {})
            yield
            if name in mistakes:
                verdict = LineVerdict.ORIGIN
                finding = replace(finding, verdict=verdict, mistakes=mistakes[name], why=None)
            elif name in same_here and finding.verdict is not LineVerdict.UNDECIDABLE:
                why = self._why_unseen(finding)
                finding = replace(finding, verdict=LineVerdict.UNDECIDABLE, why=why)
            found[name] = finding
        if network_of(self.case.result.experiment).checks_given_gradients:
            found = self._all_blamed(found)
        return Diagnosis(found, self.case.carries_mean)

    def _with_gaps(self, deduced: Deduction) -> Generator[None, None, Diagnosis]:
        """Return the diagnosis of a pass of which some values were not given."""
        values = {name: each.value for name, each in self.case.judged.items()}
        # What every line should be, as far as the values given before it are right.
        rules = yield from rule_steps(self.case.network, values, self.case.verdicts.at_kinks.slopes)
        found = {}
        for name in LINE_NAMES:
            finding = self._finding(name, rules)
            yield
            if name in deduced.origins:
                verdict, mistakes = LineVerdict.ORIGIN, deduced.origins[name]
                finding = replace(finding, verdict=verdict, mistakes=mistakes, why=None)
            elif name in deduced.possible:
                verdict, mistakes = LineVerdict.UNDECIDABLE, deduced.possible[name]
                finding = replace(finding, verdict=verdict, mistakes=mistakes, why=Why.POSSIBLE)
            elif name in deduced.inherited:
                finding = replace(finding, verdict=LineVerdict.INHERITED)
            found[name] = finding
        return Diagnosis(self._all_blamed(found), self.case.carries_mean)

    def _all_blamed(self, found: Mapping[str, LineFinding]) -> dict[str, LineFinding]:
        """Return what is said of lines, with an array that is wrong blamed on some line.

        Where all values follow their rules as far as they are known, an array may be off by more
        than a whole right pass is: by the little that may be wrong in it, or in all that it reads.
        So it may where all lines were given, each right to few digits.
        """
        blamed = dict(found)
        for name in (f"d{array}" for array in self.case.result.judgement.wrong_arrays):
            above = _all_read_by(name)
            if found[name].verdict is LineVerdict.INHERITED and not any(
                found[each].verdict is LineVerdict.ORIGIN or found[each].why is Why.POSSIBLE
                for each in above
            ):
                for each in (*above, name):
                    verdict, why = LineVerdict.UNDECIDABLE, Why.POSSIBLE
                    blamed[each] = replace(found[each], verdict=verdict, why=why, resolution=None)
        return blamed

    def _same_here(self) -> set[str]:
        """Return the lines that run and are right on no more than this data."""
        if network_of(self.case.result.experiment).checks_given_gradients or self.case.carries_mean:
            return set()  # no line runs, or all are written in another way
        activation = self.case.network.activation
        right = correct_lines(activation)
        return {
            line.name
            for line in network_of(self.case.result.experiment).program.lines
            if line.expression.source != right[line.name]
            and not is_right_elsewhere(line, activation)
        }

    def _why_unseen(self, finding: LineFinding) -> Why:
        """Return why a line that is not the right one is not known to be wrong."""
        if self.case.takes_another_slope(finding.name):
            return Why.KINKS
        if not finding.wrong.any():
            return Why.SAME_HERE
        is_at_kink = not np.any(finding.wrong & self.case.judged[finding.name].decidable)
        return Why.KINKS if is_at_kink else Why.SMALL

    def _finding(self, name: str, rules: Mapping[str, Array]) -> LineFinding:
        truth, judged = self.truths[name], self.case.judged.get(name)
        verdict = LineVerdict.UNDECIDABLE if judged is None else judged.verdict
        why = Why.NOT_GIVEN if judged is None else judged.why
        if verdict is LineVerdict.RIGHT and not truth.finite.any():
            verdict, why = LineVerdict.UNDECIDABLE, Why.NOT_FINITE  # J has no derivative here
        if verdict is LineVerdict.RIGHT and name[1:] in self.case.result.judgement.wrong_arrays:
            verdict = LineVerdict.INHERITED  # it follows its rule, and its entries are wrong
        return LineFinding(
            name=name,
            verdict=verdict,
            value=None if judged is None else judged.value,
            rule=rules[name] if judged is None else judged.rule,
            numerical=truth.numerical,
            expected=truth.expected,
            kinks=truth.kinks,
            why=why,
            tolerance=0.0 if judged is None else judged.tolerance,
            resolution=None if judged is None else judged.resolution,
        )


def _all_read_by(name: str) -> list[str]:
    """Return the lines that a line reads, and all that those read."""
    found = set(READS[name])
    for each in reversed(LINE_NAMES[: LINE_NAMES.index(name)]):
        if each in found:
            found |= set(READS[each])
    return [each for each in LINE_NAMES if each in found]
