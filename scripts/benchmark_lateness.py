"""Measure how late the window's thread is while checks run and maps are drawn.

A timer asks for a tick every 4 ms; how much longer each one takes is its lateness. A frame at
60 Hz is 16.7 ms.

    python scripts/benchmark_lateness.py [--seconds 4]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer  # noqa: E402

from gradviz.app import Program, make_application  # noqa: E402
from gradviz.checking.entry import read_experiment  # noqa: E402
from gradviz.checking.presets import preset_experiment  # noqa: E402
from gradviz.reporting.map_views import MapView  # noqa: E402

TICK = 0.004
SETTLING = 0.7  # seconds that the window takes to stand, which is no check
CASES = {
    "loop, 4-5-3-1": {"engine": "loop"},
    "loop, 64-128-64-1": {"layers": "64,128,64,1", "examples": "128", "engine": "loop"},
    "batched, 64-128-64-1": {"layers": "64,128,64,1", "examples": "128"},
    "batched, 784-128-64-1": {"layers": "784,128,64,1", "examples": "128", "init": "he"},
}


class Metronome(QObject):
    """Ticks, and writes down by how much each tick is late."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(1000 * TICK))
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin anew."""
        self.late.clear()
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Stop ticking."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        now = perf_counter()
        self.late.append(max(0.0, now - self._last - TICK))
        self._last = now


def run(program: Program, seconds: float, keep_busy: Callable[[], None]) -> list[float]:
    """Return the lateness of every tick of so many seconds."""
    metronome, waiting = Metronome(), QEventLoop()
    again = QTimer(program)
    again.timeout.connect(keep_busy)
    again.start(15)
    QTimer.singleShot(round(1000 * seconds), waiting.quit)
    metronome.start()
    waiting.exec()
    metronome.stop()
    again.stop()
    return metronome.late


def measure(name: str, texts: dict[str, str], seconds: float) -> None:
    """Check over and over, and print how late the ticks were."""
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        program = Program(app, store, read_experiment(texts, preset_experiment("default")))
        program.start()
        program.window.resize(1366, 768)
        run(program, SETTLING, lambda: None)

        def check_again() -> None:
            if not program.checks.is_running:
                program.checks.check(program.experiments.experiment)

        def redraw() -> None:
            views = list(MapView)
            program.window.board.set_view(views[len(views) * int(perf_counter() * 50) % 5])

        print_row(f"check, {name}", run(program, seconds, check_again))
        program.checks.cancel()
        while program.checks.is_running:
            app.processEvents()
        print_row(f"redraw, {name}", run(program, seconds, redraw))
        program.window.close()
        program.window.deleteLater()
        app.processEvents()


def print_row(name: str, late: list[float]) -> None:
    """Print the quantiles in milliseconds."""
    ticks = 1000 * np.array(late)
    figures = [np.quantile(ticks, share) for share in (0.5, 0.99, 0.999)]
    columns = "".join(f"{figure:9.2f}" for figure in (*figures, ticks.max()))
    print(f"{name:32s}{columns}   {len(late)} ticks", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4, help="of each case")
    length = parser.parse_args().seconds
    app = make_application(["lateness"])
    print(f"{'lateness in ms':32s}{'median':>9s}{'p99':>9s}{'p99.9':>9s}{'worst':>9s}")
    for case, settings in CASES.items():
        measure(case, settings, length)
