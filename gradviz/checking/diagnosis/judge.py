"""Every line judged by itself, given what it reads as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gradviz.checking.diagnosis.findings import LineVerdict, Why
from gradviz.checking.diagnosis.truth import Truth
from gradviz.checking.difference import norm
from gradviz.checking.expected import SURE
from gradviz.network.algebras import Value
from gradviz.network.backward import LINE_NAMES, BackwardProgram, correct_program
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

ROUNDINGS = 4  # of given values, each of which was computed from rounded ones
# What each line reads of the lines before it.
READS = {
    line.name: tuple(name for name in line.expression.names if name in LINE_NAMES)
    for line in correct_program("relu").lines
}


@dataclass(frozen=True, eq=False)
class Judged:
    """A line judged by its values alone.

    Attributes
    ----------
    value
        What backpropagation has.
    rule
        What the right rule makes of the values that the line reads, as they are.
    decidable
        Which entries can tell: those that are not at a kink.
    """

    verdict: LineVerdict
    why: Why | None
    value: Array = field(repr=False)
    rule: Array = field(repr=False)
    decidable: Mask = field(repr=False)


def rule_values(network: Network, values: Mapping[str, Array]) -> dict[str, Array]:
    """Return what the right rule of each line makes of the values that it reads, as they are.

    A line without a value is taken to have that of its rule.
    """
    known: dict[str, Value] = network.known()
    found = {}
    for line in correct_program(network.activation).lines:
        computed, _ = BackwardProgram((line,)).run(known)
        found[line.name] = computed[line.name]
        known[line.name] = values.get(line.name, found[line.name])
    return found


def differs(value: Array, other: Array, part: Mask, threshold: float, expected: Array) -> bool:
    """Return whether two values differ by more than a threshold and numerical error explain.

    Parameters
    ----------
    value, other
        The values, of one shape.
    part
        Which entries are compared.
    threshold
        Of the relative difference.
    expected
        The numerical error to expect of each entry.
    """
    with np.errstate(all="ignore"):
        one, two = value[part].astype(np.float64), other[part].astype(np.float64)
        apart, scale = norm(one - two), norm(one) + norm(two)
        return apart > threshold * scale and apart > SURE * norm(expected[part])


@dataclass(frozen=True, eq=False)
class Judge:
    """Holds lines against their rules and against the numerical gradients.

    Attributes
    ----------
    network
        What is checked.
    truths
        What each line should be, by numbers.
    threshold
        The difference above which a value is not what it should be.
    unit
        The machine epsilon of what computed the values, which may be another one than that of
        the network: given values may have been kept in float32.
    """

    network: Network
    truths: Mapping[str, Truth]
    threshold: float
    unit: float = 0.0

    def judge(self, values: Mapping[str, Array]) -> dict[str, Judged]:
        """Judge each line that has a value, in the order in which they run.

        Parameters
        ----------
        values
            What backpropagation has, by line; lines may be left out.
        """
        rules = rule_values(self.network, values)
        judged: dict[str, Judged] = {}
        for name in LINE_NAMES:
            if name not in values:
                continue
            wrong = (LineVerdict.ORIGIN, LineVerdict.INHERITED)
            inputs = [judged[each].verdict for each in READS[name] if each in judged]
            reads_wrong = any(each in wrong for each in inputs)
            decidable = self._decidable(name, values[name], rules[name], values)
            verdict, why = self._verdict(name, values[name], rules[name], decidable, reads_wrong)
            judged[name] = Judged(verdict, why, values[name], rules[name], decidable)
        return judged

    def _verdict(
        self, name: str, value: Array, rule: Array, decidable: Mask, reads_wrong: bool
    ) -> tuple[LineVerdict, Why | None]:
        truth = self.truths[name]
        if not np.isfinite(rule).all():
            spoilt = reads_wrong and np.isfinite(truth.numerical).all()
            return (LineVerdict.INHERITED, None) if spoilt else _undecidable(Why.NOT_FINITE)
        is_same = np.array_equal(value, rule)
        if not is_same and not np.isfinite(value).all():
            return LineVerdict.ORIGIN, None  # of finite values, by a rule that keeps them finite
        if not truth.finite.any():
            return _undecidable(Why.NOT_FINITE)
        if not (value.any() or rule.any()):
            return _undecidable(Why.DARK)
        if not is_same and self._is_off(name, value, rule, decidable & truth.finite):
            return LineVerdict.ORIGIN, None
        if reads_wrong and self._is_off(name, value, truth.numerical, truth.decidable):
            return LineVerdict.INHERITED, None
        if not truth.decidable.any():
            return _undecidable(Why.KINKS)
        if SURE * norm(truth.expected[truth.decidable]) >= norm(rule[truth.decidable]):
            return _undecidable(Why.NOISE)  # not even a line that yields zero would show
        return LineVerdict.RIGHT, None

    def _is_off(self, name: str, value: Array, other: Array, part: Mask) -> bool:
        expected = self.truths[name].expected
        if self.unit > np.finfo(self.network.theta.dtype).eps:
            expected = expected + ROUNDINGS * self.unit * self._sizes[name]
        return differs(value, other, part, self.threshold, expected)

    @cached_property
    def _sizes(self) -> dict[str, Array]:
        """The size of the terms that each line adds up: rounding goes with that."""
        known = {n: np.abs(v) for n, v in self.network.known().items()}
        known["Y"] = -np.asarray(known["Y"])  # A3 - Y is to be their sum
        found = {}
        for line in correct_program(self.network.activation).lines:
            computed, _ = BackwardProgram((line,)).run(known)
            found[line.name] = known[line.name] = np.abs(computed[line.name])
        return found

    def _decidable(self, name: str, value: Array, rule: Array, values: Mapping[str, Array]) -> Mask:
        """Return which entries the rule can judge.

        Where Z is exactly at its kink, any slope between those on its left and right will do.
        """
        decidable: Mask = np.isfinite(rule)
        z = self.network.here.get(name[1:]) if name in ("dZ1", "dZ2") else None
        if z is None or not self.network.has_kinks or not np.any(z == 0):
            return decidable
        (read,) = READS[name]
        passed = np.asarray(values.get(read, rule))
        with np.errstate(invalid="ignore"):
            lies_between: Mask = (value * passed >= 0) & (np.abs(value) <= np.abs(passed))
        explained_by_kinks: Mask = (z == 0) & lies_between
        return decidable & ~explained_by_kinks


def _undecidable(why: Why) -> tuple[LineVerdict, Why]:
    return LineVerdict.UNDECIDABLE, why
