"""The form of the network."""

from collections.abc import Mapping

from gradviz.network.data import DataSet
from gradviz.network.spec import MAX_LAYER_SIZE
from gradviz.presenting.choices import CHOICES
from gradviz.presenting.number_steps import whole_step
from gradviz.subjects.entry import LAYER_KEYS
from gradviz.subjects.given import GivenArrays
from gradviz.views.form.field import ChoiceField, NumberField
from gradviz.views.form.section import Section

_LAYERS = (
    ("Inputs", "n_x, the rows of X."),
    ("Hidden 1", "n_1, the units of layer 1."),
    ("Hidden 2", "n_2, the units of layer 2."),
    ("Outputs", "n_y, the rows of Y."),
)


class NetworkSection(Section):
    """Layer sizes, activation, initialisation, cost and precision."""

    def __init__(self) -> None:
        super().__init__("Network")
        self._layers = [
            NumberField(key, title, f"layer_edit_{place}", _step_size, 5, help_text)
            for place, (key, (title, help_text)) in enumerate(zip(LAYER_KEYS, _LAYERS, strict=True))
        ]
        self._init = _choice("init", "Initialisation", "How the parameters start.")
        self._wished_inputs = ""
        self._locked_inputs = False
        self.add_row(*self._layers, also=["layers"])
        self.add_row(
            _choice("activation", "Activation", "Of the two hidden layers."),
            self._init,
        )
        self.add_row(
            _choice("cost", "Cost", "How J is computed; the same number but for rounding."),
            _choice("dtype", "Precision", "Of every number in the two passes."),
        )

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show settings."""
        super().set_texts(texts)
        if not self._locked_inputs:
            self._wished_inputs = self._layers[0].text()

    def set_source(self, given: GivenArrays | None, data_set: DataSet) -> None:
        """Lock what comes from a file or is fixed by the data set, and say so."""
        reason = f"Comes from {given.title}." if given else None
        for field in (*self._layers, self._init):
            field.set_lock(reason)
        self._locked_inputs = given is None and data_set.n_x is not None
        if self._locked_inputs:
            words = f"The data set {data_set.title} has {data_set.n_x} features."
            self._layers[0].set_lock(words)

    def take_inputs(self, n_x: int | None) -> None:
        """Show the inputs of a data set; where any will do, those that were asked for."""
        wished = self._wished_inputs or self._layers[0].text()
        self._layers[0].set_text(wished if n_x is None else str(n_x))

    def _on_field_edited(self, key: str) -> None:
        if key == LAYER_KEYS[0]:
            self._wished_inputs = self._layers[0].text()
        super()._on_field_edited(key)


def _choice(key: str, title: str, help_text: str) -> ChoiceField:
    return ChoiceField(key, title, CHOICES[key], help_text)


def _step_size(text: str, direction: int) -> str:
    return whole_step(text, direction, 1, MAX_LAYER_SIZE)
