"""The Taylor remainder test: its order as a title, and its plot."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.checking.taylor import TaylorTest
from gradviz.presenting.remainders import order_name, order_title, remainders_words
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.curves.taylor_plot import TaylorPlot


class TaylorPanel(QWidget):
    """Says the order that is observed, above the remainders.

    Attributes
    ----------
    title
        Where it says so.
    name
        The same in a few characters.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        self.title.setObjectName("taylor_title")
        bold = QFont()
        bold.setBold(True)
        self.title.setFont(bold)
        self._plot = TaylorPlot(look)
        self.name = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self._plot, stretch=1)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._plot.set_look(look)

    def set_faded(self, faded: bool) -> None:
        """Fade the plot while it is not that of what is set."""
        self._plot.set_faded(faded)

    def set_taylor(self, taylor: TaylorTest | None) -> None:
        """Show a test, or none."""
        self.name = "Taylor" if taylor is None else order_name(taylor)
        self.title.setText("Taylor remainder" if taylor is None else order_title(taylor))
        self.title.setAccessibleName("" if taylor is None else remainders_words(taylor))
        self._plot.set_taylor(taylor)
