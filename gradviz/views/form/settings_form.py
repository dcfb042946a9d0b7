"""All settings of an experiment, one below the other."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.checking.experiment import Experiment
from gradviz.network.data import DATA_SETS
from gradviz.network.fields import Problem
from gradviz.presenting.choices import sentence
from gradviz.subjects.entry import experiment_texts
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.views.common.looks import Look
from gradviz.views.common.scroll_area import ScrollArea
from gradviz.views.form.check_section import CheckSection
from gradviz.views.form.data_section import DataSection
from gradviz.views.form.field_row import FieldRow
from gradviz.views.form.network_section import NetworkSection
from gradviz.views.form.preset_field import PresetField


class SettingsForm(ScrollArea):
    """Every setting but the bugs, as texts that may be wrong.

    Signals
    -------
    edited(str)
        The user set a field; with its key.
    gesture_ended()
        The user is done with a field, for now.
    preset_chosen(str)
        The user wants a preset; with its name.
    open_arrays_requested()
        The user wants arrays from a file.
    """

    edited = Signal(str)
    gesture_ended = Signal()
    preset_chosen = Signal(str)
    open_arrays_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = PresetField()
        self._data = DataSection()
        self._network = NetworkSection()
        self._check = CheckSection()
        self._sections = (self._data, self._network, self._check)
        self._preset_row = FieldRow([self._preset])
        self._inner = QWidget()
        self._lay_out()
        for section in self._sections:
            section.edited.connect(self._on_section_edited)
            section.gesture_ended.connect(self.gesture_ended)
        self._preset.preset_chosen.connect(self.preset_chosen)
        self._data.open_arrays_requested.connect(self.open_arrays_requested)

    @property
    def given(self) -> GivenArrays | None:
        """The arrays from a file that take the place of the data and the parameters."""
        return self._data.given

    def texts(self) -> dict[str, str]:
        """Return every setting as it is typed, by key."""
        return {key: text for section in self._sections for key, text in section.texts().items()}

    def set_experiment(self, experiment: Experiment) -> None:
        """Show an experiment; a field whose text means the same stays as it was typed."""
        subject = network_of(experiment)
        self._data.set_given(subject.given)
        self._network.set_source(subject.given, DATA_SETS[subject.network.data])
        texts = experiment_texts(experiment)
        for section in self._sections:
            section.set_texts(texts)
        self.set_preset(experiment)

    def set_preset(self, experiment: Experiment | None) -> None:
        """Show which preset an experiment equals; None equals none."""
        self._preset.set_experiment(experiment)

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Mark what cannot be used."""
        messages = {problem.field: sentence(problem.message) for problem in problems}
        for section in self._sections:
            section.set_problems(messages)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for section in self._sections:
            section.set_look(look)

    def minimumSizeHint(self) -> QSize:
        """Be as wide as the widest field: nothing is cut off at the side."""
        inner = self._inner.minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inner + bar, super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(self._preset_row)
        for section in self._sections:
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(self._inner)

    def _on_section_edited(self, key: str) -> None:
        if key == "data":
            data_set = DATA_SETS[self._data.data]
            self._network.set_source(None, data_set)
            self._network.take_inputs(data_set.n_x)
        self.edited.emit(key)
