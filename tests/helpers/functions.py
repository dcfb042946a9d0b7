"""Functions of a few parameters in place of a network: their noise and their slopes are known."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.plain import PlainBuilt
from gradviz.checking.precision import DOUBLE, Precision
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks

Function = Callable[[Array], Array]  # of a stack of thetas, shape (n, size) to (n,)


@dataclass(frozen=True, eq=False)
class FunctionSubject(PlainBuilt):
    """A cost J(theta) that is any function.

    Attributes
    ----------
    function
        J of each theta of a stack.
    layout
        What its parameters are called.
    theta
        Where it is looked at.
    masks
        What a network's hidden layers would say; none if None.
    errors
        The rounding errors of J that another form of it tells; not known if None.
    slopes
        The gradient to be checked at any theta; not known anywhere if None.
    asked
        How many thetas were asked for, call by call.
    """

    function: Function
    layout: Layout
    theta: Array
    masks: Callable[[Array], Masks] | None = None
    errors: Function | None = None
    slopes: Function | None = None
    chunk: int = 3
    asked: list[int] = field(default_factory=list)
    is_given: bool = False
    precision: Precision = DOUBLE

    @property
    def cost(self) -> float:
        return float(self.function(self.theta[np.newaxis])[0])

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        stack = thetas.reshape(-1, thetas.shape[-1])
        self.asked.append(len(stack))
        costs = self.function(stack).reshape(thetas.shape[:-1])
        return costs, () if self.masks is None else self.masks(thetas)

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        return *self.run(thetas), None if self.errors is None else self.errors(thetas)

    def gradients(self) -> tuple[Array, str | None]:
        raise AssertionError("nobody asked for these")

    def gradients_at(self, theta: Array) -> Array | None:
        return None if self.slopes is None else self.slopes(theta)


def subject_of(
    function: Function,
    layers: tuple[int, ...] = (3, 2, 1, 1),
    masks: Callable[[Array], Masks] | None = None,
    errors: Function | None = None,
    slopes: Function | None = None,
    dtype: type[np.floating] = np.float64,
) -> FunctionSubject:
    """Return a function at a theta without a zero and without two equal entries."""
    layout = Layout.of_layers(layers)
    theta = np.linspace(0.5, 1.5, layout.size).astype(dtype)
    theta.flags.writeable = False
    return FunctionSubject(function, layout, theta, masks, errors, slopes)
