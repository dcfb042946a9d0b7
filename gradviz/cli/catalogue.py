"""``gradviz bugs``: the catalogue."""

import sys

from gradviz.cli.parser import Parser, UsageError
from gradviz.reporting.catalogue import catalogue_json, catalogue_text, matching_bugs
from gradviz.reporting.streams import print_text
from gradviz.reporting.terminal import style_of


def run(arguments: list[str]) -> int:
    """Print the bugs that can be put in, or those that some words stand in."""
    parser = Parser(
        prog="gradviz bugs",
        description="List the bugs that gradviz check --bug ID and the window can put in.",
    )
    parser.add_argument("word", nargs="*", help="only bugs that this stands in: dW2, sign ...")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    flags = parser.parse_args(arguments)

    found = matching_bugs(flags.word)
    if not found:
        raise UsageError(f"no bug has {' and '.join(map(repr, flags.word))} in it.")
    as_text = catalogue_text(found, style_of(sys.stdout))
    print_text(catalogue_json(found) + "\n" if flags.json else as_text)
    return 0
