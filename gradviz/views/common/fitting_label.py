"""A line of text that says as much as there is room for."""

from PySide6.QtWidgets import QWidget

from gradviz.views.common.elided_label import ElidedLabel


class FittingLabel(ElidedLabel):
    """A label that has fewer words for where the whole text does not fit.

    ``text()`` is always the whole text, which is then the tooltip.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._briefer: tuple[str, ...] = ()

    def set_texts(self, whole: str, *briefer: str) -> None:
        """Show a text, or the first of some briefer ones that fits; the last one is elided."""
        self._briefer = briefer
        self.setText(whole)
        self.update()

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        texts = (self.text(), *self._briefer)
        room, metrics = self._room(), self.fontMetrics()
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        return next(fitting, None) or metrics.elidedText(texts[-1], self._mode, room)
