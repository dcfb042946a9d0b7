"""What a sweep says in a sentence, how far it is, and the button that starts or stops it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from gradviz.views.common.looks import Look

_SWEEP, _CANCEL = "Sweep", "Cancel"
_LINES = 2  # of words that there is room for; the tooltip has them all


class SweepNote(QWidget):
    """Two lines of words; it is as high with the button as without it, so that nothing moves.

    Signals
    -------
    sweep_requested()
        The user wants the sweep to go on.
    cancel_requested()
        The user wants it stopped.
    """

    sweep_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running = False
        self._look: Look | None = None
        self._words = QLabel()
        self._words.setObjectName("sweep_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._progress = QProgressBar()
        self._progress.setObjectName("sweep_progress")
        self._progress.setAccessibleName("Progress of the sweep, in epsilons")
        self._button = QPushButton(_SWEEP)
        self._button.setObjectName("sweep_button")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, stretch=1)
        row.addWidget(self._progress)
        row.addWidget(self._button)
        self._button.clicked.connect(self._on_button_clicked)
        self._progress.hide()
        self._button.hide()
        self._keep_room()

    def set_look(self, look: Look) -> None:
        """Take the icons of a look."""
        self._look = look
        self._show_icon()

    def set_words(self, words: str) -> None:
        """Say something."""
        self._words.setText(words)
        self._words.setToolTip(words)
        self._words.setAccessibleName(words)

    def set_running(self, done: int, total: int) -> None:
        """Show how far a sweep is."""
        self._progress.setUpdatesEnabled(False)  # it would repaint at once, and three times over
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setFormat(f"{done} of {total}")
        self._progress.setUpdatesEnabled(True)
        self._show(is_running=True, has_button=True)

    def set_idle(self, *, can_go_on: bool) -> None:
        """Show that no sweep runs, and whether there is more of it to be had."""
        self._show(is_running=False, has_button=can_go_on)

    def hasHeightForWidth(self) -> bool:
        """Ask for the same height in any width: the page is not to scroll for words."""
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the button in any size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def _keep_room(self) -> None:
        words = _LINES * self.fontMetrics().lineSpacing()
        self.setFixedHeight(max(self._button.sizeHint().height(), words))

    def _show_icon(self) -> None:
        if self._look is not None:
            self._button.setIcon(self._look.icon("cancel" if self._is_running else "check"))

    def _show(self, *, is_running: bool, has_button: bool) -> None:
        if is_running != self._is_running:
            self._is_running = is_running
            self._show_icon()
        self._button.setText(_CANCEL if is_running else _SWEEP)
        self._button.setAccessibleName("Cancel the sweep" if is_running else "Sweep epsilon")
        tip = "Stop the sweep and keep what it computed (Esc)"
        self._button.setToolTip(tip if is_running else "Check at all epsilons that are left")
        if self._button.hasFocus() and not has_button:
            self.focusPreviousChild()
        self._button.setVisible(has_button)
        self._progress.setVisible(is_running)

    def _on_button_clicked(self) -> None:
        (self.cancel_requested if self._is_running else self.sweep_requested).emit()
