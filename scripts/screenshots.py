"""Draw the pictures of the README: the real window, off screen.

python scripts/screenshots.py [FOLDER]    into resources/screenshots if no folder is named
python scripts/screenshots.py --all FOLDER    every look at both sizes, to be looked at
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QSettings, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from gradviz.app import Program, make_application  # noqa: E402
from gradviz.subjects.presets import preset_experiment  # noqa: E402

MAPS, EPSILON, ONE_D, LINES = "page_maps", "page_epsilon", "page_one_d", "page_lines"
LONGEST = 20_000  # milliseconds that a check may take
SETTLED = 3_000  # ... and a sweep of what is drawn here
Shot = tuple[str, str, str, tuple[int, int], str]  # file, preset, look, size, page

OF_THE_README: tuple[Shot, ...] = (
    ("window", "course-bugs", "light", (1366, 768), MAPS),
    ("explorer", "course", "light", (1366, 768), EPSILON),
    ("lines", "course-bugs", "light", (1366, 768), LINES),
    ("one-dimension", "course", "dark", (1366, 768), ONE_D),
    ("presenter", "course-bugs", "presenter", (1366, 768), MAPS),
)


def every_look() -> Iterator[Shot]:
    """Return each preset of interest in every look at both sizes."""
    pages = (
        ("default", MAPS),
        ("course-bugs", MAPS),
        ("kink", MAPS),
        ("breast-cancer", MAPS),
        ("course", EPSILON),
        ("float32", EPSILON),
        ("default", ONE_D),
        ("default", LINES),
        ("course-bugs", LINES),
        ("kink", LINES),
    )
    sizes = ((1366, 768), (1920, 1080))
    for (preset, page), look, size in product(pages, ("light", "dark", "presenter"), sizes):
        yield f"{preset}-{page}-{look}-{size[0]}", preset, look, size, page


def draw(app: QApplication, shot: Shot, folder: Path) -> None:
    """Start the program, wait for its check and keep a picture of the window."""
    name, preset, look, size, page = shot
    with tempfile.TemporaryDirectory() as settings:
        store = QSettings(f"{settings}/settings.ini", QSettings.Format.IniFormat)
        program = Program(app, store, preset_experiment(preset))
        waiting = QEventLoop()
        program.results.result_shown.connect(waiting.quit)
        QTimer.singleShot(LONGEST, waiting.quit)
        program.start()
        program.window.resize(*size)
        if program.results.result is None:
            waiting.exec()
        program.window.actions_by_name[f"look_{look}"].trigger()
        program.window.actions_by_name[page].trigger()
        QTimer.singleShot(SETTLED, waiting.quit)
        waiting.exec()
        path = folder / f"{name}.png"
        program.window.grab().save(str(path))
        program.window.close()
        program.window.deleteLater()
        app.processEvents()
        print(path)


def main() -> int:
    """Draw the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "resources" / "screenshots")
    parser.add_argument("--all", action="store_true", help="every look at both sizes")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    app = make_application(["screenshots", "-platform", "offscreen"])
    for shot in every_look() if asked.all else OF_THE_README:
        draw(app, shot, asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
