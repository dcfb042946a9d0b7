"""What is known of the current line, and the button that corrects it."""

from html import escape

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gradviz.checking.assumption import Assumed
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict
from gradviz.network.backward import LINE_NAMES
from gradviz.network.numbers import rough
from gradviz.presenting.diagnosis import (
    SIGNS,
    evidence,
    headline,
    sentence,
    summary,
)
from gradviz.presenting.line_difference import line_difference
from gradviz.presenting.lines import FORWARD_NAMES, CodeLine, code_lines
from gradviz.presenting.typed import Typed
from gradviz.views.common.document_height import document_height
from gradviz.views.common.looks import Look
from gradviz.views.pages.lines.line_row import TYPED, TYPED_SIGN
from gradviz.views.pages.lines.pieces import pieces_html

_LINES = 6  # of text that it asks room for
_SPACING = 2  # pixels

NOT_JUDGED = "The lines are judged when the whole check is done."
ALL_RIGHT = "Every line of the backward pass is right."
GIVEN = "is given: no line computes it."
TRUSTED = "is of the forward pass, which the check trusts."
STALE = "found by the last check, before something was changed"


class _Text(QTextBrowser):
    """Text with a frame that shows whether keys scroll it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setLineWidth(2)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Take the colours of the frame."""
        self._look = look
        self._colour_frame()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        super().focusInEvent(event)
        self._colour_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        super().focusOutEvent(event)
        self._colour_frame()

    def _colour_frame(self) -> None:
        palette = QPalette()
        role = "accent" if self.hasFocus() else "grid"
        palette.setColor(QPalette.ColorRole.WindowText, self._look.colour(role))
        self.setPalette(palette)


# What `LineNote.show_line` takes.
_Shown = tuple[Experiment, Diagnosis | None, str | None, bool, Typed | None, Assumed | None]


