"""What was worked out for a network and is asked for again: another epsilon, or another bug."""

from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from gradviz.network.network import Network

T = TypeVar("T")


class Kept(Generic[T]):
    """The last answers about each network, by what else they rest on; they go with the network.

    What they rest on is a tuple of values and arrays. An array is known again by being the same
    one, which is why it is kept beside the answer; of one that may be written to, nothing is kept.

    Parameters
    ----------
    most
        How many answers are kept of a network: arrays may be large.
    """

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Network, list[tuple[tuple[object, ...], T]]] = (
            WeakKeyDictionary()
        )

    def __len__(self) -> int:
        """Return of how many networks answers are kept."""
        return len(self._of)

    def get(self, network: Network, *asked: object) -> T | None:
        """Return the answer to the same question, or None if it is not kept."""
        for question, answer in self._of.get(network, ()):
            if len(question) == len(asked) and all(map(_is_same, question, asked)):
                return answer
        return None

    def put(self, network: Network, answer: T, *asked: object) -> T:
        """Keep an answer in place of the oldest one, and return it."""
        if not any(isinstance(each, np.ndarray) and each.flags.writeable for each in asked):
            kept = [(asked, answer), *self._of.get(network, ())]
            self._of[network] = kept[: self._most]
        return answer


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return one is other
    return bool(one == other)
