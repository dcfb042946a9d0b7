"""``gradviz check --one-d``: the 1-D case of the exercise, and other costs of one theta."""

import argparse
import sys
from typing import Any

from gradviz.checking.experiment import Experiment
from gradviz.checking.one_d import OneDSettings, check_one_d
from gradviz.checking.one_d_curves import CURVES
from gradviz.checking.verdict import Verdict
from gradviz.cli.parser import Parser, UsageError, given, refuse
from gradviz.network.fields import read_number
from gradviz.network.numbers import exact
from gradviz.presenting.one_d import one_d_verdict
from gradviz.reporting.one_d import one_d_json, one_d_text
from gradviz.reporting.terminal import style_of
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject

ONLY_ONE_D = ("curve", "x", "theta")
WITH_ONE_D = {*ONLY_ONE_D, "one_d", "epsilon", "threshold", "json"}


def add_one_d_flags(parser: Parser) -> None:
    """Add the flags that `one_d_report` reads."""
    default = OneDSettings()
    add = parser.add_argument
    add("--one-d", action="store_true", help="a cost of one parameter instead, J = theta * x")
    names = ", ".join(CURVES)
    add("--curve", metavar="NAME", help=f"with --one-d: {names} (default: {default.curve})")
    add("--x", metavar="X", help=f"with --one-d (default: {exact(default.x)})")
    add("--theta", metavar="THETA", help=f"with --one-d (default: {exact(default.theta)})")


def refuse_one_d_contradictions(flags: argparse.Namespace) -> None:
    """Raise a `UsageError` if flags of the 1-D case and of a network stand together."""
    if flags.one_d:
        unknown = [name for name in given(flags) if name not in WITH_ONE_D]
        refuse(flags, unknown, "cannot go with --one-d, which has a single parameter")
    else:
        refuse(flags, ONLY_ONE_D, "can only go with --one-d")


def one_d_report(flags: argparse.Namespace) -> tuple[str, Verdict]:
    """Return the report of the 1-D case that flags describe, and its verdict."""
    texts = {} if flags.threshold is None else {"threshold": flags.threshold}
    threshold = read_experiment(texts, Experiment(NetworkSubject())).check.threshold
    settings = OneDSettings(**_values(flags))
    if flags.x is not None and not CURVES[settings.curve].takes_x:
        raise UsageError(f"--x cannot go with --curve {settings.curve}, which has no x.")
    checked = check_one_d(settings.x, settings.theta, settings.epsilon, settings.curve)
    verdict = one_d_verdict(checked, threshold)
    if flags.json:
        return one_d_json(checked, threshold) + "\n", verdict
    return one_d_text(checked, threshold, style_of(sys.stdout)), verdict


def _values(flags: argparse.Namespace) -> dict[str, Any]:
    """Return the settings that are given, by name; what is no number is left as it is."""
    names = [name for name in ("x", "theta", "epsilon") if name in given(flags)]
    values: dict[str, Any] = {name: read_number(getattr(flags, name)) for name in names}
    return values if flags.curve is None else values | {"curve": flags.curve.strip().lower()}
