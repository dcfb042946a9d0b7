"""Make the environment, and run all checks in it: python3 scripts/test.py [PYTEST ARGUMENTS].

With arguments (-k NAME, a file, ...) only the tests are run, offscreen and with a real window,
and pytest gets the arguments. scripts/check.py runs single steps.
"""

import sys

from interpreter import hand_over, require_python

require_python()

import machine
from environment import ROOT, Environment, SetupError, ensure
from gradviz.preflight.libraries import DRAWING, X11
from gradviz.preflight.system import this_system


def main(arguments: list[str]) -> int:
    if arguments in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    system = this_system()
    environment = ensure(Environment(), prepare=lambda: machine.mend_venv(system))
    if sys.platform.startswith("linux"):
        machine.mend_tools(system)
        machine.mend_libraries([*DRAWING, *X11], system)
    # Without the rest only the tests with a real window cannot run, which are skipped then.
    remedy = machine.mend_libraries([*DRAWING], system)
    if remedy:
        raise SetupError(
            f"Qt needs libraries that this system lacks. Run this, then the same again:\n  {remedy}"
        )
    chosen = ["tests", "window", "--", *arguments] if arguments else []
    return hand_over([str(environment.python), str(ROOT / "scripts" / "check.py"), *chosen])


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except SetupError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
