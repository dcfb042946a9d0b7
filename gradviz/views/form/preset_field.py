"""The choice of a preset."""

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QPalette

from gradviz.checking.experiment import Experiment
from gradviz.presenting.choices import Choice
from gradviz.subjects.presets import presets
from gradviz.views.form.controls import CalmComboBox
from gradviz.views.form.field import Field


class _PresetCombo(CalmComboBox):
    """Writes that there is no preset like a preset: in grey it would look disabled."""

    def changeEvent(self, event: QEvent) -> None:
        """Take the colour of the text from each palette."""
        super().changeEvent(event)
        palette, roles = self.palette(), QPalette.ColorRole
        if palette.color(roles.PlaceholderText) != palette.color(roles.ButtonText):
            palette.setColor(roles.PlaceholderText, palette.color(roles.ButtonText))
            self.setPalette(palette)


class PresetField(Field):
    """The preset that an experiment equals, or none.

    Signals
    -------
    preset_chosen(str)
        The user wants a preset; with its name.
    """

    preset_chosen = Signal(str)

    def __init__(self) -> None:
        self.combo = _PresetCombo(characters=12, opens_on_arrows=True)
        self.combo.setObjectName("preset_combo")
        self.combo.setPlaceholderText("Custom")
        for preset in presets().values():
            self.combo.add_choice(Choice(preset.name, preset.title, preset.sentence))
        super().__init__("preset", "Preset", self.combo)
        self.combo.currentIndexChanged.connect(self._on_combo_index_changed)
        self.set_experiment(None)

    def set_experiment(self, experiment: Experiment | None) -> None:
        """Show the preset that equals an experiment, or that none does."""
        same = (preset for preset in presets().values() if preset.experiment == experiment)
        preset = next(same, None)
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(preset.name) if preset else -1)
        self.set_help(preset.sentence if preset else "Settings that are no preset.")

    def _on_combo_index_changed(self, place: int) -> None:
        if place >= 0:
            self.preset_chosen.emit(str(self.combo.currentData()))
