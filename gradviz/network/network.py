"""A network that can be run: its form, its data and its parameters."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from gradviz.network.algebras import AnyShape, Value
from gradviz.network.backward import BackwardProgram, LineError
from gradviz.network.forward import KINKED, cost_of, forward, linear_chain, losses, mean_of
from gradviz.network.layout import Array, Layout, Mask

Masks = tuple[Mask, ...]

# What one step of a forward pass takes: numbers of Z, and multiply-adds. Some ten milliseconds.
BLOCK_NUMBERS = 1_000_000
BLOCK_WORK = 3e8


def pass_shapes(layers: tuple[int, ...], examples: int) -> dict[str, AnyShape]:
    """Return the shape of every name that a backward line may read, () for the number m."""
    n_x, n_1, n_2, n_y = layers
    layout = Layout.of_layers(layers)
    shapes: dict[str, AnyShape] = {"X": (n_x, examples), "Y": (n_y, examples), "m": ()}
    shapes |= dict(zip(layout.names, layout.shapes, strict=True))
    for layer, units in enumerate((n_1, n_2, n_y), start=1):
        shapes |= {f"Z{layer}": (units, examples), f"A{layer}": (units, examples)}
    return shapes


@dataclass(frozen=True, eq=False)
class Network:
    """LINEAR-g-LINEAR-g-LINEAR-SIGMOID with its data, ready to run.

    Attributes
    ----------
    x
        Shape (n_x, m); columns are examples.
    y
        Labels, shape (n_y, m).
    theta
        The parameters as a vector, shape (layout.size,), of the dtype of x.
    layout
        Where each array stands in theta.
    activation
        The hidden activation g.
    cost_form
        ``textbook`` or ``logits``.
    """

    x: Array
    y: Array
    theta: Array
    layout: Layout
    activation: str
    cost_form: str

    def cost(self, theta: Array) -> float:
        """Return J(theta) for theta of shape (size,)."""
        return float(self.costs(theta))

    def costs(self, thetas: Array) -> Array:
        """Return J for each theta of a stack of shape (..., size); the result has shape (...)."""
        return self.run(thetas)[0]

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        """Run the forward pass for each theta of a stack of shape (..., size).

        Returns
        -------
        tuple
            J, shape (...), and the masks Z1 > 0 and Z2 > 0, shape (..., units, m), where the
            activation has a kink at 0; else no masks.
        """
        arrays = self.layout.to_arrays(thetas)
        costs, masks, _ = _whole([self._run_block(arrays, block) for block in self._blocks])
        return costs, masks

    def logits(self, thetas: Array) -> Array:
        """Return Z3, shape (..., n_y, m), for each theta of a stack of shape (..., size)."""
        with np.errstate(all="ignore"):
            arrays = self.layout.to_arrays(thetas)
            return linear_chain(arrays, self.x, self.activation)["Z3"]

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Run the forward pass as `run` does, and return the rounding errors of its formula too.

        Returns
        -------
        tuple
            J and the masks as of `run`, and, shape (...), by how much J differs from the same
            cost in its careful form, which rounding alone makes: the textbook's loses digits in
            log(1 - A3), and whole slopes where A3 is nearly 1. None for the logits cost.
        """
        arrays = self.layout.to_arrays(thetas)
        return self._probed([self._run_block(arrays, block) for block in self._blocks])

    def probe_steps(
        self, thetas: Array
    ) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
        """Run the forward pass as `probe` does, step by step where it is long."""
        return self._probed((yield from self._parts(thetas)))

    def _probed(self, parts: Sequence[tuple[Array, ...]]) -> tuple[Array, Masks, Array | None]:
        costs, masks, z3 = _whole(parts)
        if self.cost_form == "logits":
            return costs, masks, None
        with np.errstate(all="ignore"):
            return costs, masks, costs - cost_of(z3, self.y, "logits")

    @property
    def is_long(self) -> bool:
        """Whether a single pass is taken in steps."""
        return len(self._blocks) > 1

    def run_steps(self, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
        """Run the forward pass as `run` does, step by step where it is long."""
        costs, masks, _ = _whole((yield from self._parts(thetas)))
        return costs, masks

    def _parts(self, thetas: Array) -> Generator[None, None, list[tuple[Array, ...]]]:
        arrays = self.layout.to_arrays(thetas)
        parts: list[tuple[Array, ...]] = []
        for block in self._blocks:
            if parts:
                yield
            parts.append(self._run_block(arrays, block))
        return parts

    def _run_block(self, arrays: Mapping[str, Array], block: slice) -> tuple[Array, ...]:
        """Return the losses and Z3 of some examples, and the masks if there are kinks."""
        with np.errstate(all="ignore"):  # what is not finite is found and named in the result
            chain = linear_chain(arrays, self.x[:, block], self.activation)
            each = losses(chain["Z3"], self.y[:, block], self.cost_form)
        masks = (chain["Z1"] > 0, chain["Z2"] > 0) if self.has_kinks else ()
        return each, chain["Z3"], *masks

    @cached_property
    def _blocks(self) -> list[slice]:
        """The examples that one step of a pass takes: all, unless they are very many.

        Every pass of a network takes the same ones: the last digits of a product depend on its
        shape.
        """
        m, shapes = self.x.shape[1], dict(zip(self.layout.names, self.layout.shapes, strict=True))
        units = sum(shapes[f"b{layer}"][0] for layer in "123")
        weights = sum(prod(shapes[f"W{layer}"]) for layer in "123")
        most = max(1, int(min(BLOCK_NUMBERS / units, BLOCK_WORK / weights)))
        return [slice(start, min(start + most, m)) for start in range(0, m, most)]

    @property
    def has_kinks(self) -> bool:
        """Whether the hidden activation has a kink at 0."""
        return self.activation in KINKED

    def known(self) -> dict[str, Value]:
        """Return every value that a backward line may read, by name."""
        return {"X": self.x, "Y": self.y, "m": float(self.x.shape[1]), **self.here}

    @cached_property
    def here(self) -> dict[str, Array]:
        """The parameters and every value of the forward pass at theta, by name."""
        for _ in self.here_steps():
            pass
        return self.__dict__["here"]  # type: ignore[no-any-return]

    def here_steps(self) -> Generator[None, None, None]:
        """Compute `here` step by step, unless it is known."""
        if "here" in self.__dict__:  # where `cached_property` keeps it
            return
        arrays = self.layout.to_arrays(self.theta)
        parts: list[dict[str, Array]] = []
        for block in self._blocks:
            if parts:
                yield
            with np.errstate(all="ignore"):
                parts.append(forward(arrays, self.x[:, block], self.activation))
        values = parts[0]
        if len(parts) > 1:
            values = dict(
                zip(values, _joined([tuple(each.values()) for each in parts]), strict=True)
            )
        self.__dict__["here"] = arrays | values

    @cached_property
    def kept(self) -> dict[object, Sequence[tuple[tuple[object, ...], object]]]:
        """What was worked out for this network, by its kind; see `gradviz.checking.kept`."""
        return {}

    @cached_property
    def cost_here(self) -> float:
        """J(theta)."""
        with np.errstate(all="ignore"):
            return float(cost_of(self.here["Z3"], self.y, self.cost_form))

    @cached_property
    def scales(self) -> Array:
        """1 over the largest input of each weight, or 1 if that is less; 1 of a bias; (size,)."""
        scales = {}
        for layer, inputs in ((1, self.x), (2, self.here["A1"]), (3, self.here["A2"])):
            largest = np.max(np.abs(inputs), axis=1, initial=1.0).astype(np.float64)
            usable = np.where(np.isfinite(largest), largest, 1.0)
            shape = self.here[f"W{layer}"].shape
            scales[f"W{layer}"] = np.broadcast_to(1 / usable, shape)
            scales[f"b{layer}"] = np.ones((shape[0], 1))
        return self.layout.to_vector(scales)

    @cached_property
    def exact_zeros(self) -> int:
        """How many pre-activations of the hidden layers stand exactly at a kink."""
        if not self.has_kinks:
            return 0
        return sum(int(np.count_nonzero(self.here[name] == 0)) for name in ("Z1", "Z2"))

    @cached_property
    def resolution(self) -> float:
        """The least change of J that can show at theta: its own last place, and those of losses."""
        own = float(np.spacing(self.theta.dtype.type(abs(self.cost_here))))
        return own + float(np.sum(self.resolution_of_losses)) / float(self.x.shape[1])

    @cached_property
    def resolution_of_losses(self) -> Array:
        """The least change of each example's loss that can show at theta, shape (m,), float64.

        It is what the last place of Z3 makes of it, and for the textbook cost that of 1 - A3,
        whose logarithm moves in stairs where A3 is nearly 1.
        """
        a3, unit = self.here["A3"], float(np.finfo(self.theta.dtype).eps)
        with np.errstate(all="ignore"):
            each = np.abs(a3 - self.y) * np.spacing(np.abs(self.here["Z3"]))
            if self.cost_form == "textbook":
                each = each + unit * (self.y + np.where(self.y < 1, (1 - self.y) / (1 - a3), 0))
            found: Array = np.sum(each, axis=0, dtype=np.float64)
        return found

    def gradients(self, program: BackwardProgram) -> tuple[Array, LineError | None]:
        """Return the gradient that a backward pass computes, as a vector like theta.

        The second value is what to say of the first line that is not finite, or None. The
        program must fit the network.
        """
        found, problem = program.run(self.known())
        named = {name: found[f"d{name}"] for name in self.layout.names}
        return self.layout.to_vector(named), problem


def _whole(parts: Sequence[tuple[Array, ...]]) -> tuple[Array, Masks, Array]:
    """Return J, the masks and Z3 of all examples."""
    each, z3, *masks = parts[0] if len(parts) == 1 else _joined(parts)
    with np.errstate(all="ignore"):
        return mean_of(each), tuple(masks), z3  # type: ignore[arg-type]


def _joined(parts: Sequence[tuple[Array, ...]]) -> tuple[Array, ...]:
    """Return arrays whose examples are computed in several blocks."""
    return tuple(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
