"""The shape of the mark of a cell at a kink."""

from functools import cache

import numpy as np

from gradviz.network.layout import Array

THICKNESS = 0.33  # of its height


@cache
def chevron(high: int) -> Array:
    """Return a ∨, as J looks at a kink: how much of each pixel it covers, shape (high, 2 high - 1).

    Its two lines fall a pixel a pixel, so that even one of three pixels is sharp.
    """
    rows, columns = np.ogrid[:high, : 2 * high - 1]
    off = np.abs(rows + np.abs(columns - (high - 1)) - (high - 1))
    shares: Array = np.clip(max(1.0, THICKNESS * high) / 2 + 0.5 - off, 0.0, 1.0)
    shares.flags.writeable = False
    return shares
