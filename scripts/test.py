"""Make the environment, and run all checks in it: python3 scripts/test.py [PYTEST ARGUMENTS].

With arguments (-k NAME, a file, ...) only the tests are run, offscreen and with a real window,
and pytest gets the arguments. scripts/check.py runs single steps.
"""

import sys

from interpreter import hand_over, require_python

require_python()

import machine
from checkout import ROOT
from entry import start
from environment import NUMERIC, WINDOW, Environment, ensure, ensure_tools, is_ready
from gradviz.preflight.libraries import DRAWING, WAYLAND, X11
from gradviz.preflight.system import this_system


def set_up(environment: Environment) -> None:
    """Make the environment with the tools, and bring what the tests need, in one round."""
    testable = NUMERIC if machine.lacking_libraries(DRAWING) else WINDOW
    is_there = is_ready(environment, testable)
    on_linux = sys.platform.startswith("linux")
    needs = machine.Needs(
        venv=not is_there,
        libraries=tuple(DRAWING),
        # Without these only the tests with a real window cannot run, which are skipped then.
        useful=(*X11, *WAYLAND),
        tools=tuple(machine.WINDOW_TOOLS) if on_linux else (),
    )
    machine.complete(needs, this_system())
    if not is_there or testable != WINDOW:
        ensure(environment, WINDOW)
    ensure_tools(environment)


def main(arguments: list[str]) -> int:
    if arguments in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    environment = Environment()
    set_up(environment)
    chosen = ["tests", "window", "--", *arguments] if arguments else []
    return hand_over([str(environment.python), str(ROOT / "scripts" / "check.py"), *chosen])


if __name__ == "__main__":
    raise SystemExit(start(main))
