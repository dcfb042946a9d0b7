"""Ctrl+C in the terminal that started the window."""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Slot


class Interrupts(QObject):
    """Calls a function when the process is interrupted.

    Python runs a signal's handler only when it next runs Python, which a window at rest does not
    do. So the signal writes to a socket, and the event loop watches that.
    """

    def __init__(self, react: Callable[[], object]) -> None:
        super().__init__()
        self._react = react
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)
        self._handler_before = signal.signal(signal.SIGINT, lambda *_: None)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno())

    def remove(self) -> None:
        """Give interrupts back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        signal.signal(signal.SIGINT, self._handler_before)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_notifier_activated(self) -> None:
        self._reader.recv(64)
        self._react()
