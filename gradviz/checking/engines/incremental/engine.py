"""The engine that knows how the built-in network is made."""

from collections.abc import Generator, Iterator
from typing import TypeVar

import numpy as np

from gradviz.checking.engines.batched import batched, fill_steps
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.engines.incremental.base import Base, Layer
from gradviz.checking.engines.incremental.blocks import Sums, largest_step, parts, stretches
from gradviz.checking.engines.incremental.piecewise import Piecewise
from gradviz.checking.engines.incremental.smooth import Smooth
from gradviz.checking.steps import Pace, quietly, repeating
from gradviz.checking.subject import Built, Layered
from gradviz.network.layout import Indices
from gradviz.network.network import Network

T = TypeVar("T")


def incremental(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
    """Check by recomputing only what lies downstream of each parameter.

    A parameter of a unit moves Z of this unit alone, in each example by the step times its input.
    Where the activation is piecewise linear and no unit changes sign, Z3 moves by that times the
    product of the weights and slopes above; at the units that change sign, what the kink adds is
    computed from the moved Z. A smooth activation is computed anew in all units above. Then the
    losses are summed as the textbook sums them.

    It is the finite difference of the textbook loop, with the same two steps, up to rounding:
    the rounding of Z in the layers is that of theta itself in both passes, so that J+ and J- carry
    less noise than the loop's. Where J itself is not finite, no entry is. A network that holds a
    value that is not finite is checked by stacks, and so is a subject without layers.

    Yields
    ------
    int
        How many entries are computed, after each block and within one that is long.
    """
    if not isinstance(subject, Layered) or not _is_finite(subject.network):
        yield from batched(subject, request, entries)
        return
    network = subject.network
    done, pace = 0, Pace()
    yield done
    base = yield from repeating(lambda: done, quietly(Base.steps(network)))
    yield from repeating(lambda: done, quietly(base.prepare_steps(pace)))
    for layer in base.layers:
        for places in _of_layer(subject, request, entries, base, layer, pace):
            done += places
            yield done


def _is_finite(network: Network) -> bool:
    """Whether bounds can be computed: an infinite parameter can go with a finite J."""
    values = (network.theta, network.x, *(network.here[name] for name in ("Z1", "Z2", "Z3")))
    return all(bool(np.isfinite(array).all()) for array in values)


def _of_layer(
    subject: Built, request: Request, entries: Entries, base: Base, layer: Layer, pace: Pace
) -> Iterator[int]:
    """Fill in the parameters of a layer; after each block yield how many, 0 within one."""
    passes = sum(request.columns[f"{name}{layer.number}"].size for name in "Wb")
    if not passes:
        return
    is_smooth = not base.is_kinked and layer.number < 3
    make_mover = Smooth if is_smooth else Piecewise
    with np.errstate(all="ignore"):
        mover: Smooth | Piecewise = make_mover(
            base, layer, passes, largest_step(layer, request.epsilon)
        )
        of_layer = parts(layer, request, subject.layout, mover.shape.passes)
    for units in stretches(layer.z.shape[0], mover.shape.units):
        group = yield from _inside(mover.prepare_steps(units, pace))
        for part in of_layer:
            sums = yield from _inside(mover.sums_steps(group, part, pace))  # type: ignore[arg-type]
            places = part.places(units)
            with np.errstate(all="ignore"):
                _fill(request, entries, base, sums, places)
            doubtful = places[sums.doubtful[:, :-1]]
            # Rounding decides what kinks do; the textbook's own passes say what it makes of that.
            for stretch in stretches(doubtful.size, subject.chunk):
                yield from _inside(fill_steps(subject, request, entries, doubtful[stretch]))
                yield 0
            yield places.size


def _inside(steps: Generator[None, None, T]) -> Generator[int, None, T]:
    """Yield 0 at each step within a block."""
    return (yield from repeating(lambda: 0, quietly(steps)))


def _fill(request: Request, entries: Entries, base: Base, sums: Sums, places: Indices) -> None:
    """Turn summed losses into J+ and J-.

    The pass that moves nothing stands at J(theta) as the textbook computes it.
    """
    cost = np.asarray(base.cost, dtype=base.z3.dtype)
    costs = cost + (sums.costs[:, :, :-1] - sums.costs[:, :, -1:]) / base.examples
    minus = costs[1] if request.scheme == "central" else cost
    entries.fill(request, places, costs[0], minus, sums.kinks[:, :-1])
