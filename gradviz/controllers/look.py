"""Looks and text size, from the menus to the whole window."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication

from gradviz.persistence.settings import Settings
from gradviz.views.common.looks import Look, apply_look, larger_text, smaller_text
from gradviz.views.shell.main_window import MainWindow

NORMAL_PERCENT = 100


class LookController(QObject):
    """Applies a look and a text size, and remembers them.

    The presenter look folds the panels; leaving it brings back the look and the panels of
    before.
    """

    def __init__(
        self, app: QApplication, window: MainWindow, settings: Settings, looks: Mapping[str, Look]
    ) -> None:
        super().__init__(window)
        self._app, self._window, self._settings, self._looks = app, window, settings, looks
        self._usual = "light" if settings.look == "presenter" else settings.look
        self._look = looks[settings.look]
        self._panels = (True, True)
        self._size: QSize | None = None  # of before the presenter; None if the program began in it
        actions = window.actions_by_name
        actions["look_light"].triggered.connect(self._on_light_triggered)
        actions["look_dark"].triggered.connect(self._on_dark_triggered)
        actions["look_presenter"].triggered.connect(self._on_presenter_triggered)
        actions["larger"].triggered.connect(self._on_larger_triggered)
        actions["smaller"].triggered.connect(self._on_smaller_triggered)
        actions["normal"].triggered.connect(self._on_normal_triggered)
        actions["show_form"].toggled.connect(self._on_panels_toggled)
        actions["show_why"].toggled.connect(self._on_panels_toggled)

    @property
    def is_presenter(self) -> bool:
        """Whether the presenter look is on."""
        return self._look.is_presenter

    def start(self) -> None:
        """Apply the remembered look."""
        actions = self._window.actions_by_name
        for name in ("show_form", "show_why"):
            actions[name].setChecked(True)
        self._set(self._look)

    def leave_presenter(self) -> None:
        """Go back to the look of before."""
        if self.is_presenter:
            self._set(self._looks[self._usual])

    def _set(self, look: Look) -> None:
        entering = look.is_presenter and not self._look.is_presenter
        leaving = self._look.is_presenter and not look.is_presenter
        self._look = look
        self._settings.look = look.name
        if not look.is_presenter:
            self._usual = look.name
        actions = self._window.actions_by_name
        actions[f"look_{look.name}"].setChecked(True)
        if entering:
            self._size = self._window.size()
            self._panels = (actions["show_form"].isChecked(), actions["show_why"].isChecked())
        elif leaving and self._size is None:
            self._size = self._window.size()
        if look.is_presenter:  # folded first: in letters as large they would widen the window
            self._show_panels(False, False)
        apply_look(self._app, look, self._settings.text_percent)
        self._window.set_look(look)
        if leaving:
            self._show_panels(*self._panels)
            # Large text may have made the window larger than its screen; it is laid out first.
            QTimer.singleShot(0, self._shrink)

    def _show_panels(self, form: bool, why: bool) -> None:
        actions = self._window.actions_by_name
        actions["show_form"].setChecked(form)
        actions["show_why"].setChecked(why)

    def _shrink(self) -> None:
        is_free = not (self._window.isMaximized() or self._window.isFullScreen())
        layout = self._window.layout()
        if is_free and self._size is not None and layout is not None:
            layout.activate()  # or the least size may still be that of large text
            self._window.resize(self._window.size().boundedTo(self._size))

    def _on_panels_toggled(self) -> None:
        actions = self._window.actions_by_name
        self._window.show_panels(
            form=actions["show_form"].isChecked(), why=actions["show_why"].isChecked()
        )

    def _on_light_triggered(self) -> None:
        self._set(self._looks["light"])

    def _on_dark_triggered(self) -> None:
        self._set(self._looks["dark"])

    def _on_presenter_triggered(self) -> None:
        if self.is_presenter:
            self.leave_presenter()
        else:
            self._set(self._looks["presenter"])

    def _on_larger_triggered(self) -> None:
        self._set_percent(larger_text(self._settings.text_percent))

    def _on_smaller_triggered(self) -> None:
        self._set_percent(smaller_text(self._settings.text_percent))

    def _on_normal_triggered(self) -> None:
        self._set_percent(NORMAL_PERCENT)

    def _set_percent(self, percent: int) -> None:
        self._settings.text_percent = percent
        apply_look(self._app, self._look, percent)
