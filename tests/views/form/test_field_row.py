"""Fields side by side, or one below the other where there is no room."""

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from gradviz.presenting.number_steps import decade_step
from gradviz.views.form.field import NumberField
from gradviz.views.form.field_row import FieldRow


def fields(count: int) -> list[NumberField]:
    return [
        NumberField(f"key{place}", f"Title {place}", f"edit_{place}", decade_step, 5)
        for place in range(count)
    ]


def columns(row_fields: list[NumberField]) -> int:
    return len({field.x() for field in row_fields})


def wait_for_columns(qtbot: QtBot, row_fields: list[NumberField], expected: int) -> None:
    qtbot.waitUntil(lambda: columns(row_fields) == expected)


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    """Return what the rows stand in."""
    scroll_area = QScrollArea()
    qtbot.addWidget(scroll_area)
    scroll_area.setWidgetResizable(True)
    return scroll_area


def test_fewer_columns_where_there_is_less_room(qtbot: QtBot, area: QScrollArea) -> None:
    four = fields(4)
    row = FieldRow(four)
    area.setWidget(row)
    area.show()
    least = row.minimumSizeHint().width()
    for width, expected in ((4 * least + 80, 4), (2 * least + 40, 2), (least + 20, 1)):
        area.resize(width, 500)
        wait_for_columns(qtbot, four, expected)
    assert not area.horizontalScrollBar().isVisible()
    assert [field.y() for field in four] == sorted({field.y() for field in four})


def test_a_larger_font_makes_fewer_columns(qtbot: QtBot, area: QScrollArea) -> None:
    two = fields(2)
    row = FieldRow(two)
    area.setWidget(row)
    area.resize(2 * row.minimumSizeHint().width() + 40, 300)
    area.show()
    wait_for_columns(qtbot, two, 2)
    font = row.font()
    font.setPointSizeF(2 * font.pointSizeF())
    row.setFont(font)
    wait_for_columns(qtbot, two, 1)


def test_messages_stand_below_and_mark_their_field(qtbot: QtBot) -> None:
    two = fields(2)
    row = FieldRow(two, also=["keys"])
    qtbot.addWidget(row)
    row.set_problems({"key1": "Wrong.", "keys": "All wrong.", "other": "Not here."})
    shown = [label.text() for label in row.findChildren(QLabel) if "rong" in label.text()]
    assert shown == ["Wrong.\nAll wrong."]
    assert [field.edit.is_invalid for field in two] == [False, True]
    assert two[1].edit.toolTip() == two[1].edit.accessibleDescription() == "Wrong."
    row.set_problems({})
    assert not two[1].edit.is_invalid
    assert all(label.isHidden() for label in row.findChildren(QLabel) if not label.text())
