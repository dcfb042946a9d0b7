"""Gradient checking as the deeplearning.ai exercise writes it, and the same by stacks.

Written apart from GradViz, which is measured and judged by it: nothing of its engines is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gradviz.network.network import Network

Floats = NDArray[np.float64]
Places = NDArray[np.integer]

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
# Numbers of a stack: of 4,000 to 2,000,000 these are the fastest on M, L and XL.
STACK_NUMBERS = 512_000


def relu(z: Floats) -> Floats:
    return np.maximum(0, z)


def leaky_relu(z: Floats) -> Floats:
    return np.where(z > 0, z, 0.01 * z)


def sigmoid(z: Floats) -> Floats:
    s: Floats = 1 / (1 + np.exp(-z))
    return s


def tanh(z: Floats) -> Floats:
    return np.tanh(z)


ACTIVATIONS = {"relu": relu, "leaky-relu": leaky_relu, "tanh": tanh, "sigmoid": sigmoid}


@dataclass(frozen=True, eq=False)
class Textbook:
    """One network and its data.

    Attributes
    ----------
    X, Y
        Shapes (n_x, m) and (n_y, m).
    parameters
        W1, b1, W2, b2, W3, b3.
    activation, cost_form
        As GradViz names them.
    """

    X: Floats
    Y: Floats
    parameters: Mapping[str, Floats]
    activation: str
    cost_form: str

    @classmethod
    def of(cls, network: Network) -> "Textbook":
        """Take over the numbers of a network."""
        named = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
        arrays = {name: np.array(array, dtype=np.float64) for name, array in named.items()}
        X, Y = arrays.pop("X"), arrays.pop("Y")
        return cls(X, Y, arrays, network.activation, network.cost_form)

    @cached_property
    def theta(self) -> Floats:
        """All parameters, shape (size,): the arrays in their order, each row by row."""
        return self.dictionary_to_vector(self.parameters)[:, 0]

    def dictionary_to_vector(self, parameters: Mapping[str, Floats]) -> Floats:
        """Return all parameters below one another, shape (size, 1)."""
        return np.concatenate([parameters[name].reshape(-1, 1) for name in NAMES])

    def vector_to_dictionary(self, theta: Floats) -> dict[str, Floats]:
        """Return the arrays of a vector of shape (size, 1)."""
        parameters, start = {}, 0
        for name in NAMES:
            rows, columns = self.parameters[name].shape
            end = start + rows * columns
            parameters[name] = theta[start:end].reshape(rows, columns)
            start = end
        return parameters

    def forward(self, parameters: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Return the cost J, a number or one for each of a stack, and Z3."""
        m = self.X.shape[1]
        g = ACTIVATIONS[self.activation]
        A1 = g(parameters["W1"] @ self.X + parameters["b1"])
        A2 = g(parameters["W2"] @ A1 + parameters["b2"])
        Z3 = parameters["W3"] @ A2 + parameters["b3"]
        if self.cost_form == "logits":
            losses = np.maximum(Z3, 0) - Z3 * self.Y + np.log1p(np.exp(-np.abs(Z3)))
        else:
            A3 = sigmoid(Z3)
            losses = -np.log(A3) * self.Y - np.log(1 - A3) * (1 - self.Y)
        return 1 / m * np.sum(losses, axis=(-2, -1)), Z3

    def gradapprox(self, places: Places, epsilon: float) -> Floats:
        """Perturb one parameter at a time, and run the forward pass twice for each."""
        parameters_values = self.dictionary_to_vector(self.parameters)
        J_plus, J_minus = np.zeros((places.size, 1)), np.zeros((places.size, 1))
        gradapprox = np.zeros((places.size, 1))
        for row, i in enumerate(places):
            theta_plus = np.copy(parameters_values)
            theta_plus[i][0] = theta_plus[i][0] + epsilon
            J_plus[row], _ = self.forward(self.vector_to_dictionary(theta_plus))
            theta_minus = np.copy(parameters_values)
            theta_minus[i][0] = theta_minus[i][0] - epsilon
            J_minus[row], _ = self.forward(self.vector_to_dictionary(theta_minus))
            gradapprox[row] = (J_plus[row] - J_minus[row]) / (2 * epsilon)
        return gradapprox[:, 0]

    def cost(self, thetas: Floats) -> Floats:
        """Return J for each theta of a stack of shape (..., size)."""
        parameters, start = {}, 0
        for name in NAMES:
            shape = self.parameters[name].shape
            end = start + shape[0] * shape[1]
            parameters[name] = thetas[..., start:end].reshape(*thetas.shape[:-1], *shape)
            start = end
        return self.forward(parameters)[0]

    def stacked_gradapprox(self, places: Places, epsilon: float) -> Floats:
        """Perturb many parameters at a time: stacks of thetas, and matmul over the stacks."""
        units = sum(self.parameters[name].size for name in ("b1", "b2", "b3"))
        numbers = self.theta.size + units * self.X.shape[1]
        most = max(1, STACK_NUMBERS // (2 * numbers))
        parts = [
            self._stack(places[start : start + most], epsilon)
            for start in range(0, places.size, most)
        ]
        return np.concatenate(parts)

    def _stack(self, places: Places, epsilon: float) -> Floats:
        rows = np.arange(places.size)
        thetas = np.tile(self.theta, (2, places.size, 1))
        thetas[0, rows, places] += epsilon
        thetas[1, rows, places] -= epsilon
        J_plus, J_minus = self.cost(thetas)
        found: Floats = (J_plus - J_minus) / (2 * epsilon)
        return found
