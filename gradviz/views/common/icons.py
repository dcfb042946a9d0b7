"""Icons from one-colour SVG drawings, tinted from the palette."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gradviz.resources import resource_path

# Pixels. What lies between two sizes is scaled down from the larger, which stays sharp. A screen of
# twice the density asks for 64 to draw 32. Few, as each is drawn three times for each icon.
_SIZES = (16, 24, 32, 64)
# The program's own icon is also that of its windows.
_OWN_SIZES = (16, 24, 32, 48, 64, 128, 256)
_TINT = "currentColor"

_TINTS = {
    QIcon.Mode.Normal: (QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Disabled: (QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Selected: (QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
}


def palette_icon(name: str, palette: QPalette) -> QIcon:
    """Return an icon of ``resources/icons`` in the colours that a palette has for buttons.

    What is to be tinted is written ``currentColor`` in the drawing. One with no such part has
    colours of its own and is the same in each mode.
    """
    svg = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    icon = QIcon()
    if _TINT not in svg:
        _add(icon, svg, QIcon.Mode.Normal, _OWN_SIZES)
        return icon
    for mode, (group, role) in _TINTS.items():
        colour = palette.color(group, role)
        _add(icon, svg.replace(_TINT, colour.name()), mode, _SIZES)
    return icon


def _add(icon: QIcon, svg: str, mode: QIcon.Mode, sizes: Sequence[int]) -> None:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    for size in sizes:
        icon.addPixmap(_drawn(renderer, size), mode)


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
