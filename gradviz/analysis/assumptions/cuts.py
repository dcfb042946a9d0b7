"""Right gradients that were cut: joined in another order of arrays, or to whole numbers."""

from collections.abc import Callable, Mapping

import numpy as np

from gradviz.analysis.assumptions.fit import COARSE, GRADIENTS, Case, Prediction, is_within
from gradviz.checking.difference import norm
from gradviz.network.layout import Array

EDGE = 1e-9  # so near to a whole number rounding decides on which side a value is cut
BLURRED = 0.01  # of what changed its place may be rounding
WAYS: dict[str, Callable[[Array], Array]] = {
    "cut": np.trunc,
    "rounded": np.rint,
    "rounded down": np.floor,
}


def has_same_values(values: Mapping[str, Array], case: Case) -> bool:
    """Return whether the given values are those of a pass in any order at all, or nearly so."""
    vector, joined = _joined(case.given), _joined(values)
    if not abs(norm(vector) - norm(joined)) <= COARSE * norm(joined):
        return False  # which costs less than to sort them
    scale = float(np.max(np.abs(joined), initial=0.0))
    return bool(np.all(np.abs(np.sort(vector) - np.sort(joined)) <= COARSE * scale))


def is_whole(case: Case) -> bool:
    """Return whether the gradients are whole numbers, and not nothing but zeros."""
    vector = _joined(case.given)
    return bool(vector.any()) and np.array_equal(vector, np.rint(vector))


def order_of(prediction: Prediction, case: Case) -> tuple[tuple[str, ...], bool] | None:
    """Return in which order the arrays of a pass make the given vector; None if in none.

    Returns
    -------
    tuple
        The names of the arrays, and whether each was flattened column by column.
    """
    vector = _joined(case.given)
    for by_columns in (False, True):
        flat = {n: _flat(prediction.values[n], by_columns) for n in GRADIENTS}
        blur = {n: _flat(prediction.tolerance[n], by_columns) for n in GRADIENTS}
        order = _placed(vector, flat, blur, (), 0)
        if order is None or _is_but_for_signs(vector, prediction):
            continue
        is_by_rows = not by_columns or _has_one_order(prediction)
        if is_by_rows and len(_arrays_off(prediction, case)) == 1:
            continue  # zeros moved among zeros, and one array is in an order of its own
        if _is_another(order, flat, blur, prediction):
            return order, by_columns
    return None


def _is_another(
    order: tuple[str, ...],
    flat: Mapping[str, Array],
    blur: Mapping[str, Array],
    prediction: Prediction,
) -> bool:
    """Return whether an order makes another vector than that of the program: not of one row.

    Where rounding alone moves what changed its place by a large share, anything may be there.
    """
    own = _joined(prediction.values)
    vector, tolerance = (np.concatenate([each[n] for n in order]) for each in (flat, blur))
    moved = ~((own == vector) | (np.abs(own - vector) <= tolerance))
    sizes = np.abs(own[moved]) + np.abs(vector[moved])
    return bool(moved.any() and np.all(tolerance[moved] <= BLURRED * sizes))


def _is_but_for_signs(vector: Array, prediction: Prediction) -> bool:
    """Return whether signs in their places give the same: few numbers are alike but for those."""
    own, tolerance = _joined(prediction.values), _joined(prediction.tolerance)
    return is_within(np.abs(vector), np.abs(own), tolerance)


def _has_one_order(prediction: Prediction) -> bool:
    """Return whether arrays by columns make the same vector as by rows."""
    arrays = (prediction.values[name] for name in GRADIENTS)
    return all(1 in each.shape or not each.any() for each in arrays)


def _arrays_off(prediction: Prediction, case: Case) -> list[str]:
    """Return the gradients that do not have the values of the pass in their places."""
    values, tolerance = prediction.values, prediction.tolerance
    return [n for n in GRADIENTS if not is_within(case.given[n], values[n], tolerance[n])]


def _flat(array: Array, by_columns: bool) -> Array:
    flat: Array = array.ravel(order="F" if by_columns else "C")
    return flat


def _joined(arrays: Mapping[str, Array]) -> Array:
    joined: Array = np.concatenate([arrays[name].reshape(-1) for name in GRADIENTS])
    return joined


def _placed(
    vector: Array,
    flat: Mapping[str, Array],
    blur: Mapping[str, Array],
    order: tuple[str, ...],
    start: int,
) -> tuple[str, ...] | None:
    """Return an order in which the arrays that are left fill the rest of the vector."""
    if start == vector.size:
        return order
    for name in GRADIENTS:
        part = vector[start : start + flat[name].size]
        if name in order or part.size < flat[name].size:
            continue
        if is_within(part, flat[name], blur[name]):
            found = _placed(vector, flat, blur, (*order, name), start + part.size)
            if found is not None:
                return found
    return None


def whole_numbers(prediction: Prediction, case: Case) -> str | None:
    """Return how the gradients of a pass were made whole numbers; None if they were not."""
    if not is_whole(case):
        return None
    for words, way in WAYS.items():
        if all(_is_made_whole(case.given[n], prediction.values[n], way) for n in GRADIENTS):
            return words
    return None


def _is_made_whole(given: Array, value: Array, way: Callable[[Array], Array]) -> bool:
    edge = EDGE * (1 + np.abs(value))
    return bool(np.all((given == way(value - edge)) | (given == way(value + edge))))
