"""What there is to say of a bug, with the line before and after."""

from html import escape

from PySide6.QtWidgets import QTextBrowser, QTreeWidgetItem, QWidget

from gradviz.network.backward import correct_lines
from gradviz.network.bugs import Bug
from gradviz.presenting.choices import sentence
from gradviz.presenting.line_difference import Pieces, line_difference
from gradviz.views.common.looks import Look, monospace_font
from gradviz.views.form.bug_rows import BugRow, LineRow, OwnLineRow

_HINT = "Choose a line or a bug to read what it does."


class BugDetails(QTextBrowser):
    """The family, the story and the line of the current bug."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bug_details")
        self.setAccessibleName("About the current bug")
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self._look: Look | None = None
        self._shown: tuple[QTreeWidgetItem | None, str] = (None, "relu")

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.show_row(*self._shown)

    def show_row(self, row: QTreeWidgetItem | None, activation: str) -> None:
        """Tell of a row of the tree, in a network with this activation."""
        self._shown = (row, activation)
        if isinstance(row, BugRow):
            self.setHtml(self._of_bug(row.bug, row.reason, activation))
        elif isinstance(row, OwnLineRow):
            correct = f"{row.line} = {correct_lines(activation)[row.line]}"
            self.setHtml(self._of_lines("A line typed by hand", correct, row.key))
        elif isinstance(row, LineRow):
            title = "Changed" if row.is_changed else "Right as it stands"
            self.setHtml(self._of_lines(title, row.correct, row.now))
        else:
            self.setHtml(f"<p>{_HINT}</p>")

    def _of_bug(self, bug: Bug, reason: str | None, activation: str) -> str:
        parts = [f"<p><b>{escape(sentence(bug.title))}</b> · {escape(bug.family)}</p>"]
        if reason:
            parts.append(self._coloured("invalid", reason))
        parts.append(f"<p>{escape(bug.story)}</p>")
        correct = f"{bug.line} = {correct_lines(activation)[bug.line]}"
        if bug.applies_to(activation):
            parts.append(self._lines(correct, str(bug.replacement(activation))))
        spread = "and so is every line that reads it" if bug.propagates else "and no other line"
        parts.append(f"<p>{bug.line} is wrong, {spread}.</p>")
        return "".join(parts)

    def _of_lines(self, title: str, correct: str, now: str) -> str:
        if correct == now:
            return f"<p><b>{title}</b></p><p>{self._code(now)}</p>"
        return f"<p><b>{title}</b></p>{self._lines(correct, now)}"

    def _lines(self, before: str, after: str) -> str:
        """Return the two lines, one under the other, with what differs on a coloured ground."""
        old, new = line_difference(before, after)
        rows = (("right", old, "pass"), ("bug", new, "fail"))
        cells = "".join(
            f"<tr><td>{name}&nbsp;</td><td>{self._pieces(pieces, role)}</td></tr>"
            for name, pieces, role in rows
        )
        return f"<table cellspacing='0' cellpadding='1'>{cells}</table>"

    def _pieces(self, pieces: Pieces, role: str) -> str:
        return "".join(self._code(text, role if differs else None) for text, differs in pieces)

    def _code(self, text: str, role: str | None = None) -> str:
        families = ", ".join(f"'{family}'" for family in monospace_font().families())
        style = f"font-family: {families}"
        if role and self._look is not None:
            paper, ink = self._look.colour(f"{role}.strip"), self._look.colour(f"{role}.text")
            style += f"; background-color: {paper.name()}; color: {ink.name()}"
        return f'<span style="{style}">{escape(text)}</span>'

    def _coloured(self, role: str, text: str) -> str:
        colour = self._look.colour(role).name() if self._look is not None else "red"
        return f'<p style="color: {colour}">{escape(text)}</p>'
