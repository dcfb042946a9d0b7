"""One array's part of what a check brings back."""

from dataclasses import dataclass

from gradviz.network.layout import Shape


@dataclass(frozen=True)
class ArrayResult:
    """One array's part of a check.

    Attributes
    ----------
    name, shape
        Which array.
    difference
        The relative difference of this array's computed entries alone; NaN if none is computed or
        one is not finite.
    max_abs_error
        The largest |grad - gradapprox| of its computed entries.
    worst
        Where that entry stands, along each axis.
    grad, gradapprox
        The two values there.
    nonzero
        How many entries of the gradient are not zero.
    computed
        How many of its entries the check came to.
    kinks
        How many of those are at a kink.
    """

    name: str
    shape: Shape
    difference: float
    max_abs_error: float
    worst: tuple[int, ...]
    grad: float
    gradapprox: float
    nonzero: int
    computed: int
    kinks: int
