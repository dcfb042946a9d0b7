"""What the menu of a picture asks for: a file, or a table of its numbers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gradviz.controllers.exports import at_once
from gradviz.controllers.files import PICTURE_FILTER, FilesController
from gradviz.presenting.array_numbers import ArrayNumbers
from gradviz.views.common.picture_file import HasCsv, picture_image, picture_svg
from gradviz.views.shell.main_window import MainWindow

# What writes and shows is imported when it is wanted: the first paint waits for none of it.


class PictureController(QObject):
    """Saves pictures, and opens their numbers in windows of their own."""

    def __init__(self, window: MainWindow, files: FilesController) -> None:
        super().__init__(window)
        self._window, self._files = window, files
        window.picture_save_requested.connect(self._on_save_requested)
        window.numbers_requested.connect(self._on_numbers_requested)

    @Slot(object)
    def _on_save_requested(self, picture: QWidget) -> None:
        from gradviz.persistence.pictures import png_bytes, require_picture

        # Now, as it is seen: the dialog leaves time for another check.
        image, svg = picture_image(picture), picture_svg(picture, picture.accessibleName())
        csv = picture.csv() if isinstance(picture, HasCsv) else None

        def content(path: Path) -> bytes:
            if csv is not None and path.suffix.lower() == ".csv":
                return csv.encode()
            require_picture(path)
            return svg if path.suffix.lower() == ".svg" else png_bytes(image)

        name = f"gradviz-{picture.objectName()}.png"
        kinds = PICTURE_FILTER if csv is None else f"{PICTURE_FILTER};;CSV file (*.csv)"
        self._files.ask_and_write(
            "Save picture", name, kinds, lambda path: at_once(lambda: content(path))
        )

    @Slot(object)
    def _on_numbers_requested(self, numbers: ArrayNumbers) -> None:
        from gradviz.views.dialogs.numbers_window import NumbersWindow

        shown = NumbersWindow(numbers, self._window)
        shown.copy_requested.connect(self._on_copy_requested)
        shown.show()

    @Slot(object)
    def _on_copy_requested(self, text: Callable[[], str]) -> None:
        self._files.copy("The table", text)
