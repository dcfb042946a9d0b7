"""One line of a pass: its sign, its name, what runs, and the shape of its result."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gradviz.checking.findings import LineFinding
from gradviz.presenting.diagnosis import SIGNS, sentence
from gradviz.presenting.line_difference import line_difference
from gradviz.presenting.lines import FORWARD_NAMES, CodeLine
from gradviz.views.common.looks import Look, monospace_font
from gradviz.views.pages.lines.line_edit import SIDE, LineEdit
from gradviz.views.pages.lines.pieces import PiecesLabel

_BAR = 3  # pixels
TYPED_SIGN = "✎"
TYPED = "typed, not applied: Enter applies it, Esc takes it back"


class LineRow(QWidget):
    """Shows one line; of a backward line the expression can be typed over.

    Signals
    -------
    hovered(object)
        The name of the line that the pointer is on, or None when it has left.
    chosen(str)
        The user went to the line of this name.
    focus_changed(str)
        The keys go to it now, or elsewhere.
    edited(str)
        What is typed in it is another text.
    apply_requested(str)
        The user pressed Enter.
    stepped(str, int)
        The user pressed Up (-1) or Down (1).
    reset_requested(str)
        The user wants the correct line.
    """

    hovered = Signal(object)
    chosen = Signal(str)
    focus_changed = Signal(str)
    edited = Signal(str)
    apply_requested = Signal(str)
    stepped = Signal(str, int)
    reset_requested = Signal(str)

    def __init__(self, line: CodeLine, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = line.name
        self.field = LineEdit()
        self._line = line
        self._look = look
        self._finding: LineFinding | None = None
        self._is_stale = False
        self._problem: str | None = None
        self._is_current = self._is_pointed = False
        self._ink: QColor | None = None
        self._sign, self._name, self._shape = QLabel(), QLabel(), QLabel()
        self._right = QLabel("right")
        self._before = PiecesLabel()
        self._reset = QToolButton()
        self._set_up()
        self._lay_out()
        self._connect()
        self.set_line(line)
        self.set_look(look)

    @property
    def line(self) -> CodeLine:
        """What it shows."""
        return self._line

    @property
    def problem(self) -> str | None:
        """Why what is typed cannot be used, or None."""
        return self._problem

    def set_line(self, line: CodeLine) -> None:
        """Show a line as it runs now."""
        self._line = line
        self.field.set_locked(not line.is_editable)
        self.field.set_line(line.expression, line.correct)
        shape = str(line.shape) if line.shape else "number"
        if shape != self._shape.text():
            self._shape.setText(shape)
        before, _ = line_difference(line.correct, line.expression)
        self._before.set_pieces(before)
        for part in (self._right, self._before):
            part.setVisible(line.is_changed)
        self._explain()

    def set_finding(self, finding: LineFinding | None, is_stale: bool) -> None:
        """Mark the line by what is known of it; stale: by what was known before a change."""
        if (finding, is_stale) == (self._finding, self._is_stale):
            return
        self._finding, self._is_stale = finding, is_stale
        self._explain()

    def set_problem(self, problem: str | None) -> None:
        """Say why what is typed cannot be used, or that it can."""
        self._problem = problem
        self.field.set_invalid(problem is not None)
        self._explain()

    def set_current(self, is_current: bool) -> None:
        """Mark it as the current line."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def set_pointed(self, is_pointed: bool) -> None:
        """Mark it as what the pointer is on, here or in another picture of the pass."""
        if is_pointed != self._is_pointed:
            self._is_pointed = is_pointed
            self.update()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.field.set_look(look)
        self._before.set_look(look)
        self._reset.setIcon(look.icon("reset"))
        muted = QPalette()
        muted.setColor(QPalette.ColorRole.WindowText, look.colour("muted"))
        for label in (self._shape, self._right):
            label.setPalette(muted)
        self._tint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the pointer is here."""
        super().enterEvent(event)
        self.hovered.emit(self.name)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keys, wherever in the row the press is."""
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of a current or marked line, and a bar in its colour."""
        del event
        with QPainter(self) as painter:
            if self._is_current or self._is_pointed:
                painter.fillRect(self.rect(), self._look.colour("alternate_base"))
            if self._is_current:
                painter.fillRect(0, 0, _BAR, self.height(), self._look.colour("accent"))

    def _set_up(self) -> None:
        self.setObjectName(f"row_{self.name}")
        self.field.setObjectName(f"line_{self.name}")
        self._sign.setObjectName(f"sign_{self.name}")
        self._shape.setObjectName(f"shape_{self.name}")
        self._before.setObjectName(f"before_{self.name}")
        self._reset.setObjectName(f"reset_{self.name}")
        self._reset.setAccessibleName(f"Use the correct line for {self.name}")
        self._reset.setToolTip("Use the correct line")
        self._reset.setAutoRaise(True)
        # Tab walks from line to line; the same button below the code is reached by it.
        self._reset.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._name.setText(f"{self.name:>3} =")
        bold = QFont()
        bold.setBold(True)
        self._sign.setFont(bold)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._before.setContentsMargins(SIDE + 2, 0, 0, 0)  # as QLineEdit places its text
        for label in (self._name, self._shape):
            label.setFont(monospace_font())
        self._shape.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if not self._line.is_editable:
            self.field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(_BAR + 1, 0, 0, 1)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(0)
        parts = (self._sign, self._name, self.field, self._shape, self._reset)
        for column, part in enumerate(parts):
            grid.addWidget(part, 0, column)
        if self._line.shape == ():  # of the longest line; a number has no shape to be read
            self._shape.hide()
            self._reset.hide()
            grid.addWidget(self.field, 0, 2, 1, 3)
        grid.addWidget(self._right, 1, 0, 1, 2)
        grid.addWidget(self._before, 1, 2, 1, 3)
        grid.setColumnStretch(2, 1)
        self._fit()

    def _connect(self) -> None:
        self.field.focused.connect(self._on_field_focused)
        self.field.focus_changed.connect(self._on_field_focus_changed)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.apply_requested.connect(self._on_field_apply_requested)
        self.field.stepped.connect(self._on_field_stepped)
        self._reset.clicked.connect(self._on_reset_clicked)

    def _fit(self) -> None:
        """Take a width for each column that is the same in every row."""
        em = self.fontMetrics().height()
        self._sign.setFixedWidth(em)
        self._reset.setFixedSize(em + 2, em + 2)
        self._reset.setIconSize(QSize(em - 2, em - 2))
        self._shape.setMinimumWidth(self._shape.fontMetrics().horizontalAdvance("(5, 128)"))

    def _mark(self) -> None:
        """Show the verdict of the line that runs, unless another one stands in the field."""
        sign = SIGNS[self._finding.verdict] if self._finding is not None else ""
        if self.field.is_typed:
            sign = TYPED_SIGN
        if sign != self._sign.text():
            self._sign.setText(sign)
            self._sign.setToolTip(TYPED if self.field.is_typed else "")
            self._sign.setAccessibleName(TYPED if self.field.is_typed else "")
        self._tint()

    def _tint(self) -> None:
        role = "window_text"
        if self._finding is not None and not self.field.is_typed:
            role = "disabled_text" if self._is_stale else f"line.{self._finding.verdict}"
        colour = self._look.colour(role)
        if colour == self._ink:
            return
        self._ink = colour
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._sign.setPalette(palette)
        self._name.setPalette(palette)

    def _explain(self) -> None:
        """Say all of it in the tooltip and to a screen reader."""
        line, finding = self._line, self._finding
        self._mark()
        self._reset.setVisible(line.is_editable and (line.is_changed or self.field.is_typed))
        words = [line.shapes_text]
        spoken = f"line {line.name}"
        if self.field.is_typed:
            spoken += f", {TYPED}"
        elif finding is not None and not self._is_stale:
            words.insert(0, sentence(finding))
            spoken += f", {finding.verdict}: {sentence(finding)}"
        elif line.is_editable:
            spoken += ", not judged yet"
        if line.is_changed:
            words.insert(0, f"It should be {line.name} = {line.correct}.")
        if self.name in FORWARD_NAMES:
            words.insert(0, f"{line.name} = {line.expression}")
        if self.field.is_typed:
            words.insert(0, self._problem or f"{TYPED[0].upper()}{TYPED[1:]}.")
        tip = "\n".join(words)
        if tip != self.field.toolTip():
            self.field.setToolTip(tip)
            self.field.setAccessibleDescription(tip)
        if spoken != self.field.accessibleName():
            self.field.setAccessibleName(spoken)

    def _on_field_focused(self) -> None:
        self.chosen.emit(self.name)

    def _on_field_focus_changed(self) -> None:
        self.focus_changed.emit(self.name)

    def _on_field_text_changed(self) -> None:
        self.edited.emit(self.name)

    def _on_field_apply_requested(self) -> None:
        self.apply_requested.emit(self.name)

    def _on_field_stepped(self, step: int) -> None:
        self.stepped.emit(self.name, step)

    def _on_reset_clicked(self) -> None:
        self.reset_requested.emit(self.name)
