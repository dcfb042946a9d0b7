"""Arrays that are used again: a new one of this size is fetched from the system each time."""

import threading
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from gradviz.network.layout import Array


class _Held(threading.local):
    """Each thread's own stretches of memory, by name."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], Array] = {}


_HELD = _Held()


def scratch(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """Return an array of a shape, with anything in it.

    The one that this thread got by this name before must no longer be in use.
    """
    size, key = prod(shape), (name, np.dtype(dtype).char)
    held = _HELD.by_name.get(key)
    if held is None or held.size < size:
        held = _HELD.by_name[key] = np.empty(size, dtype=dtype)
    return held[:size].reshape(shape)
