"""The bugs of an experiment: what can be broken, what is broken, and how."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gradviz.checking.experiment import Experiment
from gradviz.network.bug_fits import Form
from gradviz.network.spec import NetworkSpec
from gradviz.presenting.edits import Edits
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.common.looks import Look
from gradviz.views.form.bug_details import BugDetails
from gradviz.views.form.bug_tree import BugTree


class BugList(QWidget):
    """The tree of bugs with a search above it and the current bug below.

    Signals
    -------
    edits_changed(object)
        The user ticked something on or off; with the new `Edits`.
    """

    edits_changed = Signal(object)

    KEYS = (("On into the list of bugs", (Qt.Key.Key_Down,)),)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = QLineEdit()
        self._glass, self._clear_search = QAction(self), QAction("Clear the search", self)
        self._clear = QPushButton("Clear bugs")
        self._note = QLabel()
        self._tree = BugTree()
        self._details = BugDetails()
        self._edits = Edits()
        self._state: tuple[Form, Edits, GivenArrays | None] | None = None
        self._set_up()
        self._lay_out()
        self._search.textChanged.connect(self._on_search_text_changed)
        self._clear_search.triggered.connect(self._search.clear)
        self._clear.clicked.connect(self._on_clear_clicked)
        self._tree.edits_changed.connect(self._on_tree_edits_changed)
        self._tree.currentItemChanged.connect(self._on_tree_current_item_changed)
        self.set_experiment(Experiment(NetworkSubject()))

    @property
    def edits(self) -> Edits:
        """What is ticked."""
        return self._edits

    def set_experiment(self, experiment: Experiment) -> None:
        """Show the bugs of an experiment."""
        subject = network_of(experiment)
        self.set_state(subject.network, Edits(subject.bugs, subject.lines), subject.given)

    def set_state(self, network: NetworkSpec, edits: Edits, given: GivenArrays | None) -> None:
        """Show bugs, whether or not they fit the network.

        Parameters
        ----------
        network
            What they are for.
        edits
            What is ticked.
        given
            Arrays from a file; if gradients came with them, no line plays a part.
        """
        self._edits = edits
        state = Form.of(network), edits, given
        if state == self._state:
            return
        self._state = state
        self._tree.set_state(Form.of(network), edits)
        self._lock(given.title if given is not None and given.has_gradients else None)
        self._show_current()

    def focus_search(self) -> None:
        """Put the cursor in the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._glass.setIcon(look.icon("search"))
        self._clear_search.setIcon(look.icon("clear"))
        self._tree.set_look(look)
        self._details.set_look(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on from the search into the tree with an arrow key."""
        first = self._tree.first_match()
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus() and first is not None:
            self._tree.setCurrentItem(first)
            self._tree.setFocus()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self._search.setObjectName("bug_search")
        self._search.setAccessibleName("Search the bugs")
        self._search.setPlaceholderText("Search bugs")
        # Not the clear button of Qt, whose picture is lost on a dark ground.
        self._search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._search.addAction(self._clear_search, QLineEdit.ActionPosition.TrailingPosition)
        self._clear_search.setVisible(False)
        self._clear_search.setToolTip("Clear the search")
        self._clear.setObjectName("clear_bugs_button")
        self._clear.setAccessibleName("Clear bugs")
        self._clear.setToolTip("Tick every bug off")
        self._note.setObjectName("bug_note")
        self._note.setWordWrap(True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._search, stretch=1)
        top.addWidget(self._clear)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._tree)
        parts.addWidget(self._details)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self._note)
        layout.addWidget(parts, stretch=1)

    def _lock(self, title: str | None) -> None:
        """Say why no bug plays a part, or let them be ticked."""
        if title is not None:
            self._note.setText(
                f"{title} brings its own gradients. They are checked in place of the backward "
                "pass, so its lines and bugs play no part."
            )
        self._note.setVisible(title is not None)
        for part in (self._search, self._tree, self._details):
            part.setEnabled(title is None)
        self._clear.setEnabled(title is None and len(self._edits) > 0)

    def _show_current(self) -> None:
        form = self._tree.form
        if form is not None:
            self._details.show_row(self._tree.currentItem(), form.activation)

    def _change(self, edits: Edits) -> None:
        self._edits = edits
        self._clear.setEnabled(len(edits) > 0)
        self._show_current()
        self.edits_changed.emit(edits)

    def _on_search_text_changed(self, text: str) -> None:
        self._clear_search.setVisible(bool(text))
        self._tree.set_filter(text)
        matches = self._tree.first_match() is not None
        self._note.setText("" if matches else "No bug has all these words.")
        self._note.setVisible(not matches)

    def _on_tree_edits_changed(self, edits: Edits) -> None:
        self._change(edits)

    def _on_tree_current_item_changed(self, _current: QTreeWidgetItem | None) -> None:
        self._show_current()

    def _on_clear_clicked(self) -> None:
        form = self._tree.form
        if form is not None:
            self._tree.set_state(form, Edits())
            self._change(Edits())
