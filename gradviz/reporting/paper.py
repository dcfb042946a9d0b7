"""The colours of a picture: those of the light look."""

import json
from dataclasses import dataclass
from functools import cache

from gradviz.checking.verdict import Verdict
from gradviz.presenting.colour_scale import Rgb, SpecialColours
from gradviz.resources import resource_path


@dataclass(frozen=True)
class Paper:
    """Colours as ``#rrggbb``.

    Attributes
    ----------
    background, ink, muted, grid
        The paper, text, lesser text, and the lines between cells.
    verdicts
        Of each verdict's words.
    threshold
        Of the line at the threshold.
    failing
        The outer and the inner line around a failing cell.
    special
        Of cells that are no value on the scale.
    hatch
        Of the lines over a cell whose grad is zero.
    marks
        Of the sign in such a cell: ``equal``, ``not_computed``, ``not_finite``, ``uncovered``.
    """

    background: str
    ink: str
    muted: str
    grid: str
    verdicts: dict[Verdict, str]
    threshold: str
    failing: tuple[str, str]
    special: SpecialColours
    hatch: str
    marks: dict[str, str]


@cache
def paper() -> Paper:
    """Return the colours of the light look."""
    path = resource_path("palettes", "looks.json")
    look = json.loads(path.read_text(encoding="utf-8"))["light"]
    roles = look["roles"]
    return Paper(
        background=look["palette"]["base"],
        ink=look["palette"]["text"],
        muted=roles["muted"],
        grid=roles["grid"],
        verdicts={verdict: roles[verdict]["mark"] for verdict in Verdict},
        threshold=roles["threshold"],
        failing=(roles["cell_failing"]["outer"], roles["cell_failing"]["inner"]),
        special=SpecialColours(
            zero=rgb(roles["equal"]["fill"]),
            not_computed=rgb(roles["not_computed"]["fill"]),
            not_finite=rgb(roles["not_finite"]["fill"]),
            uncovered=rgb(roles["uncovered"]["fill"]),
        ),
        hatch=roles["uncovered"]["hatch"],
        marks={
            name: roles[name]["mark"]
            for name in ("equal", "not_computed", "not_finite", "uncovered")
        },
    )


def rgb(colour: str) -> Rgb:
    """Return ``#rrggbb`` as three numbers."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
