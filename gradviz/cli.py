"""The command line: ``gradviz [FILE]``, ``gradviz check``, ``gradviz bugs``, ``gradviz doctor``.

NumPy and Qt are imported by the commands that need them, when they need them: ``doctor`` runs
where neither is installed, and ``check`` where Qt is not.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gradviz import __version__
from gradviz.network.fields import InvalidSettings, Problem, number_problem, read_number
from gradviz.persistence.files import require_writable
from gradviz.reporting.streams import print_text, say
from gradviz.reporting.terminal import style_of

if TYPE_CHECKING:
    from gradviz.checking.experiment import Experiment
    from gradviz.checking.result import CheckResult, Verdict

UNUSABLE, INTERRUPTED, UNFORESEEN = 2, 130, 70
STATUS = {"pass": 0, "fail": 1, "inconclusive": 3}

SETTINGS = ("activation", "cost", "dtype", "epsilon", "threshold", "scheme", "engine")
OF_THE_NETWORK = ("layers", "examples", "seed", "init", "data")  # an arrays file holds them
ONE_D_VALUES = {"x": "2", "theta": "4"}  # the exercise's
WITH_ONE_D = {*ONE_D_VALUES, "one_d", "epsilon", "threshold", "json"}

COMMANDS = """commands:
  gradviz [FILE]     open the window (this is the default)
  gradviz check      check a network without a window; gradviz check --help
  gradviz bugs       list the bugs that can be put in
  gradviz doctor     say what this machine lacks, and the command that mends it
