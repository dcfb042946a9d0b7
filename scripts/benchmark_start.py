"""Measure how soon the window is painted, beside a bare PySide6 and pyqtgraph window.

Each start is a new process, the two kinds in turn; a plot's first paint is what is timed. The
medians and their ratio are printed: no more than 1.6 is the aim.

    python scripts/benchmark_start.py [--rounds 15] [--json]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
import sys, time
began = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
app = QApplication(["bare", *sys.argv[1:]])
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
window.setCentralWidget(plot)
window.resize(1340, 690)
"""

GRADVIZ = """
import sys, time
began = time.perf_counter()
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from gradviz.app import Program, make_application
app = make_application(["gradviz", *sys.argv[1:]])
program = Program(app, QSettings("settings.ini", QSettings.Format.IniFormat), None)
window = program.window
plot = window.board.findChild(QWidget, "heatmap_W1")
checked = []
program.results.result_shown.connect(lambda _: checked.append(time.perf_counter() - began))
"""

WATCH = """
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not painted:
            painted.append(time.perf_counter() - began)
        return False
painted, watch = [], Watch()
plot.viewport().installEventFilter(watch)
"""

BARE_END = """
window.show()
while not painted:
    app.processEvents()
print(painted[0])
"""

GRADVIZ_END = """
program.start()
while not painted or not checked:
    app.processEvents()
print(painted[0], checked[0])
window.close()
"""


def start(source: str, folder: str) -> list[float]:
    """Return what one new process prints: seconds from its first line on."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    # An installed program has its bytecode; the first, uncounted start writes that of a checkout.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = root
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        check=True,
        cwd=folder,
        env=environment,
        text=True,
    )
    return [float(word) for word in done.stdout.split()]


def main() -> int:
    """Measure and print; the exit status is 1 if the ratio is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="starts of each kind")
    parser.add_argument("--limit", type=float, default=1.6, help="largest allowed ratio")
    parser.add_argument("--json", action="store_true", help="print one object")
    rounds, limit, as_json = vars(parser.parse_args()).values()
    bare, painted, checked = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            [plain] = start(BARE + WATCH + BARE_END, folder)
            first, answer = start(GRADVIZ + WATCH + GRADVIZ_END, folder)
            if number:  # the first start of each reads the disk
                bare.append(plain)
                painted.append(first)
                checked.append(answer)
    medians = [1000 * statistics.median(times) for times in (bare, painted, checked)]
    ratio = medians[1] / medians[0]
    if as_json:
        names = ("bare_ms", "first_paint_ms", "first_check_ms")
        print(json.dumps(dict(zip(names, medians, strict=True)) | {"ratio": ratio}))
        return 0 if ratio <= limit else 1
    print(f"bare window, first paint      {medians[0]:6.0f} ms")
    print(f"GradViz, first paint          {medians[1]:6.0f} ms   {ratio:.2f} times the bare one")
    print(f"GradViz, first check shown    {medians[2]:6.0f} ms   {medians[2] / medians[0]:.2f}")
    print(f"limit {limit:g}: {'kept' if ratio <= limit else 'broken'}")
    return 0 if ratio <= limit else 1


if __name__ == "__main__":
    sys.exit(main())
