"""Large arrays computed some rows at a time: in the cache, and with places to stop."""

from collections.abc import Callable, Generator, Iterator

import numpy as np

from gradviz.checking.steps import Pace
from gradviz.network.layout import Array, Mask

NUMBERS = 1 << 16  # of a part: of more, every array in between is fetched from the system anew
COST = 8  # a function of numbers takes as long as so many multiplications


def parts_of(length: int, each: int, numbers: int = NUMBERS) -> Iterator[slice]:
    """Yield stretches of rows, or of examples, that hold about so many numbers, at least one row.

    Parameters
    ----------
    length
        How many rows there are.
    each
        How many numbers one of them holds.
    numbers
        How many a part may hold.
    """
    rows = max(1, numbers // max(1, each))
    return (slice(start, min(start + rows, length)) for start in range(0, length, rows))


def by_rows(
    function: Callable[..., Array], *arrays: Array | Mask, cost: int = COST
) -> Generator[None, None, Array]:
    """Return a function of arrays entry by entry, computed some rows at a time.

    Parameters
    ----------
    function
        Of arrays of two axes; what it gives has as many rows.
    arrays
        The first has the shape of the result; the others have as many rows.
    cost
        What the function takes for each number, in multiplications.
    """
    first, pace = arrays[0], Pace()
    if first.size <= NUMBERS:
        return function(*arrays)
    found: Array | None = None
    for part in parts_of(first.shape[0], first[:1].size):
        some = function(*(each[part] for each in arrays))
        if found is None:
            found = np.empty((first.shape[0], *some.shape[1:]), dtype=some.dtype)
        found[part] = some
        if pace.is_due(cost * some.size):
            yield
    assert found is not None
    return found
