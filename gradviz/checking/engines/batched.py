"""Many perturbed copies of theta in one forward pass of stacked products."""

from collections.abc import Generator, Iterator

import numpy as np

from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.steps import repeating
from gradviz.checking.subject import Built
from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.network import Masks


def batched(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
    """Check by stacks.

    A stack is small enough to stay within the memory that a check may take and to be done in
    milliseconds.

    Yields
    ------
    int
        How many entries are computed, after each stack, and within one that is long.
    """
    places, chunk = request.places(subject.layout), subject.chunk
    for start in range(0, places.size, chunk):
        part = places[start : start + chunk]
        filling = fill_steps(subject, request, entries, part)
        yield from repeating(lambda done=start: done, filling)  # type: ignore[misc]
        yield start + part.size


def fill_steps(
    subject: Built, request: Request, entries: Entries, places: Indices
) -> Generator[None, None, None]:
    """Fill in some entries by one forward pass over all their perturbed thetas, step by step."""
    thetas, count = _stack(subject, request, places)
    costs, masks = yield from subject.run_steps(thetas)
    entries.fill(request, places, costs[:count], costs[count:], _kinks(masks, count))


def _stack(subject: Built, request: Request, places: Indices) -> tuple[Array, int]:
    """Return theta + epsilon for each place, and below them theta - epsilon for each, or theta."""
    theta, count = subject.theta, places.size
    is_central = request.scheme == "central"
    thetas = np.empty((2 * count if is_central else count + 1, theta.size), theta.dtype)
    thetas[:] = theta
    moved = thetas.reshape(-1)  # one index is quicker than two
    at = np.arange(0, count * theta.size, theta.size) + places
    moved[at] += request.epsilon
    if is_central:
        moved[at + count * theta.size] -= request.epsilon
    return thetas, count


def _kinks(masks: Masks, count: int) -> Mask:
    """Return at which places a mask differs between the two passes."""
    found = np.zeros(count, dtype=bool)
    for mask in masks:
        differ: Mask = mask[:count] != mask[count:]
        if differ.any():
            found |= differ.reshape(count, -1).any(axis=1)
    return found
