"""Nodes stay in the widget, clear of one another, with room for what is written in them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.presenting.computation_layout import (
    PLACES,
    SMALLER,
    Box,
    ComputationLayout,
    Detail,
    ends_of_row,
    neighbour,
    written,
)

SIZES = [(420, 220), (640, 300), (1000, 500)]
LINES = st.sampled_from([12.0, 16.0, 21.0, 31.0, 40.0])  # heights of a line of text


def laid_out(
    area: tuple[float, float], line: float, shape: str = "(5, 12)", wide: float = 0.52
) -> ComputationLayout:
    shapes = dict.fromkeys(PLACES, shape) | {"J": ""}
    return ComputationLayout.fitting(area, shapes, "✗", lambda t: wide * line * len(t), line)


def overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


@given(
    st.floats(420, 1000),
    st.floats(220, 500),
    LINES,
    st.sampled_from(["(1, 1)", "(784, 128)", "(10000, 10000)"]),
)
def test_at_any_size_nodes_are_inside_and_apart_and_hold_their_text(
    width: float, height: float, line: float, shape: str
) -> None:
    layout = laid_out((width, height), line, shape)
    for box in layout.boxes.values():
        assert box.left > 4
        assert box.right < width - 4
        assert box.top > 4
        assert box.bottom < height - 4
    assert not any(overlap(a, b) for a, b in combinations(layout.boxes.values(), 2))
    for name, box in layout.boxes.items():
        texts = written(name, "" if name == "J" else shape, "✗", layout.detail)
        sizes = [1.0] * len(texts)
        if layout.detail is Detail.SHAPES:
            sizes[1] = SMALLER
        widths = [0.52 * line * len(t) * s for t, s in zip(texts, sizes, strict=True)]
        assert max(widths) * layout.scale <= box.width
        assert sum(sizes) * line * layout.scale <= box.height


def test_shapes_are_dropped_before_names_and_names_before_they_are_made_smaller() -> None:
    found = [laid_out((640, 300), line) for line in (16, 20, 31)]
    assert [each.detail for each in found] == [Detail.SHAPES, Detail.NAMES, Detail.STACKED]
    assert [each.scale for each in found] == [1, 1, 1]
    least = laid_out((420, 220), 31)
    assert least.detail is not Detail.SHAPES
    assert 0.5 < least.scale < 1


def test_the_forward_pass_runs_right_and_the_backward_pass_left_below_it() -> None:
    boxes = laid_out((640, 300), 16).boxes
    forward = [boxes[name] for name in ("X", "Z1", "A1", "Z2", "A2", "Z3", "A3", "J")]
    backward = [boxes[name] for name in ("dZ3", "dA2", "dZ2", "dA1", "dZ1")]
    assert sorted(forward, key=lambda box: box.x) == forward
    assert sorted(backward, key=lambda box: -box.x) == backward
    assert len({box.y for box in forward}) == len({box.y for box in backward}) == 1
    assert backward[0].y > forward[0].y
    assert all(boxes[f"d{name}"].x == boxes[name].x for name in ("W1", "b2", "Z3", "A1"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("line", [16.0, 31.0])
def test_edges_begin_and_end_at_the_border_of_their_nodes(
    size: tuple[int, int], line: float
) -> None:
    layout = laid_out(size, line)
    for start, end in combinations(PLACES, 2):
        points = layout.way(start, end)
        assert len(points) in (2, 4)
        for name, (x, y) in ((start, points[0]), (end, points[-1])):
            box = layout.boxes[name]
            assert box.left <= x + 1e-9
            assert x <= box.right + 1e-9
            assert (
                min(abs(y - box.top), abs(y - box.bottom), abs(x - box.left), abs(x - box.right))
                < 1e-9
            )


def test_what_is_read_from_the_other_pass_goes_between_the_nodes_in_between() -> None:
    layout = laid_out((1000, 500), 16)
    for start, end in (("A2", "dW3"), ("A1", "dW2"), ("X", "dW1"), ("W3", "dA2"), ("Y", "dZ3")):
        points = layout.way(start, end)
        middle = tuple(
            sum(w * p[i] for w, p in zip((1, 3, 3, 1), points, strict=True)) / 8 for i in (0, 1)
        )
        assert layout.node_at(*middle) is None, (start, end)


def test_a_place_of_a_node_is_that_node() -> None:
    layout = laid_out((640, 300), 16)
    assert all(layout.node_at(box.x, box.y) == name for name, box in layout.boxes.items())
    assert layout.node_at(1, 1) is None


def test_every_node_can_be_walked_to() -> None:
    steps = ((0, -1), (0, 1), (-1, 0), (1, 0))
    reached, fresh = {"dZ3"}, ["dZ3"]
    while fresh:
        fresh = [n for n in {neighbour(f, *s) for f in fresh for s in steps} if n not in reached]
        reached |= set(fresh)
    assert reached == set(PLACES)


def test_steps_keep_to_the_row_and_lead_between_the_passes() -> None:
    assert neighbour("dZ3", 0, -1) == "dA2"
    assert neighbour("dZ1", 0, -1) == "dZ1"
    assert neighbour("dZ2", -1, 0) == "Z2"
    assert neighbour("Z2", 1, 0) == "dZ2"
    assert neighbour("J", 1, 0) == "dZ3"
    assert neighbour("W1", -1, 0) == "W1"
    assert neighbour("dZ1", 1, 0) == "dW1"
    assert ends_of_row("Z2") == ("X", "J")
    assert ends_of_row("dW2") == ("dW1", "db3")
