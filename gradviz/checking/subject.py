"""What is checked: anything that has parameters, a cost and gradients."""

from collections.abc import Mapping
from typing import Protocol

from gradviz.checking.precision import Precision
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks, Network


class Subject(Protocol):
    """How something that can be checked is described.

    A description is frozen, comparable and hashable. Two that are equal have the same J and the
    same gradient to be checked. One that cannot be checked raises `InvalidSettings` when it is
    made.
    """

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""

    def same_cost(self, other: "Subject") -> bool:
        """Return whether another subject computes the same J, whatever its gradients."""

    def build(self) -> "Built":
        """Return what can be run."""

    def __hash__(self) -> int:
        """Return the same number for equal descriptions."""


class Built(Protocol):
    """What is built of a subject: what an engine asks for."""

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""

    @property
    def theta(self) -> Array:
        """The parameters, shape (size,)."""

    @property
    def chunk(self) -> int:
        """How many parameters may be perturbed at a time."""

    @property
    def cost(self) -> float:
        """J(theta)."""

    @property
    def network(self) -> Network | None:
        """The built-in network, whose structure an engine may use; None for another subject."""

    @property
    def resolution(self) -> float:
        """The least change of J that can show at theta."""

    @property
    def scales(self) -> Array:
        """How far each parameter may go with what moves J about as far, at most 1; (size,)."""

    @property
    def is_given(self) -> bool:
        """Whether the gradient to be checked was computed elsewhere, by another forward pass."""

    @property
    def precision(self) -> Precision:
        """How finely the gradient to be checked is known."""

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        """Run the forward pass for each theta of a stack of shape (..., size).

        Returns
        -------
        tuple
            J, shape (...), and the masks (Z > 0) of the layers with a kink, each of shape
            (..., units, m).
        """

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Run the forward pass, and return the rounding errors of J too if they can be known.

        Returns
        -------
        tuple
            J and the masks as of `run`, and the errors, shape (...), as far as another form of J
            tells them; None where there is no other.
        """

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked, shape (size,), and what is wrong with it or None."""

    def lines(self) -> Mapping[str, Array]:
        """Return the value of every line of the backward pass, dZ3 to db1, that is known."""

    def gradients_at(self, theta: Array) -> Array | None:
        """Return what is checked at other parameters, shape (size,); None if it is not known."""
