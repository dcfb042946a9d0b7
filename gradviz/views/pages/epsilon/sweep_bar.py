"""Chooses which curves over epsilon are shown."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gradviz.analysis.compare import COMPARISONS, compared, contrast
from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.views.form.controls import CalmComboBox, CheckBox

BOTH = "both"
NOTHING = ""
_CHARACTERS = 9  # of the combo boxes; longer choices are elided, and whole in the list


class SweepBar(QWidget):
    """The scheme, the arrays, and what the curve is compared with.

    Signals
    -------
    changed()
        The user wants other curves.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._scheme = CalmComboBox(_CHARACTERS)
        self._scheme.setObjectName("sweep_scheme")
        self._scheme.setAccessibleName("Scheme of the curves")
        for scheme in (*SCHEMES, BOTH):
            self._scheme.addItem(scheme, scheme)
        self._arrays = CheckBox("Arrays")
        self._arrays.setObjectName("sweep_arrays")
        self._arrays.setAccessibleName("Show the curve of each array")
        self._arrays.setToolTip("Show the difference of each array alone")
        self._compare = CalmComboBox(_CHARACTERS + 3)
        self._compare.setObjectName("sweep_compare")
        self._compare.setAccessibleName("Compare with")
        self._compare.addItem("nothing", NOTHING)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for label, control in (("Scheme", self._scheme), ("Compare with", self._compare)):
            words = QLabel(label)
            words.setBuddy(control)
            row.addWidget(words)
            row.addWidget(control)
        row.addWidget(self._arrays)
        row.addStretch(1)
        self._scheme.currentIndexChanged.connect(self._on_changed)
        self._compare.currentIndexChanged.connect(self._on_changed)
        self._arrays.toggled.connect(self._on_changed)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes whose curves are wanted."""
        scheme = str(self._scheme.currentData())
        return SCHEMES if BOTH in (scheme, self._both_by_comparison()) else (scheme,)

    @property
    def has_arrays(self) -> bool:
        """Whether each array's curve is wanted."""
        return self._arrays.isChecked()

    @property
    def comparison(self) -> str:
        """The name of what to compare with, or `NOTHING`; the other scheme is no other sweep."""
        name = str(self._compare.currentData())
        return NOTHING if name == "scheme" else name

    def set_experiment(self, experiment: Experiment) -> None:
        """Offer what this experiment can be compared with, and follow its scheme."""
        before, self._experiment = self._experiment, experiment
        if before == experiment:
            return
        with QSignalBlocker(self._scheme), QSignalBlocker(self._compare):
            scheme = experiment.check.scheme
            if before is None or before.check.scheme != scheme != self._scheme.currentData():
                self._follow(scheme)
            self._offer(experiment)

    def _follow(self, scheme: str) -> None:
        if self._scheme.currentData() != BOTH:
            self._scheme.setCurrentIndex(self._scheme.findData(scheme))

    def _offer(self, experiment: Experiment) -> None:
        offers = [(NOTHING, "nothing")]
        offers += [
            (name, contrast(experiment, name)[1])
            for name in COMPARISONS
            if compared(experiment, name) is not None
        ]
        now = [
            (self._compare.itemData(place), self._compare.itemText(place))
            for place in range(self._compare.count())
        ]
        if offers == now:
            return
        chosen = self._compare.currentData()
        self._compare.clear()
        for name, words in offers:
            self._compare.addItem(words, name)
        self._compare.setCurrentIndex(max(0, self._compare.findData(chosen)))

    def _both_by_comparison(self) -> str:
        return BOTH if self._compare.currentData() == "scheme" else ""

    def _on_changed(self) -> None:
        self.changed.emit()
