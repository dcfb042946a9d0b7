"""The About box names the program, what runs here and whose work it is."""

import platform
from collections.abc import Iterator
from importlib.metadata import version

import numpy as np
import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

import gradviz
from gradviz.resources import resource_path
from gradviz.views.dialogs.about import AboutDialog
from gradviz.views.dialogs.versions import program_versions


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[AboutDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    icon = QIcon(str(resource_path("icons", "gradviz.svg")))
    dialog = AboutDialog(program_versions(), icon, parent)
    dialog.open()
    yield dialog
    dialog.reject()


def page(dialog: AboutDialog) -> QTextBrowser:
    found = dialog.findChild(QTextBrowser, "about_page")
    assert found is not None
    return found


def versions() -> dict[str, str]:
    return {
        "GradViz": gradviz.__version__,
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "NumPy": np.__version__,
        "pyqtgraph": version("pyqtgraph"),
    }


def test_it_says_what_the_program_is(dialog: AboutDialog) -> None:
    labels = dialog.findChildren(QLabel)
    assert any("whether a backpropagation is right" in each.text() for each in labels)
    assert any(not each.pixmap().isNull() for each in labels)


def test_it_names_every_version(dialog: AboutDialog) -> None:
    words = page(dialog).toPlainText().replace("\xa0", " ").split()
    for name, number in versions().items():
        assert words[words.index("Versions") :].count(name)
        assert number in words


@pytest.mark.parametrize(
    "work",
    [
        *("MIT licence", "Breast Cancer", "Iris", "Handwritten Digits", "CC BY 4.0"),
        *("scikit-learn (BSD 3-Clause)", "cividis", "Nuñez", "CC0 1.0", "CET-D1", "Peter Kovesi"),
        *("DejaVu", "Bitstream Vera", "LGPL 3", str(resource_path())),
    ],
)
def test_it_names_whose_work_ships_with_it(dialog: AboutDialog, work: str) -> None:
    text = " ".join(page(dialog).toPlainText().replace("\xa0", " ").split())
    assert work in text


def test_copy_puts_the_versions_on_the_clipboard(dialog: AboutDialog) -> None:
    QGuiApplication.clipboard().clear()
    copy = dialog.findChild(QPushButton, "copy_button")
    assert copy is not None
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    for name, number in versions().items():
        assert f"{name} {number}" in lines
    assert dialog.isVisible()


def test_a_link_follows_the_look(dialog: AboutDialog, qapp: QGuiApplication) -> None:
    usual = qapp.palette()
    for colour in ("#123456", "#fedcba"):
        palette = qapp.palette()
        palette.setColor(QPalette.ColorRole.Link, QColor(colour))
        qapp.setPalette(palette)
        qapp.processEvents()
        cursor = page(dialog).document().find("Peter Kovesi")
        assert cursor.charFormat().foreground().color().name() == colour
    qapp.setPalette(usual)
