"""What six gradients leave possible, where those between the layers are not known.

A line whose value was not given can only be told by the lines that read it. One that spoils all
that it leads to, and nothing that is right, may be where it goes wrong; if one mistake in it gives
exactly the values that were found, it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from gradviz.checking.diagnosis.findings import LineVerdict
from gradviz.checking.diagnosis.fits import added_term, layers_of, mistakes_of, terms
from gradviz.checking.diagnosis.judge import READS, Judged, rule_values
from gradviz.checking.diagnosis.mistake import Kind, Mistake
from gradviz.checking.diagnosis.mutations import slips
from gradviz.checking.diagnosis.probe import are_same_elsewhere
from gradviz.checking.diagnosis.suspect import Suspect
from gradviz.network.backward import LINE_NAMES, BackwardProgram, Line, correct_lines
from gradviz.network.expressions import parse_expression
from gradviz.network.layout import Array
from gradviz.network.network import Network

MOST = 3  # mistakes of one line that are named


@dataclass(frozen=True)
class Deduction:
    """Where a backward pass of which not every value is known goes wrong.

    Attributes
    ----------
    origins
        Lines that are wrong, with what explains them.
    possible
        Lines of which each may be where it goes wrong, and nothing tells which.
    inherited
        Lines that are wrong because of one of those.
    """

    origins: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    possible: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    inherited: tuple[str, ...] = ()


def reached(name: str, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return the given lines that read a line that was not given, or what was not given of it."""
    unknown, found = {name}, []
    for line in LINE_NAMES:
        if unknown.intersection(READS[line]):
            if line in given:
                found.append(line)
            else:
                unknown.add(line)
    return tuple(found)


def deduce(
    network: Network, judged: Mapping[str, Judged], suspects: Mapping[str, Suspect]
) -> Deduction:
    """Find where a backward pass goes wrong of which only some values are known.

    Parameters
    ----------
    network
        What is checked.
    judged
        The lines that were given, held against what follows from the values given before them.
    suspects
        Those that are wrong, with all that explains them.
    """
    origins: dict[str, tuple[Mistake, ...]] = {}
    possible: dict[str, tuple[Mistake, ...]] = {}
    inherited: list[str] = []
    left = list(suspects)
    while left:
        group, sources = _largest_group(left, judged)
        here = {name: suspects[name] for name in group or left[:1]}
        left = [name for name in left if name not in here]
        explained = {name: _explaining(network, name, here) for name in sources}
        alone = {name: mistakes_of(each) for name, each in here.items()}
        fitting = {name: found for name, found in explained.items() if found}
        if not sources and network.exact_zeros and not all(map(_is_known, alone.values())):
            # A mistake at a kink may spoil one of the lines that read it and leave the others.
            above = {each for name in here for each in READS[name] if each not in judged}
            possible |= {each: _mistakes(_explaining(network, each, here)) for each in above}
            possible |= alone
        elif not sources:
            origins |= alone
        elif len(here) == 1 and _is_known(*alone.values()) is bool(fitting):
            # It may be wrong itself, or read what is wrong: both explain it, or neither.
            possible |= {n: _mistakes(found) for n, found in (fitting or explained).items()} | alone
        elif len(here) == 1 and not fitting:
            origins |= alone
        elif len(fitting) == 1:
            inherited += here
            origins |= {name: _mistakes(found) for name, found in fitting.items()}
        elif fitting:
            inherited += here
            possible |= {name: _mistakes(found) for name, found in fitting.items()}
        elif two := _one_and_another(network, here, sources):
            origins |= two
            inherited += (name for name in here if name not in two)
        elif all(map(_is_known, alone.values())):
            possible |= dict.fromkeys(sources, ()) | alone
        else:
            inherited += here
            possible |= dict.fromkeys(sources, ())
    return Deduction(origins, possible, tuple(inherited))


def _one_and_another(
    network: Network, wrong: Mapping[str, Suspect], sources: tuple[str, ...]
) -> dict[str, tuple[Mistake, ...]]:
    """Return a line that was not given and one that was, if a mistake in each explains all.

    That is fewer than one in every line. Nothing is returned where no such two lines are found,
    or more than one line that was not given would do.
    """
    found: dict[str, tuple[Mistake, ...]] = {}
    for odd in wrong if len(wrong) > 2 else ():  # of two lines each pair would do
        rest = {name: each for name, each in wrong.items() if name != odd}
        explained = {name: _explaining(network, name, rest) for name in sources}
        fitting = {name: values for name, values in explained.items() if values}
        if not fitting:
            continue
        if found or len(fitting) > 1:
            return {}
        ((name, tried),) = fitting.items()
        other = mistakes_of(_given_that(network, wrong[odd], name, tried[0][1]))
        if not _is_known(other):
            return {}
        found = {name: _mistakes(tried), odd: other}
    return found


def _given_that(network: Network, suspect: Suspect, name: str, value: Array) -> Suspect:
    """Return a wrong line as it stands if another one, not given, has a certain value."""
    follow = rule_values(network, {**_before(suspect, name), name: value})
    earlier = LINE_NAMES[: LINE_NAMES.index(suspect.name)]
    known = {**suspect.known, **{each: follow[each] for each in earlier if each[1] in "ZA"}}
    return replace(suspect, rule=follow[suspect.name], known=known, computed={})


