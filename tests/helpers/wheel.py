"""The wheel of the mouse, turned over a map."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gradviz.views.maps.heat_map import HeatMap


def turn_wheel(shown: HeatMap, notches: int = 5) -> None:
    """Turn the wheel over the middle of a map, towards the screen."""
    middle = QPointF(shown.rect().center())
    for _ in range(notches):
        event = QWheelEvent(
            middle,
            QPointF(shown.mapToGlobal(shown.rect().center())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(shown.viewport(), event)
    QApplication.processEvents()
