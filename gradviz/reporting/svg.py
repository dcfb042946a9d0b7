"""The few elements of SVG that a picture is made of.

They keep to SVG Tiny 1.2, which is what Qt draws.
"""

from html import escape

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


def clean(text: str) -> str:
    """Return a text that XML can hold: no control characters, and its signs escaped."""
    allowed = "".join(each if each.isprintable() else "�" for each in text)
    return escape(allowed, quote=True)


def length(value: float) -> str:
    """Return a length as short as a hundredth of a unit needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rect(x: float, y: float, width: float, height: float, look: str, tip: str = "") -> str:
    """Return a rectangle; the look is its other attributes, the tip its title."""
    place = (
        f'x="{length(x)}" y="{length(y)}" width="{length(width)}" height="{length(height)}" {look}'
    )
    return f"<rect {place}><title>{clean(tip)}</title></rect>" if tip else f"<rect {place}/>"


def label(
    x: float,
    y: float,
    text: str,
    size: float,
    fill: str,
    *,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """Return a line of text whose base line is at y."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{length(x)}" y="{length(y)}" font-size="{length(size)}" fill="{fill}" '
        f'text-anchor="{anchor}"{weight}>{clean(text)}</text>'
    )


def path(lines: str, look: str) -> str:
    """Return lines that need no more than moves, lines and ends; the look is its attributes."""
    return f'<path d="{lines}" {look}/>'


def image(x: float, y: float, width: float, height: float, address: str) -> str:
    """Return an embedded picture."""
    return (
        f'<image x="{length(x)}" y="{length(y)}" width="{length(width)}" height="{length(height)}" '
        f'preserveAspectRatio="none" xlink:href="{address}"/>'
    )


def document(width: float, height: float, title: str, background: str, parts: list[str]) -> str:
    """Return a whole picture."""
    size = f'width="{length(width)}" height="{length(height)}"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'{size} viewBox="0 0 {length(width)} {length(height)}" font-family="{FONT}">',
            f"<title>{clean(title)}</title>",
            rect(0, 0, width, height, f'fill="{background}"'),
            *parts,
            "</svg>\n",
        ]
    )
