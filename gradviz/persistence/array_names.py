"""The names of the arrays in an arrays file: what is needed, known, and what is something else."""

import re
from collections.abc import Collection, Mapping

from gradviz.network.layout import PARAMETER_NAMES
from gradviz.persistence.npz import Header, Unfit

NEEDED = ("X", "Y", *PARAMETER_NAMES)
GRADIENTS = tuple(f"d{name}" for name in PARAMETER_NAMES)
BETWEEN = ("dZ3", "dA2", "dZ2", "dA1", "dZ1")  # may be given with those, to tell where it is wrong
ARRAYS = (*NEEDED, *GRADIENTS, *BETWEEN)
STATEMENTS = ("activation", "cost", "lambd")  # what a file may say of itself
KNOWN = (*ARRAYS, *STATEMENTS)
MOST_NAMED = 12  # arrays that a message names
LONGEST_NAME = 24  # letters of each


def require_names(names: Collection[str]) -> None:
    """Find out from the names alone whether a file describes one network.

    Raises
    ------
    Unfit
        If names are missing, differ in capitals alone, or are those of another depth.
    """
    _refuse_other_capitals(names)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        depth = "" if {"W3", "b3"} - set(missing) else "; networks of three layers are checked here"
        raise Unfit(f"{listed(missing)} missing; it holds {_held(names)}{depth}")
    _refuse_other_depth(names)
    without = [name for name in GRADIENTS if name not in names]
    if len(without) == len(GRADIENTS):
        _refuse_gradients_by_other_names(names)
    if without and len(without) < len(GRADIENTS):
        raise Unfit(f"{listed(without)} missing; give all six gradients dW1 to db3, or none")
    between = [name for name in BETWEEN if name in names]
    if without and between:
        raise Unfit(f"{between[0]} is given without the six gradients dW1 to db3; give these too")


def refuse_dictionaries(headers: Mapping[str, Header]) -> None:
    """Refuse whole dictionaries: `numpy.savez` pickles one into an array without axes.

    Parameters
    ----------
    headers
        Those of the arrays whose names are not known.

    Raises
    ------
    Unfit
        If one is such; the sentence says how to save what is in it.
    """
    found = sorted(n for n, h in headers.items() if h.dtype.hasobject and h.shape == ())
    if found:
        names = [shown(name) for name in found]
        verb = "is a dictionary" if len(names) == 1 else "are dictionaries"
        parts = ", ".join(f"**{name}" for name in reversed(names))
        raise Unfit(
            f"{joined(names)} {verb}, which only pickle could read; save the arrays themselves, "
            f"with numpy.savez(..., X=X, Y=Y, {parts})"
        )


def unknown_names(names: Collection[str]) -> tuple[str, ...]:
    """Return the names that mean nothing here, as short pieces of one line."""
    return tuple(shown(name) for name in sorted(set(names) - set(KNOWN)))


def shown(name: str) -> str:
    """Return any name as a short piece of one line."""
    plain = "".join(each if each.isprintable() else "?" for each in name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def joined(names: list[str]) -> str:
    """Return names as a list in words: X, Y and W1."""
    return f"{', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]}"


def listed(names: list[str]) -> str:
    """Return names as the subject of a sentence: X and Y are."""
    return f"{joined(names)} {'is' if len(names) == 1 else 'are'}"


def _held(names: Collection[str]) -> str:
    held = ", ".join(map(shown, sorted(names)[:MOST_NAMED])) or "nothing"
    return f"{held}, …" if len(names) > MOST_NAMED else held


def _refuse_other_capitals(names: Collection[str]) -> None:
    """Refuse names that differ from known ones in capitals alone.

    Left out in silence, the wrong thing would be checked.
    """
    right = {name.casefold(): name for name in KNOWN}
    other = [n for n in sorted(set(names) - set(KNOWN)) if n.casefold() in right]
    if other:
        pairs = [f"{shown(name)} must be written {right[name.casefold()]}" for name in other]
        raise Unfit(joined(pairs[:MOST_NAMED]))


def _refuse_gradients_by_other_names(names: Collection[str]) -> None:
    """Refuse six unknown arrays that are named after the parameters, as gW1 or grad_W1 are.

    Left out, the built-in backward pass would be checked in the place of what was meant.
    """
    plain = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in set(names) - set(KNOWN)}
    found = []
    for parameter in PARAMETER_NAMES:
        like = sorted(each for each in plain if each.endswith(parameter.casefold()))
        found += [plain[each] for each in like[:1]]
    if len(found) == len(PARAMETER_NAMES):
        raise Unfit(
            f"{joined([shown(each) for each in found])} may be gradients, which must be written "
            f"{joined(list(GRADIENTS))}"
        )


def _refuse_other_depth(names: Collection[str]) -> None:
    """Refuse a fourth layer, without which every gradient is that of another network."""
    deeper = [f"{kind}4" for kind in ("W", "b", "dW", "db") if f"{kind}4" in names]
    if deeper:
        raise Unfit(
            f"{listed(deeper)} of a fourth layer; this program checks networks of three layers, "
            "W1 to W3"
        )
