"""The row below the verdict that chooses the page, and what the maps show."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from gradviz.presenting.map_views import MapView
from gradviz.views.common.focus_ring import RingedToolButton
from gradviz.views.shell.actions import VIEWS, Actions
from gradviz.views.shell.tab import Tab

SHORT = {
    MapView.RELATIVE: "relative",
    MapView.SIGNED: "signed",
    MapView.UNITS: "/ expected error",
}


class ListButton(RingedToolButton):
    """A button that opens a list, which its text says: the style's arrow does not grow with it."""

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        """Leave out the style's own arrow."""
        super().initStyleOption(option)
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu


class ViewBar(QWidget):
    """One button a page and one a view of the maps, each sharing its action with the menu.

    Where there is no room for the views side by side, one button opens them as a list.
    """

    def __init__(
        self, actions: Actions, tabs: Sequence[Tab], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tabs = tuple(tabs)
        self._has_views = True
        self._row = _row(self)
        for tab in tabs:
            self._row.addWidget(_button(actions[tab.name], tab.text, f"Page: {tab.text}"))
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.VLine)
        self._line.setFrameShadow(QFrame.Shadow.Sunken)
        self._views = QWidget()
        row = _row(self._views)
        for view, (name, _key) in VIEWS.items():
            button = _button(actions[name], SHORT.get(view, view.label), f"Show {view.label}")
            row.addWidget(button)
            actions[name].toggled.connect(self._on_view_toggled)
        self._list = _list_button([actions[name] for name, _key in VIEWS.values()])
        for widget in (self._line, self._views, self._list):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._on_view_toggled()

    def set_has_views(self, has_views: bool) -> None:
        """Show what the maps can show, or leave it out for another page."""
        self._has_views = has_views
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Need room for the pages and the button that lists the views."""
        whole = super().minimumSizeHint()
        return QSize(self._width_with(self._list), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the views side by side if there is room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _width_with(self, views: QWidget) -> int:
        """Return the width of everything with the views in one of their two forms."""
        pages = (self._row.itemAt(place) for place in range(len(self._tabs)))
        widths = [item.sizeHint().width() for item in pages if item is not None]
        widths += [self._line.sizeHint().width(), views.sizeHint().width()]
        return sum(widths) + len(widths) * self._row.spacing()

    def _fit(self) -> None:
        has_room = self._width_with(self._views) <= self.width()
        self._line.setVisible(self._has_views)
        self._views.setVisible(self._has_views and has_room)
        self._list.setVisible(self._has_views and not has_room)

    def _on_view_toggled(self) -> None:
        chosen = [action.iconText() for action in self._list.menu().actions() if action.isChecked()]
        self._list.setText(f"{chosen[0] if chosen else 'Maps show'} ▾")
        self._fit()


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    return row


def _button(action: QAction, text: str, name: str) -> QToolButton:
    button = RingedToolButton()
    # Not the button's text, which is the action's again when that is chosen.
    action.setIconText(text)
    button.setDefaultAction(action)
    button.setObjectName(f"{action.objectName().removeprefix('action_')}_button")
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoRaise(True)
    return button


def _list_button(actions: list[QAction]) -> QToolButton:
    button = ListButton()
    button.setObjectName("view_list_button")
    button.setAccessibleName("What the maps show")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setAutoRaise(True)
    menu = QMenu(button)
    menu.addActions(actions)
    button.setMenu(menu)
    return button
