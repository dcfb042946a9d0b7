"""What a stream can show: its width, colours, and signs beyond ASCII."""

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

NARROWEST, WIDEST = 24, 100

_PLAIN = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "−": "-",
        "×": "x",
        "→": "->",
        "↳": ">",
        "≤": "<=",
        "…": "...",
        "█": "#",
        "░": ".",
    }
    | {"’": "'", "“": '"', "”": '"', "ε": "epsilon", "θ": "theta", "²": "^2"}
    | {"●": "*", "○": "o", "◆": "#", "·": ".", "─": "-", "│": "|", "┤": "+", "┴": "+", "└": "+"}
)
_CODES = {"pass": "1;36", "fail": "1;31", "inconclusive": "1;33", "bold": "1", "muted": "2"}


@dataclass(frozen=True)
class Style:
    """How a text is set.

    Attributes
    ----------
    width
        In columns.
    colour
        Whether escape codes for colours may be in it.
    """

    width: int = 80
    colour: bool = False

    def paint(self, text: str, role: str) -> str:
        """Return a text in the colour of a role, where colours may be."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colour and text else text

    def paragraph(self, text: str, first: str = "", rest: str | None = None) -> str:
        """Return a text in lines that fit, with an indent for the first and one for the rest."""
        return textwrap.fill(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=first if rest is None else rest,
            break_long_words=False,
            break_on_hyphens=False,
        )


def style_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Style:
    """Return how text for a stream is set: in colour on a terminal that shows it."""
    width = shutil.get_terminal_size(fallback=(80, 24)).columns
    return Style(min(max(width, NARROWEST), WIDEST), stream.isatty() and _shows_colour(environ))


def _shows_colour(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    # The old Windows console prints the codes themselves.
    return platform != "win32" or bool(environ.get("WT_SESSION") or environ.get("TERM"))


def encodable(text: str, encoding: str | None) -> str:
    """Return a text in signs that an encoding has; ASCII ones where it lacks any."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
    return text


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], style: Style, drop: Sequence[str] = ()
) -> str:
    """Return rows in columns, the first to the left and the others to the right.

    Parameters
    ----------
    drop
        The headings of columns that may be left out, in this order, until the table fits.
    """
    columns = list(zip(header, *rows, strict=True))
    for heading in ("", *drop):
        columns = [column for column in columns if not heading or column[0] != heading]
        widths = [max(map(len, column)) for column in columns]
        if 2 * len(widths) + sum(widths) <= style.width:
            break
    lines = [
        "  " + "  ".join(_cell(text, width, place) for place, (text, width) in enumerate(pairs))
        for pairs in (list(zip(line, widths, strict=True)) for line in zip(*columns, strict=True))
    ]
    lines[0] = style.paint(lines[0].rstrip(), "muted")
    return "\n".join(line.rstrip() for line in lines)


def _cell(text: str, width: int, place: int) -> str:
    return text.rjust(width) if place else text.ljust(width)
