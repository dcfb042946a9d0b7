"""What is checked: anything that has parameters, a cost and gradients.

A subject is described by a `Subject`, and what can be run is built from that; the answers that are
right for a plain function are in `gradviz.checking.plain`. What only some subjects can do are
capabilities, small protocols that a check asks for one by one and does without.
"""

from collections.abc import Generator, Sequence
from typing import Protocol, runtime_checkable

from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.work import Work
from gradviz.checking.precision import Precision
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks, Network

Answers = dict[object, Sequence[tuple[tuple[object, ...], object]]]


class Subject(Protocol):
    """How something that can be checked is described.

    A description is frozen, comparable and hashable. Two that are equal have the same J and the
    same gradient to be checked. One that cannot be checked raises `InvalidSettings` when it is
    made, with every problem.
    """

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""

    @property
    def evaluation(self) -> Work:
        """What one evaluation of J takes."""

    def build(self) -> "Built":
        """Return what can be run."""

    @property
    def dtype(self) -> str:
        """The precision of theta, as NumPy calls it."""

    def same_cost(self, other: "Subject") -> bool:
        """Return whether another subject computes the same J, whatever its gradients."""

    def build_instead_of(self, other: "Subject") -> "Built":
        """Return what can be run, to be tried in place of another subject."""

    def fastest_engine(self, scheme: str) -> str:
        """Return the engine that checks it in the shortest time."""

    def engine_work(self, run: Run, share: float = 1.0) -> Work:
        """Return the work of an engine on all entries, or on a share of the columns of each."""

    def check_work(self, run: Run) -> tuple[Work, Work]:
        """Return the work of the first check, and of another one: what is measured is known."""

    @property
    def uses_blas_threads(self) -> bool:
        """Whether BLAS may use more than one thread in a check of it."""


class Built(Protocol):
    """What is built of a subject: what an engine asks for."""

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""

    @property
    def theta(self) -> Array:
        """The parameters, shape (size,)."""

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        """Run the forward pass for each theta of a stack of shape (..., size).

        Returns
        -------
        tuple
            J, shape (...), and the masks (Z > 0) of the layers with a kink, each of shape
            (..., units, m); none where J has no kinks, or they are not known.
        """

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked, shape (size,), and what is wrong with it or None."""

    @property
    def chunk(self) -> int:
        """How many parameters may be perturbed at a time."""

    @property
    def cost(self) -> float:
        """J(theta)."""

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
    def exact_zeros(self) -> int:
        """How many kinks theta stands at exactly."""

    @property
    def precision(self) -> Precision:
        """How finely the gradient to be checked is known."""

    def precision_steps(self) -> Generator[None, None, Precision]:
        """Find the precision step by step."""

    def gradients_at(self, theta: Array) -> Array | None:
        """Return what is checked at other parameters, shape (size,); None if it is not known."""

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Run the forward pass, and return the rounding errors of J too if they can be known.

        Returns
        -------
        tuple
            J and the masks as of `run`, and the errors, shape (...), as far as another form of J
            tells them; None where there is no other.
        """

    @property
    def is_long(self) -> bool:
        """Whether a single pass is taken in steps."""

    def prepare_steps(self) -> Generator[None, None, None]:
        """Work out step by step what is asked for again and again."""

    def run_steps(self, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
        """Run the forward pass as `run` does, step by step where it is long."""

    def probe_steps(
        self, thetas: Array
    ) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
        """Run the forward pass as `probe` does, step by step where it is long."""

    @property
    def kept(self) -> Answers:
        """What was worked out for this J, by its kind; see `gradviz.checking.kept`.

        Who returns a new one each time keeps nothing.
        """


@runtime_checkable
class Layered(Protocol):
    """A capability: J is that of a network whose layers are known.

    Then it has an engine of its own, kinks are found exactly, and the complex step gives a second
    opinion and tells how J bends.
    """

    @property
    def network(self) -> Network:
        """The network, drawn."""
