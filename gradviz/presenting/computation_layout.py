"""Where the nodes of a computation graph stand, and how much is written in them; plain numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

# Column and row: parameters above the forward pass, gradients of parameters below the backward.
PLACES: Mapping[str, tuple[float, int]] = {
    "W1": (0.5, 0),
    "b1": (1.5, 0),
    "W2": (2.5, 0),
    "b2": (3.5, 0),
    "W3": (4.5, 0),
    "b3": (5.5, 0),
    "Y": (7.0, 0),
    "X": (0.0, 1),
    "Z1": (1.0, 1),
    "A1": (2.0, 1),
    "Z2": (3.0, 1),
    "A2": (4.0, 1),
    "Z3": (5.0, 1),
    "A3": (6.0, 1),
    "J": (7.0, 1),
    "dZ1": (1.0, 2),
    "dA1": (2.0, 2),
    "dZ2": (3.0, 2),
    "dA2": (4.0, 2),
    "dZ3": (5.0, 2),
    "dW1": (0.5, 3),
    "db1": (1.5, 3),
    "dW2": (2.5, 3),
    "db2": (3.5, 3),
    "dW3": (4.5, 3),
    "db3": (5.5, 3),
}
COLUMNS, ROWS = 8, 4
BACKWARD_ROW = 2  # the first row of the backward pass

MARGIN = 7.0  # pixels, for the ring around a node at the edge
SMALLER = 0.85  # a shape is written so much smaller than a name
# Of the way from one column to the next: a node that arrows come to from the side leaves room.
_WIDEST, _WIDEST_APART = 0.84, 0.93
_WIDE, _HIGH = 0.6, 0.5  # how much of its place a node takes where there is room
_PAD_X, _PAD_Y, _GAP = 0.16, 0.1, 0.55  # in lines of text: within a node, and between two rows

Measure = Callable[[str], float]
Point = tuple[float, float]


class Detail(Enum):
    """How much is written in a node."""

    SHAPES = "sign and name, and the shape below"
    NAMES = "sign and name"
    STACKED = "the sign above the name"


@dataclass(frozen=True)
class Box:
    """A rectangle, by its middle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Where it begins from above."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class _Need:
    """What nodes need at a detail: the width of those in the passes and of others, and heights."""

    detail: Detail
    width: float
    width_apart: float
    heights: tuple[float, ...]
    gap: float

    def scale(self, area: Point) -> float:
        """Return how much smaller than it is meant to be the text has to be, 1 if it fits."""
        step = max(self.width / _WIDEST, self.width_apart / _WIDEST_APART)
        wide = self.width + (COLUMNS - 1) * step
        high = sum(self.heights) + (ROWS - 1) * self.gap
        room = area[0] - 2 * MARGIN, area[1] - 2 * MARGIN
        return min(1.0, max(room[0], 1.0) / wide, max(room[1], 1.0) / high)


