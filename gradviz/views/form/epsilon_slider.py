"""Epsilon by its decade."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gradviz.presenting.number_steps import (
    DRAG_MILLISECONDS,
    SLIDER_STEPS,
    SLIDER_STEPS_PER_DECADE,
    slider_place,
    slider_text,
)
from gradviz.views.form.controls import CalmSlider


class EpsilonSlider(QWidget):
    """A slider over the decades of epsilon, with its ends written out.

    While it is dragged it reports where it is some eighty times a second.

    Signals
    -------
    moved(str)
        The user chose this epsilon.
    released()
        The handle was let go.
    """

    moved = Signal(str)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._slider = CalmSlider()
        self._slider.setObjectName("epsilon_slider")
        self._slider.setAccessibleName("Epsilon by its decade")
        self._slider.setRange(0, SLIDER_STEPS)
        self._slider.setPageStep(SLIDER_STEPS_PER_DECADE)
        self._slider.setTickInterval(SLIDER_STEPS_PER_DECADE)
        self._slider.setTickPosition(CalmSlider.TickPosition.TicksBelow)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel(slider_text(0)))
        layout.addWidget(self._slider, stretch=1)
        layout.addWidget(QLabel(slider_text(SLIDER_STEPS)))
        self._has_news = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAG_MILLISECONDS)
        self._pause.timeout.connect(self._on_pause_timeout)
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        self._slider.sliderReleased.connect(self._on_slider_released)

    def set_text(self, text: str) -> None:
        """Show where an epsilon lies; a text that holds none leaves the handle where it is."""
        place = slider_place(text)
        self._has_news = False
        if place is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(place)
            self._describe(text)

    def _on_slider_value_changed(self, place: int) -> None:
        self._describe(slider_text(place))
        self._has_news = True
        if not (self._slider.isSliderDown() and self._pause.isActive()):
            self._tell()

    def _on_pause_timeout(self) -> None:
        if self._has_news:
            self._tell()

    def _on_slider_released(self) -> None:
        if self._has_news:
            self._tell()
        self.released.emit()

    def _tell(self) -> None:
        self._has_news = False
        self._pause.start()
        self.moved.emit(slider_text(self._slider.value()))

    def _describe(self, text: str) -> None:
        words = f"epsilon = {text}; a tick is a decade"
        self._slider.setToolTip(words)
        self._slider.setAccessibleDescription(words)
