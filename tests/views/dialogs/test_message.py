"""A bad file gets one sentence, shown as it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.dialogs.message import explain_file_error


def test_the_sentence_is_shown_as_plain_text(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sentence = "<b>a</b>.npz holds no array W2: add it, or choose another file."
    dialog = explain_file_error(window, sentence)
    labels = dialog.findChildren(QLabel)
    assert dialog.isVisible()
    assert dialog.parentWidget() is window
    assert dialog.accessibleDescription() == sentence
    assert [(each.text(), each.textFormat()) for each in labels if each.text()] == [
        (sentence, Qt.TextFormat.PlainText)
    ]
    assert any(not each.pixmap().isNull() for each in labels)
    dialog.reject()
