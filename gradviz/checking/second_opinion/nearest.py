"""Of all derivatives that are right at kinks, the one that is nearest to a gradient."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.kept import Kept
from gradviz.checking.rounding import tolerance_steps
from gradviz.checking.rules import rule_steps
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.subgradient import subgradient_steps
from gradviz.checking.subject import Built, Layered
from gradviz.network.layout import Array
from gradviz.network.network import Network


def nearest_opinion_steps(
    opinion: Opinion, subject: Built, grad: Array
) -> Generator[None, None, Opinion]:
    """Return a second opinion that allows at kinks for what one choice of slopes there explains.

    Each unit and example may have any slope between two, but the same in all entries that depend
    on it: that is far less than each entry by itself may reach. Where it was not found, or nothing
    tells which of several arrays is off, the opinion stays as it is.

    Parameters
    ----------
    opinion
        The derivative of J, and how far from it others are right too.
    subject
        What is checked.
    grad
        The gradient to be checked, shape (size,).
    """
    if not isinstance(subject, Layered):
        return opinion
    network = subject.network
    if not opinion.reach.any() or not np.isfinite(grad).all():
        return opinion
    kept = _kept.get(network, opinion, grad)
    if kept is None:
        nearest = yield from _nearest(opinion, subject, network, grad)
        kept = _kept.put(network, nearest, opinion, grad)
    return kept


_kept: Kept[Opinion] = Kept()  # another epsilon, the same gradient


def _nearest(
    opinion: Opinion, subject: Built, network: Network, grad: Array
) -> Generator[None, None, Opinion]:
    layout, at_kinks = subject.layout, opinion.reach > 0
    values = {f"d{name}": each for name, each in layout.to_arrays(grad).items()}
    is_own = not subject.is_given
    found = yield from subgradient_steps(network, values, opinion.precision, is_own)
    if found.loose or not found.slopes:
        return opinion
    right = yield from rule_steps(network, {}, found.slopes)
    nearest = layout.to_vector({n: right[f"d{n}"] for n in layout.names}, dtype=np.float64)
    is_told = np.ones_like(at_kinks)
    for name, part in layout.slices.items():
        if f"d{name}" in found.doubtful:
            is_told[part] = False
    is_decidable = at_kinks & is_told
    value = np.where(is_decidable, nearest, opinion.value)
    # Rounding grows with other slopes, also in entries whose reach is 0 because what the slopes
    # multiply is zero but for rounding.
    allowed = yield from tolerance_steps(network, right, opinion.precision, at_kinks=found.slopes)
    rounding = layout.to_vector({n: allowed[f"d{n}"] for n in layout.names}, dtype=np.float64)
    error = np.where(is_told, np.maximum(opinion.error, rounding / SURE), opinion.error)
    reach = np.where(is_decidable, 0.0, opinion.reach)
    return replace(opinion, value=value, reach=reach, error=error)
