"""The form of an experiment: what the user sets, as one value."""

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gradviz.checking.experiment import Experiment
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.spec import NetworkSpec
from gradviz.presenting.choices import sentence
from gradviz.presenting.edits import Edits
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import STATABLE, GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.common.focus_ring import RingedTabBar
from gradviz.views.common.looks import Look
from gradviz.views.form.bug_list import BugList
from gradviz.views.form.settings_form import SettingsForm

_WIDTH = 330  # pixels: a quarter of a projector's width, where two fields stand side by side
_BUG_FIELDS = ("bugs", "lines")
_TYPED = (
    "layers.0",
    "layers.1",
    "layers.2",
    "layers.3",
    "examples",
    "seed",
    "epsilon",
    "threshold",
)

Problems = tuple[Problem, ...]


class ExperimentForm(QWidget):
    """Edits one value, an `Experiment`.

    What is typed may be wrong for a while: it stays, it is marked, and the value remains the
    last one that could be used. What else is set meanwhile comes into force with it.

    Signals
    -------
    value_changed(object)
        The user made another `Experiment`.
    problems_changed(object)
        The tuple of `Problem` that keeps what is set from being used; empty if nothing does.
    gesture_ended()
        The user is done with the field that `gesture` names.
    preset_chosen(str)
        The user wants a preset; with its name.
    open_arrays_requested()
        The user wants arrays from a file.
    """

    value_changed = Signal(object)
    problems_changed = Signal(object)
    gesture_ended = Signal()
    preset_chosen = Signal(str)
    open_arrays_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = Experiment(NetworkSubject())
        self._problems: Problems = ()
        self._gesture: str | None = None
        self._stated: frozenset[str] = frozenset()
        self._warning = QIcon()
        self._tabs_show: tuple[int, Problems, int] | None = None
        self._settings = SettingsForm()
        self._bugs = BugList()
        self._tabs = QTabWidget()
        self._tabs.setTabBar(RingedTabBar())
        self._tabs.setObjectName("form_tabs")
        self._tabs.setAccessibleName("What is set")
        self._tabs.tabBar().setAccessibleName("Experiment or bugs")
        self._tabs.addTab(self._settings, "Experiment")
        self._tabs.addTab(self._bugs, "Bugs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs)
        self._settings.edited.connect(self._on_settings_edited)
        self._settings.gesture_ended.connect(self.gesture_ended)
        self._settings.preset_chosen.connect(self._on_settings_preset_chosen)
        self._settings.open_arrays_requested.connect(self.open_arrays_requested)
        self._bugs.edits_changed.connect(self._on_bugs_edits_changed)
        self._show_value()

    def value(self) -> Experiment:
        """Return the last experiment that could be used."""
        return self._value

    def problems(self) -> Problems:
        """Return what keeps the things that are set from being used."""
        return self._problems

    @property
    def gesture(self) -> str | None:
        """The key of the number that is being typed or slid: its changes belong together."""
        return self._gesture

    def set_value(self, experiment: Experiment) -> None:
        """Show an experiment.

        The one that is shown already leaves everything as it is typed; any other one takes the
        place of what is typed. `value_changed` is not emitted.
        """
        if experiment != self._value:
            self._value = experiment
            self.discard_typed()

    def discard_typed(self) -> None:
        """Go back to the value: drop what is typed and cannot be used."""
        self._show_value()
        self._set_problems(())

    def sizeHint(self) -> QSize:
        """Ask for the width that it is laid out for, or what a larger text needs."""
        return QSize(max(_WIDTH, self.minimumSizeHint().width()), super().sizeHint().height())

    def show_settings(self) -> None:
        """Bring the settings to the front."""
        self._tabs.setCurrentWidget(self._settings)

    def show_bugs(self) -> None:
        """Bring the bugs to the front."""
        self._tabs.setCurrentWidget(self._bugs)

    def focus_search(self) -> None:
        """Put the cursor in the search of the bugs."""
        self.show_bugs()
        self._bugs.focus_search()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._warning = look.icon("warning")
        self._settings.set_look(look)
        self._bugs.set_look(look)
        self._show_tabs()

    def _show_value(self) -> None:
        self._settings.set_experiment(self._value)
        self._bugs.set_experiment(self._value)
        self._show_tabs()

    def _take(self) -> None:
        """Make an experiment of what is set, or find out why there is none."""
        given, edits = self._settings.given, self._bugs.edits
        network, value, problems = self._read(given, edits)
        subject = network_of(value)
        if subject.checks_given_gradients and self._stated:
            subject = replace(subject, stated=subject.stated | self._stated)
            value = replace(value, subject=subject)
        self._bugs.set_state(network, edits, given)
        changed = value != self._value
        self._value = value
        self._settings.set_preset(None if problems else value)
        self._set_problems(problems)
        if changed:
            self.value_changed.emit(value)

    def _read(
        self, given: GivenArrays | None, edits: Edits
    ) -> tuple[NetworkSpec, Experiment, Problems]:
        """Return the network that is set, the experiment, or the last one, and the problems."""
        now, texts = self._value, self._settings.texts()
        subject = network_of(now)
        if (Edits(subject.bugs, subject.lines), subject.given) == (edits, given):
            # While a slider moves: every experiment that is made is looked through whole, and
            # this makes one, where to tell the problems of the network from those of the lines
            # takes three.
            with suppress(InvalidSettings):
                value = read_experiment(texts, now)
                return network_of(value).network, value, ()
        network = None
        try:
            without = replace(subject, bugs=(), lines=(), given=given)
            plain = read_experiment(texts, replace(now, subject=without))
            subject = network_of(plain)
            network = subject.network
            edited = replace(subject, bugs=edits.bugs, lines=edits.lines)
            return network, replace(plain, subject=edited), ()
        except InvalidSettings as error:
            problems = _worth_saying(error.problems, network is not None)
            return network or subject.network, now, problems

    def _set_problems(self, problems: Problems) -> None:
        changed = problems != self._problems
        self._problems = problems
        self._show_tabs()
        if changed:
            self._settings.set_problems(problems)
            self.problems_changed.emit(problems)

    def _show_tabs(self) -> None:
        count = len(self._bugs.edits)
        state = count, self._problems, self._warning.cacheKey()
        if state == self._tabs_show:  # each setting lays out and paints the whole form
            return
        self._tabs_show = state
        self._tabs.setTabText(1, f"Bugs ({count})" if count else "Bugs")
        of_bugs = [problem for problem in self._problems if problem.field in _BUG_FIELDS]
        of_settings = [problem for problem in self._problems if problem not in of_bugs]
        for place, problems in enumerate((of_settings, of_bugs)):
            self._tabs.setTabIcon(place, self._warning if problems else QIcon())
            words = "\n".join(sentence(problem.message) for problem in problems)
            self._tabs.setTabToolTip(place, words)

    def _on_settings_edited(self, key: str) -> None:
        self._gesture = key if key in _TYPED else None
        self._stated = frozenset({key} & set(STATABLE))
        self._take()
        self._stated = frozenset()

    def _on_bugs_edits_changed(self, _edits: Edits) -> None:
        self._gesture = None
        self._take()

    def _on_settings_preset_chosen(self, name: str) -> None:
        self._gesture = None
        self.discard_typed()
        self.preset_chosen.emit(name)


def _worth_saying(problems: Problems, edits_were_tried: bool) -> Problems:
    """Leave out that the lines do not fit a network which is too large anyway."""
    of_network = tuple(problem for problem in problems if problem.field not in _BUG_FIELDS)
    return problems if edits_were_tried or not of_network else of_network
