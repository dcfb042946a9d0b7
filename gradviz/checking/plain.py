"""The plain answers of a subject: right for a function of which nothing else is known.

Who inherits from them writes down what is left: title, layout, evaluation and `build` of the
description; layout, theta, `run` and `gradients` of what is built.
"""

from collections.abc import Generator

import numpy as np

from gradviz.checking.estimate import CHUNK_ELEMENTS
from gradviz.checking.forecast.engines import FILL_CALLS, Run
from gradviz.checking.forecast.work import Work
from gradviz.checking.precision import Precision, of_dtype
from gradviz.checking.steps import finished
from gradviz.checking.subject import Answers, Built, Subject
from gradviz.network.layout import Array
from gradviz.network.network import Masks

MEASURED = 100  # evaluations of J, about, that a first check takes besides those of its engine


class PlainSubject:
    """The plain answers of a description."""

    @property
    def dtype(self: Subject) -> str:
        """The precision of theta, as NumPy calls it."""
        return "float64"

    def same_cost(self: Subject, other: Subject) -> bool:
        """Return whether another subject computes the same J, whatever its gradients."""
        return self == other

    def build_instead_of(self: Subject, other: Subject) -> Built:  # noqa: ARG002
        """Return what can be run, to be tried in place of another subject."""
        return self.build()

    def fastest_engine(self: Subject, scheme: str) -> str:  # noqa: ARG002
        """Return the engine that checks it in the shortest time."""
        return "batched"

    def engine_work(self: Subject, run: Run, share: float = 1.0) -> Work:
        """Return the work of an engine on all entries, or on a share of the columns of each."""
        count = max(1.0, share * self.layout.size)
        passes = 2 * count if run.scheme == "central" else count + 1
        return self.evaluation * passes + Work(calls=FILL_CALLS) * count

    def check_work(self: Subject, run: Run) -> tuple[Work, Work]:
        """Return the work of the first check, and of another one: what is measured is known."""
        again = self.engine_work(run)
        return again + self.evaluation * MEASURED, again

    @property
    def uses_blas_threads(self: Subject) -> bool:
        """Whether BLAS may use more than one thread in a check of it."""
        return False


class PlainBuilt:
    """The plain answers of what is built."""

    @property
    def chunk(self: Built) -> int:
        """How many parameters may be perturbed at a time."""
        return max(1, CHUNK_ELEMENTS // max(1, self.layout.size))

    @property
    def cost(self: Built) -> float:
        """J(theta)."""
        return float(self.run(self.theta)[0])

    @property
    def resolution(self: Built) -> float:
        """The least change of J that can show at theta."""
        return float(np.spacing(self.theta.dtype.type(abs(self.cost))))

    @property
    def scales(self: Built) -> Array:
        """How far each parameter may go with what moves J about as far, at most 1; (size,)."""
        return np.ones(self.layout.size)

    @property
    def is_given(self: Built) -> bool:
        """Whether the gradient to be checked was computed elsewhere, by another forward pass."""
        return False

    @property
    def exact_zeros(self: Built) -> int:
        """How many kinks theta stands at exactly."""
        return 0

    @property
    def precision(self: Built) -> Precision:
        """How finely the gradient to be checked is known."""
        return finished(self.precision_steps())

    def precision_steps(self: Built) -> Generator[None, None, Precision]:
        """Find the precision step by step."""
        yield from ()
        return of_dtype(self.theta.dtype.name)

    def gradients_at(self: Built, theta: Array) -> Array | None:  # noqa: ARG002
        """Return what is checked at other parameters, shape (size,); None if it is not known."""
        return None

    def probe(self: Built, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Run the forward pass, and return the rounding errors of J too if they can be known.

        Returns
        -------
        tuple
            J and the masks as of `run`, and the errors, shape (...), as far as another form of J
            tells them; None where there is no other.
        """
        return *self.run(thetas), None

    @property
    def is_long(self: Built) -> bool:
        """Whether a single pass is taken in steps."""
        return False

    def prepare_steps(self: Built) -> Generator[None, None, None]:
        """Work out step by step what is asked for again and again."""
        yield from ()

    def run_steps(self: Built, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
        """Run the forward pass as `run` does, step by step where it is long."""
        yield from ()
        return self.run(thetas)

    def probe_steps(
        self: Built, thetas: Array
    ) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
        """Run the forward pass as `probe` does, step by step where it is long."""
        yield from ()
        return self.probe(thetas)

    @property
    def kept(self: Built) -> Answers:
        """What was worked out for this J, by its kind; see `gradviz.checking.kept`.

        Who returns a new one each time keeps nothing.
        """
        return {}
