"""``gradviz check``: a check without a window."""

import argparse
import sys
from pathlib import Path

from gradviz.checking.result import CheckResult
from gradviz.cli.experiment_flags import DEFAULTS, add_experiment_flags, experiment_of
from gradviz.cli.json_keys import CHECK_KEYS, FULL_KEYS, named
from gradviz.cli.one_d import add_one_d_flags, one_d_report, refuse_one_d_contradictions
from gradviz.cli.parser import Parser, refuse
from gradviz.persistence.files import UnusableFile
from gradviz.persistence.pictures import require_picture, write_picture
from gradviz.reporting.as_json import json_text
from gradviz.reporting.as_text import report
from gradviz.reporting.picture import check_svg
from gradviz.reporting.progress_bar import check_with_bar
from gradviz.reporting.streams import print_text, say
from gradviz.reporting.terminal import style_of

STATUS = {"pass": 0, "fail": 1, "inconclusive": 3}


def run(arguments: list[str]) -> int:
    """Check, print the report, and return the status of the verdict."""
    flags = _parser().read(arguments)
    refuse_one_d_contradictions(flags)
    if not flags.json:
        refuse(flags, ("full",), "can only go with --json")
    if flags.one_d:
        text, verdict = one_d_report(flags)
    else:
        result = _checked(flags)
        text, verdict = _report(result, flags), result.verdict
    try:
        print_text(text)
    except UnusableFile as error:  # the verdict stands, whoever may read of it
        say(str(error))
    return STATUS[verdict]


def _parser() -> Parser:
    parser = Parser(
        prog="gradviz check",
        description="Check a backward pass against a numerical gradient.",
        epilog=f"{DEFAULTS}\n\nExit status: 0 pass, 1 fail, 3 inconclusive, 2 unusable input.\n\n"
        f"{named(CHECK_KEYS, FULL_KEYS)}",
    )
    add_experiment_flags(parser)
    add = parser.add_argument
    add("--json", action="store_true", help="print one JSON object and nothing else")
    add("--full", action="store_true", help="with --json: both gradients, entry by entry")
    add("--plot", metavar="FILE", help="draw the maps to a .svg or .png file")
    add_one_d_flags(parser)
    return parser


def _checked(flags: argparse.Namespace) -> CheckResult:
    experiment = experiment_of(flags)
    if flags.plot is not None:
        require_picture(Path(flags.plot))
    result = check_with_bar(experiment, sys.stderr, quiet=flags.json)
    if flags.plot is not None:
        write_picture(Path(flags.plot), check_svg(result))
    return result


def _report(result: CheckResult, flags: argparse.Namespace) -> str:
    if flags.json:
        return json_text(result, full=flags.full) + "\n"
    written = f"\nDrew the maps to {flags.plot}\n" if flags.plot else ""
    return report(result, style_of(sys.stdout)) + written
