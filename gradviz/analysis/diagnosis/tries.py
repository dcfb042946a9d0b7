"""Mistakes in a line whose value was not given, tried on the lines that read it."""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.analysis.diagnosis.additions import added_term, terms
from gradviz.analysis.diagnosis.factors import has_written_factor, without_rounding
from gradviz.analysis.diagnosis.fits import mistakes_steps
from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.mutations import slips
from gradviz.analysis.diagnosis.probe import are_same_elsewhere
from gradviz.analysis.diagnosis.suspect import ENOUGH, Suspect, layers_of
from gradviz.checking.kink_reach import kink_reach
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import READS, rule_steps, slopes_taken
from gradviz.checking.subgradient import at_kinks_steps
from gradviz.network.backward import LINE_NAMES, BackwardProgram, Line, correct_lines
from gradviz.network.expressions import parse_expression
from gradviz.network.forward import leak_of
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.numbers import number

MOST = 3  # mistakes of one line that are named
FACTORS = (Kind.SCALED, Kind.SIGN, Kind.ZERO)

_Tried = Iterator[tuple[Mistake, Array] | None]  # None is a place to stop
Group = Callable[[Network, str, Mapping[str, Array], Mapping[str, Suspect]], _Tried]


@dataclass(frozen=True, eq=False)
class Try:
    """A mistake in a line that was not given, the value that it gives, and what that explains."""

    name: str
    mistake: Mistake
    value: Array
    explains: tuple[str, ...]


def explaining_steps(
    network: Network,
    name: str,
    wrong: Mapping[str, Suspect],
    judged: Mapping[str, Judged] | None = None,
    groups: tuple[Group, ...] | None = None,
) -> Generator[None, None, tuple[Mistake, ...]]:
    """Look for the mistakes in a line that was not given that give all the wrong values.

    Of the lines that are judged they must not spoil those that follow their rules. All groups are
    tried in turn if None are named, until one explains.
    """
    for group in groups or (plain, added, odd):
        found: list[Mistake] = []
        for each in (yield from tries_steps(network, name, wrong, (group,))):
            is_all = len(each.explains) == len(wrong) and len(found) < MOST
            if is_all and not (yield from _spoils(network, each, judged or {})):
                found.append(each.mistake)
        if found:
            return tuple(found)
    return ()


def tries_steps(
    network: Network, name: str, wrong: Mapping[str, Suspect], groups: tuple[Group, ...]
) -> Generator[None, None, list[Try]]:
    """Look for what mistakes in a line that was not given explain, as far as that is anything."""
    before = values_before(_last(wrong), name)
    found = []
    for tried in (each for group in groups for each in group(network, name, before, wrong)):
        yield
        if tried is None:
            continue
        mistake, value = tried
        follow = yield from following_steps(network, {**before, name: value}, wrong)
        lines = tuple(line for line, each in wrong.items() if each.fits(follow[line]))
        constants = int(mistake.kind is Kind.ADDED or _is_any(mistake))
        if lines and any(wrong[line].tells(constants) for line in lines):
            entries = sum(int(np.count_nonzero(wrong[line].decidable)) for line in lines)
            is_odd = mistake.is_odd or all(_is_at_kinks(wrong[line]) for line in lines)
            counted = replace(mistake, fitted=entries, entries=entries, is_odd=is_odd)
            found.append(Try(name, counted, value, lines))
    return _distinct(found, network.activation)


def _is_at_kinks(suspect: Suspect) -> bool:
    """Return whether only units at kinks are off, where a range of slopes fits many a mistake."""
    if suspect.name not in ("dZ1", "dZ2") or not suspect.network.has_kinks:
        return False
    return not np.any(suspect.off & (suspect.network.here[suspect.name[1:]] != 0))


