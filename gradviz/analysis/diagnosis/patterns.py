"""Values that are right in another order, of some examples alone, or in some places alone."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.blas import limit_for
from gradviz.checking.mistake import Found, Kind, Mistake
from gradviz.network.backward import LINE_NAMES, Line, correct_program
from gradviz.network.layout import Array, Indices, Mask

MOST_EXAMPLES = 200  # of which the share of each is looked for
NAMED = 4  # places that are named one by one
ROWS = 4  # entries for each example that its share is found from
ALIKE = 1e-9  # of the error may be left where it is taken for one example's
NOT_ZERO = 1e-6  # of what an example adds


def permuted(suspect: Suspect) -> Found:
    """Yield an order of rows, columns or examples in which the value is the right one."""
    for axis, what in enumerate(("row", "column")):
        order = _order(suspect, axis)
        if order is not None:
            words = f"its {what}s are {_order_words(order)}"
            yield suspect.named(Mistake(Kind.PERMUTED, words))
        yield None
    for compute, words in _disordered(suspect):
        with np.errstate(all="ignore"):
            array = compute()
        if suspect.fits(array):
            yield suspect.named(Mistake(Kind.PERMUTED, words))
        yield None


def _order(suspect: Suspect, axis: int) -> Indices | None:
    """Return the rows, or columns, of the rule that the value has in their place, or None."""
    value, rule = np.asarray(suspect.value), np.asarray(suspect.rule)
    lines, length = rule.shape[axis], rule.shape[1 - axis]
    if lines < 2:
        return None
    weights = np.random.default_rng(0).standard_normal(length)
    with np.errstate(all="ignore"):
        marks = [np.tensordot(each, weights, ((1 - axis,), (0,))) for each in (value, rule)]
    order = np.empty(lines, dtype=np.intp)
    order[np.argsort(marks[0], kind="stable")] = np.argsort(marks[1], kind="stable")
    is_other = not np.array_equal(order, np.arange(lines))
    return order if is_other and suspect.fits(np.take(rule, order, axis)) else None


def _order_words(order: Indices) -> str:
    lines = order.size
    if np.array_equal(order, np.arange(lines)[::-1]):
        return "reversed" if lines > 2 else "exchanged"
    for shift in (1, -1):
        if np.array_equal(order, np.roll(np.arange(lines), shift)):
            return "shifted by one"
    listed = ", ".join(str(int(each)) for each in order[: 2 * NAMED])
    return f"in another order: {listed}{', ...' if lines > 2 * NAMED else ''}"


def _disordered(suspect: Suspect) -> Iterator[tuple[Callable[[], Array], str]]:
    """Yield how values are made of which an operand is out of order, as no line can say."""
    name, known, layer = suspect.name, suspect.known, suspect.name[-1]
    if name.startswith("dA"):
        above = int(layer) + 1
        weights, dz = np.asarray(known[f"W{above}"]), np.asarray(known[f"dZ{above}"])
        reshaped = weights.reshape(weights.shape[::-1])
        yield partial(np.matmul, reshaped, dz), f"W{above} is reshaped, not transposed"
    if name.startswith("dW"):
        read = "X" if layer == "1" else f"A{int(layer) - 1}"
        dz, a = np.asarray(known[f"dZ{layer}"]), np.asarray(known[read])
        reshaped = a.reshape(a.shape[::-1])
        yield partial(_mean, dz, reshaped), f"{read} is reshaped, not transposed"
        for other, words in _other_orders(a, axis=1):
            yield partial(_mean, dz, other.T), f"the examples of {read} are {words}"
    if name in ("dZ1", "dZ2"):
        slope, passed = _slope(suspect), np.asarray(known[f"dA{layer}"])
        for axis, what in enumerate(("units", "examples")):
            for other, words in _other_orders(slope, axis):
                yield (
                    partial(np.multiply, passed, other),
                    f"the {what} of the derivative are {words}",
                )


def _mean(dz: Array, inputs: Array) -> Array:
    found: Array = dz @ inputs / dz.shape[1]
    return found


def _other_orders(array: Array, axis: int) -> Iterator[tuple[Array, str]]:
    yield np.flip(array, axis), "reversed"
    for shift in (1, -1):
        yield np.roll(array, shift, axis), "shifted by one"


def _slope(suspect: Suspect) -> Array:
    """Return the derivative of the activation, the factor of dA in the right line."""
    passed = f"dA{suspect.name[-1]}"
    unit = np.ones_like(np.asarray(suspect.known[passed]))
    return suspect.run_with(_right(suspect), {passed: unit})


def _right(suspect: Suspect) -> Line:
    return correct_program(suspect.network.activation).lines[LINE_NAMES.index(suspect.name)]


def some_examples(suspect: Suspect) -> Found:
    """Yield which examples are left out, or counted otherwise than once, in a sum over them."""
    if suspect.name[:2] not in ("dW", "db") or not 1 < suspect.m <= MOST_EXAMPLES:
        return
    decidable = np.flatnonzero(suspect.decidable)
    if decidable.size > ROWS * suspect.m:
        decidable = np.sort(
            np.random.default_rng(0).choice(decidable, ROWS * suspect.m, replace=False)
        )
    with np.errstate(all="ignore"):
        extra = np.asarray(suspect.value, dtype=np.float64) - suspect.rule
        shares = _shares(_terms(suspect, decidable), suspect.m * extra.reshape(-1)[decidable])
        if shares is None:
            return
        if not suspect.fits(_counted(suspect, 1 + shares)):
            return
    others = np.flatnonzero(np.abs(shares) > NOT_ZERO)
    if not 0 < others.size < suspect.m:
        return
    listed, is_one = _listed("example", others), others.size == 1
    if np.allclose(shares[others], -1, rtol=0, atol=NOT_ZERO):
        words = f"{listed} {'is' if is_one else 'are'} left out"
    elif np.allclose(shares[others], 1, rtol=0, atol=NOT_ZERO):
        words = f"{listed} {'counts' if is_one else 'count'} twice"
    else:
        words = f"{listed} {'does' if is_one else 'do'} not count once"
    yield suspect.named(Mistake(Kind.PART, words))


def _terms(suspect: Suspect, places: Indices) -> Array:
    """Return what each example adds to some entries of a sum over them, shape (places, m)."""
    layer = suspect.name[-1]
    rows, columns = np.divmod(places, suspect.rule.shape[1])
    dz = np.asarray(suspect.known[f"dZ{layer}"], dtype=np.float64)[rows]
    if suspect.name.startswith("db"):
        return dz
    read = "X" if layer == "1" else f"A{int(layer) - 1}"
    found: Array = dz * np.asarray(suspect.known[read], dtype=np.float64)[columns]
    return found


def _counted(suspect: Suspect, times: Array) -> Array:
    """Return the value of the right line if each example counted as often as this."""
    dz = f"dZ{suspect.name[-1]}"
    return suspect.run_with(_right(suspect), {dz: np.asarray(suspect.known[dz]) * times})


def _shares(terms: Array, extra: Array) -> Array | None:
    """Return the multiple of each example's term that adds up to what is extra, if one can tell.

    One example alone is looked for by itself, as there may be more examples than entries.
    """
    if not (np.isfinite(extra).all() and np.isfinite(terms).all()):
        return None
    shares: Array
    squares = np.sum(terms * terms, axis=0)
    products = extra @ terms
    one = np.divide(products, squares, out=np.zeros_like(products), where=squares > 0)
    left = np.max(np.abs(extra[:, np.newaxis] - terms * one), axis=0, initial=0.0)
    best = int(np.argmin(np.where(np.abs(np.abs(one) - 1) <= NOT_ZERO, left, np.inf)))
    if abs(abs(one[best]) - 1) <= NOT_ZERO and left[best] <= ALIKE * np.max(np.abs(extra)):
        shares = np.zeros_like(one)
        shares[best] = one[best]
        return shares
    live = squares > 0
    shares = np.zeros_like(one)
    with limit_for(terms.size):
        if np.linalg.matrix_rank(terms[:, live]) < np.count_nonzero(live):
            return None
        shares[live] = np.linalg.lstsq(terms[:, live], extra)[0]
    return shares


def wrong_places(suspect: Suspect) -> Iterator[tuple[str, Mask]]:
    """Yield where a line is wrong if it is not so everywhere: in words, and as a mask."""
    value, rule, wrong = np.asarray(suspect.value), np.asarray(suspect.rule), suspect.off
    # What is zero either way says nothing of where it is right.
    decidable = suspect.decidable & ((value != 0) | (rule != 0))
    found = list(_wrong_lines(suspect.name, wrong, decidable))
    is_some = 0 < np.count_nonzero(wrong) < np.count_nonzero(decidable)
    is_few = is_some and np.count_nonzero(wrong) <= NAMED
    if is_few and not any((part == wrong).all() for _, part in found):
        entries = ", ".join(f"[{row},{column}]" for row, column in np.argwhere(wrong))
        yield f"at {entries}", wrong
        return
    yield from found


def _wrong_lines(name: str, wrong: Mask, decidable: Mask) -> Iterator[tuple[str, Mask]]:
    """Yield the rows, and the columns, that are wrong if no more than half of them are."""
    column = "example" if name[:2] in ("dZ", "dA") else "column"
    for axis, what in ((1, "row"), (0, column)):
        lines, others = wrong.any(axis=axis), decidable.any(axis=axis)
        if lines.any() and 2 * np.count_nonzero(lines) <= np.count_nonzero(others):
            part = np.broadcast_to(np.expand_dims(lines, axis), wrong.shape) & decidable
            yield f"in {_listed(what, np.flatnonzero(lines))}", part


def _listed(what: str, places: Indices) -> str:
    named = [str(int(each)) for each in places[:NAMED]]
    if places.size > NAMED:
        return f"{places.size:,} {what}s ({', '.join(named)}, ...)"
    if places.size == 1:
        return f"{what} {named[0]}"
    return f"{what}s {', '.join(named[:-1])} and {named[-1]}"
