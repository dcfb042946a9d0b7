"""Run the checks of the project: scripts/check.py [STEP ...] [-- ARGUMENTS OF PYTEST].

The steps are lint, format, types, imports, tests (offscreen), "other processor" (the same with
the rounding of another processor, without soaks) and window (the tests that need a real window,
on a display of their own); all of them if none is named.
"""

import importlib.util
import sys

from interpreter import hand_over, require_python

require_python()

from environment import Environment, is_ready

TOOLS = ("ruff", "mypy", "importlinter", "pytest", "xdist")


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
        if is_ready(environment):
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
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
