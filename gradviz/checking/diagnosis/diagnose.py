"""Names the lines of a backward pass that are wrong, from values alone."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from gradviz.checking.diagnosis.deduce import deduce_steps
from gradviz.checking.diagnosis.deduction import Deduction
from gradviz.checking.diagnosis.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.diagnosis.fits import mistakes_steps
from gradviz.checking.diagnosis.imitation import Imitation
from gradviz.checking.diagnosis.intermediates import intermediates_steps
from gradviz.checking.diagnosis.judge import Judge, Judged, Verdicts
from gradviz.checking.diagnosis.mistake import Mistake
from gradviz.checking.diagnosis.probe import is_right_elsewhere
from gradviz.checking.diagnosis.suspect import Suspect
from gradviz.checking.diagnosis.truth import Truth, truth_steps
from gradviz.checking.kept import Kept
from gradviz.checking.kinks import theta_nearby
from gradviz.checking.precision import Precision
from gradviz.checking.result import CheckResult
from gradviz.checking.rules import READS, rule_steps, rule_values
from gradviz.checking.steps import sparsely
from gradviz.checking.subject import Subject
from gradviz.network.backward import LINE_NAMES, correct_lines
from gradviz.network.layout import Array
from gradviz.network.network import Network

FEWEST = 3  # lines that look wrong where all take the mean in another place


def diagnosis_steps(result: CheckResult, subject: Subject) -> Generator[None, None, Diagnosis]:
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
    assert network is not None  # another subject says of itself which of its lines is wrong
    settings = result.experiment.check
    values = subject.lines()
    precision = subject.precision
    is_given = result.experiment.checks_given_gradients
    judge = Judge(network, settings.threshold, precision, is_own=not is_given)
    asked = (settings.threshold, precision, is_given, *values, *values.values())
    verdicts, carries_mean = _judged.get(network, *asked) or _judged.put(
        network, (yield from _in_their_convention(judge, values, is_given)), *asked
    )
    between = yield from intermediates_steps(network, settings.epsilon, settings.scheme)
    known = yield from sparsely(truth_steps(result, network, between), _numbers(network))
    case = _Case(result, network, known, verdicts, precision, carries_mean)
    looks_nearby = not _origins(verdicts) and bool(result.judgement.wrong_arrays)
    explained = _explained.get(network, verdicts, looks_nearby)
    if explained is None:
        explained = yield from case.explained_steps(looks_nearby)
        _explained.put(network, explained, verdicts, looks_nearby)
    return (yield from sparsely(case.diagnosis_steps(explained), _numbers(network)))


# Another epsilon, the same values of the lines, and the same that explains them. The lines of the
# bug that was ticked last and of the one before are kept.
_judged: Kept[tuple[Verdicts, bool]] = Kept(most=2)
_explained: Kept["_Explained"] = Kept(most=2)


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
    if m == 1 or not between or is_plain or len(_origins(verdicts)) < FEWEST:
        return verdicts, False
    with np.errstate(all="ignore"):
        other_values = {**values, **{name: values[name] * m for name in between}}
    yield
    other = yield from judge.judge_steps(other_values)
    is_better = len(_origins(other)) < len(_origins(verdicts))
    is_whole = is_given or all(name[1] in "ZA" for name in _origins(other))
    return (other, True) if is_better and is_whole else (verdicts, False)


def _origins(verdicts: Verdicts) -> list[str]:
    lines = verdicts.lines.items()
    return [name for name, each in lines if each.verdict is LineVerdict.ORIGIN]


@dataclass(frozen=True, eq=False)
class _Case:
    """What is known when every line was judged."""

    result: CheckResult
    network: Network
    truths: Mapping[str, Truth] = field(repr=False)
    verdicts: Verdicts = field(repr=False)
    precision: Precision
    carries_mean: bool

    @property
    def _unit(self) -> float:
        return max(self.precision.unit, self.precision.kept)

    @property
    def judged(self) -> Mapping[str, Judged]:
        """The lines of which the value is known."""
        return self.verdicts.lines

    def explained_steps(self, looks_nearby: bool) -> Generator[None, None, "_Explained"]:
        """Return what explains the values of the lines, step by step.

        Parameters
        ----------
        looks_nearby
            Whether the lines are looked at near theta, as none is wrong there.
        """
        if looks_nearby:
            suspects = yield from self._nearby()
        else:
            suspects = yield from self._suspects()
        if len(self.judged) < len(LINE_NAMES):
            imitation = self._imitation()
            deducing = deduce_steps(self.network, self.judged, suspects, imitation)
            return (yield from sparsely(deducing, _numbers(self.network)))
        mistakes = {}
        for name, suspect in suspects.items():
            mistakes[name] = yield from sparsely(mistakes_steps(suspect), _numbers(self.network))
            yield
        return mistakes

    def _imitation(self) -> Imitation:
        """Return what looks for lines that were not given in place of those accused."""
        threshold = self.result.experiment.check.threshold
        judge = Judge(self.network, threshold, self.precision, is_own=False)
        at_kinks = self.verdicts.at_kinks

        def wrong_among(values: Mapping[str, Array]) -> Generator[None, None, set[str]]:
            return set(_origins((yield from judge.judge_steps(values))))

        return Imitation(self.judged, wrong_among, tuple(at_kinks.slopes), at_kinks.doubtful)

    def diagnosis_steps(self, explained: "_Explained") -> Generator[None, None, Diagnosis]:
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
        if self.result.experiment.checks_given_gradients:
            found = self._all_blamed(found)
        return Diagnosis(found, self.carries_mean)

    def _with_gaps(self, deduced: Deduction) -> Generator[None, None, Diagnosis]:
        """Return the diagnosis of a pass of which some values were not given."""
        values = {name: each.value for name, each in self.judged.items()}
        # What every line should be, as far as the values given before it are right.
        rules = yield from rule_steps(self.network, values, self.verdicts.at_kinks.slopes)
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
        return Diagnosis(self._all_blamed(found), self.carries_mean)

    def _all_blamed(self, found: Mapping[str, LineFinding]) -> dict[str, LineFinding]:
        """Return what is said of lines, with an array that is wrong blamed on some line.

        Where all values follow their rules as far as they are known, an array may be off by more
        than a whole right pass is: by the little that may be wrong in it, or in all that it reads.
        So it may where all lines were given, each right to few digits.
        """
        blamed = dict(found)
        for name in (f"d{array}" for array in self.result.judgement.wrong_arrays):
            above = _all_read_by(name)
            if found[name].verdict is LineVerdict.INHERITED and not any(
                found[each].verdict is LineVerdict.ORIGIN or found[each].why is Why.POSSIBLE
                for each in above
            ):
                for each in (*above, name):
                    verdict, why = LineVerdict.UNDECIDABLE, Why.POSSIBLE
                    blamed[each] = replace(found[each], verdict=verdict, why=why, resolution=None)
        return blamed

    def _suspects(self) -> Generator[None, None, dict[str, Suspect]]:
        """Return the wrong lines with all that their values can be explained by."""
        names = _origins(self.verdicts)
        values = {name: each.value for name, each in self.judged.items()}
        if names and len(values) < len(LINE_NAMES):  # what was not given follows its rule
            slopes = self.verdicts.at_kinks.slopes
            values = (yield from rule_steps(self.network, values, slopes)) | values
        return {name: self._suspect(name, values) for name in names}

    def _suspect(self, name: str, values: Mapping[str, Array]) -> Suspect:
        judged = self.judged[name]
        known = _read_by(name, self.network, values)
        value, rule, decidable = judged.value, judged.rule, judged.decidable
        tolerance = judged.tolerance
        return Suspect(name, value, rule, decidable, known, self.network, tolerance, self._unit)

    def _nearby(self) -> Generator[None, None, dict[str, Suspect]]:
        """Return the lines that are wrong near theta, where no unit is at its kink.

        Where units stand exactly at theirs, a line may give any slope between two; but a pass that
        can be run elsewhere is wrong all the same if it is wrong there. Those lines are looked at
        that take another slope than their rule at theta, or all, where none does.
        """
        is_given = self.result.experiment.checks_given_gradients
        if not self.network.exact_zeros or is_given or self.carries_mean:
            return {}
        network = replace(self.network, theta=theta_nearby(self.network.theta))
        values, _ = self.result.experiment.program.run(network.known())
        judge = Judge(network, self.result.experiment.check.threshold, self.precision)
        yield
        verdicts, found = (yield from judge.judge_steps(values)), {}
        for name in _origins(verdicts):
            if name in ("dZ2", "dZ1"):
                judged = verdicts.lines[name]
                known = _read_by(name, network, values)
                tolerance = judged.tolerance
                found[name] = Suspect(
                    name,
                    judged.value,
                    judged.rule,
                    judged.decidable,
                    known,
                    network,
                    tolerance,
                    self._unit,
                )
        at_kinks = {name: each for name, each in found.items() if self._takes_another_slope(name)}
        return at_kinks or found

    def _takes_another_slope(self, name: str) -> bool:
        """Return whether a value is not that of its line's expression, at kinks where it may be."""
        if name not in self.verdicts.at_kinks.slopes:
            return False
        values = {each: judged.value for each, judged in self.judged.items()}
        return not np.array_equal(values[name], rule_values(self.network, values)[name])

    def _same_here(self) -> set[str]:
        """Return the lines that run and are right on no more than this data."""
        if self.result.experiment.checks_given_gradients or self.carries_mean:
            return set()  # no line runs, or all are written in another way
        activation = self.network.activation
        right = correct_lines(activation)
        return {
            line.name
            for line in self.result.experiment.program.lines
            if line.expression.source != right[line.name]
            and not is_right_elsewhere(line, activation)
        }

    def _why_unseen(self, finding: LineFinding) -> Why:
        """Return why a line that is not the right one is not known to be wrong."""
        if self._takes_another_slope(finding.name):
            return Why.KINKS
        if not finding.wrong.any():
            return Why.SAME_HERE
        is_at_kink = not np.any(finding.wrong & self.judged[finding.name].decidable)
        return Why.KINKS if is_at_kink else Why.SMALL

    def _finding(self, name: str, rules: Mapping[str, Array]) -> LineFinding:
        truth, judged = self.truths[name], self.judged.get(name)
        verdict = LineVerdict.UNDECIDABLE if judged is None else judged.verdict
        why = Why.NOT_GIVEN if judged is None else judged.why
        if verdict is LineVerdict.RIGHT and not truth.finite.any():
            verdict, why = LineVerdict.UNDECIDABLE, Why.NOT_FINITE  # J has no derivative here
        if verdict is LineVerdict.RIGHT and name[1:] in self.result.judgement.wrong_arrays:
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


def _numbers(network: Network) -> int:
    """Return how many numbers a pass has."""
    return sum(each.size for each in network.here.values())


def _read_by(name: str, network: Network, values: Mapping[str, Array]) -> dict[str, Array | float]:
    """Return every value that a line may read, as it is."""
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    return network.known() | {each: values[each] for each in earlier}


# The mistakes of each wrong line, or what follows where some values were not given.
_Explained = Mapping[str, tuple[Mistake, ...]] | Deduction
