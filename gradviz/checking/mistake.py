"""What a wrong line most likely does."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of mistakes that values betray."""

    SCALED = "scaled"
    SIGN = "sign"
    MASK = "mask"
    CACHE = "cached value"
    TRANSPOSE = "transpose"
    PERMUTED = "permuted"
    ELEMENTWISE = "elementwise"
    SUM = "sum"
    DERIVATIVE = "derivative"
    MISSING = "missing term"
    ADDED = "added term"
    CONSTANT = "constant"
    ZERO = "zero"
    NOT_FINITE = "not finite"
    PART = "part"
    COST = "cost"
    L2 = "missing L2 term"
    DIVISOR = "divisor"
    UPDATED = "updated weights"


@dataclass(frozen=True)
class Mistake:
    """A mistake that explains the value of a line down to rounding.

    Attributes
    ----------
    kind
        What kind of mistake it is.
    words
        A few words on it, to stand after "dW2 is wrong: ".
    expression
        A right-hand side that yields the value, such as ``2 * (1/m * dZ2 @ A1.T)``; None where
        no expression says it.
    factor
        The factor that is in it, or None.
    hint
        Where it may come from; empty where that is plain.
    fitted, entries
        How many entries it explains, of how many that can tell.
    is_odd
        Whether hardly anybody makes it.
    """

    kind: Kind
    words: str
    expression: str | None = None
    factor: float | None = None
    hint: str = ""
    fitted: int = 0
    entries: int = 0
    is_odd: bool = False


Found = Iterator[Mistake | None]  # what is found one by one; None is a place to stop
