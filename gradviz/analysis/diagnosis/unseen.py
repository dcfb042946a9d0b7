"""Mistakes in lines that were not given which do not show in all that reads them."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.difference import norm
from gradviz.checking.findings import LineVerdict
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import rule_steps
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array, Indices
from gradviz.network.network import Network

MOST, FEW = 40, 4  # examples, and units, of which each is tried
SMALL = 0.01  # relative errors that lines right to few digits do not show
HARDLY = 10.0  # times what rounding explains
LARGEST = 1_000_000  # parameters times examples: each try takes a millisecond or two
_FACTORS = (Kind.SCALED, Kind.SIGN)


def spoils_unseen_steps(
    network: Network,
    name: str,
    judged: Mapping[str, Judged],
    wrong: tuple[str, ...],
    multiple: Suspect | None = None,
) -> Generator[None, None, bool]:
    """Find out whether a line may be off unseen in some example or unit, or in another order.

    Then no line that is right shows it. Of many examples those are tried in which the least flows
    in, which hides the most, and the first units; of a large network a few of them.

    Parameters
    ----------
    network
        What is checked.
    name
        The line, of which the value was not given.
    judged
        The lines that were given.
    wrong
        Those of them that are wrong: one has to show it.
    multiple
        One of these that has to become a multiple of what it should be; None for any.
    """
    most = max(FEW, min(MOST, MOST * LARGEST // (network.layout.size * network.x.shape[1])))
    values = {each: line.value for each, line in judged.items()}
    base = yield from rule_steps(network, values)
    after = [each for each in LINE_NAMES[LINE_NAMES.index(name) + 1 :] if each in judged]
    quiet = np.argsort(_flows_in(network, name), kind="stable")[:most]
    for moved in _moved(base[name], share_off(judged, wrong), quiet, most):
        follow = yield from rule_steps(network, {**values, name: moved})
        with np.errstate(all="ignore"):
            shown = [
                each
                for each in after
                if not np.all(np.abs(follow[each] - base[each]) <= judged[each].tolerance)
            ]
            if not shown or not set(shown) <= set(wrong):
                continue
            if multiple is None or _is_multiple(multiple, follow[multiple.name]):
                return True
    return False


def origins_of(judged: Mapping[str, Judged]) -> tuple[str, ...]:
    """Return the lines that are wrong given what they read."""
    return tuple(n for n, each in judged.items() if each.verdict is LineVerdict.ORIGIN)


def share_off(judged: Mapping[str, Judged], wrong: tuple[str, ...]) -> float:
    """Return the relative error of the entries that are wrong, where it is largest."""
    found = []
    for line in (judged[each] for each in wrong):
        apart = np.abs(line.value - line.rule)
        off = apart > line.tolerance
        size = norm(line.rule[off])
        found.append(norm(apart[off]) / size if size else 1.0)
    return max(found, default=1.0)


def excess(judged: Mapping[str, Judged], wrong: tuple[str, ...]) -> float:
    """Return how many times what rounding explains the lines that are wrong are off."""
    found = [1.0]
    for line in (judged[each] for each in wrong):
        with np.errstate(all="ignore"):
            times = np.abs(line.value - line.rule) / line.tolerance
        found.append(float(np.nanmax(times, initial=1.0)))
    return max(found)


def _flows_in(network: Network, name: str) -> Array:
    """Return how much the layer of a line reads in each example, shape (m,)."""
    below = network.x if name[-1] == "1" else network.here[f"A{int(name[-1]) - 1}"]
    with np.errstate(all="ignore"):
        found: Array = np.max(np.abs(below), axis=0)
    return found


def _moved(rule: Array, share: float, examples: Indices, most: int) -> Iterator[Array]:
    """Yield values that are off in one example or in one unit, or in another order.

    Where what is wrong is off by a small share alone, by such a one as well.

    Parameters
    ----------
    rule
        What the value should be.
    share
        By how much of it others are off.
    examples
        Which of them are tried.
    most
        How many units are tried.
    """
    by = max(float(np.max(np.abs(rule), initial=0.0)), 1.0)
    steps = by * np.random.default_rng(0).uniform(0.5, 1.0, rule.shape)
    columns = [np.arange(rule.shape[1]) == each for each in examples]
    rows = [np.arange(rule.shape[0])[:, np.newaxis] == each for each in range(min(len(rule), most))]
    sizes = (steps, share * np.abs(rule)) if share < SMALL else (steps,)
    for size, part in product(sizes, (*columns, *rows)):
        yield np.asarray(rule + size * part, dtype=rule.dtype)
    orders = (np.roll(rule, by, axis) for axis in (0, 1) for by in (1, -1))
    yield from (each for each in orders if not np.array_equal(each, rule))


def _is_multiple(suspect: Suspect, value: Array) -> bool:
    moved = replace(suspect, value=value)
    return bool(moved.off.any()) and moved.ratio(moved.rule) is not None


def undone_below(
    alone: Mapping[str, tuple[Mistake, ...]], judged: Mapping[str, Judged]
) -> dict[str, tuple[Mistake, ...]]:
    """Return where a factor may be that dW and db of one layer share, and that no line below has.

    Either both have it themselves, or it is in dZ of that layer and is undone below: a sign that is
    wrong in every hidden layer, say, as with s * (s - 1).

    Parameters
    ----------
    alone
        The wrong lines, with what explains each by itself.
    judged
        The lines that were given.
    """
    names = tuple(alone)
    if len(names) != 2 or names[0][1:2] + names[1][1:2] != "Wb" or names[0][-1] != names[1][-1]:
        return {}
    layer = int(names[0][-1])
    first, second = (_factor(alone[name]) for name in names)
    source = f"dZ{layer}"
    if source in judged or first is None or second is None or first.factor != second.factor:
        return {}
    below = [f"d{n}{layer - 1}" for n in "AZ" if layer > 1 and f"d{n}{layer - 1}" not in judged]
    again = " and once more below" if below else ""
    found = {source: (Mistake(first.kind, f"{first.words},{again}", factor=first.factor),)}
    if not below:
        return {source: (Mistake(first.kind, first.words, factor=first.factor),)}
    return found | dict.fromkeys(below, ())


def _factor(mistakes: tuple[Mistake, ...]) -> Mistake | None:
    return next((each for each in mistakes if each.kind in _FACTORS), None)
