"""Make the environment, and run GradViz in it: python3 scripts/run.py [ARGUMENTS OF GRADVIZ].

Without arguments the window is opened. Where there is no display it is drawn to a picture
instead, and the default network is checked.
"""

import os
import subprocess
import sys

from interpreter import hand_over, require_python

require_python()

import machine
from environment import ROOT, Environment, SetupError, ensure
from gradviz import preflight
from gradviz.preflight.libraries import DRAWING, WAYLAND, X11
from gradviz.preflight.system import this_system

COMMANDS_WITHOUT_WINDOW = {"check", "sweep", "bugs", "doctor"}

PICTURE = ROOT / "gradviz-window.png"

HOW_TO_SEE = """
To see the window, run this again where there is a display: in a desktop session, or over
"ssh -X" from one. Everything else works here: python3 scripts/run.py check --help
"""


def wants_window(arguments: list[str]) -> bool:
    if not arguments:
        return True
    return arguments[0] not in COMMANDS_WITHOUT_WINDOW and not arguments[0].startswith("-")


def needed_libraries() -> list[str]:
    """Return the libraries of Qt for the display that seems to be there."""
    if os.environ.get("DISPLAY"):
        return [*DRAWING, *X11]
    if os.environ.get("WAYLAND_DISPLAY"):
        return [*DRAWING, *WAYLAND]
    return [*DRAWING]


def without_display(gradviz: list[str], problem: str) -> int:
    """Draw the window to a picture, check the default network, and say how to see the window."""
    print(problem, flush=True)
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    picture = [*gradviz, "--offscreen-picture", str(PICTURE)]
    drawn = subprocess.run(picture, env=offscreen, check=False).returncode
    if drawn == 0:
        print(f"Drew the window to {PICTURE}\n\nThe check of the default network:\n", flush=True)
    else:
        print(f"The window could not be drawn either (status {drawn}).\n", flush=True)
    checked = subprocess.run([*gradviz, "check"], check=False).returncode
    print(HOW_TO_SEE)
    return checked or drawn


def main(arguments: list[str]) -> int:
    system = this_system()
    environment = ensure(Environment(), prepare=lambda: machine.mend_venv(system))
    gradviz = [str(environment.python), "-m", "gradviz"]
    if not wants_window(arguments):
        return hand_over([*gradviz, *arguments])
    remedy = machine.mend_libraries(needed_libraries(), system)
    if remedy:
        raise SetupError(
            f"Qt needs libraries that this system lacks. Run this, then the same again:\n"
            f"  {remedy}\n"
            f"Without them this works: python3 scripts/run.py check"
        )
    problem = preflight.display_problem()
    if problem is None or arguments:
        return hand_over([*gradviz, *arguments])
    return without_display(gradviz, problem)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except SetupError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
