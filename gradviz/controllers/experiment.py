"""The experiment that is worked on, and every one before it."""

from PySide6.QtCore import QObject, Signal

from gradviz.checking.experiment import Experiment
from gradviz.controllers.history import History


class ExperimentController(QObject):
    """Holds the present experiment; undo is a stack of it.

    Signals
    -------
    experiment_changed(object)
        The new `Experiment`.
    history_changed()
        Whether there is something to undo or redo may have changed.
    """

    experiment_changed = Signal(object)
    history_changed = Signal()

    def __init__(self, start: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self._history = History(start)

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._history.value

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier experiment."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an undone experiment can be brought back."""
        return self._history.can_redo

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

    def undo(self) -> None:
        """Go back to the experiment before."""
        if self._history.undo():
            self._tell()

    def redo(self) -> None:
        """Bring back the experiment that was undone last."""
        if self._history.redo():
            self._tell()

    def reset(self) -> None:
        """Go to the experiment of the start; this can be undone."""
        self.change(self._start)

    def _tell(self) -> None:
        self.experiment_changed.emit(self.experiment)
        self.history_changed.emit()
