"""The form edits the present experiment, and follows it."""

from dataclasses import replace
from random import Random

from PySide6.QtCore import QObject, Signal, Slot

from gradviz.checking.experiment import Experiment
from gradviz.controllers.experiment import ExperimentController
from gradviz.network.fields import Problem
from gradviz.network.spec import MAX_SEED
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.form.experiment_form import ExperimentForm


class FormController(QObject):
    """Hands the form's value to the experiment, and the experiment back to the form.

    Signals
    -------
    problems_changed(object)
        A tuple of `Problem`: what is wrong with what is typed; empty if nothing is.
    """

    problems_changed = Signal(object)

    def __init__(self, form: ExperimentForm, experiments: ExperimentController) -> None:
        super().__init__(form)
        self._form, self._experiments = form, experiments
        form.value_changed.connect(self._on_form_value_changed)
        form.gesture_ended.connect(experiments.end_gesture)
        form.problems_changed.connect(self._on_form_problems_changed)
        form.preset_chosen.connect(self._on_form_preset_chosen)
        experiments.experiment_changed.connect(form.set_value)

    def undo(self) -> None:
        """Drop what is typed and cannot be used; if there is no such thing, undo a change."""
        if self._form.problems():
            self._form.discard_typed()
        else:
            self._experiments.undo()

    def reset(self) -> None:
        """Go to the experiment of the start, and drop what is typed and cannot be used."""
        self._form.discard_typed()
        self._experiments.reset()

    def clear_bugs(self) -> None:
        """Make every line of the backward pass correct."""
        if any(problem.field in ("bugs", "lines") for problem in self._form.problems()):
            self._form.discard_typed()
        now = self._experiments.experiment
        correct = replace(network_of(now), bugs=(), lines=())
        self._experiments.change(replace(now, subject=correct))

    def new_seed(self) -> None:
        """Draw other data and parameters."""
        now = self._experiments.experiment
        seed = Random().randint(0, min(MAX_SEED, 99_999))
        subject = network_of(now).with_network(seed=seed)
        self._experiments.change(replace(now, subject=subject))

    @Slot(object)
    def _on_form_value_changed(self, experiment: Experiment) -> None:
        self._experiments.change(experiment, self._form.gesture)

    @Slot(object)
    def _on_form_problems_changed(self, problems: tuple[Problem, ...]) -> None:
        self.problems_changed.emit(problems)

    @Slot(str)
    def _on_form_preset_chosen(self, name: str) -> None:
        self._experiments.change(preset_experiment(name))
