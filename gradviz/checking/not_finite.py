"""Why a numerical gradient is not finite, in a sentence."""

import numpy as np

from gradviz.checking.engines.entries import Entries
from gradviz.checking.subject import Built, Layered
from gradviz.network.forward import sigmoid
from gradviz.network.numbers import SHORT, exact, number


def not_finite(subject: Built, epsilon: float, entries: Entries) -> str | None:
    """Return which array's numerical gradient is not finite, and the likely reason.

    Parameters
    ----------
    subject
        What was checked.
    epsilon
        How far each parameter was moved.
    entries
        What the engine filled in.

    Returns
    -------
    str or None
        A sentence; None where all that was computed is finite.
    """
    gradapprox = entries.gradapprox
    if np.isfinite(gradapprox).all():
        return None
    bad = np.flatnonzero(~np.isfinite(gradapprox) & entries.computed)
    if not bad.size:
        return None
    layout = subject.layout
    counts = {
        n: np.count_nonzero((bad >= s.start) & (bad < s.stop)) for n, s in layout.slices.items()
    }
    name = next(name for name, count in counts.items() if count)
    total = np.prod(layout.shape(name))
    what = "NaN" if np.any(np.isnan(gradapprox[bad[: counts[name]]])) else "infinite"
    where = f"gradapprox of {name} is {what} in {counts[name]} of {total} entries"
    return f"{where}: {_likely_reason(subject, epsilon, int(bad[0]))}"


def _likely_reason(subject: Built, epsilon: float, entry: int) -> str:
    """Return why J is not finite at theta, or else one step away along an entry."""
    beyond = "the forward pass leaves the range of its numbers; use smaller inputs or parameters."
    if not isinstance(subject, Layered):
        return beyond
    network = subject.network
    for step in (0.0, epsilon, -epsilon):
        theta = network.theta.copy()
        theta[entry] += step
        z3 = network.logits(theta)
        a3 = sigmoid(z3)
        saturated = np.argwhere((a3 == 0) | (a3 == 1))
        if network.cost_form == "textbook" and saturated.size and np.all(np.isfinite(z3)):
            row, column = saturated[0]
            return _saturation(z3[row, column], a3[row, column], column, step != 0)
    return beyond


def _saturation(z3: float, a3: float, column: int, one_step: bool) -> str:
    return (
        f"the sigmoid is saturated{' after one step' if one_step else ''} "
        f"(Z3 = {number(z3, SHORT)} at example {column}, so A3 is exactly {exact(a3)}) and the "
        "textbook cost takes the log of 0; the logits cost does not."
    )
