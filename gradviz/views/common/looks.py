"""The looks of the window: light, dark and presenter, each a palette and colours of our own.

Asking the platform for a dark scheme does nothing on most Linux sessions, so the palettes and the
Fusion style, which draws with nothing else, do it all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gradviz.persistence.settings import TEXT_PERCENTS
from gradviz.resources import resource_path
from gradviz.views.common.icons import palette_icon

PRESENTER_POINTS = 20.0  # to be read from the back of a room
LARGEST_PRESENTER_POINTS = 26.0  # above this the window no longer fits a projector's 1366 pixels
FADED = 0.35  # how much is left of the colours of a map or a plot of an old check

_USUAL_POINTS = 10.0  # where the platform gives its text size in pixels

# With fontconfig, Qt lists these whether a font is there or not.
_ALIASES = {"Monospace", "Sans Serif", "Serif"}


@dataclass(frozen=True)
class Look:
    """One look.

    Attributes
    ----------
    name
        What it is called in the settings.
    title
        What it is called in the menu.
    is_dark
        Whether the window is darker than its text.
    colours
        ``#rrggbb`` by role: those of Qt in snake_case, such as ``window_text``, and our own, such
        as ``threshold`` or ``fail.strip``.
    """

    name: str
    title: str
    is_dark: bool
    colours: Mapping[str, str] = field(repr=False)
    _icons: dict[str, QIcon] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    @property
    def is_presenter(self) -> bool:
        """Whether it is the look for a projector, with large text."""
        return self.name == "presenter"

    def colour(self, role: str) -> QColor:
        """Return the colour of a role, such as ``base``, ``threshold`` or ``fail.strip``."""
        return QColor(self.colours[role])

    def palette(self) -> QPalette:
        """Return the palette for the whole application."""
        palette = QPalette()
        for name, colour in self.colours.items():
            role = _QT_ROLES.get(name)
            if role is not None:
                palette.setColor(role, QColor(colour))
        for role, name in _DISABLED.items():
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour(name))
        return palette

    def text_palette(self, role: str) -> QPalette:
        """Return the palette of a label whose text has the colour of a role, and nothing else."""
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, self.colour(role))
        return palette

    def icon(self, name: str) -> QIcon:
        """Return an icon of ``resources/icons`` in the colours of this look."""
        if name not in self._icons:
            self._icons[name] = palette_icon(name, self.palette())
        return self._icons[name]


_ROLE = QPalette.ColorRole

_QT_ROLES = {
    "window": _ROLE.Window,
    "window_text": _ROLE.WindowText,
    "base": _ROLE.Base,
    "alternate_base": _ROLE.AlternateBase,
    "text": _ROLE.Text,
    "button": _ROLE.Button,
    "button_text": _ROLE.ButtonText,
    "bright_text": _ROLE.BrightText,
    "highlight": _ROLE.Highlight,
    "highlighted_text": _ROLE.HighlightedText,
    "accent": _ROLE.Accent,
    "tool_tip_base": _ROLE.ToolTipBase,
    "tool_tip_text": _ROLE.ToolTipText,
    "placeholder_text": _ROLE.PlaceholderText,
    "link": _ROLE.Link,
    "link_visited": _ROLE.LinkVisited,
    "light": _ROLE.Light,
    "midlight": _ROLE.Midlight,
    "mid": _ROLE.Mid,
    "dark": _ROLE.Dark,
    "shadow": _ROLE.Shadow,
}

_DISABLED = {
    _ROLE.WindowText: "disabled_text",
    _ROLE.Text: "disabled_text",
    _ROLE.ButtonText: "disabled_text",
    _ROLE.PlaceholderText: "disabled_text",
    # A field that takes no input looks like the window, not like paper.
    _ROLE.Base: "window",
    _ROLE.Highlight: "mid",
    _ROLE.HighlightedText: "text",
    _ROLE.Accent: "mid",
}


def looks() -> Mapping[str, Look]:
    """Read the looks, by name; the first is the default.

    Load them once and hand them on: each keeps the icons it has drawn.
    """
    text = resource_path("palettes", "looks.json").read_text(encoding="utf-8")
    return MappingProxyType({name: _look(name, entry) for name, entry in json.loads(text).items()})


def _look(name: str, entry: Mapping[str, Any]) -> Look:
    colours: dict[str, str] = dict(entry["palette"])
    for role, value in entry["roles"].items():
        if isinstance(value, str):
            colours[role] = value
        else:
            colours.update({f"{role}.{part}": colour for part, colour in value.items()})
    return Look(name, entry["title"], entry["is_dark"], MappingProxyType(colours))


def apply_look(app: QApplication, look: Look, text_percent: int) -> None:
    """Give the application a look and a size of text; the widgets that are there follow."""
    if app.style().name() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(look.palette())
    font = app.font()
    font.setPointSizeF(text_points(_platform_points(), text_percent, look.is_presenter))
    if font != app.font():
        app.setFont(font)


def text_points(platform_points: float, text_percent: int, is_presenter: bool) -> float:
    """Return the size of text in points.

    The presenter starts from 20 points, so that a larger or smaller size still shows, and never
    goes below them.
    """
    if not is_presenter:
        return platform_points * text_percent / 100
    points = max(platform_points, PRESENTER_POINTS) * text_percent / 100
    return min(max(points, PRESENTER_POINTS), LARGEST_PRESENTER_POINTS)


def larger_text(text_percent: int) -> int:
    """Return the next larger size of text, in per cent; the largest stays as it is."""
    return min((each for each in TEXT_PERCENTS if each > text_percent), default=TEXT_PERCENTS[-1])


def smaller_text(text_percent: int) -> int:
    """Return the next smaller size of text, in per cent; the smallest stays as it is."""
    return max((each for each in TEXT_PERCENTS if each < text_percent), default=TEXT_PERCENTS[0])


def _platform_points() -> float:
    # Not the application's font, whose size is what we set before.
    points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    return points if points > 0 else _USUAL_POINTS


def fallback_fonts(app: QApplication) -> bool:
    """Use the bundled fonts if the machine has none, and say whether it was so.

    Call it before the first text is drawn: without a font every letter is an empty box.
    """
    if set(QFontDatabase.families()) - _ALIASES:
        return False
    for file in ("DejaVuSans.ttf", "DejaVuSansMono.ttf"):
        QFontDatabase.addApplicationFont(str(resource_path("fonts", file)))
    font = app.font()
    font.setFamily("DejaVu Sans")
    app.setFont(font)
    return True


def monospace_font() -> QFont:
    """Return a font for lines of code.

    It asks for a family and nothing else, so that a widget that gets it keeps the application's
    size of text and follows it.
    """
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    font = QFont()
    font.setFamilies([family, "DejaVu Sans Mono"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


@lru_cache(maxsize=64)  # a line that is resized asks for some sizes, again and again
def letter_width(points: float) -> float:
    """Return how wide each letter of that font is in a size of text, in pixels."""
    font = monospace_font()
    font.setPointSizeF(points)
    return QFontMetricsF(font).horizontalAdvance("0")
