"""One sentence about a file that could not be read or written."""

from PySide6.QtWidgets import QWidget

from gradviz.views.common.icons import palette_icon
from gradviz.views.dialogs.plain import PlainDialog


def explain_file_error(
    parent: QWidget, sentence: str, title: str = "This file cannot be used"
) -> PlainDialog:
    """Show what is wrong with a file and what to do; it does not wait.

    Parameters
    ----------
    parent
        The window that it belongs to.
    sentence
        What is wrong and what to do.
    title
        The title of the window.
    """
    dialog = PlainDialog("file_error_dialog", title, parent)
    dialog.setAccessibleDescription(sentence)
    dialog.say(sentence, icon=palette_icon("warning", dialog.palette()))
    dialog.finish()
    dialog.open()
    return dialog
