"""What can be done with a picture: the menu of every map and plot."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from gradviz.presenting.array_numbers import ArrayNumbers


@runtime_checkable
class PictureWindow(Protocol):
    """The window of a picture: it knows where files and tables go."""

    def save_picture(self, picture: QWidget) -> None:
        """Let the user save what a widget shows."""

    def show_numbers(self, numbers: ArrayNumbers) -> None:
        """Show the numbers of a map as a table."""


def picture_menu(
    picture: QWidget,
    reset: Callable[[], None] | None = None,
    *,
    can_reset: bool = True,
    save: Callable[[], None] | None = None,
    numbers: Callable[[], ArrayNumbers] | None = None,
) -> QMenu:
    """Return the menu of a picture; it goes when it is closed.

    Parameters
    ----------
    picture
        The widget that shows it.
    reset
        Shows all of it again; None where no part of it can be shown alone.
    can_reset
        Whether only a part of it is shown now.
    save
        Asks for a file to write it to; None lets its window ask.
    numbers
        Returns what it shows as numbers; None where a table of them would say no more.
    """
    menu = QMenu(picture)
    menu.setObjectName("picture_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window = picture.window()

    def copy() -> None:
        QGuiApplication.clipboard().setPixmap(picture.grab())

    menu.addAction("&Copy picture").triggered.connect(copy)
    if isinstance(window, PictureWindow):
        asks = partial(window.save_picture, picture) if save is None else save
        menu.addAction("&Save picture…").triggered.connect(asks)
        if numbers is not None:
            opens = partial(_show, window, numbers)
            menu.addAction("Open as &table").triggered.connect(opens)
    if reset is not None:
        action = menu.addAction("&Reset the view")
        action.triggered.connect(reset)
        action.setEnabled(can_reset)
    return menu


def _show(window: PictureWindow, numbers: Callable[[], ArrayNumbers]) -> None:
    window.show_numbers(numbers())
