"""Names the lines of a backward pass that are wrong, from values alone."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from gradviz.checking.diagnosis.deduce import deduce
from gradviz.checking.diagnosis.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.diagnosis.fits import mistakes_steps
from gradviz.checking.diagnosis.intermediates import intermediates_steps
from gradviz.checking.diagnosis.judge import Judge, Judged, differs, rule_values
from gradviz.checking.diagnosis.mistake import Mistake
from gradviz.checking.diagnosis.probe import is_right_elsewhere
from gradviz.checking.diagnosis.suspect import ULPS, Suspect
from gradviz.checking.diagnosis.truth import Truth, truths
from gradviz.checking.difference import norm
from gradviz.checking.expected import SURE
from gradviz.checking.kinks import theta_nearby
from gradviz.checking.result import CheckResult
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
    between = yield from intermediates_steps(network, settings.epsilon, settings.scheme)
    known = truths(result, network, between)
    values = subject.lines()
    unit = _unit(result, network, values)
    judge = Judge(network, known, settings.threshold, unit)
    is_given = result.experiment.checks_given_gradients
    judged, carries_mean = _in_their_convention(judge, values, is_given)
    yield
    case = _Case(result, network, known, judged, unit, carries_mean)
    suspects = {
        name: case.suspect(name)
        for name, each in judged.items()
        if each.verdict is LineVerdict.ORIGIN
    }
    if not suspects and result.judgement.wrong_arrays:
        suspects = case.nearby() or case.by_verdict() or case.nearby(are_all=True)
    if len(values) < len(LINE_NAMES):
        return case.with_gaps(suspects)
    mistakes = {}
    for name, suspect in suspects.items():
        mistakes[name] = yield from mistakes_steps(suspect)
        yield
    return case.whole(mistakes)


def _unit(result: CheckResult, network: Network, values: Mapping[str, Array]) -> float:
    """Return the machine epsilon of what computed the values.

    Given ones are float64 by now; those that float32 can hold were computed or kept in it.
    """
    own = np.dtype(network.theta.dtype)
    if result.experiment.checks_given_gradients:
        with np.errstate(all="ignore"):
            short = (np.asarray(each, dtype=np.float32) for each in values.values())
            pairs = zip(short, values.values(), strict=True)
            if all(np.array_equal(one, other, equal_nan=True) for one, other in pairs):
                own = np.dtype(np.float32)
    return float(np.finfo(own).eps)


def _in_their_convention(
    judge: Judge, values: Mapping[str, Array], is_given: bool
) -> tuple[dict[str, Judged], bool]:
    """Judge lines as they are, or as those of a pass whose dZ and dA carry the 1/m of the mean.

    Both are right ways to write it. Of the two the one is taken in which fewer lines are wrong;
    values are then multiplied by m, so that they are as the exercise writes them. Of lines that
    are typed, all that take the mean must have been rewritten.
    """
    judged = judge.judge(values)
    m = judge.network.x.shape[1]
    between = [name for name in values if name[1] in "ZA"]
    if m == 1 or not between or len(_origins(judged)) < FEWEST:
        return judged, False
    with np.errstate(all="ignore"):
        other = judge.judge({**values, **{name: values[name] * m for name in between}})
    is_better = len(_origins(other)) < len(_origins(judged))
    is_whole = is_given or all(name[1] in "ZA" for name in _origins(other))
    return (other, True) if is_better and is_whole else (judged, False)


def _origins(judged: Mapping[str, Judged]) -> list[str]:
    return [name for name, each in judged.items() if each.verdict is LineVerdict.ORIGIN]


@dataclass(frozen=True, eq=False)
class _Case:
    """What is known when every line was judged."""

    result: CheckResult
    network: Network
    truths: Mapping[str, Truth] = field(repr=False)
    judged: Mapping[str, Judged] = field(repr=False)
    unit: float
    carries_mean: bool

    def whole(self, mistakes: Mapping[str, tuple[Mistake, ...]]) -> Diagnosis:
        """Return the diagnosis of a pass of which every value is known."""
        same_here = self._same_here()
        found = {}
        for name in LINE_NAMES:
            finding = self._finding(name)
            if name in mistakes:
                verdict = LineVerdict.ORIGIN
                finding = replace(finding, verdict=verdict, mistakes=mistakes[name], why=None)
            elif name in same_here and finding.verdict is not LineVerdict.UNDECIDABLE:
                why = self._why_unseen(finding)
                finding = replace(finding, verdict=LineVerdict.UNDECIDABLE, why=why)
            found[name] = finding
        return Diagnosis(found, self.carries_mean)

    def with_gaps(self, suspects: Mapping[str, Suspect]) -> Diagnosis:
        """Return the diagnosis of a pass of which some values were not given."""
        deduced = deduce(self.network, self.judged, suspects)
        found = {}
        for name in LINE_NAMES:
            finding = self._finding(name)
            if name in deduced.origins:
                verdict, mistakes = LineVerdict.ORIGIN, deduced.origins[name]
                finding = replace(finding, verdict=verdict, mistakes=mistakes, why=None)
            elif name in deduced.possible:
                verdict, mistakes = LineVerdict.UNDECIDABLE, deduced.possible[name]
                finding = replace(finding, verdict=verdict, mistakes=mistakes, why=Why.POSSIBLE)
            elif name in deduced.inherited:
                finding = replace(finding, verdict=LineVerdict.INHERITED)
            found[name] = finding
        return Diagnosis(found, self.carries_mean)

    def suspect(self, name: str) -> Suspect:
        """Return a line with all that its value can be explained by."""
        judged = self.judged[name]
        values = {each: self.judged[each].value for each in self.judged}
        known = _read_by(name, self.network, values)
        return self._suspect(name, self.network, known, judged)

    def nearby(self, are_all: bool = False) -> dict[str, Suspect]:
        """Return the lines that are wrong a little beside theta, where no unit is at its kink.

        Where units stand exactly at theirs, a line may give any slope between two; but the
        verdict is that it is wrong all the same. Those lines are looked at that differ there at
        theta, or all, for where so many units are at their kinks that no line differs.
        """
        is_given = self.result.experiment.checks_given_gradients
        if not self.network.exact_zeros or is_given or self.carries_mean:
            return {}
        network = replace(self.network, theta=theta_nearby(self.network.theta))
        values, _ = self.result.experiment.program.run(network.known())
        rules, threshold = rule_values(network, values), self.result.experiment.check.threshold
        found = {}
        for name in ("dZ2", "dZ1"):
            judged, value, rule = self.judged[name], values[name], rules[name]
            everywhere = np.isfinite(value) & np.isfinite(rule)
            expected = np.nan_to_num(self.truths[name].expected)
            is_at_kink = np.any(~judged.decidable & (judged.value != judged.rule))
            if (is_at_kink or are_all) and differs(value, rule, everywhere, threshold, expected):
                moved = replace(judged, value=value, rule=rule, decidable=everywhere)
                found[name] = self._suspect(name, network, _read_by(name, network, values), moved)
        return found

    def by_verdict(self) -> dict[str, Suspect]:
        """Return the lines that are off where no line alone is beyond numerical error.

        The verdict, which knows the error of every parameter, is that the pass is wrong; so what
        makes a line differ from its rule is no numerical error.
        """
        least = max(self.result.experiment.check.threshold, ULPS * self.unit)
        return {
            name: self.suspect(name)
            for name, each in self.judged.items()
            if differs(each.value, each.rule, each.decidable, least, np.zeros(each.rule.shape))
        }

    def _suspect(
        self, name: str, network: Network, known: Mapping[str, Array | float], judged: Judged
    ) -> Suspect:
        expected = self.truths[name].expected[judged.decidable]
        with np.errstate(all="ignore"):
            noise = SURE * norm(expected[np.isfinite(expected)])
        value, rule, decidable = judged.value, judged.rule, judged.decidable
        return Suspect(name, value, rule, decidable, known, network, noise, self.unit)

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

    @cached_property
    def _right(self) -> dict[str, Array]:
        """What every line should be, as far as the values given before it are right."""
        return rule_values(self.network, {name: each.value for name, each in self.judged.items()})

    def _why_unseen(self, finding: LineFinding) -> Why:
        """Return why a line that is not the right one is not known to be wrong."""
        if not finding.wrong.any():
            return Why.SAME_HERE
        is_at_kink = not np.any(finding.wrong & self.judged[finding.name].decidable)
        return Why.KINKS if is_at_kink else Why.SMALL

    def _finding(self, name: str) -> LineFinding:
        truth, judged = self.truths[name], self.judged.get(name)
        return LineFinding(
            name=name,
            verdict=LineVerdict.UNDECIDABLE if judged is None else judged.verdict,
            value=None if judged is None else judged.value,
            rule=self._right[name] if judged is None else judged.rule,
            numerical=truth.numerical,
            expected=truth.expected,
            kinks=truth.kinks,
            why=Why.NOT_GIVEN if judged is None else judged.why,
            unit=self.unit,
        )


def _read_by(name: str, network: Network, values: Mapping[str, Array]) -> dict[str, Array | float]:
    """Return every value that a line may read, as it is; what was not given follows its rule."""
    rules = rule_values(network, values)
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    return network.known() | {each: values.get(each, rules[each]) for each in earlier}
