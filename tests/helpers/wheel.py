"""The wheel of the mouse, turned over a map or a plot."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication


def turn_wheel(shown: QAbstractScrollArea, notches: int = 5, place: QPointF | None = None) -> None:
    """Turn the wheel over a place, or the middle, towards the screen, or away from it."""
    middle = QPointF(shown.rect().center()) if place is None else place
    for _ in range(abs(notches)):
        event = QWheelEvent(
            middle,
            QPointF(shown.mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(shown.viewport(), event)
    QApplication.processEvents()
