"""What a setting may be, and the one sentence said where it is something else.

The form and the command line both hand their texts to these functions, so a wrong value gets
the same words in both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.network.numbers import exact

# Digits, or thousands with commas between: "1,5" is no 15.
_WHOLE_NUMBER = re.compile(r"[+-]?([0-9_]+|[0-9]{1,3}(,[0-9]{3})+)")

MAX_SHOWN = 40  # characters of a wrong value that a message repeats


@dataclass(frozen=True)
class Problem:
    """One setting that cannot be used.

    Attributes
    ----------
    field
        The key of the setting, such as ``examples`` or ``layers.0``.
    message
        One sentence that names the field, the value and what is allowed.
    """

    field: str
    message: str


class InvalidSettings(ValueError):  # noqa: N818 - reads as what it is at every raise
    """Settings that make no experiment; ``problems`` holds one entry a field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


FIELD_NAMES = {  # as the form labels them
    "layers.0": "inputs",
    "layers.1": "hidden 1",
    "layers.2": "hidden 2",
    "layers.3": "outputs",
    "init": "initialisation",
}


def field_name(field: str) -> str:
    """Return the words for a field's key."""
    return FIELD_NAMES.get(field, field)


def problems_sentence(problems: Sequence[Problem]) -> str:
    """Return the first problem in full, and the names of all other fields that are wrong."""
    first, names = problems[0], dict.fromkeys(field_name(each.field) for each in problems)
    names.pop(field_name(first.field))
    if not names:
        return first.message
    return f"{first.message} Wrong too: {', '.join(names)}."


def shown(value: object) -> str:
    """Return a value as a message repeats it: quoted if it is text, and never long."""
    try:
        if isinstance(value, float):
            text = exact(value)
        else:
            text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def wrong(field: str, value: object, allowed: str) -> Problem:
    """Return the problem of a field whose value is not what is allowed."""
    return Problem(field, f"{field_name(field)} is {shown(value)}; it must be {allowed}.")


def whole_number_problem(field: str, value: object, low: int, high: int) -> Problem | None:
    """Return what is wrong with a whole number, or None."""
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return None if fits else wrong(field, value, f"a whole number from {low:,} to {high:,}")


def number_problem(field: str, value: object, low: float, high: float) -> Problem | None:
    """Return what is wrong with a real number, or None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = is_number and low <= value <= high  # type: ignore[operator]
    return None if fits else wrong(field, value, f"a number from {exact(low)} to {exact(high)}")


def choice_problem(field: str, value: object, choices: Sequence[str]) -> Problem | None:
    """Return what is wrong with one of a few words, or None."""
    return None if value in choices else wrong(field, value, "one of " + ", ".join(choices))


def read_whole_number(text: str) -> int | str:
    """Return the whole number a text holds, or the text itself where it holds none."""
    plain = text.strip()
    if len(plain) > MAX_SHOWN or not _WHOLE_NUMBER.fullmatch(plain):
        return plain
    try:
        return int(plain.replace(",", ""))
    except ValueError:
        return plain


def read_number(text: str) -> float | str:
    """Return the real number a text holds, or the text itself where it holds none."""
    try:
        return float(text.strip())
    except ValueError:
        return text.strip()