def _before(suspect: Suspect, name: str) -> dict[str, Array]:
    """Return the values before a line, as far as they are known or follow from what is."""
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    return {each: np.asarray(suspect.known[each]) for each in earlier}


def _is_known(mistakes: tuple[Mistake, ...]) -> bool:
    """Return whether a value is explained, not only where it is wrong."""
    return any(each.kind is not Kind.PART for each in mistakes)


def _largest_group(
    wrong: list[str], judged: Mapping[str, Judged]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the most wrong lines that one that was not given explains, and all that do so."""
    groups: dict[str, tuple[str, ...]] = {}
    for name in LINE_NAMES:
        if name in judged:
            continue
        lines = reached(name, judged)
        if any(judged[each].verdict is LineVerdict.RIGHT for each in lines):
            continue
        spoilt = tuple(each for each in lines if each in wrong)
        if spoilt:
            groups[name] = spoilt
    largest = max(groups.values(), key=len, default=())
    return largest, tuple(name for name, lines in groups.items() if lines == largest)


_Explained = tuple[tuple[Mistake, Array], ...]


def _mistakes(explained: _Explained) -> tuple[Mistake, ...]:
    return tuple(mistake for mistake, _ in explained)


def _explaining(network: Network, name: str, wrong: Mapping[str, Suspect]) -> _Explained:
    """Return the mistakes in a line that was not given that give all the wrong values.

    Each comes with the value that it gives the line.
    """
    before = _before(next(iter(wrong.values())), name)
    for tried in (_plain, _added, _odd):
        found = [
            (replace(mistake, fitted=entries, entries=entries), value)
            for mistake, value in tried(network, name, before, wrong)
            if (entries := _entries_explained(network, {**before, name: value}, wrong))
        ]
        if found:
            return tuple(_distinct(found, name, network.activation)[:MOST])
    return ()


def _distinct(
    found: list[tuple[Mistake, Array]], name: str, activation: str
) -> list[tuple[Mistake, Array]]:
    """Return mistakes without second ways of writing the same line."""
    kept: list[tuple[Mistake, Array]] = []
    lines: list[Line] = []
    for mistake, value in found:
        if mistake.expression:
            line = Line(name, parse_expression(mistake.expression))
            if any(are_same_elsewhere(other, line, activation) for other in lines):
                continue
            lines.append(line)
        kept.append((mistake, value))
    return kept


def _entries_explained(
    network: Network, values: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> int:
    """Return how many entries of the wrong lines follow from other values; 0 if not all do."""
    follow = rule_values(network, values)
    if not all(each.fits(follow[name]) for name, each in wrong.items()):
        return 0
    return sum(int(np.count_nonzero(each.told)) for each in wrong.values())


_Tried = Iterator[tuple[Mistake, Array]]


def _plain(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield mistakes in a line that was not given, and the value that each gives it."""
    yield from _scaled(network, name, before, wrong)
    yield from _slipped(network, name, before, is_odd=False)


def _odd(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield those that hardly anybody makes; what is wrong says nothing of them."""
    del wrong
    yield from _slipped(network, name, before, is_odd=True)


def _slipped(network: Network, name: str, before: Mapping[str, Array], is_odd: bool) -> _Tried:
    known = {**network.known(), **before}
    for slip in slips(name, network.activation, layers_of(network), int(network.x.shape[1])):
        if slip.is_odd is is_odd:
            values, _ = BackwardProgram((slip.line,)).run(known)
            yield Mistake(slip.kind, slip.words, slip.line.expression.source), values[name]


def _scaled(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield the factor that the wrong lines have in common with a line that was not given."""
    some = next(iter(wrong.values()))
    if some.ratio(some.rule) is None:
        return
    right, rule = correct_lines(network.activation)[name], rule_values(network, before)[name]
    for found in mistakes_of(some):
        if found.factor is not None and found.kind in (Kind.SCALED, Kind.SIGN, Kind.ZERO):
            source = None if found.factor == 0 else f"{found.factor:.7g} * ({right})"
            with np.errstate(all="ignore"):
                value = np.asarray(rule * found.factor, dtype=rule.dtype)
            yield replace(found, expression=source, hint=""), value
            return


def _added(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield multiples of other arrays that may be added to a line that was not given.

    What is added there adds a multiple of what each array makes of the first wrong line.
    """
    some = next(iter(wrong.values()))
    rule = rule_values(network, before)[name]
    for term, array in terms(name, network.known() | dict(before), rule.shape):
        with np.errstate(all="ignore"):
            moved = rule_values(network, {**before, name: rule + array})[some.name]
            effect = replace(some, value=some.value - some.rule, rule=np.zeros_like(some.rule))
            share = effect.ratio(moved - some.rule)
        if share is not None:
            mistake = added_term(name, network, term, share)
            yield mistake, rule + np.asarray(share * array, dtype=rule.dtype)
