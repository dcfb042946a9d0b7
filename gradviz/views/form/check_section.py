"""How the gradient is checked."""

from collections.abc import Mapping

from gradviz.presenting.choices import CHOICES
from gradviz.presenting.number_steps import decade_step
from gradviz.views.form.epsilon_slider import EpsilonSlider
from gradviz.views.form.field import ChoiceField, NumberField
from gradviz.views.form.section import Section


class CheckSection(Section):
    """Epsilon, threshold, scheme and engine."""

    def __init__(self) -> None:
        super().__init__("Check")
        self._epsilon = NumberField(
            "epsilon",
            "Epsilon",
            "epsilon_edit",
            decade_step,
            8,
            "The step that each parameter is moved by; up and down change its decade.",
        )
        self._threshold = NumberField(
            "threshold",
            "Threshold",
            "threshold_edit",
            decade_step,
            8,
            "The difference above which the textbook calls the gradient wrong.",
        )
        self._slider = EpsilonSlider()
        self.add_row(self._epsilon, self._threshold)
        self.add_widget(self._slider)
        self.add_row(
            ChoiceField("scheme", "Scheme", CHOICES["scheme"], "The finite difference."),
            ChoiceField("engine", "Engine", CHOICES["engine"], "How the passes are run."),
        )
        self._slider.moved.connect(self._epsilon.type_text)
        self._slider.released.connect(self.gesture_ended)

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show settings."""
        super().set_texts(texts)
        self._slider.set_text(self._epsilon.text())

    def _on_field_edited(self, key: str) -> None:
        if key == "epsilon":
            self._slider.set_text(self._epsilon.text())
        super()._on_field_edited(key)
