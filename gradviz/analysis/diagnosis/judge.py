"""Every line judged by itself, given what it reads as it is."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.findings import LineVerdict, Why
from gradviz.checking.parts import parts_of
from gradviz.checking.precision import Precision
from gradviz.checking.rounding import allowed_steps, tolerance_steps
from gradviz.checking.rules import READS, rule_steps
from gradviz.checking.second_opinion.rounding import right_pass_steps, vanishing_of
from gradviz.checking.steps import finished, quietly, sparsely
from gradviz.checking.subgradient import Subgradient, subgradient_steps
from gradviz.network.backward import LINE_NAMES
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

COARSEST = 0.01  # of a line that is called right: a larger relative error would have shown


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
        Which entries can tell: those that are finite, and not at a kink.
    tolerance
        How far rounding may move the value from its rule.
    resolution
        The smallest relative error that would have shown; None where none would.
    """

    verdict: LineVerdict
    why: Why | None
    value: Array = field(repr=False)
    rule: Array = field(repr=False)
    decidable: Mask = field(repr=False)
    tolerance: Array = field(repr=False)
    resolution: float | None = None


@dataclass(frozen=True, eq=False)
class Verdicts:
    """All lines of which the value is known, judged.

    Attributes
    ----------
    lines
        By name, in the order in which they run.
    at_kinks
        The slopes at kinks with which most of them are right.
    """

    lines: Mapping[str, Judged]
    at_kinks: Subgradient


@dataclass(frozen=True, eq=False)
class Judge:
    """Holds lines against their rules, and against those of a pass that is right from the start.

    Attributes
    ----------
    network
        What is checked.
    threshold
        The relative difference above which a line is called wrong.
    precision
        In which the values were computed and kept.
    is_own
        Whether the values were computed from the forward pass of the network, bit by bit.
    """

    network: Network
    threshold: float
    precision: Precision
    is_own: bool = True

    def judge(self, values: Mapping[str, Array]) -> Verdicts:
        """Return what `judge_steps` does, in one step."""
        return finished(self.judge_steps(values))

    def judge_steps(self, values: Mapping[str, Array]) -> Generator[None, None, Verdicts]:
        """Judge each line that has a value, in the order in which they run, step by step.

        Parameters
        ----------
        values
            What backpropagation has, by line; lines may be left out.
        """
        at_kinks = yield from subgradient_steps(self.network, values, self.precision, self.is_own)
        yield
        right, whole = yield from self._right_steps(at_kinks)
        reach = yield from self._reach_steps(at_kinks, right)
        rules = yield from rule_steps(self.network, values, at_kinks.slopes, right)
        every, names = {**rules, **values}, tuple(values)
        own = yield from tolerance_steps(
            self.network, every, self.precision, names, at_kinks.loose, at_kinks.slopes
        )
        judged: dict[str, Judged] = {}
        for name in LINE_NAMES:
            if name in values:
                of_right = yield from whole(name)
                line = _Line(
                    name,
                    np.asarray(values[name], dtype=np.float64),
                    np.asarray(rules[name], dtype=np.float64),
                    np.asarray(right[name], dtype=np.float64),
                    own[name],
                    of_right,
                    reach.get(name, of_right),
                    self.threshold,
                )
                judging = quietly(self._judged(line, at_kinks, values, judged))
                judged[name] = yield from sparsely(judging, line.value.size)
                yield
        return Verdicts(judged, at_kinks)

    def _right_steps(
        self, at_kinks: Subgradient
    ) -> Generator[None, None, tuple[Mapping[str, Array], "_Allowed"]]:
        """Return what every line is in a right pass, and what tells how far it may be off there."""
        slopes, loose = at_kinks.slopes, at_kinks.loose
        if not (slopes or loose):
            floor, vanishing = self.precision.floor, vanishing_of(self.precision)
            known = yield from right_pass_steps(self.network, floor, vanishing)
            off, values = known.deviations, known.values
            return values, lambda name: allowed_steps(off[name], values[name], self.precision)
        right = yield from rule_steps(self.network, {}, slopes)
        found = yield from tolerance_steps(self.network, right, self.precision, (), loose, slopes)
        return right, lambda name: _at_once(found[name])

    def _reach_steps(
        self, at_kinks: Subgradient, right: Mapping[str, Array]
    ) -> Generator[None, None, Mapping[str, Array]]:
        """Return how far lines may be off in a right pass that takes other slopes at kinks.

        Empty where no unit stands at one. Slopes that a wrong dZ tells are not those of the others.
        """
        found, low = dict[str, Array](), leak_of(self.network.activation)
        for name, slope in at_kinks.slopes.items():
            (passed,) = READS[name]
            with np.errstate(all="ignore"):
                other = np.maximum(slope - low, 1 - slope) * np.abs(right[passed])
            found[name] = np.nan_to_num(other)
        if not found:
            return {}
        slopes = at_kinks.slopes
        return (yield from tolerance_steps(self.network, right, self.precision, (), found, slopes))

    def _judged(
        self,
        line: "_Line",
        at_kinks: Subgradient,
        values: Mapping[str, Array],
        judged: Mapping[str, Judged],
    ) -> Generator[None, None, Judged]:
        """Return a line with its verdict; arrays are as they were given."""
        wrong = (LineVerdict.ORIGIN, LineVerdict.INHERITED)
        reads_wrong = any(judged[n].verdict in wrong for n in READS[line.name] if n in judged)
        verdict, why = yield from line.verdict_steps(reads_wrong)
        yield
        resolution = None
        if verdict in (LineVerdict.RIGHT, LineVerdict.INHERITED) and np.isfinite(line.rule).all():
            resolution = self._resolution(line, verdict)
            yield
            if resolution > COARSEST:
                verdict = LineVerdict.UNDECIDABLE
                why = Why.KINKS if at_kinks.loose else Why.NOISE
        decidable = np.isfinite(line.rule)
        slope = at_kinks.slopes.get(line.name)
        if slope is not None:
            decidable &= np.isnan(slope) | line.off
        rule = line.rule.astype(self.network.theta.dtype, copy=False)
        return Judged(verdict, why, values[line.name], rule, decidable, line.tolerance, resolution)

    def _resolution(self, line: "_Line", verdict: LineVerdict) -> float:
        if np.array_equal(line.value, line.right):
            return self.precision.unit
        if verdict is LineVerdict.INHERITED:
            return _share(line.tolerance, line.rule)
        return _share(line.tolerance + line.tolerance_of_right, line.right)


