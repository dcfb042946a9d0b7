"""The Taylor remainder test as a small plot of a picture, as the elements of SVG."""

from collections.abc import Iterator

import numpy as np

from gradviz.checking.taylor import TaylorTest
from gradviz.presenting.remainders import order_title, remainders_of
from gradviz.reporting.paper import Paper
from gradviz.reporting.svg import label
from gradviz.reporting.sweep_chart import Axes, Series, curve, decades, grid

TAYLOR_WIDTH, TAYLOR_HEIGHT = 190, 118
GUIDES = {2: "#00724f", 1: "#9a6400"}
_DASHES = {2: "6 3", 1: "2 3"}


def taylor_chart(taylor: TaylorTest | None, x: float, y: float, colours: Paper) -> Iterator[str]:
    """Return the remainders over h, with guides of slope 2 and 1; nothing if there are none."""
    if taylor is None or not (taylor.remainders > 0).any():
        return
    shown = remainders_of(taylor)
    values = np.concatenate([shown.telling, shown.others])
    left, right = decades([shown.steps])
    axes = Axes(x, y, TAYLOR_WIDTH, TAYLOR_HEIGHT, left, right, *decades([values]))
    yield label(x, y - 24, order_title(taylor), 13, colours.ink, bold=True)
    yield label(x, y - 8, "over h; guides of slope 2 (right) and 1", 11, colours.muted)
    yield from grid(axes, colours, 10)
    for slope, guide in shown.guides.items():
        yield from curve(axes, Series("", shown.steps, guide, GUIDES[slope], 1.5, _DASHES[slope]))
    for each in shown.others:
        yield from curve(axes, Series("", shown.steps, each, colours.muted, 1))
    for each in shown.telling:
        yield from curve(axes, Series("", shown.steps, each, colours.ink, 1.8, mark="circle"))
