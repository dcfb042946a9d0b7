"""Pages by name."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import Look, looks
from gradviz.views.shell.page_stack import PageStack


class Page(QWidget):
    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.look: Look | None = None

    def minimumSizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def sizeHint(self) -> QSize:
        return QSize(2 * self._side, self._side)

    def set_look(self, look: Look) -> None:
        self.look = look


def test_the_first_page_is_seen_until_another_is(qtbot: QtBot) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    small, large = Page(10), Page(300)
    stack.add("small", small)
    stack.add("large", large)
    assert (stack.name, stack.currentWidget()) == ("small", small)
    stack.show_page("large")
    assert (stack.name, stack.currentWidget()) == ("large", large)
    assert stack.has("small")
    assert not stack.has("other")


def test_it_needs_what_the_page_that_is_seen_needs(qtbot: QtBot) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    stack.add("small", Page(10))
    stack.add("large", Page(300))
    assert stack.minimumSizeHint() == QSize(10, 10)
    stack.show_page("large")
    assert (stack.minimumSizeHint(), stack.sizeHint()) == (QSize(300, 300), QSize(600, 300))


def test_every_page_takes_a_look_if_it_can(qtbot: QtBot) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    page, dark = Page(10), looks()["dark"]
    stack.add("page", page)
    stack.add("plain", QWidget())
    stack.set_look(dark)
    assert page.look is dark


def test_the_keys_go_to_what_a_page_names(qtbot: QtBot) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    page = QWidget()
    field = QLineEdit(page)
    stack.add("page", page, focus=field.setFocus)
    stack.show()
    stack.activateWindow()
    stack.focus_page()
    qtbot.waitUntil(field.hasFocus)
