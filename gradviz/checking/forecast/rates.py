"""How fast this machine is: measured once in a process, in a few milliseconds."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

ROUNDS = 20  # of which the quickest counts: others were disturbed
SMALL, LARGE, PRODUCT = 8, 16_000, 96


@dataclass(frozen=True)
class Rates:
    """Seconds of one operation of each kind; see `gradviz.checking.forecast.work.Work`."""

    call: float
    number: float
    function: float
    multiply_add: float


# Of one core of a laptop-class machine. What must be the same on every machine goes by these:
# which engine is the quickest, and how large a sample is.
NOMINAL = Rates(call=1.1e-6, number=6e-10, function=1.2e-9, multiply_add=5e-11)

_measured: list[Rates] = []  # one at most: it belongs to the process, as its speed does


def known_rates() -> Rates:
    """Return the rates that were measured, or the nominal ones if none were yet."""
    return _measured[0] if _measured else NOMINAL


def measure_rates() -> Rates:
    """Measure the rates if they are not known yet, and return them.

    What is measured is plain NumPy; the same is measured on every machine, and its ratio to what
    it takes on the nominal one scales the nominal rates.
    """
    if not _measured:
        _measured.append(_measure())
    return _measured[0]


def _measure() -> Rates:
    small, large = np.full(SMALL, 0.5), np.full(LARGE, 0.5)
    square = np.full((PRODUCT, PRODUCT), 0.5)
    spare = np.empty(LARGE)
    calls = 20
    per_call = _quickest(lambda: [np.add(small, small) for _ in range(calls)]) / calls
    per_number = _quickest(lambda: np.multiply(large, large, out=spare)) / LARGE
    per_function = _quickest(lambda: np.exp(large, out=spare)) / LARGE
    per_product = _quickest(lambda: square @ square) / PRODUCT**3
    return Rates(
        call=NOMINAL.call * per_call / REFERENCE.call,
        number=NOMINAL.number * per_number / REFERENCE.number,
        function=NOMINAL.function * per_function / REFERENCE.function,
        multiply_add=NOMINAL.multiply_add * per_product / REFERENCE.multiply_add,
    )


# What `_measure` finds on the nominal machine.
REFERENCE = Rates(call=3.3e-7, number=1.75e-10, function=8e-10, multiply_add=3.65e-11)


def _quickest(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        run()
        times.append(perf_counter() - began)
    return min(times)
