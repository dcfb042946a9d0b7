"""The choice of a data set."""

from PySide6.QtCore import QSignalBlocker, Signal

from gradviz.presenting.choices import Choice, data_choices
from gradviz.subjects.given import GivenArrays
from gradviz.views.form.controls import CalmComboBox
from gradviz.views.form.field import Field

_GIVEN = "Arrays from a file; choose a data set to leave them."
_FILE = Choice("", "From a file…", "Take data and parameters from an arrays file (.npz).")


class DataField(Field):
    """A data set, or arrays from a file.

    ``edited`` is emitted where another data set is chosen.

    Signals
    -------
    open_arrays_requested()
        The user wants arrays from a file.
    """

    open_arrays_requested = Signal()

    def __init__(self) -> None:
        self.combo = CalmComboBox(characters=12, opens_on_arrows=True)
        self.combo.setObjectName("data_combo")
        self._name = ""
        self._given: GivenArrays | None = None
        super().__init__("data", "Data set", self.combo)
        self._fill()
        self.combo.currentIndexChanged.connect(self._on_combo_index_changed)
        self.combo.setAccessibleName("Data set")

    def text(self) -> str:
        """Return the name of the data set; arrays from a file stand beside it."""
        return self._name

    @property
    def given(self) -> GivenArrays | None:
        """The arrays that take the place of the data set."""
        return self._given

    def set_text(self, text: str) -> None:
        """Show a data set."""
        self._name = text
        self._show()

    def set_given(self, given: GivenArrays | None) -> None:
        """Show arrays from a file in place of the data set, or the data set again."""
        if given != self._given:
            self._given = given
            self._fill()
        self._show()

    def _fill(self) -> None:
        """List the arrays from a file, if there are any, then the data sets."""
        with QSignalBlocker(self.combo):
            self.combo.clear()
            if self._given is not None:
                self.combo.add_choice(Choice("", self._given.title, _GIVEN))
            for choice in data_choices():
                self.combo.add_choice(choice)
            self.combo.insertSeparator(self.combo.count())
            self.combo.add_choice(_FILE)

    def _show(self) -> None:
        place = 0 if self._given is not None else self.combo.findData(self._name)
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(place)
        sentences = {choice.key: choice.sentence for choice in data_choices()}
        self.set_help(_GIVEN if self._given is not None else sentences.get(self._name, ""))

    def _on_combo_index_changed(self, place: int) -> None:
        if place == self.combo.count() - 1:
            self._show()
            self.open_arrays_requested.emit()
        elif place > 0 or self._given is None:
            self._name = str(self.combo.currentData())
            self.set_given(None)
            self.edited.emit(self.key)
