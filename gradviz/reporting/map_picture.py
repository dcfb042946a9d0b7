"""One array's map as a picture: cells where there is room for them, an image where not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.numbers import in_cell, number
from gradviz.presenting.colour_scale import ColourScale, Pixels
from gradviz.presenting.map_views import (
    AT_KINK_LABEL,
    BELOW_NOISE_LABEL,
    NOT_COVERED_LABEL,
    SIGNS,
)
from gradviz.reporting.map_numbers import numbers
from gradviz.reporting.paper import Paper, rgb
from gradviz.reporting.png import png_address
from gradviz.reporting.svg import image, label, length, path, rect

MOST_CELLS = 600  # drawn one by one; more are an image
FINENESS = 2  # pixels of an image a unit of length
SMALLEST_OUTLINED, SMALLEST_SIGNED, SMALLEST_WRITTEN = 8, 14, 46
SMALLEST_CORNERED = 7
HATCH = 6.0  # units between two lines of a hatch, along a side
CORNER = 0.25  # of a cell's shorter side
CHEVRON = 0.2  # how high, of the same

NOT_COMPUTED = -1.0


@dataclass(frozen=True, eq=False)
class Map:
    """What one map shows and where.

    Attributes
    ----------
    name
        The array.
    values
        Its errors, shape (rows, columns): not negative; NaN and infinity are shown as such.
    x, y, width, height
        The place of its cells.
    computed, failing, uncovered, below_noise, at_kink
        Which of them are known, which are known to be wrong, where grad is zero, where
        numerical error explains the difference, and where J has a kink; shape of the values.
    """

    name: str
    values: Array
    x: float
    y: float
    width: float
    height: float
    computed: Mask
    failing: Mask
    uncovered: Mask
    below_noise: Mask
    at_kink: Mask

    @property
    def pooled(self) -> Array:
        """The values, each the worst of a block where a cell would be smaller than a unit."""
        values = np.where(self.computed, self.values, NOT_COMPUTED)
        for axis in (0, 1):
            values = np.maximum.reduceat(values, self._starts(axis), axis=axis)  # NaN wins
        return values

    @property
    def pooled_uncovered(self) -> Mask:
        """Where grad is zero in a whole block."""
        uncovered = self.uncovered
        for axis in (0, 1):
            uncovered = np.logical_and.reduceat(uncovered, self._starts(axis), axis=axis)
        return uncovered

    def _starts(self, axis: int) -> Indices:
        """Return where the blocks begin that are no smaller than a unit."""
        size, room = self.values.shape[axis], (self.height, self.width)[axis]
        cells = max(1, min(size, round(room)))
        starts: Indices = np.arange(cells) * size // cells
        return starts

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several entries."""
        rows, columns = self.values.shape
        return bool(rows > self.height or columns > self.width)


def draw_map(shown: Map, scale: ColourScale, colours: Paper) -> list[str]:
    """Return the elements of a map."""
    place = shown.x, shown.y, shown.width, shown.height
    around = [rect(*place, _line(colours.muted, 1))]
    around += numbers(shown.values.shape, *place, colours)
    if shown.values.size > MOST_CELLS:
        return [*_image(shown, scale, colours), *around, *_frame_of_failing(shown, colours)]
    return [*_cells(shown, scale, colours), *around, *_outlines(shown, colours)]


def _colours(values: Array, uncovered: Mask, scale: ColourScale, colours: Paper) -> Pixels:
    return scale.rgba(values, values != NOT_COMPUTED, colours.special, uncovered)


def _image(shown: Map, scale: ColourScale, colours: Paper) -> Iterator[str]:
    values, uncovered = shown.pooled, shown.pooled_uncovered
    # Every cell becomes whole pixels here, as a viewer would blur them.
    height, width = round(FINENESS * shown.height), round(FINENESS * shown.width)
    rows = np.arange(height) * values.shape[0] // height
    columns = np.arange(width) * values.shape[1] // width
    pixels = _colours(values, uncovered, scale, colours)[rows][:, columns]
    lines = (np.arange(height)[:, np.newaxis] - np.arange(width)) % round(FINENESS * HATCH) == 0
    pixels[lines & uncovered[rows][:, columns], :3] = rgb(colours.hatch)
    yield image(shown.x, shown.y, shown.width, shown.height, png_address(pixels))


def _cells(shown: Map, scale: ColourScale, colours: Paper) -> Iterator[str]:
    values = np.where(shown.computed, shown.values, NOT_COMPUTED)
    pixels = _colours(values, shown.uncovered, scale, colours)
    for (row, column), value in np.ndenumerate(values):
        red, green, blue, _ = (int(each) for each in pixels[row, column])
        uncovered, below_noise, at_kink = (
            bool(mask[row, column]) for mask in (shown.uncovered, shown.below_noise, shown.at_kink)
        )
        place = _place(shown, row, column)
        notes = (
            (NOT_COVERED_LABEL, uncovered),
            (BELOW_NOISE_LABEL, below_noise),
            (AT_KINK_LABEL, at_kink),
        )
        words = ", ".join([_words(value), *(note for note, applies in notes if applies)])
        fill = f"#{red:02x}{green:02x}{blue:02x}"
        look = f'fill="{fill}" stroke="{colours.grid}" stroke-width="0.5"'
        yield rect(*place, look, f"{shown.name}[{row},{column}] {words}")
        is_dark = 0.3 * red + 0.59 * green + 0.11 * blue < 128
        ink = "#ffffff" if is_dark else "#000000"
        if value == NOT_COMPUTED:
            yield hatched(*place, colours.marks["not_computed"], is_rising=True)
        if uncovered:
            yield hatched(*place, colours.hatch if value == 0 else ink)
        if below_noise and min(place[2:]) >= SMALLEST_CORNERED:
            yield cornered(*place, ink)
        if at_kink and min(place[2:]) >= SMALLEST_CORNERED:
            yield from chevron(*place, ink, fill)
        yield from _sign(place, value, colours, ink, uncovered=uncovered)


