"""What is checked: anything that has parameters, a cost and gradients."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gradviz.checking.estimate import chunk_size
from gradviz.checking.experiment import Experiment, given_gradients
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Network


class Subject(Protocol):
    """What an engine asks for."""

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""

    @property
    def theta(self) -> Array:
        """The parameters, shape (size,)."""

    @property
    def chunk(self) -> int:
        """How many parameters may be perturbed at a time."""

    def cost(self, theta: Array) -> float:
        """Return J(theta)."""

    def costs(self, thetas: Array) -> Array:
        """Return J for each row of thetas (n, size)."""

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked, shape (size,), and what is wrong with it or None."""


@dataclass(frozen=True, eq=False)
class NetworkSubject:
    """The built-in network of an experiment."""

    experiment: Experiment
    network: Network

    @classmethod
    def of(cls, experiment: Experiment) -> "NetworkSubject":
        """Draw the network of an experiment."""
        return cls(experiment, experiment.build())

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""
        return self.network.layout

    @property
    def theta(self) -> Array:
        """The parameters, shape (size,)."""
        return self.network.theta

    @property
    def chunk(self) -> int:
        """How many parameters may be perturbed at a time."""
        return chunk_size(self.experiment.network)

    def cost(self, theta: Array) -> float:
        """Return J(theta)."""
        return self.network.cost(theta)

    def costs(self, thetas: Array) -> Array:
        """Return J for each row of thetas (n, size)."""
        return self.network.costs(thetas)

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked: the given one, or what the backward pass computes."""
        given = self.experiment.given
        if given is not None and given.has_gradients:
            gradient = given_gradients(given, self.layout)
            return gradient, _not_finite_given(gradient, self.layout, given.title)
        gradient, problem = self.network.gradients(self.experiment.program)
        return gradient.astype(np.float64), str(problem) if problem else None


def _not_finite_given(gradient: Array, layout: Layout, title: str) -> str | None:
    for name, part in layout.slices.items():
        if not np.all(np.isfinite(gradient[part])):
            return f"d{name} in {title} holds values that are not finite."
    return None
