"""The experiment that is worked on, and every one before it."""

from PySide6.QtCore import QObject, Signal

from gradviz.checking.experiment import Experiment

MAX_STEPS = 500  # of undo


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
        self._experiment = start
        self._past: list[Experiment] = []
        self._future: list[Experiment] = []
        self._gesture: str | None = None

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._experiment

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier experiment."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether an undone experiment can be brought back."""
        return bool(self._future)

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
        if experiment == self._experiment:
            return
        if gesture is None or gesture != self._gesture:
            self._past = [*self._past[-MAX_STEPS + 1 :], self._experiment]
        self._future = []
        self._gesture = gesture
        self._set(experiment)

    def end_gesture(self) -> None:
        """End the gesture: the next change is undone on its own."""
        self._gesture = None

    def undo(self) -> None:
        """Go back to the experiment before."""
        if self._past:
            self._future.append(self._experiment)
            self._gesture = None
            self._set(self._past.pop())

    def redo(self) -> None:
        """Bring back the experiment that was undone last."""
        if self._future:
            self._past.append(self._experiment)
            self._gesture = None
            self._set(self._future.pop())

    def reset(self) -> None:
        """Go to the experiment of the start; this can be undone."""
        self.change(self._start)

    def _set(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self.experiment_changed.emit(experiment)
        self.history_changed.emit()
