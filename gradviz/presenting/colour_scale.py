"""Colours for values over many decades, the same in the window and in a picture.

The range is fixed for each view, so that two checks can be compared by eye.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gradviz.network.layout import Array, Mask
from gradviz.network.numbers import number
from gradviz.presenting.map_views import MapView
from gradviz.resources import resource_path

Rgb = tuple[int, int, int]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class SpecialColours:
    """Colours of what no scale can show."""

    zero: Rgb = (255, 255, 255)
    not_computed: Rgb = (208, 208, 208)
    not_finite: Rgb = (230, 0, 160)
    uncovered: Rgb = (190, 220, 255)


@dataclass(frozen=True)
class ColourScale:
    """A logarithmic colour scale.

    Attributes
    ----------
    palette
        The name of a table in resources/palettes.
    low, high
        The decades at its ends: 10**low and 10**high, for signed values of their size.
    signed
        Whether it runs from -10**high over 0 to 10**high.
    """

    palette: str
    low: int
    high: int
    signed: bool = False

    def positions(self, values: Array) -> Array:
        """Return where values stand on the scale, 0 to 1; values beyond an end stand at it.

        Zero stands at the low end, or in the middle of a signed scale; NaN stays NaN.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            sizes = (np.log10(np.abs(values)) - self.low) / (self.high - self.low)
        sizes = np.clip(sizes, 0, 1)
        return 0.5 + 0.5 * np.sign(values) * sizes if self.signed else sizes

    def position(self, value: float) -> float:
        """Return where one value stands on the scale, 0 to 1."""
        return float(self.positions(np.asarray(value, dtype=np.float64)))

    def rgba(
        self,
        values: Array,
        computed: Mask | None = None,
        special: SpecialColours | None = None,
        uncovered: Mask | None = None,
    ) -> Pixels:
        """Return the colour of each value, shape values.shape + (4,).

        Parameters
        ----------
        values
            Any shape.
        computed
            Which values there are, of the same shape; all if None.
        special
            The colours of zero, of values not computed yet, of NaN and infinity, and of zero
            where grad is zero.
        uncovered
            Where grad is zero, of the same shape; nowhere if None. A value that is not zero
            keeps its colour there.
        """
        special = special or SpecialColours()
        finite = np.isfinite(values)
        indices = np.rint(255 * self.positions(np.where(finite, values, 1))).astype(np.uint8)
        pixels = palette_table(self.palette)[indices]
        zero = values == 0
        pixels[zero, :3] = special.zero
        if uncovered is not None:
            pixels[zero & uncovered, :3] = special.uncovered
        pixels[~finite, :3] = special.not_finite
        if computed is not None:
            pixels[~computed, :3] = special.not_computed
        return pixels

    @cache  # noqa: B019 - scales are few and live as long as the program
    def ticks(self, step: int = 1) -> list[tuple[float, str]]:
        """Return the position and the label of every step-th decade, from low to high."""
        decades = range(self.high, self.low - 1, -step)
        values = [10.0**decade for decade in decades]
        if not self.signed:
            return [(self.position(value), number(value)) for value in reversed(values)]
        outer = [value for value in values if value > 10.0**self.low]
        both = [-value for value in outer] + [0.0] + outer[::-1]
        return [(self.position(value), number(value)) for value in both]


_SCALES = {
    MapView.ERROR: ColourScale("cividis", -12, 0),
    MapView.RELATIVE: ColourScale("cividis", -12, 0),
    MapView.SIGNED: ColourScale("cet-d1", -12, 0, signed=True),
    MapView.GRAD: ColourScale("cet-d1", -6, 1, signed=True),
    MapView.GRADAPPROX: ColourScale("cet-d1", -6, 1, signed=True),
    MapView.UNITS: ColourScale("cividis", -3, 6),
}


def scale_for(view: MapView) -> ColourScale:
    """Return the scale of a view."""
    return _SCALES[view]


@cache
def palette_table(name: str) -> Pixels:
    """Return a colour map of resources/palettes as 256 rows of r, g, b and opaque alpha."""
    path = resource_path("palettes", f"{name}.csv")
    colours = np.loadtxt(path, delimiter=",", dtype=np.uint8)
    return np.column_stack([colours, np.full(len(colours), 255, dtype=np.uint8)])