def _place(shown: Map, row: int, column: int) -> tuple[float, float, float, float]:
    height = shown.height / shown.values.shape[0]
    width = shown.width / shown.values.shape[1]
    return shown.x + column * width, shown.y + row * height, width, height


def _words(value: float) -> str:
    if value == NOT_COMPUTED:
        return "not computed"
    return number(value, 3) if value else "exactly equal"


def hatched(
    x: float, y: float, width: float, height: float, colour: str, *, is_rising: bool = False
) -> str:
    """Return the hatch of a cell whose grad is zero: lines that fall to the right.

    Those of a cell that is not computed rise.
    """
    # Lines of the whole picture, y - x = c or y + x = c, so that they run on from cell to cell.
    sign = -1 if is_rising else 1
    first = y + x if is_rising else y - x - width
    last = first + width + height
    lines = []
    for place in range(int(first // HATCH) + 1, int(-(-last // HATCH))):
        c = place * HATCH
        ends = (max(x, y - c), min(x + width, y + height - c))
        if is_rising:
            ends = (max(x, c - y - height), min(x + width, c - y))
        (left, top), (right, bottom) = ((each, c + sign * each) for each in ends)
        lines.append(f"M{length(left)} {length(top)}L{length(right)} {length(bottom)}")
    return path("".join(lines), f'fill="none" stroke="{colour}" stroke-width="0.6"')


def cornered(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return the marked corner of a cell whose difference is below the noise."""
    right, bottom = x + width, y + height
    size = min(max(CORNER * min(width, height), 3.0), 8.0)
    lines = (
        f"M{length(right)} {length(bottom)}L{length(right - size)} {length(bottom)}"
        f"L{length(right)} {length(bottom - size)}Z"
    )
    return path(lines, f'fill="{colour}" fill-opacity="0.5"')


def chevron(
    x: float, y: float, width: float, height: float, colour: str, ground: str
) -> Iterator[str]:
    """Return the ∨ in the first corner of a cell at a kink, within the outline of a failing one.

    A line of the cell's own colour below it keeps the hatch away.
    """
    side = min(width, height)
    inset = min(2 * outline_width(width, height) + 1.5, side / 4)
    size = min(max(CHEVRON * side, 2.0), 6.0)
    left, top = x + inset, y + inset
    lines = (
        f"M{length(left)} {length(top)}L{length(left + size)} {length(top + size)}"
        f"L{length(left + 2 * size)} {length(top)}"
    )
    for stroke, thickness, opacity in ((ground, 4, 1), (colour, 1.2, 0.8)):
        look = f'stroke="{stroke}" stroke-opacity="{opacity}" stroke-width="{thickness}"'
        yield path(lines, f'fill="none" {look}')


def _sign(
    place: tuple[float, float, float, float],
    value: float,
    colours: Paper,
    ink: str,
    *,
    uncovered: bool,
) -> Iterator[str]:
    """Return the value of a cell, or a sign where there is no room for it, as on the screen."""
    size = min(place[2:])
    kind, sign = special_sign(value)
    if size < SMALLEST_SIGNED or kind == "not_computed":
        return
    is_special = bool(kind) and not (uncovered and value == 0)  # which is hatched
    fill = colours.marks[kind] if is_special else ink
    if size >= SMALLEST_WRITTEN:
        yield centred(*place, in_cell(value), 11, fill)
    elif is_special:
        yield centred(*place, sign, min(size * 0.6, 16), fill)


def special_sign(value: float) -> tuple[str, str]:
    """Return the kind and the sign of a value that is not on the scale; empty if it is."""
    if value == NOT_COMPUTED:
        return "not_computed", ""
    if not np.isfinite(value):
        return "not_finite", SIGNS["not_finite"]
    return ("equal", SIGNS["equal"]) if value == 0 else ("", "")


def centred(
    x: float, y: float, width: float, height: float, text: str, size: float, fill: str
) -> str:
    """Return a text in the middle of a box."""
    return label(x + width / 2, y + height / 2 + 0.36 * size, text, size, fill, anchor="middle")


def _outlines(shown: Map, colours: Paper) -> Iterator[str]:
    cell = _place(shown, 0, 0)
    if min(cell[2:]) < SMALLEST_OUTLINED:
        yield from _frame_of_failing(shown, colours)
        return
    for row, column in np.argwhere(shown.failing & shown.computed):
        yield from outline(*_place(shown, int(row), int(column)), colours)


def outline(x: float, y: float, width: float, height: float, colours: Paper) -> Iterator[str]:
    """Return the two lines around a failing cell, within it."""
    line = outline_width(width, height)
    for place, colour in enumerate(colours.failing):
        inset = line * (place + 0.5)
        inner = x + inset, y + inset, width - 2 * inset, height - 2 * inset
        yield rect(*inner, _line(colour, line))


def outline_width(width: float, height: float) -> float:
    """Return how wide each of the two lines is."""
    return min(2.0, min(width, height) / 14)


def _frame_of_failing(shown: Map, colours: Paper) -> Iterator[str]:
    """Return a frame around a whole map that has failing cells too small for an outline."""
    if np.any(shown.failing & shown.computed):
        yield from outline(shown.x - 5, shown.y - 5, shown.width + 10, shown.height + 10, colours)


def _line(colour: str, width: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{length(width)}"'
