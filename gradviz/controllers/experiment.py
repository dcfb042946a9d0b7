"""The experiment that is worked on, and every one before it."""

from PySide6.QtCore import QObject, Signal

from gradviz.checking.experiment import Experiment
from gradviz.controllers.history import History, HistoryController


class ExperimentController(HistoryController[Experiment]):
    """Holds the present experiment; undo is a stack of it.

    Signals
    -------
    experiment_changed(object)
        The new `Experiment`.
    """

    experiment_changed = Signal(object)

    def __init__(self, start: Experiment, parent: QObject | None = None) -> None:
        super().__init__(History(start), parent)
        self._start = start

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._history.value

    def change(self, experiment: Experiment, gesture: str | None = None) -> None:
        """Make another experiment the present one.

        Parameters
        ----------
        experiment
            The new one; nothing happens if it equals the present one.
        gesture
            Names what the user is doing, such as dragging a slider: changes in a row of one
            gesture are undone as one.
        """
        if self._history.change(experiment, gesture):
            self._tell()

    def end_gesture(self) -> None:
        """End the gesture: the next change is undone on its own."""
        self._history.end_gesture()

    def reset(self) -> None:
        """Go to the experiment of the start; this can be undone."""
        self.change(self._start)

    def _tell(self) -> None:
        self.experiment_changed.emit(self.experiment)
        super()._tell()