@dataclass(frozen=True)
class ComputationLayout:
    """The nodes of a graph in a widget of some size.

    Attributes
    ----------
    boxes
        Of every node, by name.
    detail
        What is written in them.
    scale
        By how much the text is smaller than it is meant to be; 1 wherever the names fit.
    legend
        Where there is room beside the backward pass.
    """

    boxes: Mapping[str, Box] = field(repr=False)
    detail: Detail
    scale: float
    legend: Box

    @classmethod
    def fitting(
        cls, area: Point, shapes: Mapping[str, str], sign: str, measure: Measure, line: float
    ) -> "ComputationLayout":
        """Return the layout that says most in a widget.

        Parameters
        ----------
        area
            Width and height of the widget.
        shapes
            What to write as the shape of each node.
        sign
            The widest sign of a verdict.
        measure
            Tells the width of a text.
        line
            The height of a line of text.
        """
        needs = [_need(detail, shapes, sign, measure, line) for detail in Detail]
        fitting = (need for need in needs if need.scale(area) == 1)
        need = next(fitting, None) or max(needs[1:], key=lambda each: each.scale(area))
        return cls._of(need, area, need.scale(area))

    @classmethod
    def _of(cls, need: _Need, area: Point, scale: float) -> "ComputationLayout":
        room = area[0] - 2 * MARGIN, area[1] - 2 * MARGIN
        width = max(need.width * scale, _WIDE * room[0] / COLUMNS)
        step = (room[0] - width) / (COLUMNS - 1)
        apart = max(need.width_apart * scale, _WIDE * step)
        least = [height * scale for height in need.heights]
        heights = [max(height, _HIGH * room[1] / ROWS) for height in least]
        if sum(heights) + (ROWS - 1) * need.gap * scale > room[1]:
            heights = least
        gap = (room[1] - sum(heights)) / (ROWS - 1)
        tops = [MARGIN + sum(heights[:row]) + row * gap for row in range(ROWS)]
        boxes = {}
        for name, (column, row) in PLACES.items():
            x, y = MARGIN + width / 2 + column * step, tops[row] + heights[row] / 2
            boxes[name] = Box(x, y, width if column % 1 == 0 else apart, heights[row])
        left, top = boxes["db3"].right + 0.1 * step, boxes["dZ3"].bottom
        right, bottom = area[0] - MARGIN, area[1] - MARGIN
        legend = Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
        return cls(boxes, need.detail, scale, legend)

    def node_at(self, x: float, y: float) -> str | None:
        """Return the node at a place of the widget."""
        return next((name for name, box in self.boxes.items() if box.holds(x, y)), None)

    def way(self, start: str, end: str) -> tuple[Point, ...]:
        """Return an edge between two nodes: two points of a line, or four of a Bézier curve."""
        source, target = self.boxes[start], self.boxes[end]
        rows = PLACES[start][1], PLACES[end][1]
        if rows[0] == rows[1]:
            return self._along(start, end)
        if (start, end) == ("J", "dZ3"):
            corner = source.x, target.y
            return (source.x, source.bottom), corner, corner, (target.right, target.y)
        down = rows[0] < rows[1]
        begins = source.bottom if down else source.top
        ends = target.top if down else target.bottom
        if abs(rows[0] - rows[1]) == 1:
            aside = min(max(0.3 * (source.x - target.x), -0.3 * target.width), 0.3 * target.width)
            return (source.x - aside, begins), (target.x + aside, ends)
        # Between two columns of the rows in between.
        middle = (source.x + target.x) / 2
        gaps = [box.x for name, box in self.boxes.items() if PLACES[name][0] % 1]
        between = min(gaps, key=lambda x: abs(x - middle))
        bend = (4 * between - middle) / 3  # so that the curve's middle is there
        ease = (ends - begins) / 4  # so that it leaves and comes in from below or above
        return (source.x, begins), (bend, begins + ease), (bend, ends - ease), (target.x, ends)

    def _along(self, start: str, end: str) -> tuple[Point, ...]:
        """Return an edge in a row: straight to the next node, in an arc past others."""
        source, target = self.boxes[start], self.boxes[end]
        row, columns = PLACES[start][1], (PLACES[start][0], PLACES[end][0])
        if abs(columns[0] - columns[1]) <= 1:
            if columns[0] < columns[1]:
                return (source.right, source.y), (target.left, target.y)
            return (source.left, source.y), (target.right, target.y)
        gap = self.boxes["X"].top - self.boxes["W1"].bottom
        is_below = row % 2 == 0  # into the gap between two rows of the same pass
        y, bow = (source.bottom, gap) if is_below else (source.top, -gap)
        inward = 0.25 * (source.width if source.x < target.x else -source.width)
        begins, ends = source.x + inward, target.x - inward  # clear of what comes to the middle
        return (begins, y), (begins, y + bow), (ends, y + bow), (ends, y)


def neighbour(name: str, down: int, right: int) -> str:
    """Return the node one step away: along a row, or the nearest one in the next row."""
    column, row = PLACES[name]
    if right:
        along = sorted(
            (place[0] * right, each) for each, place in PLACES.items() if place[1] == row
        )
        return next((each for place, each in along if place > column * right), name)
    near = sorted(
        (abs(place[0] - column), place[0], each)
        for each, place in PLACES.items()
        if place[1] == row + down
    )
    return near[0][2] if near else name


def ends_of_row(name: str) -> tuple[str, str]:
    """Return the first and the last node of a node's row."""
    row = sorted((place, each) for each, place in PLACES.items() if place[1] == PLACES[name][1])
    return row[0][1], row[-1][1]


def written(name: str, shape: str, sign: str, detail: Detail) -> tuple[str, ...]:
    """Return the lines of text in a node."""
    is_backward = PLACES[name][1] >= BACKWARD_ROW
    if detail is Detail.STACKED:
        return (sign, name) if is_backward else (name,)
    title = f"{sign} {name}" if is_backward and sign else name
    return (title, shape) if detail is Detail.SHAPES else (title,)


def _need(
    detail: Detail, shapes: Mapping[str, str], sign: str, measure: Measure, line: float
) -> _Need:
    widths: dict[bool, list[float]] = {True: [], False: []}
    lines = [0.0] * ROWS
    for name, (column, row) in PLACES.items():
        texts = written(name, shapes.get(name, ""), sign, detail)
        found = [measure(text) for text in texts]
        high = float(len(texts))
        if detail is Detail.SHAPES:
            found[1] *= SMALLER
            high = 1 + SMALLER
        widths[column % 1 == 0].append(max(found) + 2 * _PAD_X * line)
        lines[row] = max(lines[row], high)
    heights = tuple((high + 2 * _PAD_Y) * line for high in lines)
    return _Need(detail, max(widths[True]), max(widths[False]), heights, _GAP * line)
