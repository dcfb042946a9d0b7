"""One array's map as a picture: cells where there is room for them, an image where not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.entry import number_text
from gradviz.network.layout import Array, Mask
from gradviz.reporting.colour_scale import ColourScale, Pixels
from gradviz.reporting.paper import Paper
from gradviz.reporting.png import png_address
from gradviz.reporting.svg import image, label, number, rect

MOST_CELLS = 600  # drawn one by one; more are an image
FINENESS = 2  # pixels of an image a unit of length
SMALLEST_OUTLINED, SMALLEST_SIGNED, SMALLEST_WRITTEN = 8, 14, 46

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
    computed, failing
        Which of them are known, and which make the check fail alone; same shape.
    x, y, width, height
        The place of its cells.
    """

    name: str
    values: Array
    computed: Mask
    failing: Mask
    x: float
    y: float
    width: float
    height: float

    @property
    def pooled(self) -> Array:
        """The values, each the worst of a block where a cell would be smaller than a unit."""
        values = np.where(self.computed, self.values, NOT_COMPUTED)
        for axis, room in ((0, self.height), (1, self.width)):
            size = values.shape[axis]
            cells = max(1, min(size, round(room)))
            starts = np.arange(cells) * size // cells
            values = np.maximum.reduceat(values, starts, axis=axis)  # NaN wins
        return values

    @property
    def is_pooled(self) -> bool:
        """Whether a cell stands for several entries."""
        rows, columns = self.values.shape
        return bool(rows > self.height or columns > self.width)


def draw_map(shown: Map, scale: ColourScale, colours: Paper) -> list[str]:
    """Return the elements of a map."""
    frame = rect(shown.x, shown.y, shown.width, shown.height, _line(colours.muted, 1))
    if shown.values.size > MOST_CELLS:
        return [*_image(shown, scale, colours), frame, *_frame_of_failing(shown, colours)]
    return [*_cells(shown, scale, colours), frame, *_outlines(shown, colours)]


def _colours(values: Array, scale: ColourScale, colours: Paper) -> Pixels:
    return scale.rgba(values, values != NOT_COMPUTED, colours.special)


def _image(shown: Map, scale: ColourScale, colours: Paper) -> Iterator[str]:
    values = shown.pooled
    # Every cell becomes whole pixels here, as a viewer would blur them.
    height, width = round(FINENESS * shown.height), round(FINENESS * shown.width)
    rows = np.arange(height) * values.shape[0] // height
    columns = np.arange(width) * values.shape[1] // width
    pixels = _colours(values, scale, colours)[rows][:, columns]
    yield image(shown.x, shown.y, shown.width, shown.height, png_address(pixels))


def _cells(shown: Map, scale: ColourScale, colours: Paper) -> Iterator[str]:
    values = np.where(shown.computed, shown.values, NOT_COMPUTED)
    pixels = _colours(values, scale, colours)
    for (row, column), value in np.ndenumerate(values):
        red, green, blue, _ = (int(each) for each in pixels[row, column])
        tip = f"{shown.name}[{row},{column}] {_words(value)}"
        look = f'fill="#{red:02x}{green:02x}{blue:02x}" stroke="{colours.grid}" stroke-width="0.5"'
        yield rect(*_place(shown, row, column), look, tip)
        is_dark = 0.3 * red + 0.59 * green + 0.11 * blue < 128
        yield from _sign(shown, row, column, value, colours, is_dark=is_dark)


def _place(shown: Map, row: int, column: int) -> tuple[float, float, float, float]:
    height = shown.height / shown.values.shape[0]
    width = shown.width / shown.values.shape[1]
    return shown.x + column * width, shown.y + row * height, width, height


def _words(value: float) -> str:
    if value == NOT_COMPUTED:
        return "not computed"
    return f"{value:.3g}" if value else "exactly equal"


def _sign(
    shown: Map, row: int, column: int, value: float, colours: Paper, *, is_dark: bool
) -> Iterator[str]:
    """Return the text in a cell, if it has room for one."""
    x, y, width, height = _place(shown, row, column)
    size = min(width, height)
    if size < SMALLEST_SIGNED:
        return
    kind, sign = special_sign(value)
    if kind:
        yield centred(x, y, width, height, sign, min(size * 0.6, 16), colours.marks[kind])
    elif size >= SMALLEST_WRITTEN:
        ink = "#ffffff" if is_dark else "#000000"
        yield centred(x, y, width, height, number_text(float(f"{value:.2g}")), 11, ink)


def special_sign(value: float) -> tuple[str, str]:
    """Return the kind and the sign of a value that is not on the scale; empty if it is."""
    if value == NOT_COMPUTED:
        return "not_computed", "…"
    if not np.isfinite(value):
        return "not_finite", "!"
    return ("equal", "=") if value == 0 else ("", "")


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
    line = min(2, min(width, height) / 14)
    for place, colour in enumerate(colours.failing):
        inset = line * (place + 0.5)
        inner = x + inset, y + inset, width - 2 * inset, height - 2 * inset
        yield rect(*inner, _line(colour, line))


def _frame_of_failing(shown: Map, colours: Paper) -> Iterator[str]:
    """Return a frame around a whole map that has failing cells too small for an outline."""
    if np.any(shown.failing & shown.computed):
        yield from outline(shown.x - 5, shown.y - 5, shown.width + 10, shown.height + 10, colours)


def _line(colour: str, width: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{number(width)}"'
