"""Play the whole window at random, with mouse and keys, and watch what goes wrong.

    python scripts/random_player.py --seed 7 --steps 2000

Every exception, warning, message of Qt and log record is a failure, as are a turn of the event
loop that takes longer than the limit and memory in use, widgets, objects or threads that grow from
the second quarter of the steps to the last one. The last steps are printed; with --log all of them
are kept, and --replay plays them again. Ends with 0 if nothing went wrong, and with 1 if something
did.
"""

import argparse
import faulthandler
import json
import os
import random
import sys
import tempfile
import warnings
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import IO

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QSettings, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from gradviz.app import Program, make_application
from gradviz.checking.experiment import Experiment
from gradviz.controllers.errors import ErrorController
from gradviz.controllers.sweep import SweepController
from gradviz.jobs.worker import Failure
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from player_steps import LOOKS, PAGES, Hands, Step
from player_watch import Census, Watch, census

KEPT = 40  # steps that are printed
THOUSAND = 1000  # steps between two rests
SETTLED = 8  # rests after which the first quarter has met all there is
# What may grow from the second quarter to the last one: caches of a bounded size fill up.
GROWN_KILOBYTES = 8_000
FILLING_KILOBYTES = 24_000  # ... and of fewer rests than two a quarter, while they still fill
GROWN_BLOCKS = 40_000  # of Python's, some 60 bytes each
GROWN_OBJECTS = 40  # what comes and goes with time: an animation, a list that was open once
BLOCKED_SECONDS = 0.1  # after which a step waits for another one: it opened a menu, say
GROWN_THREADS = 1  # one of a pool that begins when it is first wanted
REST_SECONDS = 60.0  # that it may take to come to rest


class Player(QObject):
    """Does a step in each turn of the event loop, in those of menus and dialogs too."""

    def __init__(self, program: Program, watch: Watch, steps: Iterator[Step], hands: Hands) -> None:
        super().__init__()
        self._program, self._watch, self._steps, self._hands = program, watch, steps, hands
        self.last: deque[str] = deque(maxlen=KEPT)
        self.counts: list[Census] = []
        self._done = self._until = 0
        self._depth, self._since = 0, 0.0  # of the step that is done now, and its begin
        self._loop = QEventLoop(self)
        self._links = _Links(self)

    def play(self, count: int) -> None:
        """Play some steps, come to rest and count what there is."""
        self._until = self._done + count
        QTimer.singleShot(0, self._next)
        self._watch.rest()
        self._loop.exec()
        self._rest()
        self.counts.append(census(self._program.window))
        print(f"{self._done:6} steps: {self.counts[-1]}", flush=True)

    @Slot()
    def _next(self) -> None:
        """Do the next step; the one after it is on its way, should this one open a menu."""
        self._watch.beat()
        now = perf_counter()
        if self._depth and now - self._since < BLOCKED_SECONDS:
            QTimer.singleShot(5, self._next)  # a step lets its effect happen
            return
        step = next(self._steps, None) if self._done < self._until else None
        if step is None:
            _close_all()
            self._loop.quit()  # not that of the application, which would close the window
            return
        QTimer.singleShot(0, self._next)
        self._done += 1
        self.last.append(json.dumps(step))
        self._watch.step = f"{self._done}: {self.last[-1]}"
        self._depth, self._since = self._depth + 1, now
        try:
            self._hands.do(step)
        finally:
            self._depth -= 1

    def _rest(self) -> None:
        """Go back to the start, by way of every page, and wait until nothing runs."""
        _close_all()
        actions = self._program.window.actions_by_name
        for name in ("look_light", "normal", "reset", *PAGES, PAGES[0]):
            if name != "look_light" or not actions[name].isChecked():
                actions[name].trigger()
            QCoreApplication.processEvents()
        self._program.window.resize(1340, 690)
        end = monotonic() + REST_SECONDS
        while monotonic() < end and self._busy():
            QCoreApplication.processEvents()
        if self._busy():
            self._watch.report(f"it does not come to rest: {self._busy()}")

    def _busy(self) -> list[str]:
        """Return what still runs."""
        results = self._program.results
        sweeps = self._program.pages.controller(SweepController)
        states = {
            "a check": self._program.checks.is_running,
            "a sweep": sweeps is not None and sweeps.is_running,
            "what is shown is not the last result": results.shown is not results.result,
        }
        return [words for words, is_so in states.items() if is_so]


