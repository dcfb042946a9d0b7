"""What stands beside the comparison of the textbook: the second opinion and numerical error."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gradviz.checking.result import CheckResult
from gradviz.presenting.opinion import opinion_in_short, opinion_sentence
from gradviz.presenting.verdict_words import numerics_words
from gradviz.views.common.elided_label import ElidedLabel, PartsLabel
from gradviz.views.common.looks import Look

_SPACING = 12  # pixels


class NumericsRow(QWidget):
    """What the second opinion adds to the comparison, and what numerical error explains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opinion = ElidedLabel()
        self._opinion.setObjectName("opinion_label")
        self._opinion.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._numerics = PartsLabel()
        self._numerics.setObjectName("numerics_label")
        self._numerics.setAccessibleName("What numerical error explains")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        row.addWidget(self._opinion)
        row.addWidget(self._numerics, stretch=1)
        self._opinion.hide()

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._opinion.setPalette(look.text_palette("window_text"))
        self._numerics.setPalette(look.text_palette("muted"))

    def set_result(self, result: CheckResult | None) -> None:
        """Say it of a check, or nothing."""
        short = "" if result is None else opinion_in_short(result)
        sentence = None if result is None else opinion_sentence(result)
        self._opinion.setText(short)
        self._opinion.set_details(sentence or "")
        self._opinion.setAccessibleName(sentence or "")
        self._opinion.setVisible(bool(short))
        self._numerics.setText("" if result is None else numerics_words(result))
