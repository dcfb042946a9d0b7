"""What is typed in a line: whether it can be used, and the experiment that it makes."""

import ast
import re
from dataclasses import dataclass, replace

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import Line, LineError, check_line, correct_lines
from gradviz.network.expressions import Expression, ExpressionError, parse_expression
from gradviz.network.fields import InvalidSettings
from gradviz.network.network import pass_shapes
from gradviz.presenting.edits import Edits
from gradviz.subjects.network import network_of

MOST_CHARACTERS = 1000  # that a field takes: more than a line may have, so that it can say so


@dataclass(frozen=True)
class Typed:
    """What stands in a line and is not applied.

    Attributes
    ----------
    text
        The text.
    problem
        Why it cannot be used, or None.
    """

    text: str
    problem: str | None = None


def read_line(experiment: Experiment, name: str, text: str) -> Line:
    """Read what was typed for a line: its expression, or the whole of ``name = expression``.

    Raises
    ------
    LineError
        If it is no expression, reads what is not there, or does not fit, with the shapes.
    """
    try:
        expression = parse_expression(_without_name(name, text))
    except ExpressionError as error:
        raise LineError(name, str(error)) from None
    line = Line(name, expression)
    spec = network_of(experiment).network
    check_line(line, pass_shapes(spec.layers, spec.examples))
    return line


def line_problem(experiment: Experiment, name: str, text: str) -> str | None:
    """Return in a sentence why a text cannot be used for a line, or None if it can."""
    try:
        read_line(experiment, name, text)
    except LineError as error:
        return str(error)
    return None


def with_line(experiment: Experiment, name: str, text: str) -> Experiment:
    """Return the experiment with another expression in a line of its backward pass.

    A text that means the correct line takes the line's bug or edit away; one that means what
    runs already changes nothing.

    Raises
    ------
    LineError
        If the text cannot be used.
    """
    line = read_line(experiment, name, text)
    subject = network_of(experiment)
    runs = next(each for each in subject.program.lines if each.name == name)
    if _same(line.expression, runs.expression):
        return experiment
    correct = parse_expression(correct_lines(subject.network.activation)[name])
    edits = Edits(subject.bugs, subject.lines)
    is_correct = _same(line.expression, correct)
    edits = edits.without_line(name) if is_correct else edits.with_text(str(line))
    try:
        subject = replace(subject, bugs=edits.bugs, lines=edits.lines)
        return replace(experiment, subject=subject)
    except InvalidSettings as error:
        raise LineError(name, error.problems[0].message.rstrip(".")) from None


def with_correct_line(experiment: Experiment, name: str) -> Experiment:
    """Return the experiment without the bug or the edit of a line."""
    subject = network_of(experiment)
    edits = Edits(subject.bugs, subject.lines).without_line(name)
    return replace(experiment, subject=replace(subject, bugs=edits.bugs, lines=edits.lines))


def _without_name(name: str, text: str) -> str:
    """Return what follows ``name =``, as lines are pasted whole."""
    return re.sub(rf"^\s*{name}\s*=(?!=)", "", text)


def _same(one: Expression, other: Expression) -> bool:
    return ast.dump(one.tree) == ast.dump(other.tree)
