"""The catalogue of bugs: each is a replaced line of the backward pass.

It is a table, ``resources/bugs.json``: a kind of mistake an entry, with what stands in each of the
lines in which it is made.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gradviz.network.algebras import AnyShape
from gradviz.network.backward import (
    DERIVATIVES,
    LINE_NAMES,
    Line,
    LineError,
    check_line,
    correct_lines,
)
from gradviz.network.expressions import parse_expression
from gradviz.network.fields import InvalidSettings, Problem, shown
from gradviz.resources import resource_path


@dataclass(frozen=True)
class Bug:
    """A mistake that people make in backpropagation.

    Attributes
    ----------
    id
        The name on the command line: the line, then what is wrong with it.
    line
        The line that it replaces.
    family
        The kind of mistake.
    title
        A few words.
    story
        One sentence on how people come to write it.
    expression
        What stands in the line, with ``{correct}`` for the correct expression.
    activations
        The hidden activations that the mistake can be made with; empty means all.
    """

    id: str
    line: str
    family: str
    title: str
    story: str
    expression: str
    activations: tuple[str, ...] = ()

    @property
    def propagates(self) -> bool:
        """Whether other lines read this one, so that they are wrong too."""
        return self.line.startswith(("dZ", "dA"))

    def applies_to(self, activation: str) -> bool:
        """Return whether the mistake can be made with a hidden activation."""
        return not self.activations or activation in self.activations

    def replacement(self, activation: str) -> Line:
        """Return the line with the bug in it."""
        correct = correct_lines(activation)[self.line]
        return Line(self.line, parse_expression(self.expression.replace("{correct}", correct)))

    def misfit(self, activation: str, shapes: Mapping[str, AnyShape]) -> str | None:
        """Return why the bug cannot be made in a network, or None if it can.

        Parameters
        ----------
        activation
            The network's hidden activation.
        shapes
            The shapes of X, Y, the parameters and Z1 ... A3; m is ().
        """
        if not self.applies_to(activation):
            return f"only with {' or '.join(self.activations)}, and the activation is {activation}"
        try:
            check_line(self.replacement(activation), shapes)
        except LineError as error:
            return f"the shapes do not fit here: {error}"
        return None


def bugs() -> Mapping[str, Bug]:
    """Return the catalogue by id, in the order of the backward pass."""
    return _catalogue()


def bug_lines(ids: Iterable[str], activation: str) -> tuple[Line, ...]:
    """Return the lines that bugs put in place of the correct ones.

    Raises
    ------
    InvalidSettings
        If there is no such bug, it cannot be made with this activation, or two bugs replace
        the same line.
    """
    taken: dict[str, str] = {}
    lines = []
    for bug_id in ids:
        bug = bugs().get(bug_id)
        if bug is None:
            raise _invalid(f"bug {shown(bug_id)} does not exist; gradviz bugs lists them all.")
        if not bug.applies_to(activation):
            raise _invalid(
                f"bug {bug.id} needs the activation {' or '.join(bug.activations)}; "
                f"it is {activation}."
            )
        if taken.get(bug.line) == bug.id:
            raise _invalid(f"bug {bug.id} is named twice.")
        if bug.line in taken:
            raise _invalid(
                f"bugs {taken[bug.line]} and {bug.id} both replace line {bug.line}; take one."
            )
        taken[bug.line] = bug.id
        lines.append(bug.replacement(activation))
    return tuple(lines)


def _invalid(message: str) -> InvalidSettings:
    return InvalidSettings([Problem("bugs", message)])


@cache
def _catalogue() -> Mapping[str, Bug]:
    stored = json.loads(resource_path("bugs.json").read_text(encoding="utf-8"))
    found = [bug for entry in stored for bug in _bugs_of(entry)]
    found.sort(key=lambda bug: LINE_NAMES.index(bug.line))
    return {bug.id: bug for bug in found}


def _bugs_of(entry: Mapping[str, Any]) -> Iterator[Bug]:
    """Yield one kind of mistake in each line that it is made in."""
    for line, template in entry["lines"].items():
        yield Bug(
            id=f"{line}-{entry['name']}",
            line=line,
            family=entry["family"],
            title=entry["title"],
            story=entry["story"],
            expression=_with_derivatives(template, line),
            activations=tuple(entry.get("activations", ())),
        )


def _with_derivatives(template: str, line: str) -> str:
    """Put in the derivatives that a template names, such as ``{tanh}``, of the line's layer."""
    for activation, derivative in DERIVATIVES.items():
        template = template.replace(f"{{{activation}}}", derivative.format(l=line[-1]))
    return template