class _Links(QObject):
    """Takes the links of the About box, which no browser is to open."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        QDesktopServices.setUrlHandler("https", self, "take")  # type: ignore[arg-type]

    @Slot(QUrl)
    def take(self, link: QUrl) -> None:
        """Do nothing with it."""


def main(arguments: list[str] | None = None) -> int:
    """Play, say what went wrong, and return the exit status."""
    flags = _flags(arguments)
    faulthandler.enable()
    warnings.simplefilter("error")
    watch = Watch(flags.limit)
    with tempfile.TemporaryDirectory(prefix="gradviz-player-") as name:
        folder = Path(name)
        _replace_desktop(watch, folder, random.Random(flags.seed))
        app = QApplication.instance() or make_application(["gradviz"])
        assert isinstance(app, QApplication)
        program = _program(app, flags, folder)
        hands = Hands(program, random.Random(flags.seed), folder)
        with Path(flags.log or os.devnull).open("w") as log:
            player = Player(program, watch, _logged(_steps(flags, hands), log), hands)
            watch.install()
            for start in range(0, flags.steps, THOUSAND):
                player.play(min(THOUSAND, flags.steps - start))
        program.window.close()
        watch.close()
    return _verdict(watch, player)


def _program(app: QApplication, flags: argparse.Namespace, folder: Path) -> Program:
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    program = Program(app, store, _experiment(flags))
    app.setStartDragDistance(1_000_000)  # a text that is dragged waits for the X server's mouse
    actions = program.window.actions_by_name
    actions["quit"].setEnabled(False)
    program.start()
    program.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    program.window.resize(*(int(side) for side in flags.size.split("x")))
    actions[f"look_{flags.look}"].trigger()
    for _ in range(abs(flags.text)):
        actions["larger" if flags.text > 0 else "smaller"].trigger()
    return program


def _experiment(flags: argparse.Namespace) -> Experiment:
    texts = {"layers": flags.layers, "examples": flags.examples}
    wanted = {key: text for key, text in texts.items() if text is not None}
    return read_experiment(wanted, preset_experiment("default"))


def _replace_desktop(watch: Watch, folder: Path, drawn: random.Random) -> None:
    """Answer what would wait for somebody else: file dialogs, and the dialog of an error."""
    names = ("", "picture.png", "picture.svg", "numbers.json", "curve.csv", "no/such/place.json")

    def chosen(*_: object) -> tuple[str, str]:
        name = drawn.choice(names)
        return (str(folder / name) if name else ""), "CSV file (*.csv)"

    def failed(_controller: ErrorController, failure: Failure) -> None:
        watch.report(failure.details)

    QFileDialog.getSaveFileName = chosen  # type: ignore[method-assign, assignment]
    QFileDialog.getOpenFileName = chosen  # type: ignore[method-assign, assignment]
    ErrorController.show_failure = failed  # type: ignore[method-assign, assignment]


def _steps(flags: argparse.Namespace, hands: Hands) -> Iterator[Step]:
    if flags.replay:
        yield from map(json.loads, Path(flags.replay).read_text().splitlines())
    while True:
        yield hands.draw()


def _logged(steps: Iterator[Step], log: IO[str]) -> Iterator[Step]:
    for step in steps:
        print(json.dumps(step), file=log, flush=True)  # before it ends the program
        yield step


def _close_all() -> None:
    while popup := QApplication.activePopupWidget():
        popup.close()
    while dialog := QApplication.activeModalWidget():
        dialog.close()
    QCoreApplication.processEvents()


def _verdict(watch: Watch, player: Player) -> int:
    more = list(grown(player.counts))
    longest = watch.longest
    print(f"longest turn: {longest.processor:.3f} s of the processor, {longest.seconds:.3f} s")
    for words, count in watch.problems.items():
        print(f"{count} times: {words}")
    for words in more:
        print(f"grown: {words}")
    print(f"{len(watch.problems)} problems, {len(watch.freezes)} freezes, {len(more)} kinds grown")
    if watch.problems or watch.freezes or more:
        print("the last steps:", *player.last, sep="\n  ")
        return 1
    return 0


def grown(counts: list[Census]) -> Iterator[str]:
    """Yield what there is more of in the last quarter of the rests than in the second one.

    In the first one all pages, looks and caches are met for the first time.
    """
    if len(counts) < 2:
        return
    quarter = max(1, len(counts) // 4)
    early = counts[quarter : 2 * quarter] if len(counts) >= 4 else counts[:1]
    late = counts[-quarter:]
    kilobytes = GROWN_KILOBYTES if len(counts) >= SETTLED else FILLING_KILOBYTES
    allowed = {"kilobytes": kilobytes, "blocks": GROWN_BLOCKS, "threads": GROWN_THREADS}
    for name in vars(late[0]).keys() - {"resident"}:
        before, after = (
            int(median(getattr(each, name) for each in part)) for part in (early, late)
        )
        if after > before + allowed.get(name, GROWN_OBJECTS):
            yield f"{name} from {before:,} to {after:,}"


def _flags(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--seed", type=int, default=1, help="where chance begins")
    add("--steps", type=int, default=2 * THOUSAND, help="how many steps to play")
    add("--look", choices=[name.removeprefix("look_") for name in LOOKS], default="light")
    add("--text", type=int, default=0, help="sizes of text above the normal one")
    add("--size", default="1340x690", help="of the window at the start")
    add("--layers", metavar="N,N,N,N", help="of the network at the start, such as 784,128,64,1")
    add("--examples", metavar="M", help="of the network at the start")
    add("--limit", type=float, default=0.2, help="seconds that a turn may take")
    add("--log", metavar="FILE", help="write each step to a file before it is done")
    add("--replay", metavar="FILE", help="play the steps of such a file first")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
