"""The textbook's engine, which the others are held to."""

from collections.abc import Iterator

import numpy as np

from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.subject import Subject


def loop(subject: Subject, request: Request, entries: Entries) -> Iterator[int]:
    """Check as the exercise writes it: copy theta, perturb one entry, two forward passes.

    Yields
    ------
    int
        How many entries are computed, after each one.
    """
    theta = subject.theta
    if request.scheme == "forward":
        minus, masks_minus = subject.run(theta)
    for done, i in enumerate(request.places(subject.layout), start=1):
        theta_plus = np.copy(theta)
        theta_plus[i] = theta_plus[i] + request.epsilon
        plus, masks_plus = subject.run(theta_plus)
        if request.scheme == "central":
            theta_minus = np.copy(theta)
            theta_minus[i] = theta_minus[i] - request.epsilon
            minus, masks_minus = subject.run(theta_minus)
        pairs = zip(masks_plus, masks_minus, strict=True)
        differ = any(np.any(mask != other) for mask, other in pairs)
        entries.fill(request, i, plus, minus, differ)
        yield done
