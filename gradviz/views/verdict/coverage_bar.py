"""How many entries of the gradient are covered, and the button that covers the others."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHelpEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolTip, QWidget

from gradviz.checking.result import CheckResult
from gradviz.subjects.network import given_of
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import Look

if TYPE_CHECKING:
    from gradviz.analysis.coverage_search import CoverageSearchProgress

# What finds and words the reasons is imported when it is wanted: the first paint waits for none.

_COVER, _STOP = "Cover them", "Stop"
_COVER_NAME, _STOP_NAME = "Cover the other entries", "Stop trying other seeds"
_COVER_TIP = (
    "Try other seeds, then more examples, until every entry is covered; undo brings this back"
)
_STOP_TIP = "Stop trying and leave the experiment as it is"
_TRYING = "Trying other seeds …"
_UNKNOWN = "Coverage is not known yet"
_ALL_COVERED = "Every entry of the gradient is covered"


class CoverageBar(QWidget):
    """Says what a check cannot see, because the gradient is zero there; quiet if there is nothing.

    Signals
    -------
    cover_requested()
        The user wants a network in which every entry is covered.
    stop_requested()
        The user wants the search for one stopped.
    """

    cover_requested = Signal()
    stop_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._result: CheckResult | None = None
        self._outcome: str | None = None
        self._progress: str | None = None
        self._label = ElidedLabel()
        self._button = QPushButton(_COVER)
        self._set_up()
        self._button.clicked.connect(self._on_button_clicked)
        self._show()

    def set_result(self, result: CheckResult) -> None:
        """Show the coverage of a check."""
        self._result = result
        self._show()

    def set_running(self, running: bool) -> None:
        """Show that the search for a better network runs or that none does."""
        self._progress = _TRYING if running else None
        self._show()

    def set_progress(self, progress: "CoverageSearchProgress") -> None:
        """Show how far the search is."""
        from gradviz.presenting.coverage import coverage_search_progress_words

        self._progress = coverage_search_progress_words(progress)
        self._show()

    def set_outcome(self, words: str | None) -> None:
        """Show what the search found, in place of the coverage; None shows that again."""
        self._outcome = words
        self._show()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._show()

    def event(self, event: QEvent) -> bool:
        """Say which entries are zero and why, when the pointer rests on it."""
        if event.type() == QEvent.Type.ToolTip and self._result is not None:
            assert isinstance(event, QHelpEvent)
            self._say_why(event, self._result)
            return True
        return super().event(event)

    def _say_why(self, event: QHelpEvent, result: CheckResult) -> None:
        from gradviz.presenting.coverage import coverage_sentences

        # Computed only now: it takes milliseconds in a large network.
        QToolTip.showText(event.globalPos(), "\n".join(coverage_sentences(result)), self)

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for either text of the button in any size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def _set_up(self) -> None:
        self.setObjectName("coverage_bar")
        self._label.setObjectName("coverage_label")
        self._button.setObjectName("cover_button")
        policy = self._button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when all is covered
        self._button.setSizePolicy(policy)
        self._keep_room()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, stretch=1)
        layout.addWidget(self._button)

    def _keep_room(self) -> None:
        text = self._button.text()
        widths = []
        for each in (_COVER, _STOP):
            self._button.setText(each)
            widths.append(self._button.sizeHint().width())
        self._button.setText(text)
        self._button.setMinimumWidth(max(widths))

    def _show(self) -> None:
        is_running = self._progress is not None
        is_incomplete = self._result is not None and _covered(self._result) < self._result.size
        words = self._progress or self._outcome or _words(self._result)
        self._label.setText(words)
        self._label.setAccessibleName(words)
        palette = QPalette()
        role = "window_text" if is_running or is_incomplete else "muted"
        palette.setColor(QPalette.ColorRole.WindowText, self._look.colour(role))
        self._label.setPalette(palette)
        self._show_button(is_running, is_incomplete)

    def _show_button(self, is_running: bool, is_incomplete: bool) -> None:
        given = given_of(self._result.experiment) if self._result is not None else None
        tip = _STOP_TIP if is_running else _COVER_TIP
        if given is not None:
            tip = f"The numbers are those of {given.title}; no other seed changes them"
        self._button.setText(_STOP if is_running else _COVER)
        self._button.setAccessibleName(_STOP_NAME if is_running else _COVER_NAME)
        self._button.setAccessibleDescription(tip)
        self._button.setToolTip(tip)
        is_wanted = is_running or is_incomplete
        is_usable = is_running or given is None
        if self._button.hasFocus() and not (is_wanted and is_usable):
            self.focusPreviousChild()  # to the maps, where there is something new to see
        self._button.setEnabled(is_usable)
        self._button.setVisible(is_wanted)

    def _on_button_clicked(self) -> None:
        (self.cover_requested if self._progress is None else self.stop_requested).emit()


def _words(result: CheckResult | None) -> str:
    if result is None:
        return _UNKNOWN
    covered, size = _covered(result), result.size
    if covered == size:
        return _ALL_COVERED
    others = (
        f"Coverage {covered:,} of {size:,} — a bug in the other {size - covered:,} cannot be seen"
    )
    return (
        others
        if result.uncovered.any()
        else f"Coverage {covered:,} of {size:,} — the rest is not finite"
    )


def _covered(result: CheckResult) -> int:
    return sum(array.nonzero for array in result.arrays)  # which a check brings with it
