"""Lines that were not given and may give the value that accuses a given line."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.analysis.diagnosis.factors import has_written_factor
from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.patterns import permuted
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.analysis.diagnosis.unseen import spoils_unseen_steps
from gradviz.checking.findings import LineVerdict
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import READS
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array

Values = Mapping[str, Array]

_FACTORS = (Kind.SCALED, Kind.SIGN)
_ADDED = (Kind.ADDED, Kind.CONSTANT)
_SLOPES = (Kind.MASK, Kind.DERIVATIVE)


def reached(name: str, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return the given lines that read a line that was not given, or what was not given of it."""
    return tuple(each for each in _read_from(name, given) if each in given)


def _read_from(name: str, given: Mapping[str, object]) -> list[str]:
    """Return the lines that read a line, or another one that does and was not given."""
    passed_on, found = {name}, []
    for line in LINE_NAMES:
        if passed_on.intersection(READS[line]):
            found.append(line)
            if line not in given:
                passed_on.add(line)
    return found


@dataclass(frozen=True, eq=False)
class Imitation:
    """Looks for lines that were not given in which a mistake looks like that of a given one.

    Attributes
    ----------
    judged
        The lines that were given, with their verdicts.
    wrong_among
        Tells step by step which of other values of these lines are wrong, whatever slopes are
        taken at kinks.
    at_kinks
        The lines dZ2 and dZ1 of which units stand at their kinks: their slopes may hide a mistake
        in a line that would show it elsewhere.
    doubtful
        The given lines of which one or another has no slopes at kinks that explain it.
    """

    judged: Mapping[str, Judged] = field(repr=False)
    wrong_among: Callable[[Values], Generator[None, None, set[str]]] = field(repr=False)
    at_kinks: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    def of_steps(
        self, suspect: Suspect, mistakes: tuple[Mistake, ...]
    ) -> Generator[None, None, tuple[str, ...]]:
        """Look for the lines of which one may be wrong in place of another, step by step.

        They were not given, but for those that are doubtful.

        Parameters
        ----------
        suspect
            A given line that is wrong.
        mistakes
            What explains its value by itself.
        """
        name = suspect.name
        sources = self.above(name)
        factors = {each.factor for each in mistakes if each.kind in _FACTORS}
        found = set()
        for each in sources:
            for factor in factors:
                if factor and (yield from self._is_factor_of(each, name, factor)):
                    found.add(each)
        if any(each.kind is Kind.ZERO for each in mistakes):
            found |= {each for each in sources if self._are_all_zero(each)}
        if all(map(_is_any_factor, mistakes)):
            # In one direction whatever a line reads moves it by some factor.
            wrong = tuple(n for n, j in self.judged.items() if j.verdict is LineVerdict.ORIGIN)
            network = suspect.network
            for each in sources:
                if (yield from spoils_unseen_steps(network, each, self.judged, wrong, suspect)):
                    found.add(each)
        if name[:2] == "db" and all(each.kind in _ADDED for each in mistakes):
            wrong = (name,)  # what an example adds to a sum may be what is added to it
            for each in sources:
                if (yield from spoils_unseen_steps(suspect.network, each, self.judged, wrong)):
                    found.add(each)
        is_own = any(each.kind not in (Kind.PART, Kind.PERMUTED) for each in mistakes)
        is_own = is_own and suspect.tells()
        is_own &= all(each.kind is not Kind.DERIVATIVE or each.factor is None for each in mistakes)
        if is_own and any(permuted(suspect)):
            is_own = False  # few numbers are, say, zero in another order as well
        if not is_own or _may_be_one_unit_above(suspect, mistakes):
            found |= set(READS[name]) - set(self.judged)
        if name in self.doubtful:
            found |= set(self.doubtful) - {name}
        return tuple(each for each in LINE_NAMES if each in found)

    def hidden(self, name: str) -> tuple[str, ...]:
        """Return the lines that may spoil a given one, as slopes at kinks hide it in all others."""
        if not self.at_kinks:
            return ()
        loose = {line for each in self.at_kinks for line in self._moved_by(each)}
        right = {n for n, each in self.judged.items() if each.verdict is LineVerdict.RIGHT}
        return tuple(
            each
            for each in self.above(name)
            if not (right - loose).intersection(reached(each, self.judged))
        )

    def read_from(self, name: str) -> tuple[str, ...]:
        """Return all lines, given or not, that a mistake in one which was not given may spoil.

        None for a given line: what reads it is judged by its value.
        """
        return () if name in self.judged else tuple(_read_from(name, self.judged))

    def spoilt_by(self, name: str) -> tuple[str, ...]:
        """Return the given lines that a line which was not given spoils."""
        return reached(name, self.judged)

    def above(self, name: str) -> list[str]:
        """Return the lines that were not given and may spoil a given one."""
        return [
            each
            for each in LINE_NAMES
            if each not in self.judged and name in reached(each, self.judged)
        ]

    def _moved_by(self, at_kink: str) -> tuple[str, ...]:
        return (at_kink,) if at_kink in self.judged else reached(at_kink, self.judged)

    def _is_factor_of(self, source: str, name: str, factor: float) -> Generator[None, None, bool]:
        """Return whether all that a line leads to is right if it is divided by a factor."""
        lines = reached(source, self.judged)
        others = [self.judged[each] for each in lines if each != name]
        if not self.at_kinks and any(each.verdict is LineVerdict.RIGHT for each in others):
            return False
        with np.errstate(all="ignore"):
            undone = {each: np.asarray(self.judged[each].value / factor) for each in lines}
        values = {each: line.value for each, line in self.judged.items()}
        wrong = yield from self.wrong_among(values | undone)
        return not wrong & set(lines)

    def _are_all_zero(self, source: str) -> bool:
        return not any(self.judged[each].value.any() for each in reached(source, self.judged))


def _is_any_factor(mistake: Mistake) -> bool:
    """Return whether a mistake is a factor that nobody would write."""
    is_factor = mistake.kind is Kind.SCALED and mistake.factor is not None
    return is_factor and not has_written_factor(mistake) and not mistake.hint


def _may_be_one_unit_above(suspect: Suspect, mistakes: tuple[Mistake, ...]) -> bool:
    """Return whether slopes are wrong in one unit, or in one example, alone.

    Slopes of a kinked activation are few numbers: that unit may be wrong in the line above. What
    is not zero where the right slope is zero comes from no other line.
    """
    if not (suspect.name[1] == "Z" and suspect.network.has_kinks):
        return False
    off, at_kinks = suspect.off, suspect.network.here[suspect.name[1:]] == 0
    if np.any(off & (suspect.rule == 0) & ~at_kinks) or not any(
        each.kind in _SLOPES for each in mistakes
    ):
        return False
    return 1 in (np.count_nonzero(off.any(axis=0)), np.count_nonzero(off.any(axis=1)))
