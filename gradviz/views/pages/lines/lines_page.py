"""The page of the lines: the code of both passes, their graph, and what is known of one line."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.pass_nodes import PassGraph
from gradviz.views.common.looks import Look
from gradviz.views.common.scroll_area import ScrollArea
from gradviz.views.pages.lines.code_view import CodeView
from gradviz.views.pages.lines.graph_tabs import GraphTabs
from gradviz.views.pages.lines.line_note import LineNote
from gradviz.views.pages.lines.lines_pictures import Pictures
from gradviz.views.pages.lines.node_panel import NodePanel

_CODE_SHARE = 0.55  # of the width
_GRAPH_LEAST = 300  # pixels: narrower it gets only after the lines
_NOTE_MOST = 0.6  # of the height
_HIGH_EMS = 54  # lines of text that take the height in which the values have a row of their own
_VALUES_LEAST = 16  # lines of text that the values get then


class LinesPage(QWidget):
    """Left the lines, right their graph and the values of one of its nodes.

    Where there is much height the values take the whole width below both: the lines do not grow
    with the window, and the note needs no more than its text.

    The current line is one for all of them. As long as the user has chosen none, it is the first
    one that is wrong. What the pointer is on, in the code or in the graph, is marked in both, and
    its values are shown meanwhile.

    Signals
    -------
    experiment_changed(object)
        The user made another `Experiment`: with a line applied or reset.
    pending_changed(object)
        A tuple of the lines in which something stands that is not applied.
    """

    experiment_changed = Signal(object)
    pending_changed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lines_page")
        self.setAccessibleName("Lines of backpropagation")
        self._result: CheckResult | None = None
        self._chosen: str | None = None
        self._hovered: str | None = None
        self._pending: dict[str, bool] = {}
        self.code = CodeView(look)
        self._note = LineNote(look)
        self._graph = GraphTabs(look)
        self._values = NodePanel(look)
        self._pictures = Pictures(self._graph, self._values)
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._is_high = False
        self._area = ScrollArea()
        self._has_own_columns = self._has_own_rows = False
        self._shared: tuple[int, ...] = ()
        self._valued: tuple[PassGraph | None, str | None] = (None, None)
        self._drawn: PassGraph | None = None
        self._graphs: tuple[PassGraph, ...] = ()
        self._parts = (self.code, self._note, self._graph, self._values)
        self._lay_out()
        self._connect()

    @property
    def current(self) -> str | None:
        """The current line: the chosen one, else the first that is wrong, if any."""
        if self._chosen is not None:
            return self._chosen
        diagnosis = self.code.judged.diagnosis
        first = diagnosis.first if diagnosis is not None else None
        return first.name if first is not None else None

    def set_experiment(self, experiment: Experiment) -> None:
        """Show the lines of an experiment."""
        self.code.set_experiment(experiment)
        self._show_line()
        self._tell_pending()

    def show_check(self, experiment: Experiment, result: CheckResult | None) -> None:
        """Show an experiment and what the last check found, as when the page is opened."""
        self._result = result
        self.code.set_experiment(experiment)
        self.code.set_result(result)  # which shows the current line
        self._tell_pending()

    def apply_typed(self) -> None:
        """Apply all that is typed over lines and can be used."""
        self.code.apply_typed()

    def set_result(self, result: CheckResult | None) -> None:
        """Show what a check found; it looks old if it is not of the experiment that is shown."""
        self._result = result
        self.code.set_result(result)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for part in self._parts:
            part.set_look(look)

    def minimumSizeHint(self) -> QSize:
        """Need little: in the largest text it scrolls."""
        em = self.fontMetrics().height()
        return QSize(14 * em, 5 * em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room; once the user has shared it otherwise, that stays."""
        super().resizeEvent(event)
        self._place_values()
        if not self._has_own_columns:
            self._share_columns()
        self._shared = ()
        self._share_rows()

    def event(self, event: QEvent) -> bool:
        """Share the height anew where the lines ask for another one, as when a bug is put in."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_rows()
        return done

    def _lay_out(self) -> None:
        for splitter, first, second in (
            (self._left, self.code, self._note),
            (self._columns, self._left, self._pictures),
        ):
            splitter.addWidget(first)
            splitter.addWidget(second)
        self._rows.addWidget(self._columns)
        for splitter in (self._left, self._columns, self._rows):
            splitter.setChildrenCollapsible(False)
        self._left.setStretchFactor(0, 1)
        self._left.setStretchFactor(1, 0)
        self._area.setObjectName("lines_area")
        self._area.setWidget(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _place_values(self) -> None:
        """Put the values below the lines and the graph where there is the height for it."""
        is_high = self.height() >= _HIGH_EMS * self.fontMetrics().height()
        if is_high is self._is_high:
            return
        self._is_high = is_high
        self._has_own_rows = False  # it was of other rows
        if is_high:
            self._pictures.give_values(self._rows)
        else:
            self._pictures.take_values()

    def _share_columns(self) -> None:
        """Give the lines their share, or more where they would be cut off."""
        room = self.width() - self._columns.handleWidth()
        wanted = min(self.code.sizeHint().width(), room - _GRAPH_LEAST)
        width = max(round(_CODE_SHARE * room), wanted)
        self._columns.setSizes([width, room - width])

    def _share_rows(self) -> None:
        """Give the note what the lines leave, but never less than it needs."""
        least = self._note.sizeHint().height()
        room = self.height()
        full = min(self._note.heightForWidth(self._note.width()), round(_NOTE_MOST * room))
        if self._shared:  # it grows for a longer text, but no line moves when that has fewer words
            full = max(full, self._shared[1])
        wanted = self.code.sizeHint().height(), max(least, full), room
        if self._has_own_rows or wanted == self._shared:
            return
        self._shared = wanted
        handle = self._left.handleWidth()
        if self._is_high:
            most = room - handle - _VALUES_LEAST * self.fontMetrics().height()
            room = min(wanted[0] + handle + wanted[1], most)
            self._rows.setSizes([room, self.height() - handle - room])
        room -= handle
        note = max(room - wanted[0], wanted[1])
        self._left.setSizes([room - note, note])

    def _connect(self) -> None:
        self.code.experiment_changed.connect(self._on_code_experiment_changed)
        self.code.line_hovered.connect(self._on_hovered)
        self.code.line_chosen.connect(self._on_chosen)
        self.code.typing_changed.connect(self._on_code_typing_changed)
        self.code.judged.changed.connect(self._show_line)
        self._note.correct_requested.connect(self.code.reset)
        self._graph.node_hovered.connect(self._on_hovered)
        self._graph.node_chosen.connect(self._on_chosen)
        self._columns.splitterMoved.connect(self._on_columns_moved)
        self._left.splitterMoved.connect(self._on_rows_moved)
        self._rows.splitterMoved.connect(self._on_rows_moved)

    def _show_line(self) -> None:
        """Show the current line everywhere."""
        self.code.set_current(self.current)
        self._show_graph()
        self._graph.set_current(self.current)
        self._show_note()
        self._show_values()

    def _show_note(self) -> None:
        """Describe the current line, or say that something else stands in it."""
        name, judged, typed = self.current, self.code.judged, self.code.typed(self.current)
        shown = judged.diagnosis, name, judged.is_stale, typed, judged.assumed
        self._note.show_line(self.code.experiment, *shown)
        self._share_rows()

    def _show_graph(self) -> None:
        """Show the experiment and its check in the graph, which fades what is of another one."""
        judged, result = self.code.judged, self._result
        is_fresh = result is not None and judged.diagnosis is not None and not judged.is_stale
        # Of the same lines, that of the check: an answer for another epsilon may be due.
        graph = self._checked if is_fresh else self._graph_of(self.code.experiment, result)
        if graph is not self._drawn:
            self._drawn = graph
            self._graph.set_graph(graph)

    @property
    def _checked(self) -> PassGraph | None:
        """The passes that were checked last."""
        result = self._result
        return None if result is None else self._graph_of(result.experiment, result)

    def _graph_of(self, experiment: Experiment, result: CheckResult | None) -> PassGraph:
        """Return passes as they are judged by a check, built once as long as they are shown."""
        kept = (each for each in self._graphs if each.result is result)
        found = next((each for each in kept if each.experiment == experiment), None)
        graph = PassGraph.of(experiment, result) if found is None else found
        # What is set and what was checked: the two that were asked for last.
        self._graphs = graph, *[each for each in self._graphs if each is not graph][:1]
        return graph

    def _show_values(self) -> None:
        # Where no line is wrong and none was chosen, the first one stands for them.
        wanted = self._checked, self._hovered or self.current or LINE_NAMES[0]
        if wanted != self._valued:
            self._valued = wanted
            self._values.set_node(*wanted)
        self._values.set_passing(self._hovered is not None and self._hovered != self.current)
        self._values.set_stale(self.code.judged.is_stale)

    def _on_code_experiment_changed(self, experiment: Experiment) -> None:
        self._show_line()
        self._tell_pending()
        self.experiment_changed.emit(experiment)

    def _on_code_typing_changed(self) -> None:
        self._show_note()
        self._tell_pending()

    def _tell_pending(self) -> None:
        if self.code.pending != self._pending:
            self._pending = self.code.pending
            self.pending_changed.emit(self._pending)

    def _on_columns_moved(self) -> None:
        self._has_own_columns = True

    def _on_rows_moved(self) -> None:
        self._has_own_rows = True

    def _on_hovered(self, name: str | None) -> None:
        if name != self._hovered:
            self._hovered = name
            self.code.set_pointed(name)
            self._graph.set_pointed(name)
            self._show_values()

    def _on_chosen(self, name: str) -> None:
        self._on_hovered(None)  # or keys could not lead away from where the pointer rests
        if name != self._chosen:
            self._chosen = name
            self._show_line()
