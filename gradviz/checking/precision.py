"""In which precision values that were given were computed or kept, read from the values.

A number of float64 that float16 can hold, or that has six digits, is a rare accident; where all
are so, that is how they were made, and how far they can be right.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gradviz.checking.steps import finished
from gradviz.network.layout import Array

FEWEST = 6  # values other than zero: of fewer, all may be short by accident
# Of a fraction such as 0.375, which every format holds, there are fewer bits.
TELLING_BITS = {"bfloat16": 7, "float16": 9, "float32": 17}
SUBNORMAL = 2.0**-14  # of numbers below it float16 has few, all multiples of the least one
TELLING_DIGIT = 5e-3  # half of the last of three digits, as a share of 1.00
MANY = 20  # values that are looked at before all others
PART = 20_000  # values that are looked at in one step: to write one out takes a microsecond
MOST_DIGITS = 12  # with more, rounding to digits hardly shows beside the rounding of float64
FLOAT64 = float(np.finfo(np.float64).eps) / 2


@dataclass(frozen=True)
class Precision:
    """How finely values are known.

    Attributes
    ----------
    name
        ``float64``, ``float32``, ``bfloat16``, ``float16``, ``6 digits`` or ``4 decimals``.
    unit
        The unit roundoff of what computed them: half the distance of 1 to the next number.
    kept
        What rounding at the end makes of a value, as a share of it: half of the last digit.
    quantum
        ... and as a number of its own: half of the last decimal.
    is_of_parameters
        Whether the unit roundoff is that of the parameters, which had more digits.
    floor
        The size that smaller parameters are known as finely as: of decimals, all are off by the
        same, however small they are.
    vanishing
        Where exp(-Z) is more than the format holds, a sigmoid is 0 in place of up to this.
    """

    name: str
    unit: float = FLOAT64
    kept: float = 0.0
    quantum: float = 0.0
    is_of_parameters: bool = False
    floor: float = 0.0
    vanishing: float = 0.0

    @property
    def is_short(self) -> bool:
        """Whether it is less than float64's."""
        return self != DOUBLE

    @property
    def is_float(self) -> bool:
        """Whether it is a format of floating-point numbers; else values have few digits."""
        return self.name.partition("float")[1] != ""

    def rounding(self, values: Array) -> Array:
        """Return how far the rounding at the end may move each value, of the shape of values."""
        with np.errstate(all="ignore"):
            found: Array = np.abs(values)
            found *= self.kept
            np.maximum(found, self.quantum, out=found)
        return found

    def of_inputs(self, inputs: "Precision") -> "Precision":
        """Return the precision if what the values were computed from was shortened as well.

        Inputs that float32 happens to hold say nothing; but where a file has few digits of all,
        its gradient was computed from more digits of the parameters than it holds.
        """
        is_of_digits = self.kept > 0 or (self.quantum > 0 and self.unit == FLOAT64)
        if not is_of_digits:
            return self
        unit = max(self.unit, inputs.kept, inputs.quantum)
        return replace(self, unit=unit, floor=inputs.quantum / unit)


DOUBLE = Precision("float64")


def of_dtype(name: str) -> Precision:
    """Return the precision of float64 or float32."""
    return DOUBLE if name == "float64" else _FLOATS[name]


def of_zeros(right: float) -> Precision:
    """Return the precision of values that are all 0: of a format that makes that of the right ones.

    Parameters
    ----------
    right
        The largest of them, without its sign.
    """
    formats = (_FLOATS[name] for name in ("float32", "float16"))
    return next((each for each in formats if right <= each.quantum), DOUBLE)


def precision_of(values: Array) -> Precision:
    """Return what `precision_steps` does, in one step."""
    return finished(precision_steps(values))


def precision_steps(values: Array) -> Generator[None, None, Precision]:
    """Find the precision of values that were given as float64, shape (n,), step by step.

    The coarsest that all of them keep to; float64 where too few say something. They are looked at
    part by part, as mostly the first part tells that there are more digits.
    """
    parts: list[Array] = []
    few: Array = np.zeros(0)
    for some in _parts(values):
        telling = some[np.isfinite(some) & (some != np.rint(some))]
        if telling.size:
            parts.append(telling)
        if few.size < 2 * FEWEST:  # each with both signs
            few = _distinct(np.concatenate([few, telling]))
        yield
    if _distinct(np.abs(few)).size < FEWEST:
        return _of_few(few)
    for name in ("bfloat16", "float16", "float32"):  # a bfloat16 mostly fits in float16
        if (yield from _all_equal(parts, _SHORTENED[name])):
            return _FLOATS[name]
    return (yield from _of_digits(parts)) or DOUBLE


def _parts(values: Array) -> Iterator[Array]:
    starts = range(0, values.size, PART)
    return (values[start : start + PART] for start in starts)


