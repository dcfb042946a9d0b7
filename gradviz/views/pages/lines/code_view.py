"""The code view: both passes as lines of NumPy, judged line by line, and typed over in place."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.backward import LINE_NAMES, LineError
from gradviz.presenting.assumptions import title_of
from gradviz.presenting.lines import code_lines
from gradviz.presenting.typed import Typed, line_problem, with_correct_line, with_line
from gradviz.subjects.network import NetworkSubject, checks_given
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look
from gradviz.views.common.scroll_area import ScrollArea
from gradviz.views.pages.lines.judged import Judged
from gradviz.views.pages.lines.line_message import LineMessage
from gradviz.views.pages.lines.line_row import LineRow

_FORWARD = "Forward pass, which the check trusts"
_BACKWARD = "Backward pass"
_HINT = "type over a line, Enter applies it"
_GIVEN = "as it should be: the gradients come from a file"
_STALE = "the signs are of the last check"


class CodeView(QWidget):
    """Every line of both passes.

    Signals
    -------
    experiment_changed(object)
        The user made another `Experiment`: with a line applied or reset.
    line_hovered(object)
        The name of the line that the pointer is on, or None.
    line_chosen(str)
        The user went to a line.
    typing_changed()
        Another text stands in a line, or something else is wrong with it.
    """

    experiment_changed = Signal(object)
    line_hovered = Signal(object)
    line_chosen = Signal(str)
    typing_changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_view")
        self._experiment = Experiment(NetworkSubject())
        self._current: str | None = None
        self._pointed: str | None = None
        self.judged = Judged(self._experiment, self)
        self._rows = {line.name: LineRow(line, look) for line in code_lines(self._experiment)}
        self._forward, self._backward = ElidedLabel(), ElidedLabel()
        self._content = QWidget()
        self._message = LineMessage(self._content)
        self._area = ScrollArea()
        self._lay_out()
        self._connect()
        self._show_findings()
        self.set_look(look)

    @property
    def experiment(self) -> Experiment:
        """What is shown."""
        return self._experiment

    def typed(self, name: str | None) -> Typed | None:
        """Return what stands in a line and is not applied; None if there is nothing."""
        row = self._rows.get(name) if name is not None else None
        if row is None or not row.field.is_typed:
            return None
        return Typed(row.field.text(), row.problem)

    @property
    def pending(self) -> dict[str, bool]:
        """The lines in which something stands that is not applied, and whether it can be."""
        rows = self._rows.items()
        return {name: row.problem is None for name, row in rows if row.field.is_typed}

    def apply_typed(self) -> None:
        """Apply all that is typed and can be used."""
        for name in self.pending:
            self._on_row_apply_requested(name)

    def set_experiment(self, experiment: Experiment) -> None:
        """Show the lines of an experiment; what is typed in lines that stay the same stays."""
        if experiment == self._experiment:
            return
        self._experiment = experiment
        for line in code_lines(experiment):
            row = self._rows[line.name]
            if line != row.line:
                row.set_line(line)
            if row.field.is_typed or row.problem is not None:
                self._read(row)
        self.judged.set_experiment(experiment)
        self._say_backward()
        self._show_message()

    def set_result(self, result: CheckResult | None) -> None:
        """Show what a check found of the lines; stale if it is not of what is shown."""
        self.judged.set_result(result)

    def set_current(self, name: str | None) -> None:
        """Mark the current line; a name of anything else marks none."""
        if name == self._current:
            return
        self._current = name
        for row in self._rows.values():
            row.set_current(row.name == name)
        self._show_current()

    def set_pointed(self, name: str | None) -> None:
        """Highlight a line, as when its node is pointed at elsewhere."""
        if name != self._pointed:
            self._pointed = name
            for row in self._rows.values():
                row.set_pointed(row.name == name)

    def reset(self, name: str) -> None:
        """Use the correct line, and take back what is typed."""
        self._rows[name].field.restore()
        self._change(with_correct_line(self._experiment, name))

    def focus_line(self, name: str) -> None:
        """Go to a line, as the user does."""
        self._rows[name].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_row_chosen(name)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        for row in self._rows.values():
            row.set_look(look)
        self._message.set_look(look)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, look.colour("muted"))
        for heading in (self._forward, self._backward):
            heading.setPalette(palette)

    def minimumSizeHint(self) -> QSize:
        """Need little: it scrolls."""
        em = self.fontMetrics().height()
        return QSize(12 * em, 5 * em)

    def sizeHint(self) -> QSize:
        """Ask for all lines."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        return self._content.sizeHint() + QSize(bar, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current line in sight, and the message at its line."""
        super().resizeEvent(event)
        self._show_current()
        self._show_message()

    def event(self, event: QEvent) -> bool:
        """Keep the message at its line when the lines were laid out anew."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._show_message()
        return done

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._forward.setText(_FORWARD)
        self._forward.setObjectName("forward_heading")
        self._backward.setObjectName("backward_heading")
        column.addWidget(self._forward)
        for row in self._rows.values():
            if row.name == LINE_NAMES[0]:
                column.addSpacing(4)
                column.addWidget(self._backward)
            column.addWidget(row)
        column.addStretch(1)
        self._area.setObjectName("code_area")
        self._area.setAccessibleName("Lines of both passes")
        self._area.setWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _connect(self) -> None:
        self.judged.changed.connect(self._show_findings)
        for row in self._rows.values():
            row.hovered.connect(self._on_row_hovered)
            row.chosen.connect(self._on_row_chosen)
            row.focus_changed.connect(self._show_message)
            row.edited.connect(self._on_row_edited)
            row.apply_requested.connect(self._on_row_apply_requested)
            row.stepped.connect(self._on_row_stepped)
            row.reset_requested.connect(self.reset)

    def _read(self, row: LineRow) -> None:
        """Find out whether what is typed can be used."""
        text = row.field.text()
        is_typed = row.field.is_typed
        row.set_problem(line_problem(self._experiment, row.name, text) if is_typed else None)

    def _show_findings(self) -> None:
        for row in self._rows.values():
            row.set_finding(self.judged.finding(row.name), self.judged.is_stale)
        self._say_backward()

    def _say_backward(self) -> None:
        more = _GIVEN if checks_given(self._experiment) else _HINT
        assumed = self.judged.assumed
        if assumed is not None and assumed.wrong is not None:
            more = f"judged as that of {title_of(assumed.assumptions[0].fits)}"
        words = f"{_BACKWARD}; {_STALE if self.judged.is_stale else more}"
        if words != self._backward.text():
            self._backward.setText(words)

    def _show_message(self) -> None:
        """Show what is wrong with the line that is being typed."""
        row = next((each for each in self._rows.values() if each.field.hasFocus()), None)
        if row is None or row.problem is None:
            self._message.hide()
        else:
            place = self._message.show_below(row.field, row.problem, self._content.width())
            self._area.ensureVisible(place.left(), place.bottom() + 1, 0, 0)
            self._area.ensureVisible(place.left(), place.top(), 0, 0)

    def _show_current(self) -> None:
        """Scroll to the current line; without one to the backward pass, as that is what is judged.

        Where there is room for all of it, nothing moves.
        """
        if self._current is None or self._current in LINE_NAMES:
            self._area.verticalScrollBar().setValue(self._backward.y())
        if self._current in self._rows:
            self._area.ensureWidgetVisible(self._rows[self._current], 0, 2)

    def _change(self, experiment: Experiment) -> None:
        if experiment != self._experiment:
            self.set_experiment(experiment)
            self.experiment_changed.emit(experiment)

    def _on_row_hovered(self, name: str | None) -> None:
        self.set_pointed(name)
        self.line_hovered.emit(name)

    def _on_row_chosen(self, name: str) -> None:
        self.set_current(name)
        self.line_chosen.emit(name)

    def _on_row_edited(self, name: str) -> None:
        self._read(self._rows[name])
        self._show_message()
        self.typing_changed.emit()

    def _on_row_apply_requested(self, name: str) -> None:
        field = self._rows[name].field
        if not field.is_typed:
            return
        try:
            changed = with_line(self._experiment, name, field.text())
        except LineError as error:
            self._rows[name].set_problem(str(error))
            self._show_message()
            self.typing_changed.emit()
            return
        self._change(changed)
        field.restore()  # what means the same may be written otherwise

    def _on_row_stepped(self, name: str, step: int) -> None:
        names = list(self._rows)
        place = names.index(name) + step
        if 0 <= place < len(names):
            column = self._rows[name].field.cursorPosition()
            self.focus_line(names[place])
            self._rows[names[place]].field.setCursorPosition(column)
