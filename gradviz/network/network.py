"""A network that can be run: its form, its data and its parameters."""

from dataclasses import dataclass

import numpy as np

from gradviz.network.algebras import AnyShape, Value
from gradviz.network.backward import BackwardProgram, LineError
from gradviz.network.forward import cost_of, forward, linear_chain
from gradviz.network.layout import Array, Layout


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
        with np.errstate(all="ignore"):  # what is not finite is found and named in the result
            arrays = self.layout.to_arrays(thetas)
            z3 = linear_chain(arrays, self.x, self.activation)["Z3"]
            return cost_of(z3, self.y, self.cost_form)

    def logits(self, thetas: Array) -> Array:
        """Return Z3, shape (..., n_y, m), for each theta of a stack of shape (..., size)."""
        with np.errstate(all="ignore"):
            arrays = self.layout.to_arrays(thetas)
            return linear_chain(arrays, self.x, self.activation)["Z3"]

    def known(self) -> dict[str, Value]:
        """Return every value that a backward line may read, by name."""
        arrays = self.layout.to_arrays(self.theta)
        with np.errstate(all="ignore"):
            cache = forward(arrays, self.x, self.activation)
        return {"X": self.x, "Y": self.y, "m": float(self.x.shape[1]), **arrays, **cache}

    def gradients(self, program: BackwardProgram) -> tuple[Array, LineError | None]:
        """Return the gradient that a backward pass computes, as a vector like theta.

        The second value is what to say of the first line that is not finite, or None. The
        program must fit the network.
        """
        found, problem = program.run(self.known())
        named = {name: found[f"d{name}"] for name in self.layout.names}
        return self.layout.to_vector(named), problem