class LineNote(QWidget):
    """Sign, sentence, evidence, and the line as it runs above what it should be.

    Signals
    -------
    correct_requested(str)
        The user wants the correct line in place of the one of this name.
    """

    correct_requested = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: _Shown | None = None
        self._html = ""
        self._text = _Text(look)
        self._text.setObjectName("line_note")
        self._text.setAccessibleName("About the current line")
        self._text.setOpenLinks(False)
        self._text.setTabChangesFocus(True)
        self._correct = QPushButton("Use the correct line")
        self._correct.setObjectName("correct_line_button")
        self._correct.clicked.connect(self._on_correct_clicked)
        self._correct.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._correct)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addWidget(self._text, stretch=1)
        layout.addLayout(row)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.toPlainText()

    def show_line(
        self,
        experiment: Experiment,
        diagnosis: Diagnosis | None,
        name: str | None,
        is_stale: bool = False,
        typed: Typed | None = None,
        assumed: Assumed | None = None,
    ) -> None:
        """Show what is known of a line.

        Parameters
        ----------
        experiment
            What runs.
        diagnosis
            What is known of its lines, or None.
        name
            The line; None stands for all of them.
        is_stale
            Whether the diagnosis is not of this experiment any more.
        typed
            What stands in the line and is not applied: then no verdict is said, as it would be
            of another text than the one that is seen.
        assumed
            What the lines are judged by in place of what the check assumes, or None.
        """
        self._shown = (experiment, diagnosis, name, is_stale, typed, assumed)
        line = next((each for each in code_lines(experiment) if each.name == name), None)
        is_wrong = line is not None and line.is_editable and line.is_changed
        self._correct.setVisible(is_wrong)
        if is_wrong and line is not None:
            words = f"{line.name} = {line.correct}"
            self._correct.setToolTip(words)
            self._correct.setAccessibleName(f"Use the correct line: {words}")
        if line is not None and typed is not None:
            html = self._typed(line, typed)
        else:
            finding = diagnosis.lines.get(name) if diagnosis is not None and name else None
            if finding is not None:
                html = self._finding(finding, is_stale)
            else:
                said = _words(name, diagnosis, assumed)
                html = "".join(f"<p>{escape(each)}</p>" for each in said)
            html += "" if line is None else self._lines(line, finding)
        if html != self._html:  # or what is selected would be lost
            self._html = html
            self._text.setHtml(html)

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._text.set_look(look)
        if self._shown is not None:
            self.show_line(*self._shown)

    def heightForWidth(self, width: int) -> int:
        """Return the height in which all of the text is seen."""
        frame = 2 * self._text.frameWidth()
        height = document_height(self._html, self._text.font(), width - frame) + frame
        if not self._correct.isHidden():
            height += _SPACING + self._correct.sizeHint().height()
        return height

    def sizeHint(self) -> QSize:
        """Ask for a few lines of text."""
        metrics = self.fontMetrics()
        return QSize(40 * metrics.averageCharWidth(), _LINES * metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Need little: the text scrolls."""
        metrics = self.fontMetrics()
        return QSize(16 * metrics.averageCharWidth(), 3 * metrics.lineSpacing())

    def _typed(self, line: CodeLine, typed: Typed) -> str:
        """Say that what stands in a line is not applied, or why it cannot be, and what runs."""
        if typed.problem is None:
            first = f"<p>{TYPED_SIGN} <b>{line.name}: {TYPED}.</b></p>"
        else:
            colour = self._look.colour("invalid").name()
            problem = f'<span style="color: {colour}">{escape(typed.problem)}</span>'
            first = f"<p>{TYPED_SIGN} <b>{line.name} is not applied:</b> {problem}</p>"
        if line.is_changed:
            return first + self._lines(line, None)
        return f"{first}<p>runs&nbsp; {self._code(line.name, ((line.correct, False),), 'pass')}</p>"

    def _finding(self, finding: LineFinding, is_stale: bool) -> str:
        role = "muted" if is_stale else f"line.{finding.verdict}"
        colour = self._look.colour(role).name()
        sign = f'<span style="color: {colour}"><b>{SIGNS[finding.verdict]}</b></span>'
        stale = f" <i>({STALE})</i>" if is_stale else ""
        facts = evidence(finding)
        words = [each.words for each in finding.mistakes]
        below = "".join(f"<br>{escape(fact)}" for fact in facts)
        if len(facts) > 1:
            both = (": ".join(pair) for pair in zip(words, facts, strict=False))
            below = "<br>Each of these fits equally well:" + "".join(
                f"<br>&nbsp;&nbsp;– {escape(each)}" for each in both
            )
        if finding.verdict is LineVerdict.RIGHT and finding.resolution is not None:
            size = rough(finding.resolution)
            below = f"<br>An error of {size} of its size would have shown."
        return f"<p>{sign} <b>{escape(sentence(finding))}</b>{stale}{below}</p>"

    def _lines(self, line: CodeLine, finding: LineFinding | None) -> str:
        """Return the line as it runs and as it should be, one under the other."""
        rows = [("runs", line.expression, "fail")] if line.is_changed else []
        if not line.is_editable and finding is not None:
            # Only its values are known: what would yield them.
            found = (each.expression for each in finding.mistakes if each.expression)
            rows = [("as if", expression, "fail") for expression in found]
        if not rows:
            return f"<p>{self._code(line.name, ((line.correct, False),), 'pass')}</p>"
        differing = [(title, *line_difference(line.correct, each)) for title, each, _ in rows]
        cells = [(title, after, "fail") for title, _, after in differing]
        cells.append(("right", differing[0][1], "pass"))
        table = "".join(
            f"<tr><td>{title}&nbsp;&nbsp;</td><td>{self._code(line.name, pieces, role)}</td></tr>"
            for title, pieces, role in cells
        )
        return f"<table cellspacing='0' cellpadding='1'>{table}</table>"

    def _code(self, name: str, pieces: tuple[tuple[str, bool], ...], role: str) -> str:
        return pieces_html(((f"{name} = ", False), *pieces), self._look, role)

    def _on_correct_clicked(self) -> None:
        if self._shown is not None and self._shown[2] is not None:
            self.correct_requested.emit(self._shown[2])


def _words(name: str | None, diagnosis: Diagnosis | None, assumed: Assumed | None) -> list[str]:
    """Return, in paragraphs, what there is to say where nothing is known of one line."""
    if name in FORWARD_NAMES:
        return [f"{name} {TRUSTED}"]
    if name is not None and name not in LINE_NAMES:
        return [f"{name} {GIVEN}"]
    if diagnosis is None or name is not None:
        return [NOT_JUDGED]
    wrong = headline(diagnosis, assumed)
    are_right = all(each.verdict is LineVerdict.RIGHT for each in diagnosis.lines.values())
    first = [f"{wrong[0].upper()}{wrong[1:]}."] if wrong else [ALL_RIGHT] if are_right else []
    return [*first, *summary(diagnosis)]
