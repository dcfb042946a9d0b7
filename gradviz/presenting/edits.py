"""The bugs and typed lines of an experiment, of which each line takes one."""

from collections.abc import Iterable
from dataclasses import dataclass

from gradviz.network.bugs import bugs


@dataclass(frozen=True)
class Edits:
    """What differs from the correct backward pass.

    Attributes
    ----------
    bugs
        Ids of bugs, in the order of the catalogue.
    lines
        Lines typed by hand, ``name = expression``.
    """

    bugs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.bugs) + len(self.lines)

    def with_bug(self, bug_id: str) -> "Edits":
        """Return the edits with a bug, in place of what its line had."""
        left = self.without_line(bugs()[bug_id].line)
        return Edits(_in_order((*left.bugs, bug_id)), left.lines)

    def without_bug(self, bug_id: str) -> "Edits":
        """Return the edits without a bug."""
        return Edits(tuple(each for each in self.bugs if each != bug_id), self.lines)

    def with_text(self, text: str) -> "Edits":
        """Return the edits with a typed line, in place of what that line had."""
        left = self.without_line(line_name(text))
        return Edits(left.bugs, (*left.lines, text))

    def without_text(self, text: str) -> "Edits":
        """Return the edits without a typed line."""
        return Edits(self.bugs, tuple(each for each in self.lines if each != text))

    def without_line(self, line: str) -> "Edits":
        """Return the edits without those of a line."""
        return Edits(
            tuple(each for each in self.bugs if bugs()[each].line != line),
            tuple(each for each in self.lines if line_name(each) != line),
        )


def line_name(text: str) -> str:
    """Return the name of a typed line."""
    return text.partition("=")[0].strip()


def _in_order(ids: Iterable[str]) -> tuple[str, ...]:
    chosen = set(ids)
    return tuple(bug_id for bug_id in bugs() if bug_id in chosen)
