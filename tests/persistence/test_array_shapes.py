"""Shapes of the arrays of a network, taken or refused with what to write, for any sizes."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.persistence.array_shapes import fitting_shapes, shape_text
from gradviz.persistence.npz import Header, Unfit

Sizes = tuple[int, int, int, int, int]  # n_x, n_1, n_2, n_y and m
Shapes = dict[str, tuple[int, ...]]

sizes = st.tuples(*[st.integers(1, 40)] * 5)
# Each another number, so that nothing fits by accident.
distinct = st.lists(st.integers(2, 40), min_size=5, max_size=5, unique=True).map(tuple)


def shapes_of(found: Sizes, with_gradients: bool = True) -> Shapes:
    """Return what a network of these sizes is written as: a column an example, a row a unit."""
    n_x, n_1, n_2, n_y, m = found
    shapes: Shapes = {"X": (n_x, m), "Y": (n_y, m)}
    parameters: Shapes = {}
    for layer, (before, after) in enumerate(((n_x, n_1), (n_1, n_2), (n_2, n_y)), start=1):
        parameters |= {f"W{layer}": (after, before), f"b{layer}": (after, 1)}
    shapes |= parameters
    if with_gradients:
        shapes |= {f"d{name}": shape for name, shape in parameters.items()}
        between = {"dZ3": n_y, "dA2": n_2, "dZ2": n_2, "dA1": n_1, "dZ1": n_1}
        shapes |= {name: (units, m) for name, units in between.items()}
    return shapes


def taken(shapes: Mapping[str, tuple[int, ...]], dtype: str = "f8") -> dict[str, tuple[int, int]]:
    return fitting_shapes({name: Header(each, np.dtype(dtype)) for name, each in shapes.items()})


def refusal(shapes: Mapping[str, tuple[int, ...]], dtype: str = "f8") -> str:
    with pytest.raises(Unfit) as caught:
        taken(shapes, dtype)
    return str(caught.value)


@given(found=sizes, with_gradients=st.booleans(), dtype=st.sampled_from(["f8", "f4", "i8", "?"]))
def test_every_network_is_taken_as_it_is(found: Sizes, with_gradients: bool, dtype: str) -> None:
    shapes = shapes_of(found, with_gradients)
    expected = taken(shapes, dtype)
    assert {name: expected[name] for name in shapes} == shapes


@given(found=sizes)
def test_one_axis_is_enough_where_values_have_one_place(found: Sizes) -> None:
    shapes = shapes_of(found)
    flat = {
        name: (max(each),) if "W" not in name and name != "X" and 1 in each else each
        for name, each in shapes.items()
    }
    expected = taken(flat)
    assert {name: expected[name] for name in shapes} == shapes


def test_a_sum_of_one_row_may_be_a_single_number() -> None:
    shapes = shapes_of((4, 5, 3, 1, 9))
    assert taken(shapes | {"db3": (), "b3": ()})["db3"] == (1, 1)
    assert "db1" in refusal(shapes | {"db1": ()})


@given(found=distinct)
def test_a_file_of_examples_in_rows_is_told_what_to_transpose(found: Sizes) -> None:
    rows = {name: shape[::-1] for name, shape in shapes_of(found).items()}
    words = refusal(rows)
    assert words.startswith("examples are its rows, and here they are columns; save X.T, ")
    for name in rows:
        assert f"{name}.T" in words
    assert "under these names" in words


@given(found=distinct)
def test_examples_in_rows_with_the_weights_of_the_exercise_need_x_and_what_goes_with_it(
    found: Sizes,
) -> None:
    shapes = shapes_of(found)
    mixed = {
        name: shape if "W" in name or "b" in name else shape[::-1] for name, shape in shapes.items()
    }
    words = refusal(mixed)
    assert "save X.T" in words
    assert "Y.T" in words
    assert "W1.T" not in words


@given(found=distinct, name=st.sampled_from(["X", "W1", "W2", "W3"]))
def test_a_single_array_that_is_transposed_is_named(found: Sizes, name: str) -> None:
    shapes = shapes_of(found, with_gradients=False)
    words = refusal(shapes | {name: shapes[name][::-1]})
    assert f"{name} may be transposed" in words


@given(found=distinct, name=st.sampled_from(["Y", "b2", "dW1", "dW3", "dZ2", "dA1"]))
def test_any_other_array_that_is_transposed_is_named_too(found: Sizes, name: str) -> None:
    shapes = shapes_of(found)
    words = refusal(shapes | {name: shapes[name][::-1]})
    assert words.startswith(f"{name} has the shape {shape_text(shapes[name][::-1])}")
    assert f"must be {shapes[name]}" in words
    assert "transposed" in words


@given(found=distinct, layer=st.integers(1, 3))
def test_a_sum_that_is_missing_or_goes_over_the_units_is_told_apart(
    found: Sizes, layer: int
) -> None:
    units, m = found[layer], found[4]
    shapes = shapes_of(found)
    right = f"write db{layer} = 1/m * np.sum(dZ{layer}, axis=1, keepdims=True)"
    missing = refusal(shapes | {f"db{layer}": (units, m)})
    assert "the sum over them is missing" in missing
    assert right in missing
    for shape in ((m,), (1, m)):
        over = refusal(shapes | {f"db{layer}": shape})
        assert "over the units, not over the examples" in over
        assert right in over


@given(found=distinct, name=st.sampled_from(["W2", "W3"]), more=st.integers(1, 5))
def test_weights_that_do_not_follow_each_other_are_named_both(
    found: Sizes, name: str, more: int
) -> None:
    shapes = shapes_of(found, with_gradients=False)
    rows, columns = shapes[name]
    wrong = rows, columns + more
    before = f"W{int(name[1]) - 1}"
    assume(wrong[1] not in shapes[before])
    words = refusal(shapes | {name: wrong})
    assert f"{name} must have as many columns as {before} has rows" in words
    assert str(wrong) in words


@pytest.mark.parametrize(
    ("dtype", "words"),
    [
        ("c16", "complex numbers"),
        ("O", "Python objects"),
        ("U3", "text"),
        ("S3", "text"),
        ("M8[s]", "dates"),
        ("m8[s]", "times"),
    ],
)
def test_what_is_no_real_number_is_refused(dtype: str, words: str) -> None:
    assert refusal(shapes_of((4, 5, 3, 1, 9)), dtype).startswith(f"X holds {words}")


@pytest.mark.parametrize(("name", "shape"), [("X", (0, 3)), ("dW1", (5, 0)), ("Y", (0,))])
def test_an_empty_array_is_refused(name: str, shape: tuple[int, ...]) -> None:
    words = refusal(shapes_of((4, 5, 3, 1, 9)) | {name: shape})
    assert words == f"{name} is empty: its shape is {shape}"


@pytest.mark.parametrize("shape", [(4,), (4, 9, 1), ()])
def test_the_arrays_that_give_the_sizes_have_two_axes(shape: tuple[int, ...]) -> None:
    for name in ("X", "W1", "W2", "W3"):
        words = refusal(shapes_of((4, 5, 3, 1, 9)) | {name: shape})
        assert words == f"{name} has the shape {shape}; it must have two axes"


def test_what_no_settings_could_check_is_refused() -> None:
    assert "rows" in refusal(shapes_of((10**7, 5, 3, 1, 9)))
    assert "examples" in refusal(shapes_of((4, 5, 3, 1, 10**8)))


@given(shape=st.lists(st.integers(0, 10**60), max_size=64).map(tuple))
def test_a_shape_is_never_written_long(shape: tuple[int, ...]) -> None:
    text = shape_text(shape)
    assert len(text) <= 40
    if len(str(shape)) <= 40 and all(size < 10**40 for size in shape):
        assert text == str(shape)
