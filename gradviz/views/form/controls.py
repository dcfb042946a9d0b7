"""Controls for a form that scrolls and for any size of text."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from gradviz.presenting.choices import Choice
from gradviz.views.common.focus_ring import ring_around

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class CalmComboBox(QComboBox):
    """A combo box that leaves the wheel to what scrolls around it.

    Parameters
    ----------
    opens_on_arrows
        Whether an arrow key opens the list in place of taking the next entry: for a list whose
        entries do more than set one value.
    """

    def __init__(
        self, characters: int, opens_on_arrows: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opens_on_arrows = opens_on_arrows
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel takes no focus either
        # Else the longest entry makes the whole form as wide as itself.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(characters)

    def add_choice(self, choice: Choice) -> None:
        """Add an entry at the end."""
        self.addItem(choice.title, choice.key)
        self.setItemData(self.count() - 1, choice.sentence, Qt.ItemDataRole.ToolTipRole)

    def minimumSizeHint(self) -> QSize:
        """Ask for the size of the present text; Qt keeps that of an earlier size of text."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scroll area."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on an arrow key, if that is wanted."""
        if self._opens_on_arrows and event.key() in _ARROWS:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the choice with dots at its end where it is too long; Qt cuts it off."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            role = QPalette.ColorRole.ButtonText
            option.palette.setBrush(role, option.palette.placeholderText())
            option.currentText = self.placeholderText()
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, place.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Open the list, wide enough for its longest entry."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar)
        super().showPopup()


class CheckBox(QCheckBox):
    """A check box whose outline is seen on any ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline of the box anew."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        with QPainter(self) as painter:
            paint_box(painter, self.style().subElementRect(part, option, self), option.palette)
        ring_around(self, self.rect())


def paint_box(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Draw the outline of a check box; the style's own is lost on a dark ground."""
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.drawRect(box.adjusted(0, 0, -1, -1))


class CalmSlider(QSlider):
    """A horizontal slider that leaves the wheel to what scrolls around it, but in focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel in focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class IconButton(QToolButton):
    """A button with an icon as high as the text beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # As high as what it stands beside, and no higher.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = self.fontMetrics().height()
        self.setIconSize(QSize(side, side))