def following_steps(
    network: Network, values: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> Generator[None, None, dict[str, Array]]:
    """Return what follows from some values by the rules, with the slopes that a wrong line tells.

    Where a unit of it stands at its kink it may take any slope between two of what it reads then.
    """
    slopes, low = dict[str, Array](), leak_of(network.activation)
    for name, kinks in (yield from at_kinks_steps(network, 0.0)).items():
        if name in wrong and name not in values:
            (read,) = READS[name]
            rules = yield from rule_steps(network, values, slopes)
            passed = values.get(read, rules[read])
            taken = slopes_taken(wrong[name].value, passed, low)
            slopes[name] = np.where(kinks, taken, np.nan)
    return (yield from rule_steps(network, values, slopes))


def _spoils(
    network: Network, tried: Try, judged: Mapping[str, Judged]
) -> Generator[None, None, bool]:
    """Return whether a mistake moves a given line away from its value, which follows its rule.

    Such a line may be too coarse to be called right. Other slopes at kinks may make up for a part.
    """
    values = {name: each.value for name, each in judged.items() if name != tried.name}
    base = yield from rule_steps(network, values)
    held = [n for n in LINE_NAMES if n in judged and n not in tried.explains]
    moved = {**values, tried.name: tried.value}
    follow = yield from rule_steps(network, moved)
    reach = kink_reach(network, {**follow, **moved}, judged)
    yield
    with np.errstate(all="ignore"):
        for name in held:
            value, allowed = judged[name].value, judged[name].tolerance
            beyond = 2 * allowed + reach.get(name, 0.0)
            if np.all(np.abs(value - base[name]) <= allowed + reach.get(name, 0.0)) and np.any(
                np.abs(value - follow[name]) > beyond
            ):
                return True
    return False


def are_far_fetched(mistakes: Collection[Mistake]) -> bool:
    """Return whether nobody is known to make any of these: others fit as well by chance."""
    return bool(mistakes) and all(each.is_odd or _is_any(each) for each in mistakes)


def _is_any(mistake: Mistake) -> bool:
    """Return whether a mistake has a factor that nobody would write."""
    return mistake.factor is not None and not has_written_factor(mistake) and not mistake.hint


def _distinct(tries: list[Try], activation: str) -> list[Try]:
    """Return mistakes without second ways of writing the same line."""
    kept: list[Try] = []
    lines: list[Line] = []
    for each in tries:
        if each.mistake.expression:
            line = Line(each.name, parse_expression(each.mistake.expression))
            if any(are_same_elsewhere(other, line, activation) for other in lines):
                continue
            lines.append(line)
        kept.append(each)
    return kept


def plain(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield mistakes in a line that was not given, and the value that each gives it."""
    yield from _scaled(network, name, before, wrong)
    yield from _slipped(network, name, before, is_odd=False)


def odd(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield those that hardly anybody makes; what is wrong says nothing of them."""
    del wrong
    yield from _slipped(network, name, before, is_odd=True)


def _slipped(network: Network, name: str, before: Mapping[str, Array], is_odd: bool) -> _Tried:
    known = {**network.known(), **before}
    for slip in slips(name, network.activation, layers_of(network), int(network.x.shape[1])):
        if slip.is_odd is is_odd:
            values, _ = yield from BackwardProgram((slip.line,)).run_steps(known)
            yield (
                Mistake(slip.kind, slip.words, slip.line.expression.source, is_odd=is_odd),
                values[name],
            )


def _scaled(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield the factors that wrong lines may have of a line that was not given."""
    right = correct_lines(network.activation)[name]
    rule = (yield from rule_steps(network, before))[name]
    seen = set()
    for each in wrong.values():
        if each.ratio(each.rule) is None:
            continue
        for found in (yield from mistakes_steps(each)):
            if found.factor is None or found.kind not in FACTORS or found.factor in seen:
                continue
            seen.add(found.factor)
            source = None if found.factor == 0 else f"{number(found.factor, 7)} * ({right})"
            with np.errstate(all="ignore"):
                value = np.asarray(rule * found.factor, dtype=rule.dtype)
            yield replace(found, expression=source, hint=""), value


def added(
    network: Network, name: str, before: Mapping[str, Array], wrong: Mapping[str, Suspect]
) -> _Tried:
    """Yield multiples of other arrays that may be added to a line that was not given.

    What is added there adds a multiple of what each array makes of the last wrong line.
    """
    some = _last(wrong)
    rule = (yield from rule_steps(network, before))[name]
    for term, array in terms(name, network.known() | dict(before), rule.shape):
        moved = (yield from rule_steps(network, {**before, name: rule + array}))[some.name]
        with np.errstate(all="ignore"):
            effect = replace(some, value=some.value - some.rule, rule=np.zeros_like(some.rule))
            share = effect.ratio(moved - some.rule)
            # One entry is a multiple of anything.
            if share is not None and effect.shown(share * (moved - some.rule)) < ENOUGH:
                share = None
        yield None
        if share is not None:
            share = without_rounding(share, effect.blur, right=0.0)
            mistake = added_term(name, network, term, share)
            yield mistake, rule + np.asarray(share * array, dtype=rule.dtype)


def _last(wrong: Mapping[str, Suspect]) -> Suspect:
    """Return the wrong line that runs last: of all of them it knows the most lines before it."""
    return wrong[max(wrong, key=LINE_NAMES.index)]


def values_before(suspect: Suspect, name: str) -> dict[str, Array]:
    """Return the values before a line, as far as they are known or follow from what is."""
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    return {each: np.asarray(suspect.known[each]) for each in earlier}


def explained_by(
    network: Network,
    names: Collection[str],
    wrong: Mapping[str, Suspect],
    judged: Mapping[str, Judged] | None = None,
) -> Generator[None, None, dict[str, tuple[Mistake, ...]]]:
    """Return what explains all of some wrong lines in each line that was not given."""
    found = {}
    for name in names:
        found[name] = yield from explaining_steps(network, name, wrong, judged)
    return found
