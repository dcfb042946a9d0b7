"""What the legend of a logarithmic plot says, and where its lines stand."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from gradviz.views.curves.log_scene import THICK, LogLine, LogScene

_SWATCH = 2.4  # the length of a line in the legend, in heights of the text
_LOW_SWATCH = 1.4  # where there is little room


def swatch_length(*, is_low: bool) -> float:
    """Return the length of a line in the legend, in heights of the text."""
    return _LOW_SWATCH if is_low else _SWATCH


def legend_lines(scene: LogScene, *, is_low: bool) -> list[LogLine]:
    """Return what the legend says, the most important first.

    In a low place that is what distinguishes the main curves, if there are several of them, and
    what the others are.
    """
    lines = [line for line in reversed(scene.lines) if line.is_listed]
    if not is_low:
        return lines
    main = [line for line in lines if line.width == THICK]
    rest = [line for line in lines if not line.scales]
    short = [replace(line, name=line.name.removesuffix(" estimate")) for line in rest]
    return [*(main if len(main) > 1 else []), *short]


def legend_places(
    metrics: QFontMetricsF, scene: LogScene, area: QRectF, *, is_low: bool
) -> list[tuple[LogLine, QPointF]]:
    """Return where each line of the legend stands; a low place has room for one row."""
    em, swatch = metrics.height(), swatch_length(is_low=is_low)
    places = []
    x, y = area.left(), area.top()
    for line in legend_lines(scene, is_low=is_low):
        wide = metrics.horizontalAdvance(line.name) + (swatch + 1.1) * em
        if x > area.left() and x + wide - 0.8 * em > area.right():
            if is_low:
                break
            x, y = area.left(), y + em
        places.append((line, QPointF(x, y)))
        x += wide
    return places