def _all_equal(
    parts: Sequence[Array], rounded: Callable[[Array], Array]
) -> Generator[None, None, bool]:
    """Return whether all values are what rounding makes of them."""
    for part in parts:
        if not np.array_equal(rounded(part), part):
            return False
        yield
    return True


def _of_few(values: Array) -> Precision:
    """Return the precision of few values: a single one that is no simple fraction tells it."""
    if np.any(np.abs(values) < SUBNORMAL) and np.array_equal(_SHORTENED["float16"](values), values):
        return _FLOATS["float16"]
    for name, bits in TELLING_BITS.items():
        if _no_fractions(values, bits).size and np.array_equal(_SHORTENED[name](values), values):
            return _FLOATS[name]
    no_fractions = _no_fractions(values, TELLING_BITS["float32"])
    found = finished(_of_digits([no_fractions])) if no_fractions.size else None
    if found is None or finished(_of_digits([values])) is None:
        return DOUBLE
    # 0.1 and 0.25 are written down, or the products of what was; -0.123 is a rounded number.
    is_telling = np.all(found.rounding(no_fractions) <= TELLING_DIGIT * np.abs(no_fractions))
    return found if is_telling else DOUBLE


def _distinct(values: Array) -> Array:
    """Return finite values in order, each once; `np.unique` would load numpy.ma first, 10 ms."""
    ascending = np.sort(values)
    distinct: Array = ascending[np.diff(ascending, prepend=np.nan) != 0]
    return distinct


def _no_fractions(values: Array, bits: int) -> Array:
    """Return the values that need so many bits or more, without those of their exponents."""
    mantissa = np.frexp(values)[0] * 2.0 ** (bits - 1)
    found: Array = values[mantissa != np.rint(mantissa)]
    return found


def _of_digits(parts: Sequence[Array]) -> Generator[None, None, Precision | None]:
    """Return the precision of values with few significant digits, or with few decimals.

    Where both hold, the one that most values use to the last digit.
    """
    digits = yield from _fewest(parts, _to_digits)
    decimals = yield from _fewest(parts, _to_decimals)
    if digits is None and decimals is None:
        return None
    used_digits = 0.0 if digits is None else (yield from _used(parts, digits, _to_digits))
    used_decimals = 0.0 if decimals is None else (yield from _used(parts, decimals, _to_decimals))
    if digits is not None and used_digits >= used_decimals:
        return Precision(_count(digits, "digit"), kept=0.5 * 10.0 ** (1 - digits))
    assert decimals is not None
    return Precision(_count(decimals, "decimal"), quantum=0.5 * 10.0**-decimals)


def _to_digits(digits: int, values: Array) -> Array:
    return np.array([float(f"{value:.{digits - 1}e}") for value in values.tolist()])


def _to_decimals(decimals: int, values: Array) -> Array:
    return np.array([round(value, decimals) for value in values.tolist()])


def _fewest(
    parts: Sequence[Array], rounded: Callable[[int, Array], Array]
) -> Generator[None, None, int | None]:
    """Return the fewest digits that all values keep to; None if they have more than most."""
    some = parts[0][:MANY]  # mostly a few tell that there are more digits
    for digits in range(1, MOST_DIGITS + 1):
        if np.array_equal(rounded(digits, some), some) and (
            yield from _all_equal(parts, partial(rounded, digits))
        ):
            return digits
    return None


def _used(
    parts: Sequence[Array], digits: int, rounded: Callable[[int, Array], Array]
) -> Generator[None, None, float]:
    """Return the share of values that have no fewer digits."""
    if digits == 1:
        return 1.0
    used = 0
    for part in parts:
        used += int(np.count_nonzero(rounded(digits - 1, part) != part))
        yield
    return used / sum(part.size for part in parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _as_bfloat16(values: Array) -> Array:
    """Return values without the last 16 bits that float32 has more than bfloat16."""
    with np.errstate(all="ignore"):
        bits = values.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)
        return bits.view(np.float32).astype(np.float64)


def _cast(dtype: type) -> Callable[[Array], Array]:
    def shortened(values: Array) -> Array:
        with np.errstate(all="ignore"):
            return values.astype(dtype).astype(np.float64)

    return shortened


_SHORTENED: dict[str, Callable[[Array], Array]] = {
    "float16": _cast(np.float16),
    "bfloat16": _as_bfloat16,
    "float32": _cast(np.float32),
}
# Unit roundoffs; below the smallest normal number, half the distance of two numbers; and one over
# the largest number.
_FLOATS = {
    "float16": Precision("float16", unit=2.0**-11, quantum=2.0**-25, vanishing=2.0**-16),
    "bfloat16": Precision("bfloat16", unit=2.0**-8, quantum=2.0**-134, vanishing=2.0**-128),
    "float32": Precision("float32", unit=2.0**-24, quantum=2.0**-150, vanishing=2.0**-128),
}