@dataclass(frozen=True, eq=False)
class _Line:
    """A value beside what its rule makes of what it reads, and what it is in a right pass.

    That of a right pass is known down to rounding, and down to the slopes that it takes at kinks.
    """

    name: str
    value: Array
    rule: Array
    right: Array
    tolerance: Array
    tolerance_of_right: Array
    tolerance_at_kinks: Array
    threshold: float

    def verdict_steps(
        self, reads_wrong: bool
    ) -> Generator[None, None, tuple[LineVerdict, Why | None]]:
        """Return what is said of it, and why nothing can be said."""
        if not np.isfinite(self.rule).all():
            spoilt = reads_wrong and np.isfinite(self.right).all()
            return (LineVerdict.INHERITED, None) if spoilt else _undecidable(Why.NOT_FINITE)
        if not np.isfinite(self.value).all():
            return LineVerdict.ORIGIN, None  # of finite values, by a rule that keeps them finite
        if not (self.value.any() or self.rule.any()):
            return _undecidable(Why.NOT_COVERED)
        yield
        if np.isnan(self.tolerance).any():  # what the line reads is too large to be told of
            return _undecidable(Why.NOT_FINITE)
        is_off = self.off.any()
        yield
        if is_off:
            is_wrong = self._is_beyond(self.rule, self.tolerance)
            return (LineVerdict.ORIGIN, None) if is_wrong else _undecidable(Why.SMALL)
        allowed = self.tolerance + self.tolerance_of_right
        differs = self._differs(allowed)
        yield
        if differs:
            if not self._is_beyond(self.right, allowed):
                return _undecidable(Why.SMALL)
            if not self._differs(self.tolerance + self.tolerance_at_kinks):
                return _undecidable(Why.KINKS)  # other slopes at kinks make it right
            return LineVerdict.INHERITED, None
        return LineVerdict.RIGHT, None

    def _differs(self, allowed: Array) -> bool:
        """Return whether an entry is further from that of a right pass than is allowed."""
        return any(
            bool(np.any(np.abs(self.value[part] - self.right[part]) > allowed[part]))
            for part in parts_of(self.value.shape[0], self.value.shape[1])
        )

    @property
    def off(self) -> Mask:
        """Which entries are off by more than rounding explains."""
        found: Mask = ~(np.abs(self.value - self.rule) <= self.tolerance) & np.isfinite(self.rule)
        return found

    def _is_beyond(self, other: Array, tolerance: Array) -> bool:
        """Return whether it differs by more than the threshold: in all, or in an entry alone."""
        apart, sizes = np.abs(self.value - other), np.abs(self.value) + np.abs(other)
        if np.any((apart > tolerance) & (apart > self.threshold * sizes)):
            return True
        return norm(apart) > self.threshold * (norm(self.value) + norm(other))


# Tells step by step how far a line may be off: of a large pass there is no room for all of them.
_Allowed = Callable[[str], Generator[None, None, Array]]


def _at_once(value: Array) -> Generator[None, None, Array]:
    yield from ()
    return value


def _share(tolerance: Array, value: Array) -> float:
    size = norm(value)
    share = norm(tolerance) / size if size else np.inf
    return float(share) if np.isfinite(share) else float("inf")


def _undecidable(why: Why) -> tuple[LineVerdict, Why]:
    return LineVerdict.UNDECIDABLE, why
