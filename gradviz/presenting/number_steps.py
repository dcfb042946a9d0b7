"""What an arrow key makes of the number in a field, and a slider of its place."""

import math
from decimal import Decimal

from gradviz.checking.experiment import LARGEST_STEP, SMALLEST_STEP
from gradviz.network.fields import read_number, read_whole_number
from gradviz.network.numbers import exact, rough

SLIDER_STEPS_PER_DECADE = 6
SLIDER_LOWEST, SLIDER_HIGHEST = -15, -1  # decades: below, every step is lost in rounding
SLIDER_STEPS = (SLIDER_HIGHEST - SLIDER_LOWEST) * SLIDER_STEPS_PER_DECADE
# Between two epsilons of a drag. A mouse reports up to a thousand places a second, and each
# that is followed takes from the time in which the one before is checked and shown.
DRAG_MILLISECONDS = 12


def whole_step(text: str, direction: int, low: int, high: int) -> str:
    """Return the next whole number within its range; a text that holds none stays as it is."""
    value = read_whole_number(text)
    if isinstance(value, str):
        return text
    return str(min(max(value + direction, low), high))


def decade_step(text: str, direction: int) -> str:
    """Return ten times or a tenth of a number; a text that holds none above 0 stays as it is."""
    value = read_number(text)
    if isinstance(value, str) or not math.isfinite(value) or value <= 0:
        return text
    # Decimal: 3e-7 * 10 is 2.9999999999999997e-06.
    scaled = float(Decimal(repr(value)).scaleb(direction))
    return exact(min(max(scaled, SMALLEST_STEP), LARGEST_STEP))


def slider_text(place: int) -> str:
    """Return the number at a place of the slider, with two digits."""
    exponent = SLIDER_LOWEST + place / SLIDER_STEPS_PER_DECADE
    return rough(10**exponent)


def slider_place(text: str) -> int | None:
    """Return the place of the slider that is nearest to a number, or None if there is none."""
    value = read_number(text)
    if isinstance(value, str) or not math.isfinite(value) or value <= 0:
        return None
    place = round((math.log10(value) - SLIDER_LOWEST) * SLIDER_STEPS_PER_DECADE)
    return min(max(place, 0), SLIDER_STEPS)
