"""What six gradients leave possible, where those between the layers are not known.

A line whose value was not given shows only in the lines that read it. One that spoils all
that it leads to, and nothing that is right, may be where it goes wrong; if one mistake in it gives
exactly the values that were found, it is.
"""

from collections.abc import Collection, Generator, Mapping
from dataclasses import replace

from gradviz.analysis.diagnosis.certainty import questioned
from gradviz.analysis.diagnosis.deduction import Deducing, Deduction
from gradviz.analysis.diagnosis.fits import mistakes_steps
from gradviz.analysis.diagnosis.imitation import Imitation, reached
from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.analysis.diagnosis.tries import (
    FACTORS,
    MOST,
    Try,
    added,
    are_far_fetched,
    explained_by,
    following_steps,
    odd,
    plain,
    tries_steps,
    values_before,
)
from gradviz.analysis.diagnosis.unseen import (
    origins_of,
    spoils_unseen_steps,
    undone_below,
)
from gradviz.checking.findings import LineVerdict
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import READS
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array
from gradviz.network.network import Network

FEW_DIGITS = 1e-4  # a unit of roundoff above this leaves a value three digits or fewer


def deduce_steps(
    network: Network,
    judged: Mapping[str, Judged],
    suspects: Mapping[str, Suspect],
    imitation: Imitation,
) -> Deducing:
    """Find where a backward pass goes wrong of which only some values are known, step by step.

    Parameters
    ----------
    network
        What is checked.
    judged
        The lines that were given, held against what follows from the values given before them.
    suspects
        Those that are wrong, with all that explains them.
    imitation
        Tells which lines that were not given may be wrong in place of one that is accused.
    """
    found = Deduction()
    left = dict(suspects)
    while left:
        group, sources = _largest_group(list(left), judged)
        here = {name: left.pop(name) for name in group or _of_one_layer(list(left))}
        found += yield from _of_group(network, judged, here, sources)
    return (yield from questioned(found, network, suspects, imitation))


def _of_group(
    network: Network,
    judged: Mapping[str, Judged],
    wrong: Mapping[str, Suspect],
    sources: tuple[str, ...],
) -> Deducing:
    """Return where lines go wrong that lines which were not given may all have spoilt."""
    alone = yield from _alone(wrong)
    if not sources:
        undone = undone_below(alone, judged)
        if undone:
            return Deduction(possible=undone | alone)
        if len(wrong) > 1:
            found = Deduction()
            for name, suspect in wrong.items():
                found += yield from _of_group(network, judged, {name: suspect}, ())
            return found
        # What is in another order, or wrong at a kink, may spoil one of the lines that read it and
        # leave the sum over examples as it was.
        above = {each for name in wrong for each in READS[name] if each not in judged}
        others = [name for name in LINE_NAMES if name not in judged and name not in above]
        for name in others:
            if set(reached(name, judged)) & set(wrong) and (
                yield from spoils_unseen_steps(network, name, judged, origins_of(judged))
            ):
                above.add(name)
        if not above or all(map(_is_certain, alone.values())):
            return Deduction(origins=alone)
        explained = yield from explained_by(network, above, wrong)
        return Deduction(possible=explained | alone)
    if len(wrong) == 1:
        return (yield from _of_one(network, judged, wrong, sources, alone))
    decidable = yield from _peeled(network, judged, wrong)
    # Without an explanation each may be wrong itself.
    return decidable or Deduction(possible=dict.fromkeys(sources, ()) | alone)


def _of_one_layer(wrong: list[str]) -> tuple[str, ...]:
    """Return the first wrong line, with the other one that reads the same dZ if that is wrong."""
    first = wrong[0]
    pair = (f"dW{first[-1]}", f"db{first[-1]}")
    return pair if set(pair) <= set(wrong) and first in pair else (first,)


def _of_one(
    network: Network,
    judged: Mapping[str, Judged],
    wrong: Mapping[str, Suspect],
    sources: tuple[str, ...],
    alone: Mapping[str, tuple[Mistake, ...]],
) -> Deducing:
    """Return where it goes wrong if one line is wrong: in that, or in what it reads."""
    explained = yield from explained_by(network, sources, wrong, judged)
    fitting = {name: found for name, found in explained.items() if found}
    is_known = all(map(_is_known, alone.values()))
    if is_known is bool(fitting):  # both explain it, or neither does
        return Deduction(possible={**(fitting or explained), **alone})
    if is_known and not all(map(_is_certain, alone.values())):
        return Deduction(possible={**explained, **alone})  # a value in another order spoils no sum
    if is_known and any(map(_may_come_from_above, alone.values())):
        return Deduction(possible={**explained, **alone})
    if is_known:
        return Deduction(origins=alone)
    if all(map(are_far_fetched, fitting.values())):
        return Deduction(possible={**fitting, **alone})
    if len(fitting) > 1:
        return Deduction(possible=fitting, inherited=tuple(wrong))
    return Deduction(origins=fitting, inherited=tuple(wrong))


