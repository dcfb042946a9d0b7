"""What is checked: anything that has parameters, a cost and gradients.

A subject is described by a `Subject` and built from it. Both are protocols; who inherits from them
writes down what is abstract, and gets a plain answer to everything else. What only some subjects
can do are capabilities, small protocols that a check asks for one by one and does without.
"""

from collections.abc import Generator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from gradviz.checking.estimate import CHUNK_ELEMENTS
from gradviz.checking.forecast.engines import FILL_CALLS, Run
from gradviz.checking.forecast.work import Work
from gradviz.checking.precision import Precision, of_dtype
from gradviz.checking.steps import finished
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks, Network

MEASURED = 100  # evaluations of J, about, that a first check takes besides those of its engine
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
        return "float64"

    def same_cost(self, other: "Subject") -> bool:
        """Return whether another subject computes the same J, whatever its gradients."""
        return self == other

    def build_instead_of(self, other: "Subject") -> "Built":  # noqa: ARG002
        """Return what can be run, to be tried in place of another subject."""
        return self.build()

    def fastest_engine(self, scheme: str) -> str:  # noqa: ARG002
        """Return the engine that checks it in the shortest time."""
        return "batched"

    def engine_work(self, run: Run, share: float = 1.0) -> Work:
        """Return the work of an engine on all entries, or on a share of the columns of each."""
        count = max(1.0, share * self.layout.size)
        passes = 2 * count if run.scheme == "central" else count + 1
        return self.evaluation * passes + Work(calls=FILL_CALLS) * count

    def check_work(self, run: Run) -> tuple[Work, Work]:
        """Return the work of the first check, and of another one: what is measured is known."""
        again = self.engine_work(run)
        return again + self.evaluation * MEASURED, again

    @property
    def uses_blas_threads(self) -> bool:
        """Whether BLAS may use more than one thread in a check of it."""
        return False


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
        return max(1, CHUNK_ELEMENTS // max(1, self.layout.size))

    @property
    def cost(self) -> float:
        """J(theta)."""
        return float(self.run(self.theta)[0])

    @property
    def resolution(self) -> float:
        """The least change of J that can show at theta."""
        return float(np.spacing(self.theta.dtype.type(abs(self.cost))))

    @property
    def scales(self) -> Array:
        """How far each parameter may go with what moves J about as far, at most 1; (size,)."""
        return np.ones(self.layout.size)

    @property
    def is_given(self) -> bool:
        """Whether the gradient to be checked was computed elsewhere, by another forward pass."""
        return False

    @property
    def exact_zeros(self) -> int:
        """How many kinks theta stands at exactly."""
        return 0

    @property
    def precision(self) -> Precision:
        """How finely the gradient to be checked is known."""
        return finished(self.precision_steps())

    def precision_steps(self) -> Generator[None, None, Precision]:
        """Find the precision step by step."""
        yield from ()
        return of_dtype(self.theta.dtype.name)

    def gradients_at(self, theta: Array) -> Array | None:  # noqa: ARG002
        """Return what is checked at other parameters, shape (size,); None if it is not known."""
        return None

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Run the forward pass, and return the rounding errors of J too if they can be known.

        Returns
        -------
        tuple
            J and the masks as of `run`, and the errors, shape (...), as far as another form of J
            tells them; None where there is no other.
        """
        return *self.run(thetas), None

    @property
    def is_long(self) -> bool:
        """Whether a single pass is taken in steps."""
        return False

    def prepare_steps(self) -> Generator[None, None, None]:
        """Work out step by step what is asked for again and again."""
        yield from ()

    def run_steps(self, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
        """Run the forward pass as `run` does, step by step where it is long."""
        yield from ()
        return self.run(thetas)

    def probe_steps(
        self, thetas: Array
    ) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
        """Run the forward pass as `probe` does, step by step where it is long."""
        yield from ()
        return self.probe(thetas)

    @property
    def kept(self) -> Answers:
        """What was worked out for this J, by its kind; see `gradviz.checking.kept`.

        Who returns a new one each time keeps nothing.
        """
        return {}


@runtime_checkable
class Layered(Protocol):
    """A capability: J is that of a network whose layers are known.

    Then it has an engine of its own, kinks are found exactly, and the complex step gives a second
    opinion and tells how J bends.
    """

    @property
    def network(self) -> Network:
        """The network, drawn."""
