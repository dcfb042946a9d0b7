"""A thread that the workers of several runners live in."""

from PySide6.QtCore import QObject, QThread


class WorkerThread(QThread):
    """Runs until it is closed; it begins when the first runner lives in it."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)  # which the system shows as the name of the thread

    def close(self) -> None:
        """End at the next step of what runs, which was told to stop, and wait for it."""
        self.quit()
        self.wait()
