"""Run the checks of the project: scripts/check.py [STEP ...] [-- ARGUMENTS OF PYTEST].

The steps are lint, format, types, imports, tests (offscreen), "other processor" (the tests of
numbers and words, without soaks, with the rounding of another processor) and window (the tests
that need a real window, on a display of their own); all of them if none is named.
"""

import importlib.util
import sys

from interpreter import hand_over, require_python

require_python()

from entry import start
from environment import TOOLS, WINDOW, Environment, has_tools, is_ready


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part the steps from what comes after ``--``, which is for pytest."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def main(arguments: list[str]) -> int:
    names, for_pytest = split(arguments)
    if {"-h", "--help"} & set(names):
        print(__doc__)
        return 0
    if any(importlib.util.find_spec(tool) is None for tool in TOOLS):
        environment = Environment()
        if is_ready(environment, WINDOW) and has_tools(environment):
            return hand_over([str(environment.python), __file__, *arguments])
        print("The tools are not installed: python3 scripts/test.py does that.", file=sys.stderr)
        return 2

    from steps import STEPS, run_steps

    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"{unknown[0]} is no step; these are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    return run_steps(names or list(STEPS), for_pytest)


if __name__ == "__main__":
    raise SystemExit(start(main))