def _peeled(
    network: Network, judged: Mapping[str, Judged], wrong: Mapping[str, Suspect]
) -> Generator[None, None, Deduction | None]:
    """Explain wrong lines by the mistake that gives the most of them, then the rest given that.

    Returns
    -------
    Deduction or None
        None if a line is left that nothing explains: then nothing is certain.
    """
    if len(wrong) < 2:
        alone = yield from _alone(wrong)
        return Deduction(origins=alone) if all(map(_is_known, alone.values())) else None
    best = yield from _most_explained(network, judged, wrong)
    if not best:
        return None
    first, spoilt = best[0], best[0].explains
    causes: dict[str, tuple[Mistake, ...]] = {}
    for each in best:
        causes[each.name] = (*causes.get(each.name, ()), each.mistake)[:MOST]
    rest = {}
    for name in wrong:
        moved = yield from _given_that(network, wrong[name], first.name, first.value)
        if name not in spoilt and not moved.fits(moved.rule):
            rest[name] = moved
    others = yield from _peeled(network, judged, rest)
    if others is None:
        return None
    inherited = tuple(name for name in wrong if name not in rest)
    is_factor = any(each.mistake.kind in FACTORS for each in best)
    is_far_fetched = are_far_fetched([each.mistake for each in best])
    if is_factor or is_far_fetched:
        # A factor goes through every line: each may have it itself.
        alone = yield from _alone({name: wrong[name] for name in inherited})
        may_be = _all_spoiling(judged, spoilt) if is_far_fetched or _are_coarse(wrong) else {}
        return Deduction(possible=may_be | causes | alone) + others
    if len(causes) > 1:
        return Deduction(possible=causes, inherited=inherited) + others
    return Deduction(origins=causes, inherited=inherited) + others


def _all_spoiling(
    judged: Mapping[str, Judged], spoilt: tuple[str, ...]
) -> dict[str, tuple[Mistake, ...]]:
    """Return the lines not given that spoil all of certain wrong lines, and none that is right."""
    names = (name for name in LINE_NAMES if name not in judged)
    return {
        name: ()
        for name in names
        if _may_spoil(name, judged, spoilt) and set(spoilt) <= set(reached(name, judged))
    }


def _are_coarse(wrong: Mapping[str, Suspect]) -> bool:
    """Return whether values have so few digits that a factor in another line fits as well."""
    return any(each.unit > FEW_DIGITS for each in wrong.values())


def _most_explained(
    network: Network, judged: Mapping[str, Judged], wrong: Mapping[str, Suspect]
) -> Generator[None, None, list[Try]]:
    """Return the mistakes that explain the most wrong lines, at least two, the same ones each."""
    sources = [
        name for name in LINE_NAMES if name not in judged and _may_spoil(name, judged, wrong)
    ]
    for groups in ((plain, added), (odd,)):
        tries: list[Try] = []
        for name in sources:
            tries += yield from tries_steps(network, name, wrong, groups)
        largest = max((each.explains for each in tries), key=len, default=())
        if len(largest) > 1:
            return [each for each in tries if each.explains == largest]
    return []


def _may_spoil(name: str, judged: Mapping[str, Judged], wrong: Collection[str]) -> bool:
    """Return whether a line that was not given leads to wrong lines, and to none that is right."""
    lines = reached(name, judged)
    is_right = any(judged[each].verdict is LineVerdict.RIGHT for each in lines)
    return not is_right and any(each in wrong for each in lines)


def _given_that(
    network: Network, suspect: Suspect, name: str, value: Array
) -> Generator[None, None, Suspect]:
    """Return a wrong line as it stands if another one, not given, has a certain value."""
    if LINE_NAMES.index(suspect.name) < LINE_NAMES.index(name):
        return suspect
    values = {**values_before(suspect, name), name: value}
    follow = yield from following_steps(network, values, {suspect.name: suspect})
    earlier = LINE_NAMES[: LINE_NAMES.index(suspect.name)]
    between = {each: follow[each] for each in earlier if each[1] in "ZA"}
    known = {**suspect.known, **between, name: value}
    return replace(suspect, rule=follow[suspect.name], known=known, computed={})


def _alone(
    wrong: Mapping[str, Suspect],
) -> Generator[None, None, dict[str, tuple[Mistake, ...]]]:
    """Return what explains each wrong line by itself."""
    found = {}
    for name, each in wrong.items():
        found[name] = yield from mistakes_steps(each)
    return found


def _may_come_from_above(mistakes: tuple[Mistake, ...]) -> bool:
    """Return whether what a line reads, if it is wrong in some entries, gives such a value too.

    A shifted mask drops entries, and so does a value that is wrong in them.
    """
    return bool(mistakes) and all(each.kind is Kind.MASK for each in mistakes)


def _is_certain(mistakes: tuple[Mistake, ...]) -> bool:
    """Return whether a value is explained by a mistake of its own line."""
    return any(each.kind not in (Kind.PART, Kind.PERMUTED) for each in mistakes)


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
