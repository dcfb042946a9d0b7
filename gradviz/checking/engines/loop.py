"""The textbook's engine, which the others are held to."""

from collections.abc import Generator, Iterator

import numpy as np

from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.steps import repeating
from gradviz.checking.subject import Built
from gradviz.network.layout import Array
from gradviz.network.network import Masks


def loop(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
    """Check as the exercise writes it: copy theta, perturb one entry, two forward passes.

    Yields
    ------
    int
        How many entries are computed, after each one, and within a pass that is long.
    """
    theta, done = subject.theta, 0
    is_long = subject.is_long

    def run(at: Array) -> Generator[int, None, tuple[Array, Masks]]:
        return (yield from repeating(lambda: done, subject.run_steps(at)))

    if request.scheme == "forward":
        minus, masks_minus = yield from run(theta)
    for place, i in enumerate(request.places(subject.layout), start=1):
        theta_plus = np.copy(theta)
        theta_plus[i] = theta_plus[i] + request.epsilon
        plus, masks_plus = (yield from run(theta_plus)) if is_long else subject.run(theta_plus)
        if request.scheme == "central":
            theta_minus = np.copy(theta)
            theta_minus[i] = theta_minus[i] - request.epsilon
            minus, masks_minus = (
                (yield from run(theta_minus)) if is_long else subject.run(theta_minus)
            )
        pairs = zip(masks_plus, masks_minus, strict=True)
        differ = any(np.any(mask != other) for mask, other in pairs)
        entries.fill(request, i, plus, minus, differ)
        done = place
        yield done
