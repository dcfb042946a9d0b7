"""The forward pass at theta, from which every perturbed pass starts."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradviz.checking.kept import Kept
from gradviz.checking.parts import NUMBERS, parts_of
from gradviz.checking.steps import Pace, finished
from gradviz.network.forward import KINKED, leak_of
from gradviz.network.layout import Array, Indices
from gradviz.network.network import Network

PRODUCTS = 20  # multiply-adds of a product that take as long as a number elsewhere
SORTED = 10  # times as long it takes to put a number in order


@dataclass(frozen=True, eq=False)
class Layer:
    """One LINEAR of the network at theta: Z = W @ inputs + b.

    Attributes
    ----------
    number
        1, 2 or 3.
    inputs
        X, A1 or A2, shape (n_in, m).
    weights, biases
        W (n_out, n_in) and b (n_out, 1).
    z
        Shape (n_out, m).
    slopes
        The slope of the activation above at each Z where that is piecewise linear; ones for the
        last layer and for a smooth activation; shape (n_out, m).
    leak
        The slope below zero.
    """

    number: int
    inputs: Array
    weights: Array
    biases: Array
    z: Array
    slopes: Array
    leak: float

    @cached_property
    def largest_inputs(self) -> Array:
        """The largest |input| of each example, or 1, which a bias is multiplied by; shape (m,)."""
        largest: Array = np.maximum(np.max(np.abs(self.inputs), axis=0), 1)
        return largest

    @cached_property
    def rounding(self) -> Array:
        """How far two computations of Z may be apart by rounding, shape (n_out, m).

        Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1: a
        product of n terms is off by at most n*u/(1 - n*u) of the sum of their sizes; here twice,
        with one rounding more for the step and one for the sum with it.

        In single precision that is so much that nearly every network has a unit as close to zero;
        there each computation keeps its own side, and this is 0.
        """
        if self.z.dtype == np.float32:
            return np.zeros_like(self.z)
        terms = self.inputs.shape[0] + 4
        bound: Array = np.abs(self.weights) @ np.abs(self.inputs)
        bound += np.abs(self.biases)
        bound *= terms * np.finfo(self.z.dtype).eps
        return bound

    def rounding_of_moved(self, farthest: Array) -> Array:
        """Return how far two computations of A may be apart where Z moves by up to so much.

        A change of A is computed as a straight move and what a kink takes from it. Where the move
        is much larger than Z, the digits that it lacks are digits of A.

        Parameters
        ----------
        farthest
            How far Z moves, shape (m,).

        Returns
        -------
        Array
            Shape (n_out, m); 0 in single precision, as `rounding` is.
        """
        if self.z.dtype == np.float32:
            return self.rounding
        bound: Array = self.rounding + 2 * np.finfo(self.z.dtype).eps * farthest
        return bound


@dataclass(frozen=True, eq=False)
class Base:
    """The network at theta.

    Attributes
    ----------
    layers
        The three layers.
    y
        Labels, shape (n_y, m).
    activation, cost_form
        Of the network.
    cost
        J(theta).
    """

    layers: tuple[Layer, Layer, Layer]
    y: Array
    activation: str
    cost_form: str
    cost: float

    @classmethod
    def steps(cls, network: Network) -> Generator[None, None, "Base"]:
        """Take the forward pass of a network, step by step; it is kept."""
        kept = _bases.get(network)
        if kept is None:
            kept = _bases.put(network, (yield from cls._steps(network)))
        return kept

    @classmethod
    def _steps(cls, network: Network) -> Generator[None, None, "Base"]:
        here, leak, layers = network.here, leak_of(network.activation), []
        inputs = {1: network.x, 2: here["A1"], 3: here["A2"]}
        for number, read in inputs.items():
            z = here[f"Z{number}"]
            bent = network.has_kinks and number < 3
            one, low = z.dtype.type(1), z.dtype.type(leak)
            slopes = np.where(z > 0, one, low) if bent else np.ones(z.shape, dtype=z.dtype)
            weights, biases = here[f"W{number}"], here[f"b{number}"]
            layers.append(Layer(number, read, weights, biases, z, slopes, leak))
            if z.size > NUMBERS:
                yield
        first, second, third = layers
        form = network.cost_form
        return cls((first, second, third), network.y, network.activation, form, network.cost_here)

    @property
    def outputs(self) -> int:
        """n_y."""
        return int(self.y.shape[0])

    @property
    def examples(self) -> int:
        """The number m of examples."""
        return int(self.y.shape[1])

    @property
    def z3(self) -> Array:
        """The logits, shape (n_y, m)."""
        return self.layers[2].z

    @cached_property
    def facts(self) -> Array:
        """Y, -Z3, exp(-Z3) or, for the logits cost, exp(-|Z3|), and the sign of Z3.

        Shape (4, n_y, m + 1): after the examples come finite values for what is no example.
        """
        return finished(self._facts_steps(Pace()))

    @cached_property
    def orders(self) -> list[tuple[Indices, int]]:
        """For each output the examples, those with label 0 first, and how many these are."""
        return finished(self._orders_steps(Pace()))

    def _facts_steps(self, pace: Pace) -> Generator[None, None, Array]:
        found = np.empty((4, self.outputs, self.examples + 1), dtype=self.z3.dtype)
        for some in parts_of(self.outputs, self.examples):
            z3 = np.pad(self.z3[some], ((0, 0), (0, 1)), constant_values=1)
            found[0, some] = np.pad(self.y[some], ((0, 0), (0, 1)))
            found[1, some] = -z3
            found[2, some] = np.exp(-z3 if self.cost_form == "textbook" else -np.abs(z3))
            found[3, some] = np.sign(z3)
            if pace.is_due(4 * z3.size):
                yield
        return found

    def _orders_steps(self, pace: Pace) -> Generator[None, None, list[tuple[Indices, int]]]:
        are_plain, found = self.has_plain_labels, []
        for labels in self.y:
            found.append(by_label(labels, are_plain))
            if pace.is_due(SORTED * labels.size):
                yield
        return found

    @cached_property
    def has_plain_labels(self) -> bool:
        """Whether each label is 0 or 1."""
        return bool(np.all((self.y == 0) | (self.y == 1)))

    @cached_property
    def largest_logit(self) -> float:
        """The largest |Z3|."""
        return float(np.max(np.abs(self.z3)))

    @cached_property
    def smallest_logit(self) -> float:
        """The smallest |Z3|."""
        return float(np.min(np.abs(self.z3)))

    def prepare_steps(self, pace: Pace) -> Generator[None, None, None]:
        """Compute, step by step, what is computed once: each is a pass over all that there is."""
        # Kept where `cached_property` keeps it.
        if "facts" not in self.__dict__:
            self.__dict__["facts"] = yield from self._facts_steps(pace)
        if "orders" not in self.__dict__:
            self.__dict__["orders"] = yield from self._orders_steps(pace)
        if self.is_kinked:
            for layer in self.layers[:2]:
                layer.rounding  # noqa: B018
                if pace.is_due(layer.z.size * (4 + layer.inputs.shape[0] // PRODUCTS)):
                    yield

    @property
    def is_kinked(self) -> bool:
        """Whether the hidden activation is piecewise linear."""
        return self.activation in KINKED

    def largest_move(self, layer: Layer, step: float) -> float:
        """Return a bound of how far Z3 moves while one parameter of a layer moves by a step.

        No hidden activation is steeper than 1, so an output moves by no more than the sum over
        all ways up.
        """
        ways = np.ones((self.outputs, 1))
        if layer.number < 3:
            ways = np.abs(self.layers[2].weights)
        if layer.number == 1:
            ways = ways @ np.abs(self.layers[1].weights)
        return float(step * np.max(layer.largest_inputs) * np.max(ways))


_bases: Kept[Base] = Kept()  # another epsilon, the same network


def by_label(labels: Array, are_plain: bool) -> tuple[Indices, int]:
    """Return the examples with those of label 0 first, and how many these are."""
    if not are_plain:
        return np.arange(labels.size), 0
    return np.argsort(labels, kind="stable"), int(np.count_nonzero(labels == 0))
