"""``gradviz doctor``: what this machine lacks; it runs with the standard library alone."""

import json
from dataclasses import asdict

from gradviz import preflight
from gradviz.cli.parser import Parser
from gradviz.reporting.streams import print_text


def run(arguments: list[str]) -> int:
    """Print what this machine lacks; the status is 0 if that is nothing."""
    parser = Parser(
        prog="gradviz doctor",
        description="Say what this machine lacks for the window, and the command that installs it.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    flags = parser.parse_args(arguments)
    found = preflight.findings()
    status = preflight.status(found)
    fields = {"ok": status == 0, "findings": [asdict(each) for each in found]}
    print_text(json.dumps(fields, indent=2) + "\n" if flags.json else preflight.report(found))
    return status
