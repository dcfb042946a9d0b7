"""What explains given gradients that are not those of the network which the check assumes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.network.layout import Mask


class What(StrEnum):
    """What is another than the check assumes."""

    ACTIVATION = "activation"
    COST = "cost"
    L2 = "l2"
    DROPOUT = "dropout"
    ORDER = "order"
    WHOLE = "whole numbers"
    DIVISOR = "divisor"
    UPDATED = "updated weights"
    STEPPED = "parameters after an update"


# Which of the experiment's settings says it, if somebody stated that.
SETTING = {What.ACTIVATION: "activation", What.COST: "cost"}


@dataclass(frozen=True)
class Assumption:
    """One thing that is another than the check assumes.

    Attributes
    ----------
    what
        What is another.
    fits
        What it is: the name of an activation, of a cost, of an order, or a number in digits.
    instead
        What the check assumes, where that is a setting; else m, where a divisor is another, and
        the lambda of an L2 term that the file says.
    value
        The number, where it is one: lambda, the divisor, the learning rate, keep_prob.
    factor
        By which all gradients are too large, where a divisor is another.
    is_stated
        Whether somebody stated what the check assumes.
    is_wrong
        Whether it is a mistake whatever was meant, and no other convention.
    at
        The lines that are wrong then, or if what the check assumes is meant.
    right
        Where it explains all but what a mistake spoils, the given lines that are right then; None
        where it explains all.
    """

    what: What
    fits: str
    instead: str = ""
    value: float | None = None
    factor: float | None = None
    is_stated: bool = False
    is_wrong: bool = False
    at: tuple[str, ...] = ()
    right: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Assumed:
    """What explains what was given down to rounding, in place of what the check assumes.

    Attributes
    ----------
    assumptions
        What is another; one or more.
    lines
        What is said of each line where this holds.
    passing
        The experiment with the settings that explain the gradients; None where there are none.
    wrong
        Which entries of the gradient are wrong all the same, shape (size,), bool; None where all
        is explained.
    """

    assumptions: tuple[Assumption, ...]
    lines: Mapping[str, LineVerdict]
    passing: Experiment | None = None
    wrong: Mask | None = field(default=None, repr=False)

    @property
    def is_wrong(self) -> bool:
        """Whether the gradients are wrong whatever was meant."""
        has_wrong_entries = self.wrong is not None and bool(self.wrong.any())
        return has_wrong_entries or any(each.is_wrong for each in self.assumptions)

    @property
    def is_fail(self) -> bool:
        """Whether the check fails: they are wrong, or what was stated does not hold."""
        return self.is_wrong or any(each.is_stated for each in self.assumptions)

    @property
    def keeps_marks(self) -> bool:
        """Whether what is off from the numerical gradient is wrong: not what is of an L2 term."""
        if self.wrong is not None:
            return False
        return self.is_fail and all(each.what is not What.L2 for each in self.assumptions)
