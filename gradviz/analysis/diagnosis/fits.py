"""What explains the value of a wrong line: mistakes tried in turn, down to rounding."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

import numpy as np

from gradviz.analysis.diagnosis.additions import added
from gradviz.analysis.diagnosis.factors import (
    Factor,
    between,
    factor_text,
    factor_words,
    factors,
    has_written_factor,
    is_written,
    without_rounding,
)
from gradviz.analysis.diagnosis.mutations import Slip, slips
from gradviz.analysis.diagnosis.patterns import permuted, some_examples, wrong_places
from gradviz.analysis.diagnosis.probe import are_same_elsewhere
from gradviz.analysis.diagnosis.suspect import ENOUGH, Suspect, layers_of
from gradviz.checking.expected import SURE
from gradviz.checking.mistake import Found, Kind, Mistake
from gradviz.network.layout import Array, Mask
from gradviz.network.numbers import rough

MOST = 3  # mistakes that are named where they fit equally well


def mistakes_steps(suspect: Suspect) -> Generator[None, None, tuple[Mistake, ...]]:
    """Look for the mistakes that explain the value of a wrong line, the likeliest first.

    They are tried in groups, from the plain to the far-fetched; those of the first group in which
    one fits are returned.
    """
    if not np.isfinite(suspect.value).all():
        return (_not_finite(suspect),)
    yield from suspect.prepared()
    groups: tuple[Callable[[Suspect], Found], ...] = (
        _plain,
        added,
        _shifted,
        permuted,
        some_examples,
        _scaled_by_anything,
        _in_places,
        _both,
        _only_places,
    )
    for group in groups:
        found: dict[str, Mistake] = {}
        for each in group(suspect):
            if each is None:
                yield
            else:
                found.setdefault(each.words, each)
            if len(found) == MOST:
                break
        if found:
            return tuple(found.values())
        yield
    return ()


def _not_finite(suspect: Suspect) -> Mistake:
    value = suspect.value
    bad = int(np.count_nonzero(~np.isfinite(value)))
    what = "NaN" if np.isnan(value).any() else "infinity"
    return Mistake(Kind.NOT_FINITE, f"it yields {what}", fitted=bad, entries=int(value.size))


def _plain(suspect: Suspect) -> Found:
    """Yield what fits exactly: zeros, a sign, a factor that somebody wrote, one slip."""
    is_zero = not suspect.part(suspect.value).any()
    if is_zero:
        words = "all zeros, as if never filled in"  # of one line, and of several
        yield suspect.named(Mistake(Kind.ZERO, words, f"0 * ({suspect.right})", 0.0))
    scaled = list(_by_factor(suspect, suspect.rule, suspect.right))
    written = [each for each in scaled if each.hint or has_written_factor(each)]
    yield from written
    yield None
    is_found = bool(is_zero or written)
    for each in _fitting(suspect, is_odd=False):
        is_found |= each is not None
        yield each
    if not is_found:
        yield from scaled
        if not scaled:
            yield from _fitting(suspect, is_odd=True)


def _fitting(suspect: Suspect, is_odd: bool) -> Found:
    """Yield the slips that give the value, or those that hardly anybody makes."""
    activation, named = suspect.network.activation, list[Slip]()
    fitting, away = [], _away_from_kinks(suspect)
    for slip in _slips(suspect):
        if slip.is_odd is is_odd:
            if away.fits(away.run(slip.line)):
                fitting.append(slip)
            yield None
    # At a kink any slope is right: an entry there accuses nobody, but it tells causes apart.
    whole = replace(suspect, decidable=np.isfinite(suspect.rule))
    everywhere = [slip for slip in fitting if whole.fits(whole.run(slip.line))]
    for slip in everywhere or fitting:
        # What is the same everywhere is one mistake in two ways of writing it.
        if not any(are_same_elsewhere(each.line, slip.line, activation) for each in named):
            named.append(slip)
            yield suspect.named(Mistake(slip.kind, slip.words, slip.line.expression.source))


def _away_from_kinks(suspect: Suspect) -> Suspect:
    """Return a line without its units at kinks, of which it may take another slope as well.

    Where hardly an entry is left all of them are kept.
    """
    if not (suspect.name in ("dZ1", "dZ2") and suspect.network.exact_zeros):
        return suspect
    decidable = suspect.decidable & (suspect.network.here[suspect.name[1:]] != 0)
    away = replace(suspect, decidable=decidable)
    return away if np.count_nonzero(away.off) >= ENOUGH else suspect


def _by_factor(
    suspect: Suspect, base: Array, source: str, slip: Slip | None = None
) -> Iterator[Mistake]:
    """Yield the sign or the factor with which a value is the line's, and all that it may be."""
    ratio = suspect.ratio(base)
    if ratio is None or not ratio:
        return
    if suspect.is_about(ratio, -1.0) and suspect.is_times(-1.0, base):
        yield _scaled(suspect, Factor(-1.0, "-1", ""), source, slip)
        return
    tried = factors(suspect.m, has_mean=suspect.right.startswith("1/m"))
    about = [each for each in tried if suspect.is_about(abs(ratio), each.value)]
    nearest = min((abs(abs(ratio) - each.value) for each in about), default=0.0)
    nice = [each for each in about if abs(abs(ratio) - each.value) == nearest and each.value != 1]
    value = float(np.copysign(nice[0].value, ratio)) if nice else 1.0
    if nice and suspect.is_times(value, base):
        hints = list(dict.fromkeys(each.hint for each in nice if each.hint))
        yield _scaled(suspect, Factor(value, nice[0].source, ", or ".join(hints)), source, slip)
    elif slip is None and np.count_nonzero(suspect.part(base)) >= ENOUGH:
        yield _scaled(suspect, _any_factor(suspect, ratio), source, slip)


