"""The form of a page in the column of the window's own form."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.views.common.scroll_area import ScrollArea

_MARGINS = 10, 10, 4, 4  # pixels: the fields stand below one another as those of the other form do


class FormColumn(ScrollArea):
    """A form at the top; where there is too little height, it scrolls."""

    def __init__(self, form: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = QWidget()
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(*_MARGINS)
        layout.addWidget(form)
        layout.addStretch(1)
        self.setWidget(self._inner)

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the form needs: nothing is cut off at the side."""
        inner = self._inner.minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inner + bar, super().minimumSizeHint().height())
