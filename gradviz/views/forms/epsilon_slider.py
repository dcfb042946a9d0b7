"""Epsilon by its decade."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gradviz.views.forms.controls import CalmSlider
from gradviz.views.forms.steps import (
    SLIDER_HIGHEST,
    SLIDER_LOWEST,
    SLIDER_STEPS,
    SLIDER_STEPS_PER_DECADE,
    slider_place,
    slider_text,
)


class EpsilonSlider(QWidget):
    """A slider over the decades of epsilon, with its ends written out.

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
        layout.addWidget(QLabel(f"1e{SLIDER_LOWEST}"))
        layout.addWidget(self._slider, stretch=1)
        layout.addWidget(QLabel(f"1e{SLIDER_HIGHEST}"))
        self._slider.valueChanged.connect(self._on_slider_value_changed)
        self._slider.sliderReleased.connect(self.released)

    def set_text(self, text: str) -> None:
        """Show where an epsilon lies; a text that holds none leaves the handle where it is."""
        place = slider_place(text)
        if place is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(place)
            self._describe(text)

    def _on_slider_value_changed(self, place: int) -> None:
        self._describe(slider_text(place))
        self.moved.emit(slider_text(place))

    def _describe(self, text: str) -> None:
        words = f"epsilon = {text}; a tick is a decade"
        self._slider.setToolTip(words)
        self._slider.setAccessibleDescription(words)
