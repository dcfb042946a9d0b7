"""Check boxes are seen on the ground of every look."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.network.bug_fits import Form
from gradviz.presenting.edits import Edits
from gradviz.subjects.network import NetworkSubject
from gradviz.views.common.looks import apply_look, looks
from gradviz.views.form.bug_tree import BugTree
from gradviz.views.form.controls import CheckBox
from tests.helpers.colours import contrast

LEAST = 3.0  # WCAG 2.1, 1.4.11: what is needed to know a control by


def outline_contrast(widget: QWidget, box: QRect) -> float:
    """Return the contrast of a box's edge with what is around it, at its weakest side."""
    image = widget.grab().toImage()
    middle = box.center()
    sides = (
        ((middle.x(), box.top()), (middle.x(), box.top() - 2)),
        ((middle.x(), box.bottom()), (middle.x(), box.bottom() + 2)),
        ((box.left(), middle.y()), (box.left() - 2, middle.y())),
        ((box.right(), middle.y()), (box.right() + 2, middle.y())),
    )
    inside = image.rect()
    found = [
        contrast(image.pixelColor(*edge), image.pixelColor(*outside))
        for edge, outside in sides
        if inside.contains(*edge) and inside.contains(*outside)
    ]
    assert len(found) >= 3
    return min(found)


@pytest.mark.parametrize("is_ticked", [False, True])
@pytest.mark.parametrize("name", list(looks()))
def test_a_check_box_is_seen(qapp: QApplication, qtbot: QtBot, name: str, is_ticked: bool) -> None:
    usual = qapp.palette(), qapp.font(), qapp.style().name()
    apply_look(qapp, looks()[name], 100)
    ground = QWidget()
    qtbot.addWidget(ground)
    box = CheckBox("Arrays", ground)
    box.move(10, 10)
    box.setChecked(is_ticked)
    ground.resize(200, 60)
    ground.show()
    option = QStyleOptionButton()
    option.initFrom(box)
    part = QStyle.SubElement.SE_CheckBoxIndicator
    place = box.style().subElementRect(part, option, box).translated(box.pos())
    found = outline_contrast(ground, place)
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])
    assert found >= LEAST


@pytest.mark.parametrize("name", list(looks()))
def test_the_box_of_a_bug_is_seen(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    usual = qapp.palette(), qapp.font(), qapp.style().name()
    apply_look(qapp, looks()[name], 100)
    tree = BugTree()
    qtbot.addWidget(tree)
    tree.set_look(looks()[name])
    tree.resize(400, 500)
    tree.show()
    tree.set_state(Form.of(NetworkSubject().network), Edits())
    first = tree.topLevelItem(0)
    assert first is not None
    first.setExpanded(True)
    bug = first.child(0)
    assert bug is not None
    row = tree.visualItemRect(bug)
    image = tree.viewport().grab().toImage()
    base = tree.palette().base().color()
    y = row.center().y()
    found = max(contrast(image.pixelColor(x, y), base) for x in range(row.left(), row.left() + 12))
    qapp.setPalette(usual[0])
    qapp.setFont(usual[1])
    qapp.setStyle(usual[2])
    assert found >= LEAST
