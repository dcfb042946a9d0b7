"""The button that applies what makes an inconclusive check tell."""

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gradviz.checking.cure import Cure
from gradviz.reporting.cure import cure_name, cure_promise


class CureButton(QPushButton):
    """Names a cure and is there only while there is one; its place stays, so nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cure_button")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.set_cure(None)

    def set_cure(self, cure: Cure | None) -> None:
        """Offer a cure, or none."""
        if cure is not None:
            name = cure_name(cure)
            self.setText(name)
            self.setAccessibleName(name)
            self.setToolTip(f"{name}: {cure_promise(cure)}; undo brings this back")
        self.setVisible(cure is not None)
