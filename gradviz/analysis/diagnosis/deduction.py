"""What follows where not every value of a backward pass is known."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from gradviz.checking.mistake import Mistake


@dataclass(frozen=True)
class Deduction:
    """Where a backward pass of which not every value is known goes wrong.

    Attributes
    ----------
    origins
        Lines that are wrong, with what explains them.
    possible
        Lines of which each may be where it goes wrong, and nothing tells which.
    inherited
        Lines that are wrong because of one of those.
    """

    origins: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    possible: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    inherited: tuple[str, ...] = ()

    def __add__(self, other: "Deduction") -> "Deduction":
        """Return what both say."""
        return Deduction(
            {**self.origins, **other.origins},
            {**self.possible, **other.possible},
            (*self.inherited, *other.inherited),
        )


Deducing = Generator[None, None, Deduction]