"""


class UsageError(Exception):
    """Flags that cannot be used; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` in place of printing its usage and exiting."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the flags."""
        raise UsageError(f"{message} ({self.prog} --help lists the flags).")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line in this process.

    Parameters
    ----------
    argv
        The arguments; those of the process if None.

    Returns
    -------
    int
        The exit status: 0 pass, 1 fail, 3 inconclusive, 2 unusable input, 130 interrupted.
    """
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
    commands = {"check": _check, "bugs": _bugs, "doctor": _doctor}
    if arguments and arguments[0] in commands:
        return commands[arguments[0]](arguments[1:])
    return _window(arguments)


def _lacks_a_package(error: Exception) -> bool:
    name = getattr(error, "name", None) or ""
    packages = {"numpy", "threadpoolctl", "PySide6", "shiboken6", "pyqtgraph"}
    return isinstance(error, ImportError) and name.partition(".")[0] in packages


def _unforeseen(error: Exception) -> str:
    if _lacks_a_package(error):
        package = str(getattr(error, "name", "")).partition(".")[0]
        return f"{package} cannot be loaded; gradviz doctor says what is missing and mends it."
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"an error of the program's own, please report it: {error!r} at {place}."


def _joined(arguments: Sequence[str]) -> list[str]:
    """Return arguments with ``--epsilon -1e-7`` as one, which argparse takes for two flags."""
    found: list[str] = []
    for argument in arguments:
        negative = re.match(r"-(\d|\.\d|inf|nan)", argument, re.IGNORECASE)
        if negative and found and re.fullmatch(r"--[a-z-]+", found[-1]):
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return found


# gradviz [FILE]


def _window(arguments: list[str]) -> int:
    parser = Parser(
        prog="gradviz",
        usage="gradviz [FILE.npz | --preset NAME]",
        description="Shows whether a backpropagation is right, and where it is wrong.",
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="an arrays file (.npz) to open")
    parser.add_argument("--preset", metavar="NAME", help="start with a named experiment")
    parser.add_argument("--version", action="version", version=f"gradviz {__version__}")
    parser.add_argument("--offscreen-picture", metavar="FILE.png", help=argparse.SUPPRESS)
    flags = parser.parse_args(_joined(arguments))
    if flags.file and flags.preset:
        raise UsageError("a file and --preset both say what to open; take one.")
    experiment = _to_open(flags.file, flags.preset)
    if flags.offscreen_picture:
        return _offscreen(Path(flags.offscreen_picture), experiment)
    _require_display(dict(os.environ))
    from gradviz.app import run_window

    return run_window(experiment)


def _to_open(file: str | None, preset: str | None) -> "Experiment | None":
    if file is None:
        return None if preset is None else _preset(preset)
    path = Path(file)
    if path.suffix.lower() != ".npz":
        if not path.exists() and not path.suffix:
            raise UsageError(f"{file!r} is no command and no file (gradviz --help lists both).")
        raise UsageError(f"{file} cannot be opened; the window opens arrays files (.npz).")
    return _on_arrays(path)


def _offscreen(path: Path, experiment: "Experiment | None") -> int:
    require_writable(path)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _require_display({"QT_QPA_PLATFORM": "offscreen"})
    from gradviz.app import draw_offscreen

    draw_offscreen(path, experiment)
    return 0


def _require_display(environ: dict[str, str]) -> None:
    """Look before Qt does, which would abort."""
    from gradviz import preflight

    problem = preflight.display_problem(environ)
    if problem:
        raise UsageError(problem)


# gradviz check


def _check_parser() -> Parser:
    from gradviz.checking.experiment import ENGINES, SCHEMES
    from gradviz.checking.presets import presets
    from gradviz.network.data import DATA_SETS
    from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS

    parser = Parser(
        prog="gradviz check",
        description="Check a backward pass against a numerical gradient.",
        epilog="Exit status: 0 pass, 1 fail, 3 inconclusive, 2 unusable input.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--preset", metavar="NAME", help=f"{', '.join(presets())}; flags change it")
    add(
        "--arrays",
        metavar="FILE.npz",
        help="X, Y, W1, b1 ... W3, b3, and perhaps the gradients dW1 ... db3 to be checked; "
        "b and Y may have one axis",
    )
    add("--layers", metavar="SIZES", help="n_x, two hidden sizes, n_y, such as 4,5,3,1")
    add("--examples", metavar="M")
    add("--seed", metavar="N")
    for name, choices in (("init", INITS), ("activation", ACTIVATIONS), ("cost", COSTS)):
        add(f"--{name}", metavar="NAME", help=", ".join(choices))
    add("--dtype", metavar="NAME", help=", ".join(DTYPES))
    add("--data", metavar="NAME", help=", ".join(DATA_SETS))
    add("--epsilon", metavar="E", help="the step that each parameter is moved by")
    add("--threshold", metavar="T", help="the difference above which the check fails")
    add("--scheme", metavar="NAME", help=", ".join(SCHEMES))
    add(
        "--engine",
        metavar="NAME",
        help=f"{', '.join(ENGINES)}: how, not what, is computed; auto, the fastest, if not given",
    )
    add("--bug", metavar="ID", action="append", default=[], help="put a bug in: gradviz bugs")
    add(
        "--line",
        metavar="LINE",
        action="append",
        default=[],
        help='replace a line of the backward pass: --line "dW2 = 2/m * dZ2 @ A1.T"',
    )
    add("--json", action="store_true", help="print one JSON object and nothing else")
    add("--full", action="store_true", help="with --json: both gradients, entry by entry")
    add("--plot", metavar="FILE", help="draw the maps to a .svg or .png file")
    add("--one-d", action="store_true", help="the 1-D case instead, J = theta * x")
    add("--x", metavar="X", help="with --one-d; 2 if not given")
    add("--theta", metavar="THETA", help="with --one-d; 4 if not given")
    return parser


def _check(arguments: list[str]) -> int:
    from gradviz.persistence.pictures import require_picture, write_picture
    from gradviz.reporting.picture import check_svg
    from gradviz.reporting.progress_bar import check_with_bar

    flags = _check_parser().parse_args(_joined(arguments))
    _refuse_contradictions(flags)
    if flags.one_d:
        return _check_one_d(flags)
    experiment = _experiment(flags)
    if flags.plot is not None:
        require_picture(Path(flags.plot))
    result = check_with_bar(experiment, sys.stderr, quiet=flags.json)
    if flags.plot is not None:
        write_picture(Path(flags.plot), check_svg(result))
    print_text(_report(result, flags))
    return STATUS[result.verdict]


def _refuse_contradictions(flags: argparse.Namespace) -> None:
    given = [name for name, value in vars(flags).items() if value not in (None, False, [])]

    def refuse(names: Sequence[str], why: str) -> None:
        found = [f"--{name.replace('_', '-')}" for name in names if name in given]
        if found:
            raise UsageError(f"{' and '.join(found)} {why}.")

    if flags.one_d:
        unknown = [name for name in given if name not in WITH_ONE_D]
        refuse(unknown, "cannot go with --one-d, which has a single parameter")
    else:
        refuse(list(ONE_D_VALUES), "can only go with --one-d")
    if flags.arrays is not None:
        refuse(("preset",), "cannot go with --arrays: each brings a network of its own")
        refuse(OF_THE_NETWORK, "cannot go with --arrays: the file says that already")
    if not flags.json:
        refuse(("full",), "can only go with --json")


def _experiment(flags: argparse.Namespace) -> "Experiment":
    from gradviz.checking.entry import read_experiment

    if flags.arrays is None:
        base = _preset("default" if flags.preset is None else flags.preset)
    else:
        base = _on_arrays(Path(flags.arrays))
    given = vars(flags)
    texts = {n: given[n] for n in (*OF_THE_NETWORK, *SETTINGS) if given[n] is not None}
    experiment = read_experiment(texts, base)
    if experiment.checks_given_gradients and (flags.bug or flags.line):
        raise UsageError(
            f"{flags.arrays} brings its own gradients, so no backward pass runs that --bug or "
            "--line could change."
        )
    bugs, lines = (*base.bugs, *flags.bug), (*base.lines, *flags.line)
    return replace(experiment, bugs=bugs, lines=lines)


def _preset(name: str) -> "Experiment":
    from gradviz.checking.presets import preset_experiment

    return preset_experiment(name)


def _on_arrays(path: Path) -> "Experiment":
    from gradviz.persistence.arrays import arrays_experiment, read_arrays

    return arrays_experiment(read_arrays(path), _preset("default"))


def _report(result: "CheckResult", flags: argparse.Namespace) -> str:
    from gradviz.reporting.as_json import json_text
    from gradviz.reporting.as_text import report

    if flags.json:
        return json_text(result, full=flags.full) + "\n"
    written = f"\nDrew the maps to {flags.plot}\n" if flags.plot else ""
    return report(result, style_of(sys.stdout)) + written


def _check_one_d(flags: argparse.Namespace) -> int:
    from gradviz.checking.entry import read_experiment
    from gradviz.checking.experiment import Experiment
    from gradviz.checking.one_d import check_one_d
    from gradviz.reporting.one_d import one_d_json, one_d_text, one_d_verdict

    given = {"epsilon": flags.epsilon, "threshold": flags.threshold}
    texts = {name: text for name, text in given.items() if text is not None}
    settings = read_experiment(texts, Experiment()).check
    x, theta = _number("x", flags.x), _number("theta", flags.theta)
    checked = check_one_d(x, theta, settings.epsilon)
    if flags.json:
        print_text(one_d_json(checked, settings.threshold) + "\n")
    else:
        print_text(one_d_text(checked, settings.threshold, style_of(sys.stdout)))
    verdict: Verdict = one_d_verdict(checked, settings.threshold)
    return STATUS[verdict]


def _number(name: str, text: str | None) -> float:
    value = read_number(ONE_D_VALUES[name] if text is None else text)
    problem: Problem | None = number_problem(name, value, -1e100, 1e100)
    if problem:
        raise InvalidSettings([problem])
    return float(value)


# gradviz bugs, gradviz doctor


def _bugs(arguments: list[str]) -> int:
    parser = Parser(
        prog="gradviz bugs",
        description="List the bugs that gradviz check --bug ID and the window can put in.",
        allow_abbrev=False,
    )
    parser.add_argument("word", nargs="*", help="only bugs that this stands in: dW2, sign ...")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    flags = parser.parse_args(arguments)
    from gradviz.reporting.catalogue import catalogue_json, catalogue_text, matching_bugs

    found = matching_bugs(flags.word)
    if not found:
        raise UsageError(f"no bug has {' and '.join(map(repr, flags.word))} in it.")
    as_text = catalogue_text(found, style_of(sys.stdout))
    print_text(catalogue_json(found) + "\n" if flags.json else as_text)
    return 0


def _doctor(arguments: list[str]) -> int:
    import json
    from dataclasses import asdict

    from gradviz import preflight

    parser = Parser(
        prog="gradviz doctor",
        description="Say what this machine lacks for the window, and the command that mends it.",
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    flags = parser.parse_args(arguments)
    found = preflight.findings()
    status = preflight.status(found)
    fields = {"ok": status == 0, "findings": [asdict(each) for each in found]}
    print_text(json.dumps(fields, indent=2) + "\n" if flags.json else preflight.report(found))
    return status
