"""Why entries of the correct gradient are zero: a bug there cannot be seen."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from gradviz.checking.kept import Kept
from gradviz.checking.steps import finished
from gradviz.network.algebras import Value
from gradviz.network.backward import correct_program
from gradviz.network.data import DATA_SETS, MAX_GENERATED, make_data
from gradviz.network.layout import Array, Indices, Layout, Mask
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec

OUTPUT_LAYER = 3


class Cause(StrEnum):
    """Why entries of a gradient are zero.

    The first seven hold for whole rows or columns of an array, so for units of a layer; APART and
    OTHER take what they leave. NEVER and START are no seed's fault: they hold for every one.
    """

    INPUT = "input"  # X of a feature is 0 in every example
    OFF = "off"  # a ReLU unit is off in every example, so it neither passes on nor learns
    FLAT = "flat"  # the slope of a saturated unit is exactly 0 in every example
    SILENT = "silent"  # a unit that is not off gives 0 in every example
    WEIGHTS = "weights"  # every weight out of a unit is 0, so nothing flows back to it
    BLOCKED = "blocked"  # nothing flows back to a unit for another reason: all above is off, say
    OUTPUT = "output"  # an output is its label to the last bit in every example
    APART = "apart"  # no example has both an input and an error there
    OTHER = "other"  # the examples cancel, or their product is too small a number
    NEVER = "never"  # a feature is 0 in the whole data set
    START = "start"  # parameters that all start at zero


@dataclass(frozen=True)
class NotCoveredReason:
    """A reason why entries of the gradient are zero.

    Attributes
    ----------
    cause
        Which one.
    layer
        0 for the inputs, 1 and 2 for the hidden layers, 3 for the outputs. Of APART and OTHER, the
        layer whose W, or W and b, they are about; of START, 0.
    units
        The units of that layer; empty for APART, OTHER and START.
    entries
        The places in theta that this alone explains, ascending.
    """

    cause: Cause
    layer: int
    units: tuple[int, ...]
    entries: Indices = field(compare=False, repr=False)


def uncovered_reasons(network: Network) -> tuple[NotCoveredReason, ...]:
    """Return what `reasons_steps` does, in one step."""
    return finished(reasons_steps(network))


def reasons_steps(network: Network) -> Generator[None, None, tuple[NotCoveredReason, ...]]:
    """Find out why entries of the correct gradient are zero.

    Every entry that is zero is explained by at least one reason. What is found is kept.
    """
    kept = _reasons_kept.get(network)
    if kept is None:
        kept = _reasons_kept.put(network, (yield from _reasons_steps(network)))
    return kept


_reasons_kept: Kept[tuple[NotCoveredReason, ...]] = Kept()


def _reasons_steps(network: Network) -> Generator[None, None, tuple[NotCoveredReason, ...]]:
    lines, _ = yield from correct_program(network.activation).run_steps(network.known())
    gradient = network.layout.to_vector({name: lines[f"d{name}"] for name in network.layout.names})
    uncovered = gradient == 0
    if not uncovered.any():
        return ()
    found = _Pass(network.layout, network.known(), lines, network.activation, uncovered)
    reasons = []
    for reason in _of_units(found):
        reasons.append(reason)
        yield
    for reason in _of_entries(found, _explained(reasons, uncovered.size)):
        reasons.append(reason)
        yield
    return tuple(sorted(reasons, key=lambda reason: reason.layer))


def never_covered(spec: NetworkSpec) -> tuple[NotCoveredReason, ...]:
    """Return what no seed and no number of examples can cover, and why.

    A real data set may have features that are always zero, such as the margins of the digits; and
    where all parameters start at zero, nothing flows back through the weights.
    """
    layout = Layout.of_layers(spec.layers)
    reasons = []
    features = np.flatnonzero(_always_zero(spec))
    if features.size:
        entries = _columns(layout, 1, features)
        reasons.append(NotCoveredReason(Cause.NEVER, 0, _plain(features), np.flatnonzero(entries)))
    if spec.init == "zeros":
        # g(0) is 0 but for the sigmoid, so W3 has an input with that alone.
        covered = ("W3", "b3") if spec.activation == "sigmoid" else ("b3",)
        entries = np.ones(layout.size, dtype=bool)
        for name in covered:
            entries[layout.slices[name]] = False
        reasons.append(NotCoveredReason(Cause.START, 0, (), np.flatnonzero(entries)))
    return tuple(reasons)


def explained_entries(reasons: tuple[NotCoveredReason, ...], size: int) -> int:
    """Return how many entries of a gradient of a size the reasons explain together."""
    return int(np.count_nonzero(_explained(reasons, size)))


@dataclass(frozen=True, eq=False)
class _Pass:
    """A forward and backward pass, and which entries of its gradient are zero."""

    layout: Layout
    known: Mapping[str, Value]
    lines: Mapping[str, Array]
    activation: str
    uncovered: Mask

    def output(self, layer: int) -> Array:
        """Return what a layer gives, shape (units, m); layer 0 gives X."""
        return np.asarray(self.known[f"A{layer}" if layer else "X"])

    def error(self, layer: int) -> Array:
        """Return dZ of a layer, shape (units, m)."""
        return self.lines[f"dZ{layer}"]

    def has_slope(self, layer: int) -> Mask:
        """Return where g'(Z) of a hidden layer is not zero, shape (units, m)."""
        a = self.output(layer)
        if self.activation == "relu":
            above: Mask = np.asarray(self.known[f"Z{layer}"]) > 0
            return above
        if self.activation == "leaky-relu":
            return np.ones(a.shape, dtype=bool)
        with np.errstate(under="ignore"):
            slope: Mask = (1 - a**2 if self.activation == "tanh" else a * (1 - a)) != 0
        return slope


