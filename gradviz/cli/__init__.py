"""The command line: ``gradviz [FILE]``, ``gradviz check``, ``sweep``, ``bugs`` and ``doctor``.

A command is imported when it is asked for, and NumPy and Qt with those that need them: ``doctor``
runs where neither is installed, and ``check`` and ``sweep`` where Qt is not.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from gradviz.cli.parser import UsageError
from gradviz.network.fields import InvalidSettings
from gradviz.reporting.streams import open_closed_streams, say

UNUSABLE, INTERRUPTED, UNFORESEEN = 2, 130, 70

# The module of each in this room; its `run` takes the arguments and returns the exit status.
COMMANDS = {"check": "check", "sweep": "sweep", "bugs": "catalogue", "doctor": "doctor"}
WINDOW = "window"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line in this process.

    Parameters
    ----------
    argv
        The arguments; those of the process if None.

    Returns
    -------
    int
        The exit status: 0 pass, 1 fail, 3 inconclusive, 2 unusable input, 130 interrupted; of
        what has no verdict, 0 is that it was done.
    """
    open_closed_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return say("interrupted.", INTERRUPTED)
    except SystemExit as done:  # argparse has printed the help or the version
        return int(done.code or 0)
    except (UsageError, InvalidSettings, OSError) as error:
        return say(str(error), UNUSABLE)
    except MemoryError:
        return say("there is not enough memory for this; take a smaller network.", UNUSABLE)
    except Exception as error:  # a status of 1, Python's own for a traceback, would mean "fail"
        return say(_unforeseen(error), UNUSABLE if _lacks_a_package(error) else UNFORESEEN)


def _run(arguments: list[str]) -> int:
    is_named = bool(arguments) and arguments[0] in COMMANDS
    module = COMMANDS[arguments[0]] if is_named else WINDOW
    return int(import_module(f"{__name__}.{module}").run(arguments[is_named:]))


def _lacks_a_package(error: Exception) -> bool:
    name = getattr(error, "name", None) or ""
    packages = {"numpy", "threadpoolctl", "PySide6", "shiboken6", "pyqtgraph"}
    return isinstance(error, ImportError) and name.partition(".")[0] in packages


def _unforeseen(error: Exception) -> str:
    if _lacks_a_package(error):
        package = str(getattr(error, "name", "")).partition(".")[0]
        return f"{package} cannot be loaded; gradviz doctor says how to install what is missing."
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"an error of the program's own, please report it: {error!r} at {place}."
