"""``gradviz sweep``: what epsilon does to the difference."""

import argparse
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from gradviz.analysis.compare import COMPARISONS
from gradviz.analysis.compare import compared as compared_with
from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import LARGEST_STEP, SMALLEST_STEP, Experiment
from gradviz.cli.experiment_flags import DEFAULTS, add_experiment_flags, experiment_of, number
from gradviz.cli.json_keys import SWEEP_KEYS, named
from gradviz.cli.parser import Parser, UsageError
from gradviz.network.fields import (
    InvalidSettings,
    choice_problem,
    read_whole_number,
    whole_number_problem,
)
from gradviz.network.layout import Array
from gradviz.persistence.files import require_writable, write_atomically
from gradviz.persistence.pictures import require_picture, write_picture
from gradviz.reporting.streams import print_text
from gradviz.reporting.sweep_csv import sweep_csv
from gradviz.reporting.sweep_json import sweep_json
from gradviz.reporting.sweep_picture import sweep_svg
from gradviz.reporting.sweep_progress import sweep_with_bar
from gradviz.reporting.sweep_text import sweep_text
from gradviz.reporting.terminal import style_of

MOST_POINTS = 100


def run(arguments: list[str]) -> int:
    """Sweep over epsilon, print the curves, and return 0: an exploration has no verdict."""
    flags = _parser().read(arguments)
    experiment = experiment_of(flags)
    compared = _compared(experiment, flags.compare)
    epsilons = _epsilons(flags)
    _require_places(flags)
    sweep, beside = _swept(experiment, compared, epsilons, quiet=flags.json)
    _write(sweep, beside, flags)
    print_text(_report(sweep, beside, flags))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="gradviz sweep",
        description="Show the difference over epsilon, where truncation ends and rounding begins.",
        epilog=f"{DEFAULTS}\n\nExit status: 0 the sweep was made, whatever it shows: it explores "
        f"and judges nothing;\n2 unusable input.\n\n{named(SWEEP_KEYS)}",
    )
    add_experiment_flags(parser, epsilon="the present epsilon, which is marked in the curve")
    add = parser.add_argument
    names = ", ".join(COMPARISONS)
    add("--compare", metavar="NAME", help=f"{names}: show the curve with the other one beside it")
    add("--points", metavar="N", help="epsilons a decade (default: 6)")
    add("--from", metavar="E", dest="first", help="the largest epsilon (default: 0.1)")
    add("--to", metavar="E", dest="last", help="the smallest epsilon (default: 1e-15)")
    add("--json", action="store_true", help="print one JSON object and nothing else")
    add("--csv", metavar="FILE.csv", help="write all numbers as a table")
    add("--plot", metavar="FILE", help="draw the curves to a .svg or .png file")
    return parser


def _compared(experiment: Experiment, name: str | None) -> Experiment | None:
    """Return the experiment to sweep beside, or None if none is asked for."""
    if name is None:
        return None
    problem = choice_problem("compare", name, COMPARISONS)
    if problem:
        raise InvalidSettings([problem])
    other = compared_with(experiment, name)
    if other is None:
        why = "no line is replaced" if name == "bugs" else "there is no other one for this network"
        raise UsageError(f"--compare {name} has nothing to compare: {why}.")
    return other


def _require_places(flags: argparse.Namespace) -> None:
    """Find out, before long work starts, whether what it yields can be written."""
    if flags.plot is not None:
        require_picture(Path(flags.plot))
    if flags.csv is not None:
        require_writable(Path(flags.csv))


def _epsilons(flags: argparse.Namespace) -> Array | None:
    """Return the epsilons that flags ask for, descending; None for the usual ones."""
    if (flags.points, flags.first, flags.last) == (None, None, None):
        return None
    points = read_whole_number("6" if flags.points is None else flags.points)
    problem = whole_number_problem("points", points, 1, MOST_POINTS)
    if problem:
        raise InvalidSettings([problem])
    first = number(
        "from", "0.1" if flags.first is None else flags.first, SMALLEST_STEP, LARGEST_STEP
    )
    last = number("to", "1e-15" if flags.last is None else flags.last, SMALLEST_STEP, LARGEST_STEP)
    if last >= first:
        raise UsageError("--to must be smaller than --from; the sweep goes from large to small.")
    wanted = math.ceil(round(int(points) * math.log10(first / last), 6)) + 1
    exponents = np.linspace(math.log10(first), math.log10(last), wanted)
    return np.array(
        [float(f"1e{e:.0f}") if e == round(e) else 10.0**e for e in exponents.round(12)]
    )


def _swept(
    experiment: Experiment,
    compared: Experiment | None,
    epsilons: Array | None,
    *,
    quiet: bool,
) -> tuple[SweepResult, SweepResult | None]:
    """Return the sweep, and the one beside it."""
    sweep = sweep_with_bar(experiment, epsilons, sys.stderr, quiet=quiet)
    if compared is None:
        return sweep, None
    if replace(compared, check=experiment.check) == experiment:  # it has both schemes
        return sweep, replace(sweep, experiment=compared)
    return sweep, sweep_with_bar(compared, epsilons, sys.stderr, quiet=quiet)


def _write(sweep: SweepResult, beside: SweepResult | None, flags: argparse.Namespace) -> None:
    if flags.csv is not None:
        write_atomically(Path(flags.csv), sweep_csv(sweep, beside).encode())
    if flags.plot is not None:
        write_picture(Path(flags.plot), sweep_svg(sweep, beside))


def _report(sweep: SweepResult, beside: SweepResult | None, flags: argparse.Namespace) -> str:
    if flags.json:
        return sweep_json(sweep, beside) + "\n"
    written = f"Wrote the numbers to {flags.csv}\n" if flags.csv else ""
    written += f"Drew the curves to {flags.plot}\n" if flags.plot else ""
    return "\n".join([sweep_text(sweep, style_of(sys.stdout), beside), *filter(None, [written])])