def _of_units(found: _Pass) -> Iterator[NotCoveredReason]:
    """Return the reasons that hold for whole rows or columns, layer by layer."""
    yield from _reasons(found, 0, [(Cause.INPUT, _never(found.output(0) != 0), "out")])
    for layer in (1, 2):
        yield from _reasons(found, layer, _of_hidden(found, layer))
    silent = _never(found.error(OUTPUT_LAYER) != 0)
    yield from _reasons(found, OUTPUT_LAYER, [(Cause.OUTPUT, silent, "in")])


# A cause, the units that it holds for, and on which side of them the gradient is zero.
Group = tuple[Cause, Mask, str]


def _of_hidden(found: _Pass, layer: int) -> list[Group]:
    flat = _never(found.has_slope(layer))
    gives_nothing = _never(found.output(layer) != 0)
    unreached = _never(found.error(layer) != 0) & ~flat
    weights = np.asarray(found.known[f"W{layer + 1}"])
    cut_off = unreached & ~np.any(weights != 0, axis=0)
    off = flat & gives_nothing if found.activation == "relu" else np.zeros_like(flat)
    return [
        (Cause.OFF, off, "both"),
        (Cause.FLAT, flat & ~off, "in"),
        (Cause.SILENT, gives_nothing & ~off, "out"),
        (Cause.WEIGHTS, cut_off, "in"),
        (Cause.BLOCKED, unreached & ~cut_off, "in"),
    ]


def _reasons(found: _Pass, layer: int, groups: list[Group]) -> Iterator[NotCoveredReason]:
    """Return a reason for each group that explains an entry."""
    for cause, held, side in groups:
        units = np.flatnonzero(held)
        entries = np.zeros_like(found.uncovered)
        if side in ("in", "both"):
            entries |= _rows(found.layout, layer, units)
        if side in ("out", "both"):
            entries |= _columns(found.layout, layer + 1, units)
        places = np.flatnonzero(entries & found.uncovered)
        if places.size:
            yield NotCoveredReason(cause, layer, _plain(units), places)


def _of_entries(found: _Pass, explained: Mask) -> Iterator[NotCoveredReason]:
    """Return the reasons for what no whole row or column explains."""
    for layer in (1, 2, 3):
        weights, biases = (found.layout.slices[f"{name}{layer}"] for name in "Wb")
        left = found.uncovered & ~explained
        left[: weights.start] = left[biases.stop :] = False
        if not left.any():
            continue
        # Numbers that BLAS multiplies; it knows no truth values.
        error = (found.error(layer) != 0).astype(np.float32)
        given = (found.output(layer - 1) != 0).astype(np.float32)
        apart = np.zeros_like(left)
        apart[weights] = (error @ given.T == 0).reshape(-1)
        for cause, places in (
            (Cause.APART, np.flatnonzero(left & apart)),
            (Cause.OTHER, np.flatnonzero(left & ~apart)),
        ):
            if places.size:
                yield NotCoveredReason(cause, layer, (), places)


def _never(mask: Mask) -> Mask:
    """Return for which unit it is true in no example: (units, m) to (units,)."""
    never: Mask = ~np.any(mask, axis=1)
    return never


def _rows(layout: Layout, layer: int, units: Indices) -> Mask:
    """Return the entries of W and b that lead into units of a layer, shape (size,)."""
    entries = np.zeros(layout.size, dtype=bool)
    arrays = layout.to_arrays(entries)
    arrays[f"W{layer}"][units] = True
    arrays[f"b{layer}"][units] = True
    return entries


def _columns(layout: Layout, layer: int, units: Indices) -> Mask:
    """Return the entries of a layer's W that lead out of units of the one before, (size,)."""
    entries = np.zeros(layout.size, dtype=bool)
    layout.to_arrays(entries)[f"W{layer}"][:, units] = True
    return entries


def _explained(reasons: tuple[NotCoveredReason, ...] | list[NotCoveredReason], size: int) -> Mask:
    explained = np.zeros(size, dtype=bool)
    for reason in reasons:
        explained[reason.entries] = True
    return explained


def _plain(units: Indices) -> tuple[int, ...]:
    return tuple(int(unit) for unit in units)


def _always_zero(spec: NetworkSpec) -> Mask:
    """Return which features of the data set are zero in all that it can give, shape (n_x,)."""
    most = DATA_SETS[spec.data].max_examples
    if most >= MAX_GENERATED:  # drawn, and never all zero
        return np.zeros(spec.layers[0], dtype=bool)
    x, _ = make_data(spec.data, spec.layers[0], 1, most, seed=0)
    return _never(x.astype(spec.dtype) != 0)