def _any_factor(suspect: Suspect, ratio: float) -> Factor:
    """Return a factor that nobody is known to write, without digits that are rounding."""
    ratio = without_rounding(ratio, suspect.blur, right=1.0)
    return Factor(ratio, factor_text(ratio), "")


def _scaled(suspect: Suspect, factor: Factor, source: str, slip: Slip | None) -> Mistake:
    kind = Kind.SIGN if factor.value == -1 else Kind.SCALED
    sign = "-" if factor.value < 0 else ""
    times = "" if abs(factor.value) == 1 else f"{factor.source.lstrip('-')} * "
    words, hint = factor_words(factor.value), factor.hint
    if slip is not None:
        kind, words = slip.kind, f"{slip.words}, and {words}"
    found = Mistake(kind, words, f"{sign}{times}({source})", factor.value, hint)
    return suspect.named(found)


def _slips(suspect: Suspect) -> tuple[Slip, ...]:
    network = suspect.network
    return slips(suspect.name, network.activation, layers_of(network), suspect.m)


def _shifted(suspect: Suspect) -> Found:
    """Yield a mask that is shifted to another threshold, or a leak of another slope."""
    layer = suspect.name[-1]
    if not suspect.network.has_kinks or suspect.name not in ("dZ1", "dZ2"):
        return
    passed, z = np.asarray(suspect.known[f"dA{layer}"]), suspect.network.here[f"Z{layer}"]
    usable = suspect.decidable & (passed != 0)
    with np.errstate(all="ignore"):
        divisor = np.where(usable, passed, 1)
        slope = np.asarray(suspect.value / divisor, dtype=np.float64)
        alike = np.broadcast_to(suspect.rounding, z.shape) / np.abs(divisor)
    low = 0.01 if suspect.network.activation == "leaky-relu" else 0.0
    above = _constant(slope, alike, usable & (z > 0), 1.0)
    below = _constant(slope, alike, usable & (z < 0), low)
    if above is not None and below is not None and (above, below) != (1.0, low):
        one, other = factor_text(above), factor_text(below)
        words = f"the slope is {one} where Z > 0 and {other} elsewhere"
        source = f"dA{layer} * where(Z{layer} > 0, {one}, {other})"
        # A slope that is a multiple of the right one may as well be a factor in what is read.
        factor = above if below == low * above else None
        yield suspect.named(Mistake(Kind.DERIVATIVE, words, source, factor))
    is_on, is_off = np.abs(slope - 1) <= alike, np.abs(slope - low) <= alike
    if not usable.any() or not np.all((is_on | is_off)[usable]):
        return
    on, off = z[usable & is_on], z[usable & is_off]
    if on.size and off.size and off.max() < on.min():
        least = between(float(off.max()), float(on.min()))
        where = f"(Z{layer} > {least})" if low == 0 else f"where(Z{layer} > {least}, 1, {low})"
        what = "mask" if low == 0 else "slope"
        low_text, high_text = (rough(each) for each in (off.max(), on.min()))
        words = f"the {what} is shifted: Z{layer} > t with t from {low_text} to {high_text}"
        yield suspect.named(Mistake(Kind.MASK, words, f"dA{layer} * {where}"))


