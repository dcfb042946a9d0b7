"""The pages of the window, one of which is seen."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from gradviz.views.common.looks import Look


@runtime_checkable
class HasLook(Protocol):
    """What draws in the colours of a look."""

    def set_look(self, look: Look) -> None:
        """Take other colours."""


class PageStack(QStackedWidget):
    """Pages by name; it asks for the room that the one that is seen needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        self._focus: dict[str, Callable[[], None]] = {}
        self._name = ""

    @property
    def name(self) -> str:
        """The name of the page that is seen."""
        return self._name

    def add(self, name: str, page: QWidget, focus: Callable[[], None] | None = None) -> None:
        """Add a page; the first one is seen.

        Parameters
        ----------
        name, page
            The page.
        focus
            Lets the keys go to a part of it when it is opened. A focus proxy would do the same,
            but Tab leaves out what stands before it.
        """
        self._pages[name] = page
        self._focus[name] = focus or page.setFocus
        self.addWidget(page)
        self._name = self._name or name

    def has(self, name: str) -> bool:
        """Whether there is a page of this name."""
        return name in self._pages

    def show_page(self, name: str) -> None:
        """Show a page."""
        self._name = name
        self.setCurrentWidget(self._pages[name])
        self.updateGeometry()

    def focus_page(self) -> None:
        """Let the keys go to the page that is seen."""
        self._focus[self._name]()

    def set_look(self, look: Look) -> None:
        """Draw every page in the colours of a look."""
        for page in self._pages.values():
            if isinstance(page, HasLook):
                page.set_look(look)

    def sizeHint(self) -> QSize:
        """Ask for what the page asks for."""
        return self._pages[self._name].sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Need what the page needs."""
        return self._pages[self._name].minimumSizeHint()
