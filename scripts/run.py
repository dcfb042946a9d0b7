"""Make the environment, and run GradViz in it: python3 scripts/run.py [ARGUMENTS OF GRADVIZ].

Without arguments the window is opened. Where there is no display it is drawn to a picture
instead, and the default network is checked.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from interpreter import hand_over, require_python

require_python()

import machine
from checkout import ROOT
from entry import start
from environment import NUMERIC, WINDOW, Environment, ensure, is_ready, try_imports
from gradviz import preflight
from gradviz.preflight.libraries import DRAWING, WAYLAND, X11
from gradviz.preflight.system import this_system
from gradviz.reporting.streams import write_or_drop

COMMANDS_WITHOUT_WINDOW = {"check", "sweep", "bugs", "doctor"}

PICTURE = "gradviz-window.png"

HOW_TO_SEE = """
To see the window, run this again where there is a display: in a desktop session, or over
"ssh -X" from one. Everything else works here: python3 scripts/run.py check --help
"""

WITHOUT_LIBRARIES = "Without them this works: python3 scripts/run.py check"


def tell(text: str) -> None:
    # Whoever has stopped reading, the check goes on, and its status counts.
    write_or_drop(sys.stdout, text)


def wants_window(arguments: list[str]) -> bool:
    if not arguments:
        return True
    return arguments[0] not in COMMANDS_WITHOUT_WINDOW and not arguments[0].startswith("-")


def needed_libraries() -> tuple[str, ...]:
    """Return the libraries of Qt for the display that seems to be there."""
    if os.environ.get("DISPLAY"):
        return (*DRAWING, *X11)
    if os.environ.get("WAYLAND_DISPLAY"):
        return (*DRAWING, *WAYLAND)
    return tuple(DRAWING)


def set_up(environment: Environment, *, window: bool) -> None:
    """Make the environment and bring the libraries, all that lacks in one round."""
    modules = WINDOW if window else NUMERIC
    libraries = needed_libraries() if window else ()
    # Without its libraries Qt cannot be imported, which says nothing of the environment.
    testable = NUMERIC if machine.lacking_libraries(libraries) else modules
    is_there = is_ready(environment, testable)
    needs = machine.Needs(
        venv=not is_there, libraries=libraries, useful=(*X11, *WAYLAND) if window else ()
    )
    machine.complete(needs, this_system(), WITHOUT_LIBRARIES)
    if not is_there or testable != modules:
        ensure(environment, modules)


def run_doctor(environment: Environment, arguments: list[str]) -> int:
    """Say what this machine lacks, with the environment if it is there, and without changing it."""
    if try_imports(["gradviz"], environment.python) is None:
        return hand_over([str(environment.python), "-m", "gradviz", *arguments])
    from gradviz.cli import main

    return main(arguments)


def place_of_picture() -> Path:
    """Return where the picture of the window goes: beside the checkout's files, if it may."""
    folder = ROOT if os.access(ROOT, os.W_OK) else Path(tempfile.gettempdir())
    return folder / PICTURE


def without_display(gradviz: list[str], problem: str) -> int:
    """Draw the window to a picture, check the default network, and say how to see the window."""
    tell(f"{problem}\n")
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    place = place_of_picture()
    picture = [*gradviz, "--offscreen-picture", str(place)]
    drawn = subprocess.run(picture, env=offscreen, check=False).returncode
    if drawn == 0:
        tell(f"Drew the window to {place}\n\nThe check of the default network:\n\n")
    else:
        tell(f"The window could not be drawn either (status {drawn}).\n\n")
    checked = subprocess.run([*gradviz, "check"], check=False).returncode
    tell(f"{HOW_TO_SEE}\n")
    return checked or drawn


def main(arguments: list[str]) -> int:
    environment = Environment()
    if arguments[:1] == ["doctor"]:
        return run_doctor(environment, arguments)
    window = wants_window(arguments)
    set_up(environment, window=window)
    gradviz = [str(environment.python), "-m", "gradviz"]
    problem = preflight.display_problem() if window else None
    if problem is None or arguments:
        return hand_over([*gradviz, *arguments])
    return without_display(gradviz, problem)


if __name__ == "__main__":
    raise SystemExit(start(main))