def _constant(slope: Array, alike: Array, part: Mask, right: float) -> float | None:
    """Return the one slope that some entries have, or None.

    In one row, or one column, what is passed on may be a multiple of anything: a slope that nobody
    would write has to hold in several of both. What rounding may make of the right one is no other.
    """
    values, allowed = slope[part], alike[part]
    if values.size and np.all(np.abs(values - right) <= allowed):
        return right
    if values.size < ENOUGH or not np.isfinite(values).all():
        return None
    best = np.argmin(allowed)
    most_certain = float(values[best])
    if abs(most_certain - right) <= 2 * allowed[best]:
        return None
    if not np.all(np.abs(values - most_certain) <= 2 * allowed):
        return None
    is_wide = all(np.count_nonzero(part.any(axis=axis)) >= ENOUGH for axis in (0, 1))
    blur = 3 * allowed[best] / (SURE * abs(most_certain)) if most_certain else 0.0
    plain = without_rounding(most_certain, blur, right)
    return plain if is_wide or is_written(factor_text(plain)) else None


def _scaled_by_anything(suspect: Suspect) -> Found:
    """Yield a factor that nobody is known to write, where few entries are there to tell."""
    ratio = suspect.ratio(suspect.rule)
    # Of one number any other is a multiple: a factor is named if somebody may have written it.
    is_one = np.count_nonzero(suspect.part(suspect.rule)) < ENOUGH
    if ratio and not (is_one and not is_written(factor_text(ratio))):
        yield _scaled(suspect, _any_factor(suspect, ratio), suspect.right, None)


def _both(suspect: Suspect) -> Found:
    """Yield one slip with a factor on top."""
    for slip in sorted(_slips(suspect), key=lambda each: each.is_odd):
        computed = suspect.run(slip.line)
        if np.count_nonzero(suspect.part(computed)) >= ENOUGH:
            yield from _by_factor(suspect, computed, slip.line.expression.source, slip)
        yield None


def _in_places(suspect: Suspect) -> Found:
    """Yield what explains the entries that are wrong, where only some rows or columns are."""
    for place, part in wrong_places(suspect):
        inside = replace(suspect, decidable=suspect.decidable & part)
        for mistake in _plain(inside):
            if mistake is None:
                yield None
            elif mistake.factor is not None or mistake.entries >= ENOUGH:
                what = "it is zero" if mistake.kind is Kind.ZERO else f"{mistake.words},"
                words = f"{what} {place} alone"
                yield replace(mistake, kind=Kind.PART, words=words, expression=None)


def _only_places(suspect: Suspect) -> Found:
    """Yield where it is wrong, if not everywhere, and how much; nothing is known of how."""
    for place, part in wrong_places(suspect):
        inside = replace(suspect, decidable=suspect.decidable & part)
        with np.errstate(all="ignore"):
            most = float(np.max(np.abs(inside.part(suspect.value) - inside.part(suspect.rule))))
        size = rough(most)
        yield inside.named(Mistake(Kind.PART, f"{place} alone, by up to {size}"))
        return
