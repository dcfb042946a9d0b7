"""What differs between a line before and after."""

import re
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+(?:\.\w+)?|\*\*|[<>=!]=|.")

Pieces = tuple[tuple[str, bool], ...]


def line_difference(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Return two lines in pieces, each with whether the other line lacks it.

    The pieces are whole names, numbers and signs: ``Z1`` and ``Z2`` differ as names.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    old_pieces, new_pieces = [], []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_stop, new_start, new_stop in matcher.get_opcodes():
        differs = kind != "equal"
        old_pieces.append(("".join(old[old_start:old_stop]), differs))
        new_pieces.append(("".join(new[new_start:new_stop]), differs))
    return _filled(old_pieces), _filled(new_pieces)


def _filled(pieces: list[tuple[str, bool]]) -> Pieces:
    """Return the pieces without empty ones; the spaces around what differs do not differ."""
    found: list[tuple[str, bool]] = []
    for text, differs in pieces:
        core = text.strip()
        if not differs or not core:
            found.append((text, False))
            continue
        before, _, after = text.partition(core)
        found += [(before, False), (core, True), (after, False)]
    return tuple(piece for piece in found if piece[0])
