"""The button that applies what makes an inconclusive check tell."""

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gradviz.checking.remedy import Remedy
from gradviz.presenting.remedy import remedy_name, remedy_promise


class RemedyButton(QPushButton):
    """Names a remedy and is there only while there is one; its place stays, so nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remedy_button")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.set_remedy(None)

    def set_remedy(self, remedy: Remedy | None) -> None:
        """Offer a remedy, or none."""
        if remedy is not None:
            name = remedy_name(remedy)
            self.setText(name)
            self.setAccessibleName(name)
            self.setToolTip(f"{name}: {remedy_promise(remedy)}; undo brings this back")
        self.setVisible(remedy is not None)
