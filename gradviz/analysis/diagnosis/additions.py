"""What is added to the right value of a line: a multiple of another array, or a constant."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from gradviz.analysis.diagnosis.factors import (
    factor_text,
    has_written_factor,
    is_written,
    without_rounding,
)
from gradviz.analysis.diagnosis.suspect import ENOUGH, Suspect
from gradviz.checking.mistake import Found, Kind, Mistake
from gradviz.network.algebras import Value
from gradviz.network.backward import LINE_NAMES, correct_lines
from gradviz.network.layout import Array
from gradviz.network.network import Network


def added(suspect: Suspect) -> Found:
    """Yield what is added to the right value: a multiple of another array, or a constant."""
    if np.count_nonzero(suspect.decidable) < ENOUGH:
        return
    found = []
    for each in _additions(suspect):
        if each is None:
            yield None
        else:
            found.append(each)
    # A multiple that nobody writes is another one's shadow where one is that somebody does.
    plain = [each for each in found if has_written_factor(each) or "/m *" in each.words]
    yield from plain or found


def _additions(suspect: Suspect) -> Found:
    with np.errstate(all="ignore"):
        extra = np.asarray(suspect.value, dtype=np.float64) - suspect.rule
    nearby = replace(suspect, value=extra, rule=np.zeros_like(extra))
    yield from nearby.prepared()
    constant = nearby.ratio(np.ones_like(extra))
    if constant is not None:
        constant = without_rounding(constant, nearby.blur, right=0.0)
        text = factor_text(constant)
        source = f"{suspect.right} + {text}"
        words = f"{text} is added to every entry"
        yield suspect.named(Mistake(Kind.CONSTANT, words, source, constant))
    for name, term in terms(suspect.name, suspect.known, extra.shape):
        share = nearby.ratio(term)
        yield None
        if share is not None and nearby.shown(share * term) >= ENOUGH:
            share = without_rounding(share, nearby.blur, right=0.0)
            yield suspect.named(added_term(suspect.name, suspect.network, name, share))


def added_term(line: str, network: Network, name: str, share: float) -> Mistake:
    """Return the mistake that a multiple of an array is added to the right line."""
    right, size = correct_lines(network.activation)[line], abs(share)
    text, of_mean = factor_text(size), factor_text(size * network.x.shape[1])
    hints = [f"or {of_mean}/m: m is {network.x.shape[1]}"] if "1/m" in right else []
    if hints and (len(of_mean) < len(text) or not is_written(text)):
        text, hints = f"{of_mean}/m", [f"or {text}: m is {network.x.shape[1]}"]
    if not (is_written(factor_text(size)) and is_written(of_mean)):
        hints = []
    term = name if text == "1" else f"{text} * {name}"
    sign, done = ("-", "subtracted") if share < 0 else ("+", "added")
    if name in ("W1", "W2", "W3"):
        hints.append("weight decay, which the cost does not have")
    words, source = f"{term} is {done}", f"{right} {sign} {term}"
    return Mistake(Kind.ADDED, words, source, share, "; ".join(hints))


def terms(
    line: str, known: Mapping[str, Value], shape: tuple[int, ...]
) -> Iterator[tuple[str, Array]]:
    """Yield the arrays of a shape that a line may read."""
    for name, value in known.items():
        in_scope = name not in LINE_NAMES[LINE_NAMES.index(line) :]
        if isinstance(value, np.ndarray) and value.shape == shape and in_scope:
            yield name, value
