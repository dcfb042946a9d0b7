"""Whether a line that is accused is so for certain, where not every value is known.

Another one that was not given may give the same values: with a factor, in another order, by slopes
at kinks that hide it elsewhere, or by so little that lines right to few digits do not show it.
"""

from collections.abc import Collection, Generator, Mapping
from dataclasses import replace

from gradviz.analysis.diagnosis.deduction import Deducing, Deduction
from gradviz.analysis.diagnosis.imitation import Imitation
from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.analysis.diagnosis.tries import (
    FACTORS,
    explained_by,
    explaining_steps,
    odd,
    plain,
)
from gradviz.analysis.diagnosis.unseen import (
    HARDLY,
    SMALL,
    excess,
    origins_of,
    share_off,
    spoils_unseen_steps,
)
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import READS
from gradviz.network.backward import LINE_NAMES
from gradviz.network.network import Network


def questioned(
    found: Deduction, network: Network, suspects: Mapping[str, Suspect], imitation: Imitation
) -> Deducing:
    """Return what is left certain: no line that was not given looks like the one accused.

    Parameters
    ----------
    found
        What explains the values that are known.
    network
        What is checked.
    suspects
        The given lines that are wrong.
    imitation
        Tells which lines that were not given may be wrong in place of one that is accused.
    """
    origins, possible = dict(found.origins), dict(found.possible)
    for name, mistakes in found.origins.items():
        if name not in suspects:
            spoilt = {n: suspects[n] for n in found.inherited if n in imitation.spoilt_by(name)}
            others_above = yield from _hidden_above(network, name, spoilt, imitation)
            if others_above:
                possible |= others_above | {name: origins.pop(name)}
            continue
        others = yield from imitation.of_steps(suspects[name], mistakes)
        if others:
            possible[name] = origins.pop(name)
            wrong = {name: suspects[name]}
            unseen = [each for each in others if each not in imitation.judged]
            possible |= yield from explained_by(network, unseen, wrong)
            continue
        above = yield from _as_plain_above(network, suspects[name], imitation.judged)
        if not above and all(each.kind is Kind.CACHE for each in mistakes):
            above = dict.fromkeys(
                imitation.hidden(name), ()
            )  # other slopes make such a value of a right one
        if above:
            possible |= above | {name: origins.pop(name)}
    for name, alike in _shared(origins, imitation).items():
        possible |= {name: ()} | {each: origins.pop(each) for each in alike if each in origins}
    if set(imitation.doubtful) & set(possible):
        # One of them is wrong, or what it reads is.
        above_them = {n for each in imitation.doubtful for n in imitation.hidden(each)}
        doubtful = above_them.union(imitation.doubtful)
        possible |= {each: possible.get(each, ()) for each in doubtful}
    for name in set(possible) & set(suspects):
        fine = yield from _too_fine(network, imitation, name)
        others = (*imitation.hidden(name), *fine)
        possible |= {each: possible.get(each, ()) for each in others}
    # What is wrong above, and kinks hide in all other lines, may give what a line is accused of.
    unsure = [name for name in origins if _is_hidden_above(name, set(possible), imitation)]
    possible |= {name: origins.pop(name) for name in unsure}
    possible = {name: each for name, each in possible.items() if name not in origins}
    return replace(found, origins=origins, possible=possible)


def _shared(
    origins: Mapping[str, tuple[Mistake, ...]], imitation: Imitation
) -> dict[str, tuple[str, ...]]:
    """Return lines that were not given with a factor which all but one that reads them have.

    Two mistakes that undo each other in one line are as few as two lines that are wrong alike.
    """
    found = {}
    factor = {
        name: {each.factor for each in mistakes if each.kind in FACTORS}
        for name, mistakes in origins.items()
    }
    for name in LINE_NAMES:
        if name in imitation.judged:
            continue
        lines = imitation.spoilt_by(name)
        alike = tuple(each for each in lines if factor.get(each))
        is_alike = len(alike) > 1 and bool(set.intersection(*(factor[each] for each in alike)))
        if is_alike and len(lines) - len(alike) == 1:
            found[name] = alike
    return found


def _is_hidden_above(name: str, possible: Collection[str], imitation: Imitation) -> bool:
    """Return whether a line reads one that may be wrong and that kinks hide elsewhere."""
    lines = (name,) if name in imitation.judged else imitation.spoilt_by(name)
    hidden = {each for line in lines for each in imitation.hidden(line)}
    return any(name in imitation.read_from(each) for each in hidden.intersection(possible))


def _hidden_above(
    network: Network, name: str, wrong: Mapping[str, Suspect], imitation: Imitation
) -> Generator[None, None, dict[str, tuple[Mistake, ...]]]:
    """Return mistakes in other lines that explain as much, where slopes at kinks hide the rest."""
    found = {}
    hidden = dict.fromkeys(each for line in wrong for each in imitation.hidden(line))
    for each in hidden:
        if each != name:
            judged = imitation.judged
            mistakes = yield from explaining_steps(network, each, wrong, judged, (plain,))
            if mistakes:
                found[each] = mistakes
    return found


def _as_plain_above(
    network: Network, suspect: Suspect, judged: Mapping[str, Judged]
) -> Generator[None, None, dict[str, tuple[Mistake, ...]]]:
    """Return plain mistakes in what a wrong line reads that give its value, and spoil no other."""
    found, wrong = {}, {suspect.name: suspect}
    for name in READS[suspect.name]:
        if name not in judged:
            mistakes = yield from explaining_steps(network, name, wrong, judged, (plain, odd))
            if mistakes:
                found[name] = mistakes
    return found


def _too_fine(
    network: Network, imitation: Imitation, name: str
) -> Generator[None, None, list[str]]:
    """Return the lines that may spoil a given one by so little that no right line shows it.

    As lines that are right to few digits do where another one is off by less. Where it is hardly
    off by more than rounding explains, all of them are right down to the same rounding alone.
    """
    judged, found = imitation.judged, list[str]()
    wrong = origins_of(judged)
    if share_off(judged, wrong) < SMALL:
        if excess(judged, wrong) < HARDLY:
            return imitation.above(name)
        for each in imitation.above(name):
            if (yield from spoils_unseen_steps(network, each, judged, wrong)):
                found.append(each)
    return found
