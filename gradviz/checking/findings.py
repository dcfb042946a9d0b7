"""What a diagnosis says of each line of a backward pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np

from gradviz.checking.mistake import Mistake
from gradviz.network.layout import Array, Mask


class LineVerdict(StrEnum):
    """What is said of a line, given what it reads as it is."""

    RIGHT = "right"
    INHERITED = "inherited"
    ORIGIN = "origin"
    UNDECIDABLE = "undecidable"


JUDGED = (LineVerdict.RIGHT, LineVerdict.INHERITED)  # with a resolution


class Why(StrEnum):
    """Why a line is undecidable."""

    NOT_COVERED = "not covered"
    NOISE = "noise"
    KINKS = "kinks"
    SAME_HERE = "same here"
    SMALL = "small"
    NOT_FINITE = "not finite"
    NOT_GIVEN = "not given"
    POSSIBLE = "possible"
    ASSUMED = "assumed"


@dataclass(frozen=True, eq=False)
class LineFinding:
    """What is known of one line; arrays have the shape of what it is the gradient of.

    Attributes
    ----------
    name
        The line: dZ3, dW3 ... db1.
    verdict
        - right: its value is what it should be.
        - inherited: its rule is right, but what it reads is wrong.
        - origin: its rule is wrong.
        - undecidable: nothing can be said on this data; see `why`.
    value
        What backpropagation has; None where gradients came from elsewhere without this one.
    rule
        What the right rule makes of the values that the line reads, as they are.
    numerical
        What it should be: the numerical gradient, m times that of J for dZ and dA.
    expected
        The error to expect of each entry of it.
    kinks
        Which entries of it mix two slopes.
    mistakes
        Of an origin, or of a line that may be one, what explains the values, most likely first;
        several where they fit equally well, none where nothing does.
    why
        Of an undecidable line, why.
    tolerance
        How far rounding may move each entry of the value from its rule.
    resolution
        Of a line that is right, or inherited, the smallest relative error of its value, or of its
        rule, that would have shown; None where nothing is said of it.
    wrong
        Which entries of the value are not what the rule makes of what it reads.
    """

    name: str
    verdict: LineVerdict
    value: Array | None = field(repr=False)
    rule: Array = field(repr=False)
    numerical: Array = field(repr=False)
    expected: Array = field(repr=False)
    kinks: Mask = field(repr=False)
    mistakes: tuple[Mistake, ...] = ()
    why: Why | None = None
    tolerance: Array | float = field(default=0.0, repr=False)
    resolution: float | None = None

    @cached_property
    def wrong(self) -> Mask:
        """Which entries of the value differ from what the rule makes of what the line reads.

        Rounding counts as none: given values may have been summed in another order.
        """
        if self.value is None:
            return np.zeros(self.rule.shape, dtype=bool)
        value, rule = np.asarray(self.value, dtype=np.float64), self.rule
        with np.errstate(all="ignore"):
            alike = np.abs(value - rule) <= self.tolerance
        differs: Mask = ~(alike & np.isfinite(value)) & (value != rule)
        return differs


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Every line of a backward pass, judged.

    Attributes
    ----------
    lines
        By name, in the order in which they run.
    carries_mean
        Whether dZ and dA carry the 1/m of the mean in this pass, which the exercise puts into the
        lines of the parameters; their values here are as the exercise writes them.
    """

    lines: Mapping[str, LineFinding]
    carries_mean: bool = False

    @property
    def origins(self) -> tuple[LineFinding, ...]:
        """The lines whose rule is wrong, in the order in which they run."""
        return tuple(each for each in self.lines.values() if each.verdict is LineVerdict.ORIGIN)

    @property
    def possible(self) -> tuple[LineFinding, ...]:
        """The lines whose values were not given, each of which may be where it goes wrong."""
        return tuple(each for each in self.lines.values() if each.why is Why.POSSIBLE)

    @property
    def is_at_a_loss(self) -> bool:
        """Whether no line is known to be wrong, and dZ3 and dW3 may be without a known mistake.

        With them nearly all that was given depends on something that the check does not know.
        """
        is_known = any(each.mistakes for each in self.possible)
        names = {each.name for each in self.possible}
        return {"dZ3", "dW3"} <= names and not (self.origins or is_known)

    @property
    def first(self) -> LineFinding | None:
        """The first wrong line; None where no line is accused."""
        return next(iter(self.origins), None)
