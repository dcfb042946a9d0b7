"""``gradviz [FILE]``: the window."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz import __version__, preflight
from gradviz.cli.parser import Parser, UsageError
from gradviz.persistence.files import require_writable

if TYPE_CHECKING:  # `gradviz --help` waits for no NumPy
    from gradviz.checking.experiment import Experiment

# NumPy and Qt are imported when the flags are read and the display was looked at: help and
# version need neither, and Qt aborts where there is no display.

COMMANDS = """commands:
  gradviz [FILE]     open the window (this is the default)
  gradviz check      check a network without a window; gradviz check --help
  gradviz sweep      show what epsilon does to the check; gradviz sweep --help
  gradviz bugs       list the bugs that can be put in
  gradviz doctor     say what this machine lacks, and the command that installs it
"""


def run(arguments: list[str]) -> int:
    """Open the window, and return the exit status when it is closed."""
    flags = _parser().read(arguments)
    if flags.file and flags.preset:
        raise UsageError("a file and --preset both say what to open; take one.")
    experiment = _to_open(flags.file, flags.preset)
    if flags.offscreen_picture:
        return _offscreen(Path(flags.offscreen_picture), experiment)
    _require_display(dict(os.environ))
    from gradviz.app import run_window

    return run_window(experiment)


def _parser() -> Parser:
    parser = Parser(
        prog="gradviz",
        usage="gradviz [FILE.npz | --preset NAME]",
        description="Shows whether a backpropagation is right, and where it is wrong.",
        epilog=COMMANDS,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="an arrays file (.npz) to open")
    parser.add_argument("--preset", metavar="NAME", help="start with a named experiment")
    parser.add_argument("--version", action="version", version=f"gradviz {__version__}")
    parser.add_argument("--offscreen-picture", metavar="FILE.png", help=argparse.SUPPRESS)
    return parser


def _to_open(file: str | None, name: str | None) -> "Experiment | None":
    if name is not None:
        from gradviz.subjects.presets import preset_experiment

        return preset_experiment(name)
    if file is None:
        return None
    path = Path(file)
    if path.suffix.lower() != ".npz":
        if not path.exists() and not path.suffix:
            raise UsageError(f"{file!r} is no command and no file (gradviz --help lists both).")
        raise UsageError(f"{file} cannot be opened; the window opens arrays files (.npz).")
    from gradviz.cli.experiment_flags import on_arrays

    return on_arrays(path)


def _offscreen(path: Path, experiment: "Experiment | None") -> int:
    require_writable(path)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _require_display({"QT_QPA_PLATFORM": "offscreen"})
    from gradviz.app import draw_offscreen

    draw_offscreen(path, experiment)
    return 0


def _require_display(environ: dict[str, str]) -> None:
    """Look before Qt does, which would abort."""
    problem = preflight.display_problem(environ)
    if problem:
        raise UsageError(problem)
