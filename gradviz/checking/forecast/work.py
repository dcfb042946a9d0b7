"""What takes time, counted: the same on every machine."""

from dataclasses import dataclass

from gradviz.checking.forecast.rates import Rates


@dataclass(frozen=True)
class Work:
    """Operations of several kinds; what is added up costs what its parts cost.

    Attributes
    ----------
    calls
        Calls of NumPy, whatever their size.
    numbers
        Results of plain arithmetic, comparison and copying.
    functions
        Results of exp, log and tanh.
    multiply_adds
        Of matrix products.
    """

    calls: float = 0.0
    numbers: float = 0.0
    functions: float = 0.0
    multiply_adds: float = 0.0

    def __add__(self, other: "Work") -> "Work":
        """Return what both are together."""
        return Work(
            self.calls + other.calls,
            self.numbers + other.numbers,
            self.functions + other.functions,
            self.multiply_adds + other.multiply_adds,
        )

    def __mul__(self, times: float) -> "Work":
        """Return the same so many times."""
        return Work(
            times * self.calls,
            times * self.numbers,
            times * self.functions,
            times * self.multiply_adds,
        )

    def seconds(self, rates: Rates) -> float:
        """Return how long it takes at given rates."""
        return (
            self.calls * rates.call
            + self.numbers * rates.number
            + self.functions * rates.function
            + self.multiply_adds * rates.multiply_add
        )
