"""The textbook's engine."""

from typing import ClassVar

import numpy as np
import pytest

from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.engines.loop import loop
from gradviz.network.network import Masks
from gradviz.subjects.network import BuiltNetwork, NetworkSubject


class Watched(BuiltNetwork):
    """A subject that keeps every theta that a cost is asked of."""

    asked: ClassVar[list[np.ndarray]] = []

    def run(self, thetas: np.ndarray) -> tuple[np.ndarray, Masks]:
        assert thetas.ndim == 1, "one at a time"
        self.asked.append(thetas.copy())
        return super().run(thetas)


def asked(scheme: str, columns: dict[str, np.ndarray] | None = None) -> list[np.ndarray]:
    subject = Watched(NetworkSubject(), NetworkSubject().draw())
    Watched.asked.clear()
    request = Request.of_all(subject.layout, 0.25, scheme)
    if columns is not None:
        request = Request(0.25, scheme, columns)
    done = list(loop(subject, request, Entries.empty(47)))
    assert done == list(range(1, request.places(subject.layout).size + 1))
    return list(Watched.asked)


def test_each_entry_takes_two_passes_one_up_and_one_down() -> None:
    theta, thetas = NetworkSubject().draw().theta, asked("central")
    assert len(thetas) == 94
    for place in range(47):
        for found, step in zip(thetas[2 * place : 2 * place + 2], (0.25, -0.25), strict=True):
            wanted = theta.copy()
            wanted[place] += step
            np.testing.assert_array_equal(found, wanted)


def test_in_the_forward_scheme_it_takes_one_and_one_for_all() -> None:
    theta, thetas = NetworkSubject().draw().theta, asked("forward")
    assert len(thetas) == 48
    np.testing.assert_array_equal(thetas[0], theta)
    moved = np.array(thetas[1:]) - theta
    np.testing.assert_allclose(moved, 0.25 * np.eye(47), atol=1e-15)


@pytest.mark.parametrize(("scheme", "passes"), [("central", 10), ("forward", 6)])
def test_entries_that_are_not_wanted_take_no_pass(scheme: str, passes: int) -> None:
    none = np.zeros(0, dtype=int)
    names = ("b1", "W2", "b2", "W3", "b3")
    columns = {"W1": np.array([2]), **dict.fromkeys(names, none)}
    assert len(asked(scheme, columns)) == passes
