"""Arrays that were brought from elsewhere, and the gradients among them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from gradviz.network.layout import Array, Layout

STATABLE = ("activation", "cost")  # may be said, by a file, a flag or a hand, or only assumed


@dataclass(frozen=True)
class GivenArrays:
    """A network brought from elsewhere, as an arrays file holds it.

    Two are equal if their numbers are.

    Attributes
    ----------
    title
        What to call it: the file's name.
    arrays
        X (n_x, m), Y (1, m), W1 ... b3, and dW1 ... db3 where the file has them, with them perhaps
        dZ3 ... dZ1 (units, m); float64.
    activation, cost
        What the file says that they are; None where it does not say.
    lambd
        That of an L2 term, where the file says one.
    unknown
        The names in the file that mean nothing here.
    """

    title: str
    arrays: Mapping[str, Array] = field(compare=False, repr=False)
    activation: str | None = None
    cost: str | None = None
    lambd: float | None = None
    unknown: tuple[str, ...] = ()
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256()
        for name, array in sorted(self.arrays.items()):
            digest.update(f"{name}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).reshape(-1).data)
        # What is known of the numbers is kept, so that they must not change.
        arrays = {name: array.view() for name, array in self.arrays.items()}
        for view in arrays.values():
            view.flags.writeable = False
        object.__setattr__(self, "arrays", arrays)
        object.__setattr__(self, "digest", digest.hexdigest())

    @property
    def has_gradients(self) -> bool:
        """Whether gradients came with it, which are then checked."""
        return "dW1" in self.arrays

    @property
    def stated(self) -> frozenset[str]:
        """Which of activation and cost the file says."""
        return frozenset(name for name in STATABLE if getattr(self, name) is not None)


@lru_cache(maxsize=2)  # another epsilon, the same vector
def given_gradients(given: GivenArrays, layout: Layout) -> Array:
    """Return the gradients that came with given arrays, as a vector that cannot be written to."""
    named = {name: given.arrays[f"d{name}"] for name in layout.names}
    vector = layout.to_vector(named, dtype=np.float64)
    vector.flags.writeable = False
    return vector
