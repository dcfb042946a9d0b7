"""What can be done with a picture: the menu of every map and plot."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget


def picture_menu(
    picture: QWidget, reset: Callable[[], None] | None = None, *, can_reset: bool = True
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
    """
    menu = QMenu(picture)
    menu.setObjectName("picture_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def copy() -> None:
        QGuiApplication.clipboard().setPixmap(picture.grab())

    menu.addAction("&Copy picture").triggered.connect(copy)
    if reset is not None:
        action = menu.addAction("&Reset the view")
        action.triggered.connect(reset)
        action.setEnabled(can_reset)
    return menu
