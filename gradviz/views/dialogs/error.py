"""The dialog for an error that nobody foresaw."""

from collections.abc import Mapping

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gradviz.views.common.icons import palette_icon
from gradviz.views.dialogs.fields import CodeField
from gradviz.views.dialogs.plain import PlainDialog
from gradviz.views.dialogs.versions import versions_text

_MOST_KINDS = 10  # an error in a repaint comes with each one, and may differ each time
_LONGEST_SUMMARY = 200  # characters; the details have all of it


class ErrorDialog(PlainDialog):
    """Says that something went wrong and that nothing is lost; holds the details to copy.

    Parameters
    ----------
    traceback_text
        The traceback of the error.
    versions
        What runs here, as `program_versions` gives.
    parent
        The window that it belongs to.
    """

    def __init__(
        self, traceback_text: str, versions: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__("error_dialog", "Unforeseen error", parent)
        self._versions = versions_text(versions)
        self._counts: dict[str, int] = {}
        self.say(
            "Something went wrong that GradViz did not foresee.",
            _summary(traceback_text),
            "What you entered is kept, and the program goes on. "
            "If it happens again, copy the details into a report.",
            icon=palette_icon("warning", self.palette()),
        )
        self._details = CodeField()
        self._details.setObjectName("details_field")
        self._details.setAccessibleName("Details of the error")
        self._details.hide()
        self.body.addWidget(self._details, 1)
        self._fold = self.add_button("details_button", "&Details")
        self._fold.clicked.connect(self._on_fold_clicked)
        self._copy = self.add_button("copy_button", "C&opy details")
        self._copy.clicked.connect(self._on_copy_clicked)
        self.add_error(traceback_text)
        self.finish()

    def add_error(self, traceback_text: str) -> None:
        """Take in another error while the dialog is open; the same one again is counted."""
        text = traceback_text.strip()
        if text in self._counts or len(self._counts) < _MOST_KINDS:
            self._counts[text] = self._counts.get(text, 0) + 1
            self._details.setPlainText(self._text())
            self._copy.setText("C&opy details")

    def _text(self) -> str:
        errors = [_counted(text, count) for text, count in self._counts.items()]
        return "\n\n".join([*errors, self._versions]) + "\n"

    def _on_fold_clicked(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._fold.setText("Hide &details" if shown else "&Details")
        self._fold.setAccessibleName("Hide details" if shown else "Details")
        self.settle()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self._copy.setText("C&opied")


def _summary(traceback_text: str) -> str:
    """Return the first line of the error itself, which follows the indented lines of the frames."""
    lines = traceback_text.strip().splitlines()
    frames = [place for place, line in enumerate(lines) if line[:1].isspace()]
    rest = lines[max(frames, default=-1) + 1 :]
    line = rest[0].strip() if rest else "There are no details."
    return line if len(line) <= _LONGEST_SUMMARY else line[: _LONGEST_SUMMARY - 1] + "…"


def _counted(text: str, count: int) -> str:
    return text if count == 1 else f"{text}\n({count} times)"
