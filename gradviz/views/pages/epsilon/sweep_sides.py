"""What stands beside the difference over epsilon: the current cell and the Taylor remainder."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.focus_ring import RingedTabBar

_WIDE = 54  # heights of the text that the page is wide if both have room
_SHARES = {True: (45, 55), False: (62, 38)}  # of the width, for the plot and for its sides
_HALVES = (52, 48)


class SweepSides(QSplitter):
    """A plot and two panels at its side: both where there is room, else one, under tabs.

    Parameters
    ----------
    plot
        The difference over epsilon.
    panels
        The other two.
    titles
        What is written above each, where no tabs are.
    """

    def __init__(
        self,
        plot: QWidget,
        panels: tuple[QWidget, QWidget],
        titles: tuple[ElidedLabel, ElidedLabel],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("sweep_halves")
        self._panels, self._titles = panels, titles
        self._is_wide: bool | None = None
        self._is_moved = False  # by hand
        self._tabs = RingedTabBar()
        self._tabs.setAccessibleName("Current cell or Taylor remainder")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._tabs.setUsesScrollButtons(False)
        # A long name is elided: it takes no width from the plot.
        self._tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        side, row = QWidget(), QHBoxLayout()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._tabs)
        column.addLayout(row, stretch=1)
        for panel, share in zip(panels, _HALVES, strict=True):
            self._tabs.addTab("")
            row.addWidget(panel, share)
        self.addWidget(plot)
        self.addWidget(side)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)
        self._tabs.currentChanged.connect(self._on_tabs_current_changed)
        self.set_width(0)

    def set_width(self, width: int) -> None:
        """Arrange all for a page of this width, which no scroll bar changes."""
        is_wide = width >= _WIDE * self.fontMetrics().height()
        if is_wide is self._is_wide:
            return
        self._is_wide = is_wide
        self._tabs.setVisible(not is_wide)
        for title in self._titles:
            title.setVisible(is_wide)
        self._show_panels()  # first: a hidden one needs no room
        self._is_moved = False
        self._share()

    def set_tab(self, place: int, text: str) -> None:
        """Say on a tab, in a few characters, what the title of its panel says."""
        self._tabs.setTabText(place, text.replace("&", "&&"))
        self._tabs.setTabToolTip(place, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the shares."""
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the shares: while the page is hidden, nobody knows what its parts need."""
        super().showEvent(event)
        self._share()

    def _share(self) -> None:
        """Divide the width, unless somebody did so by hand."""
        if not self._is_moved:
            self.setSizes([10 * share for share in _SHARES[bool(self._is_wide)]])

    def _on_moved(self) -> None:
        self._is_moved = True

    def _show_panels(self) -> None:
        for place, panel in enumerate(self._panels):
            panel.setVisible(bool(self._is_wide) or place == self._tabs.currentIndex())

    def _on_tabs_current_changed(self) -> None:
        self._show_panels()
