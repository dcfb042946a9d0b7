"""Asks where to save: no file is replaced that the user was not asked about."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_save_path(parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
    """Return where the user wants a file, with a suffix, or None.

    Parameters
    ----------
    parent
        The window that it belongs to.
    title
        The title of the dialog.
    suggested
        The folder and name to begin with.
    kinds
        The filters of the dialog, each with one suffix: `CSV file (*.csv);;JSON file (*.json)`.
    """
    while True:
        chosen, kind = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix:
            return path
        # The dialog has asked about the name as it was typed, not about this one. Its own default
        # suffix would not do: native dialogs add that, too, after they have asked.
        path = path.with_suffix(kind[kind.index("*") + 1 : kind.index(")")])
        if not path.exists() or _may_replace(parent, title, path):
            return path
        suggested = path


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    question = f"{path.name} already exists. Do you want to replace it?"
    return QMessageBox.warning(parent, title, question, yes | no, no) == yes
