"""What is known of the lines, and whether it is of the lines that are shown."""

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.checking.assumption import Assumed
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis, LineFinding
from gradviz.checking.result import CheckResult

# After which a diagnosis of other settings looks old: while epsilon is dragged, the next one
# comes sooner, and nothing flickers.
PATIENCE_MILLISECONDS = 150


class Judged(QObject):
    """The last diagnosis, beside the present experiment.

    Signals
    -------
    changed()
        Something else is known, or what is known has become stale.
    """

    changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._known: CheckResult | None = None
        self._is_stale = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_timeout)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The last diagnosis; None if there is none."""
        return self._known.diagnosis if self._known is not None else None

    @property
    def assumed(self) -> Assumed | None:
        """What explains given gradients in place of what the check assumes, if its lines are known.

        They are judged by it.
        """
        return self._known.assumed if self._known is not None else None

    @property
    def is_stale(self) -> bool:
        """Whether the last diagnosis is of other lines, or of other settings for a while now."""
        return self._is_stale

    def finding(self, name: str | None) -> LineFinding | None:
        """Return what is known of a line."""
        diagnosis = self.diagnosis
        return diagnosis.lines.get(name) if diagnosis is not None and name is not None else None

    def set_experiment(self, experiment: Experiment) -> None:
        """Take another present experiment."""
        self._experiment = experiment
        self._weigh(is_news=False)

    def set_result(self, result: CheckResult | None) -> None:
        """Take what a check found; one that was not whole leaves a diagnosis of its experiment."""
        if result is None:
            self._known = None
        elif result.diagnosis is not None:
            self._known = result
        elif self._known is not None and self._known.experiment != result.experiment:
            self._known = None
        self._patience.stop()
        self._weigh(is_news=True)

    def _weigh(self, is_news: bool) -> None:
        """Find out whether what is known is stale, at once if the lines are not the same."""
        before = self._is_stale
        if self._known is None or self._known.experiment == self._experiment:
            self._patience.stop()
            self._is_stale = False
        elif self._known.experiment.subject != self._experiment.subject:
            self._patience.stop()
            self._is_stale = True
        elif is_news or not (self._is_stale or self._patience.isActive()):
            self._is_stale = False
            self._patience.start()
        if is_news or self._is_stale != before:
            self.changed.emit()

    def _on_patience_timeout(self) -> None:
        self._is_stale = True
        self.changed.emit()
