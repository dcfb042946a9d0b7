"""What the window remembers from one start to the next.

Nothing stored is trusted: a value that is missing, garbled or no longer known reads as its default.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize
from PySide6.QtGui import QRegion

DEFAULT_TEXT_PERCENT = 100
TEXT_PERCENTS = (70, 80, 90, 100, 110, 125, 150, 175, 200)

_LOOK_INTO = os.R_OK | os.X_OK

SMALLEST_WINDOW = QSize(640, 400)


class Settings:
    """The window's settings, each a typed property that reads and writes the store.

    Parameters
    ----------
    store
        Where they are kept, such as `window_settings` gives.
    looks, map_views
        The names to choose from; the first of each is the default.
    """

    def __init__(self, store: QSettings, *, looks: Sequence[str], map_views: Sequence[str]) -> None:
        self._store = store
        self._looks = tuple(looks)
        self._map_views = tuple(map_views)

    @property
    def look(self) -> str:
        """The name of the look."""
        return self._choice("window/look", self._looks)

    @look.setter
    def look(self, name: str) -> None:
        self._store.setValue("window/look", str(name))

    @property
    def text_percent(self) -> int:
        """The size of text, in per cent of the platform's: one of `TEXT_PERCENTS`."""
        stored: Any = self._store.value("window/text_percent")
        known = {str(each): each for each in TEXT_PERCENTS}
        return known.get(str(stored), DEFAULT_TEXT_PERCENT)

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._store.setValue("window/text_percent", int(percent))

    @property
    def map_view(self) -> str:
        """The name of what the maps show."""
        return self._choice("maps/view", self._map_views)

    @map_view.setter
    def map_view(self, name: str) -> None:
        self._store.setValue("maps/view", str(name))

    @property
    def geometry(self) -> QByteArray:
        """What `QWidget.saveGeometry` gave; empty where there is none."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, saved: QByteArray) -> None:
        self._store.setValue("window/geometry", saved)

    def splitter_state(self, name: str) -> QByteArray:
        """Return what `QSplitter.saveState` gave for this splitter; empty where there is none."""
        return self._bytes(f"splitters/{name}")

    def set_splitter_state(self, name: str, saved: QByteArray) -> None:
        """Keep the state of a splitter, by the splitter's name."""
        self._store.setValue(f"splitters/{name}", saved)

    @property
    def last_folder(self) -> Path:
        """The folder of the last file opened or saved; home where that cannot be looked into."""
        stored = self._store.value("files/last_folder")
        folders = [stored] if isinstance(stored, str) and stored else []
        return first_readable_folder([*folders, os.path.expanduser("~")])

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._store.setValue("files/last_folder", str(folder))

    def _choice(self, key: str, names: Sequence[str]) -> str:
        stored: Any = self._store.value(key)
        return stored if isinstance(stored, str) and stored in names else names[0]

    def _bytes(self, key: str) -> QByteArray:
        stored = self._store.value(key)
        return stored if isinstance(stored, QByteArray) else QByteArray()


def first_readable_folder(folders: Sequence[str]) -> Path:
    """Return the first of these absolute paths that is a folder to look into, or the root.

    A folder may be gone, forbidden, on a mount that is gone or too long for a path; home may be
    nowhere, as for a user id that has no entry in the system's list of users.
    """
    for folder in folders:
        # None of these raises, whatever is the matter with the folder.
        if os.path.isabs(folder) and os.path.isdir(folder) and os.access(folder, _LOOK_INTO):
            return Path(folder)
    return Path(os.path.abspath(os.sep))


def passing_settings(folder: Path) -> QSettings:
    """Return a store in a folder that goes with it, for a window that shall leave no trace."""
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)


def window_settings() -> QSettings:
    """Return the user's own store, a plain ini file on every platform."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "GradViz")


def fit_to_screens(
    geometry: QRect, screens: Sequence[QRect], smallest: QSize = SMALLEST_WINDOW
) -> QRect:
    """Return where a window fits that was at `geometry` when the screens were others.

    It stays where it is if the screens show all of it. Otherwise it goes whole to the screen that
    shows the most of it, or to the first if none does, and shrinks if that screen is smaller.

    Parameters
    ----------
    geometry
        Where the window was, its frame included.
    screens
        The part of each screen that windows may use, the primary screen first.
    smallest
        No window gets smaller than this, unless the screen is.
    """
    wanted = QRect(geometry.topLeft(), geometry.size().expandedTo(smallest))
    if not screens or _shown_whole(wanted, screens):
        return wanted
    screen = max(screens, key=lambda each: _area(each.intersected(wanted)))
    size = wanted.size().boundedTo(screen.size())
    left = min(max(wanted.left(), screen.left()), screen.left() + screen.width() - size.width())
    top = min(max(wanted.top(), screen.top()), screen.top() + screen.height() - size.height())
    return QRect(QPoint(left, top), size)


def _shown_whole(wanted: QRect, screens: Sequence[QRect]) -> bool:
    hidden = QRegion(wanted)
    for screen in screens:
        hidden = hidden.subtracted(QRegion(screen))
    return hidden.isEmpty()


def _area(rect: QRect) -> int:
    return 0 if rect.isEmpty() else rect.width() * rect.height()
