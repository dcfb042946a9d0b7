"""The catalogue of bugs, to read and as JSON."""

from collections.abc import Sequence
from itertools import groupby

from gradviz.network.backward import correct_lines
from gradviz.network.bugs import Bug, bugs
from gradviz.presenting.words import count
from gradviz.reporting.as_json import object_text
from gradviz.reporting.terminal import Style


def matching_bugs(words: Sequence[str]) -> list[Bug]:
    """Return the bugs in whose id, family or title every word stands."""
    wanted = [word.lower() for word in words]
    return [bug for bug in bugs().values() if all(word in _searched(bug) for word in wanted)]


def _searched(bug: Bug) -> str:
    return " ".join((bug.id, bug.family, bug.title)).lower()


def catalogue_text(found: Sequence[Bug], style: Style) -> str:
    """Return bugs grouped by the line they replace, each with its line and its story."""
    parts = [_line_text(line, list(group), style) for line, group in _by_line(found)]
    ending = "Put one in with: gradviz check --bug ID"
    return "\n\n".join([*parts, f"{count(len(found), 'bug')}. {ending}"]) + "\n"


def catalogue_json(found: Sequence[Bug]) -> str:
    """Return bugs as one JSON object."""
    return object_text({"bugs": [_fields(bug) for bug in found]})


def _by_line(found: Sequence[Bug]) -> "groupby[str, Bug]":
    return groupby(found, key=lambda bug: bug.line)


def _activation(bug: Bug) -> str:
    """Return the activation that the bug's line is shown for."""
    return "relu" if bug.applies_to("relu") else bug.activations[0]


def _before(bug: Bug) -> str:
    return f"{bug.line} = {correct_lines(_activation(bug))[bug.line]}"


def _line_text(line: str, group: list[Bug], style: Style) -> str:
    reach = (
        "a bug here spreads to the lines that follow"
        if group[0].propagates
        else "a bug here stays in this line"
    )
    head = style.paint(line, "bold") + style.paint(f"  ({reach})", "muted")
    return "\n\n".join([head, *(_bug_text(bug, style) for bug in group)])


def _bug_text(bug: Bug, style: Style) -> str:
    only = f" ({' or '.join(bug.activations)} only)" if bug.activations else ""
    title = style.paragraph(f"{bug.id}  {bug.title}{only}", "  ", "    ")
    return "\n".join(
        [
            title.replace(bug.id, style.paint(bug.id, "bold"), 1),
            style.paragraph(_before(bug), "    was  ", " " * 11),
            style.paragraph(str(bug.replacement(_activation(bug))), "    now  ", " " * 11),
            style.paragraph(bug.story, "    "),
        ]
    )


def _fields(bug: Bug) -> dict[str, object]:
    return {
        "id": bug.id,
        "line": bug.line,
        "family": bug.family,
        "title": bug.title,
        "story": bug.story,
        "propagates": bug.propagates,
        "activations": list(bug.activations),
        "before": _before(bug),
        "after": str(bug.replacement(_activation(bug))),
    }
