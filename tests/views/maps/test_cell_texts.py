import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.views.maps.cell_texts import MOST_TEXTS, Stamps


@pytest.mark.parametrize("text", ["1.2e-9", "-0.34", "·", "0"])
@pytest.mark.parametrize("left", [10.0, 10.4, 10.7])
def test_a_stamp_stands_where_qt_centres_the_text(qtbot: QtBot, text: str, left: float) -> None:
    cell = QRectF(left, 5.3, 70, 30)
    stamps = Stamps(QFont())
    stamped, plain = _paper(), _paper()
    with QPainter(stamped) as painter:
        stamps.draw_in_middle(painter, cell.center().x(), cell.center().y(), text)
    with QPainter(plain) as painter:
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
    assert stamped == plain
    assert stamped != _paper()


def test_a_stamp_ends_where_qt_aligns_the_text(qtbot: QtBot) -> None:
    stamped, plain = _paper(), _paper()
    with QPainter(stamped) as painter:
        Stamps(QFont()).draw_before(painter, 60, 20, "128")
    with QPainter(plain) as painter:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, 60, 40), right, "128")
    assert stamped == plain


def test_texts_without_end_are_not_all_kept(qtbot: QtBot) -> None:
    stamps = Stamps(QFont())
    for number in range(MOST_TEXTS + 2):
        assert stamps.size(str(number))[0] > 0
    assert len(stamps._texts) <= MOST_TEXTS


def _paper() -> QImage:
    paper = QImage(90, 40, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    return paper


def test_a_size_that_is_inherited_stays_when_the_application_gets_another(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    usual, larger = app.font(), QFont(app.font())
    stamps = Stamps(QFont())
    larger.setPointSizeF(3 * usual.pointSizeF())
    app.setFont(larger)
    try:
        image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setFont(stamps.font)
            assert painter.fontMetrics().height() == round(stamps.metrics.height())
    finally:
        app.setFont(usual)
