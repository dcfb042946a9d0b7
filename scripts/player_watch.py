"""What a random player watches: freezes of the GUI thread, and what is left behind.

A freeze is the time between two turns of the event loop. On a machine that does other things too
the clock says little, so the processor time of the GUI thread is what counts; where the clock
says far more, something else had the processor, or the interpreter lock.
"""

import ctypes
import faulthandler
import gc
import logging
import re
import sys
import tempfile
import threading
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter, sleep, thread_time

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

Stack = tuple[str, ...]  # calls as faulthandler writes them, the innermost first

SAMPLE_SECONDS = 0.02  # between two looks at the GUI thread
INNERMOST = 7  # calls that are named of where it was
# What the plugin of the platform says of itself, and of other programs that take the clipboard.
NOISE = ("This plugin does not support", "QXcbConnection", "QXcbClipboard", "propagateSizeHints")


@dataclass(frozen=True)
class Freeze:
    """One turn of the event loop that took long: by the clock, by the processor, and where."""

    seconds: float
    processor: float
    step: str
    place: str


@dataclass(frozen=True)
class Census:
    """What there is at rest.

    Attributes
    ----------
    kilobytes
        In use: what malloc has handed out and was not given back. The size of the process says
        less, as it keeps the holes between.
    blocks
        Of Python's own allocator, which malloc does not see: its objects.
    resident
        The size of the process in KB, which is told and not judged.
    """

    kilobytes: int
    blocks: int
    resident: int
    widgets: int
    objects: int
    orphans: int
    threads: int

    def __str__(self) -> str:
        return (
            f"{self.kilobytes:,} KB in use, {self.blocks:,} blocks of Python, "
            f"{self.resident:,} KB resident, {self.widgets} widgets, {self.objects} objects, "
            f"{self.orphans} without a parent, {self.threads} threads"
        )


@dataclass
class Watch:
    """Collects what goes wrong.

    Attributes
    ----------
    limit
        Seconds of the processor that one turn may take.
    problems
        Exceptions, warnings, messages of Qt and log records, each once, counted.
    freezes
        The turns that took longer than the limit.
    """

    limit: float
    problems: Counter[str] = field(default_factory=Counter)
    freezes: list[Freeze] = field(default_factory=list)
    longest: Freeze = field(default_factory=lambda: Freeze(0.0, 0.0, "", ""))
    step: str = ""

    def __post_init__(self) -> None:
        self._beat = (perf_counter(), thread_time())
        self._main = threading.get_ident()
        self._samples: list[Stack] = []
        self._dumped = tempfile.TemporaryFile("w+")  # noqa: SIM115 - the watch closes it
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._look, daemon=True)

    def install(self) -> None:
        """Hear everything from now on."""
        qInstallMessageHandler(self._on_qt_message)
        logging.getLogger().addHandler(_Records(self))
        sys.excepthook = lambda kind, error, where: self.report(
            "".join(traceback.format_exception(kind, error, where))
        )
        sys.unraisablehook = lambda what: self.report(f"unraisable: {what.exc_value!r}")
        threading.excepthook = lambda what: self.report(f"in a thread: {what.exc_value!r}")
        self._watcher.start()

    def close(self) -> None:
        """Stop looking."""
        self._is_over.set()
        self._watcher.join()
        self._dumped.close()
        qInstallMessageHandler(None)

    def report(self, words: str) -> None:
        """Count a problem."""
        if words not in self.problems:
            print(f"PROBLEM at {self.step}\n{words}", file=sys.stderr, flush=True)
        self.problems[words] += 1

    def beat(self) -> None:
        """Mark a turn of the event loop; call it in each."""
        now, before = (perf_counter(), thread_time()), self._beat
        self._beat, samples = now, self._samples
        self._samples = []
        freeze = Freeze(now[0] - before[0], now[1] - before[1], self.step, _commonest(samples))
        if freeze.processor > self.longest.processor:
            self.longest = freeze
        if freeze.processor > self.limit:
            self.freezes.append(freeze)
            seconds = f"{freeze.processor:.2f} s of {freeze.seconds:.2f} s"
            print(f"FREEZE {seconds} at {freeze.step}\n{freeze.place}", file=sys.stderr, flush=True)

    def rest(self) -> None:
        """Begin anew: what took the time before was no part of the program."""
        self._samples = []
        self._beat = (perf_counter(), thread_time())

    def _look(self) -> None:
        while not self._is_over.is_set():
            sleep(SAMPLE_SECONDS)
            if perf_counter() - self._beat[0] > self.limit / 2:
                self._samples.append(self._stack())

    def _stack(self) -> Stack:
        """Return where the GUI thread is, the innermost call first.

        `sys._current_frames` makes objects of its frames, which crash CPython 3.11 now and then
        (python/cpython#106092); faulthandler reads them without.
        """
        self._dumped.seek(0)
        self._dumped.truncate()
        faulthandler.dump_traceback(self._dumped)
        self._dumped.seek(0)
        return stack_of(self._dumped.read(), self._main)

    def _on_qt_message(self, kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        if kind > QtMsgType.QtDebugMsg and not any(each in words for each in NOISE):
            self.report(f"Qt: {words}")


class _Records(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.WARNING)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.report(f"log: {record.getMessage()}")


def census(window: QWidget) -> Census:
    """Count what there is, after everything that is to be deleted was."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()
    objects = [each for each in Shiboken.getAllValidWrappers() if isinstance(each, QObject)]
    orphans = [each for each in objects if each.parent() is None and not _is_window(each)]
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    resident = int(lines["VmRSS"].split()[0])
    return Census(
        kilobytes=kilobytes_in_use() or resident,
        blocks=sys.getallocatedblocks(),
        resident=resident,
        widgets=len(QApplication.allWidgets()),
        objects=len(window.findChildren(QObject)),
        orphans=len(orphans),
        threads=int(lines["Threads"]),
    )


class _Mallinfo(ctypes.Structure):
    """What glibc's mallinfo2 returns; `uordblks` is in use on its heaps, `hblkhd` beside them."""

    NAMES = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks")
    _fields_ = [(name, ctypes.c_size_t) for name in (*NAMES, "fordblks", "keepcost")]


def kilobytes_in_use() -> int | None:
    """Return how much malloc has handed out, in KB; None where only the process can be asked."""
    with suppress(OSError, AttributeError):  # glibc has it since 2.33
        mallinfo = ctypes.CDLL("libc.so.6").mallinfo2
        mallinfo.restype = _Mallinfo
        found = mallinfo()
        return int(found.uordblks + found.hblkhd) // 1024
    return None


def _is_window(each: QObject) -> bool:
    return isinstance(each, QWindow) or (isinstance(each, QWidget) and each.isWindow())


def stack_of(dump: str, thread: int) -> Stack:
    """Return the innermost calls of a thread in a dump of faulthandler, innermost first."""
    parts = re.split(r"^(?:Current thread|Thread) (0x[0-9a-f]+).*$", dump, flags=re.MULTILINE)
    calls = {int(name, 16): text for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return tuple(calls.get(thread, "").strip().splitlines()[:INNERMOST])


def _commonest(samples: list[Stack]) -> str:
    """Return where the thread was most often, the innermost call last."""
    if not samples:
        return ""
    ((stack, _),) = Counter(samples).most_common(1)
    return "\n".join(reversed(stack))
