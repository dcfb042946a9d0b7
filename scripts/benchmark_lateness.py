"""Measure how late the window's thread is while checks run, maps are drawn and epsilon is dragged.

A timer asks for a tick every 4 ms; how much longer each one takes is its lateness. A frame at
60 Hz is 16.7 ms.

    python scripts/benchmark_lateness.py [--seconds 4] [--only WORD ...] [--json]
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QSlider  # noqa: E402

from gradviz.app import Program, make_application  # noqa: E402
from gradviz.checking.result import CheckResult  # noqa: E402
from gradviz.presenting.map_views import MapView  # noqa: E402
from gradviz.subjects.entry import read_experiment  # noqa: E402
from gradviz.subjects.presets import preset_experiment  # noqa: E402

TICK = 0.004
SETTLING = 0.7  # seconds that the window takes to stand, which is no check
AGAIN = 0.015  # seconds between two looks whether the last check has ended
SIZE = (1366, 768)

L = {"layers": "64,128,64,1", "examples": "128"}
XL = {"layers": "784,128,64,1", "examples": "128", "init": "he"}
CASES: dict[str, dict[str, str]] = {
    "loop, 4-5-3-1": {"engine": "loop"},
    "loop, 64-128-64-1": {**L, "engine": "loop"},
    "batched, 64-128-64-1": {**L, "engine": "batched"},
    "batched, 784-128-64-1": {**XL, "engine": "batched"},
    "incremental, 784-128-64-1": {**XL, "engine": "incremental"},
    "auto, 784-128-64-1": {**XL, "engine": "auto"},
}
LIVE = "live epsilon, 20-32-16-1"
LIVE_TEXTS = {"layers": "20,32,16,1", "examples": "64", "data": "gaussian", "init": "he"}


@dataclass(frozen=True)
class Lateness:
    """Quantiles of how late the ticks were, in milliseconds."""

    median: float
    p99: float
    p999: float
    worst: float
    ticks: int

    @classmethod
    def of(cls, late: Sequence[float]) -> "Lateness":
        """Take the quantiles of latenesses in seconds."""
        ticks = 1000 * np.array(late)
        median, p99, p999 = (float(np.quantile(ticks, share)) for share in (0.5, 0.99, 0.999))
        return cls(median, p99, p999, float(ticks.max()), len(late))


@dataclass(frozen=True)
class Live:
    """How many a second of each there were while epsilon was dragged.

    Attributes
    ----------
    moves
        Of the slider.
    finished
        Checks that were delivered to the window.
    shown
        Different results whose verdict and six maps were shown.
    lateness
        Meanwhile.
    """

    moves: float
    finished: float
    shown: float
    lateness: Lateness


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


class Listener(QObject):
    """Counts what the program brings while epsilon is dragged."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.finished = 0
        self.shown: set[int] = set()
        self._kept: list[CheckResult] = []  # so that no two have the same id
        program.checks.finished.connect(self._on_checks_finished)
        program.results.result_shown.connect(self._on_results_result_shown)

    def _on_checks_finished(self, _result: CheckResult | None) -> None:
        self.finished += 1

    def _on_results_result_shown(self, result: CheckResult) -> None:
        self._kept.append(result)
        self.shown.add(id(result))


def run(
    program: Program, seconds: float, work: Callable[[], object], every: float = AGAIN
) -> list[float]:
    """Work every so often for so many seconds, and return the lateness of every tick."""
    metronome, waiting = Metronome(), QEventLoop()
    again = QTimer(program)
    again.setTimerType(Qt.TimerType.PreciseTimer)
    again.timeout.connect(work)
    again.start(round(1000 * every))
    QTimer.singleShot(round(1000 * seconds), waiting.quit)
    metronome.start()
    waiting.exec()
    metronome.stop()
    again.stop()
    return metronome.late


@contextmanager
def started(app: QApplication, texts: Mapping[str, str]) -> Iterator[Program]:
    """Start the program with some settings and wait until the window stands."""
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        program = Program(app, store, read_experiment(texts, preset_experiment("default")))
        program.start()
        program.window.resize(*SIZE)
        run(program, SETTLING, lambda: None)
        yield program
        program.window.close()
        program.window.deleteLater()
        app.processEvents()


def lateness_of_checks(program: Program, seconds: float) -> Lateness:
    """Check over and over without a pause."""

    def check_again() -> None:
        if not program.checks.is_running:
            program.checks.check(program.experiments.experiment)

    late = run(program, seconds, check_again)
    program.checks.cancel()
    run(program, SETTLING, lambda: None)
    return Lateness.of(late)


def lateness_of_redraws(program: Program, seconds: float) -> Lateness:
    """Show one view after the other."""
    views = cycle(MapView)
    return Lateness.of(run(program, seconds, lambda: program.window.board.set_view(next(views))))


def live_epsilon(app: QApplication, seconds: float) -> Live:
    """Drag epsilon from end to end and back, a step a tick, on a network checked by itself."""
    with started(app, LIVE_TEXTS) as program:
        slider = program.window.findChild(QSlider, "epsilon_slider")
        assert isinstance(slider, QSlider)
        there = range(slider.minimum(), slider.maximum() + 1)
        places = cycle([*there, *reversed(there)])
        moves = 0

        def move() -> None:
            nonlocal moves
            moves += 1
            slider.setValue(next(places))

        slider.setSliderDown(True)
        listener, began = Listener(program), perf_counter()
        lateness = Lateness.of(run(program, seconds, move, every=TICK))
        length = perf_counter() - began
        slider.setSliderDown(False)
        found = Live(
            moves / length, listener.finished / length, len(listener.shown) / length, lateness
        )
        run(program, SETTLING, lambda: None)
    return found


def measure(
    app: QApplication,
    seconds: float,
    words: Sequence[str] = (),
    tell: Callable[[str, Lateness], None] = lambda _name, _lateness: None,
) -> tuple[dict[str, Lateness], Live | None]:
    """Measure every case whose name holds one of the words, or all; tell of each at once."""
    found: dict[str, Lateness] = {}

    def keep(name: str, lateness: Lateness) -> None:
        found[name] = lateness
        tell(name, lateness)

    for name, texts in CASES.items():
        if not words or any(word in name for word in words):
            with started(app, texts) as program:
                keep(f"check, {name}", lateness_of_checks(program, seconds))
                keep(f"redraw, {name}", lateness_of_redraws(program, seconds))
    live = None
    if not words or any(word in LIVE for word in words):
        live = live_epsilon(app, seconds)
        keep(LIVE, live.lateness)
    return found, live


def print_row(name: str, late: Lateness) -> None:
    """Print the quantiles in milliseconds."""
    figures = (late.median, late.p99, late.p999, late.worst)
    columns = "".join(f"{figure:9.2f}" for figure in figures)
    print(f"{name:34s}{columns}   {late.ticks} ticks", flush=True)


def main() -> int:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4, help="of each case")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="cases with a word")
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    asked = parser.parse_args()
    app = make_application(["lateness"])
    if asked.json:
        found, live = measure(app, asked.seconds, asked.only)
        cases = {name: asdict(lateness) for name, lateness in found.items()}
        print(json.dumps({"lateness_ms": cases, "live": asdict(live) if live else None}))
        return 0
    print(f"{'lateness in ms':34s}{'median':>9s}{'p99':>9s}{'p99.9':>9s}{'worst':>9s}")
    _, live = measure(app, asked.seconds, asked.only, print_row)
    if live is not None:
        print(
            f"epsilon dragged, a second: {live.moves:.0f} moves, {live.finished:.0f} checks "
            f"finished, {live.shown:.0f} results shown in all six maps"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
