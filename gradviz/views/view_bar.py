"""The row above the maps that says and chooses what they show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gradviz.reporting.map_views import MapView
from gradviz.views.actions import VIEWS, Actions

SHORT = {MapView.RELATIVE: "relative", MapView.SIGNED: "signed"}


class ViewBar(QWidget):
    """One button a view, sharing its action with the menu."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(QLabel("Maps show"))
        for view, (name, _key) in VIEWS.items():
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setText(SHORT.get(view, view.label))
            button.setObjectName(f"{name}_button")
            button.setAccessibleName(f"Show {view.label}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAutoRaise(True)
            layout.addWidget(button)
        layout.addStretch(1)
