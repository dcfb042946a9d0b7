"""The network of the form as a subject: how it is described, and what is built of it."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from gradviz.checking.blas import uses_blas_threads
from gradviz.checking.estimate import BYTES_OF_BOTH, check_bytes, chunk_size, size_problem
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import estimate
from gradviz.checking.forecast.engines import Run, engine_work, fastest_engine, pass_work
from gradviz.checking.forecast.work import Work
from gradviz.checking.precision import Precision, of_dtype
from gradviz.checking.steps import finished
from gradviz.checking.subject import Answers, Subject
from gradviz.network.backward import (
    LINE_NAMES,
    BackwardProgram,
    Line,
    LineError,
)
from gradviz.network.bugs import bugs
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks, Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.drawing import (
    check_shapes,
    drawn_once,
    edits_in,
    given_problems,
    program_of,
    refuse_same_line,
)
from gradviz.subjects.given import STATABLE, GivenArrays, given_gradients
from gradviz.subjects.gradients import given_precision_steps, not_finite_given, run_lines


@dataclass(frozen=True)
class NetworkSubject:
    """A network with its data, and the lines of its backward pass.

    Attributes
    ----------
    network
        The form of the network and its data.
    bugs
        The ids of the bugs that are put in; at most one a line.
    lines
        Lines typed by hand, ``name = expression``; each replaces the line of its name.
    given
        Arrays from elsewhere that take the place of the data and the parameters, or None.
    stated
        Which of `STATABLE` somebody said of given gradients, by the file, a flag or the form; the
        others are defaults, which the check assumes.

    Raises
    ------
    InvalidSettings
        If a bug or line cannot be used here, or the check needs more memory than it may take.
    """

    network: NetworkSpec = field(default_factory=NetworkSpec)
    bugs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    given: GivenArrays | None = None
    stated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InvalidSettings(problems)

    @property
    def title(self) -> str:
        """What it is called: by its layers."""
        return f"network {'-'.join(map(str, self.network.layers))}"

    @property
    def layout(self) -> Layout:
        """Where each parameter stands in theta."""
        return Layout.of_layers(self.network.layers)

    @property
    def checks_given_gradients(self) -> bool:
        """Whether gradients from a file are checked in place of the backward pass."""
        return self.given is not None and self.given.has_gradients

    @property
    def assumes(self) -> tuple[str, ...]:
        """Which of `STATABLE` nobody stated of the gradients that are checked."""
        if not self.checks_given_gradients:
            return ()
        return tuple(name for name in STATABLE if name not in self.stated)

    @cached_property
    def edits(self) -> tuple[Line, ...]:
        """The lines that differ from the correct ones by a bug or by hand."""
        return edits_in(self.network.activation, self.bugs, self.lines)

    @property
    def program(self) -> BackwardProgram:
        """The backward pass that runs."""
        return program_of(self.network.activation, self.bugs, self.lines)

    def with_network(self, **changes: Any) -> "NetworkSubject":
        """Return it with another form of the network: other fields of `NetworkSpec`."""
        return replace(self, network=replace(self.network, **changes))

    def same_cost(self, other: Subject) -> bool:
        """Return whether another subject computes the same J, whatever its backward pass."""
        if not isinstance(other, NetworkSubject):
            return False
        return (self.network, self.given) == (other.network, other.given)

    def draw(self) -> Network:
        """Draw the data and the parameters, or take the given ones."""
        return drawn_once(self.network, self.given)

    def build(self) -> "BuiltNetwork":
        """Draw the network, to be checked."""
        return BuiltNetwork(self, self.draw())

    def build_instead_of(self, other: Subject) -> "BuiltNetwork":
        """Draw the network, to be tried in place of another subject.

        Where it is another network, and not a small one, it is kept no longer than it is used:
        there is no room for what is worked out of both.
        """
        is_small = check_bytes(self.network) <= BYTES_OF_BOTH
        if is_small or (isinstance(other, NetworkSubject) and self.network == other.network):
            return self.build()
        return BuiltNetwork(self, drawn_once.__wrapped__(self.network, self.given))

    @property
    def dtype(self) -> str:
        """The precision of theta."""
        return self.network.dtype

    @property
    def evaluation(self) -> Work:
        """What one forward pass takes."""
        return pass_work(self.network)

    def fastest_engine(self, scheme: str) -> str:
        """Return the engine that checks it in the shortest time."""
        return fastest_engine(self.network, scheme)

    def engine_work(self, run: Run, share: float = 1.0) -> Work:
        """Return the work of an engine on all entries, or on a share of the columns of each."""
        return engine_work(self.network, run, share)

    def check_work(self, run: Run) -> tuple[Work, Work]:
        """Return the work of the first check, and of another one: what is measured is known."""
        is_edited = bool(self.bugs or self.lines)
        found = estimate(self.network, run.scheme, run.engine, run.epsilon, is_edited)
        return found.first, found.again

    @property
    def uses_blas_threads(self) -> bool:
        """Whether BLAS may use more than one thread in a check of it."""
        return uses_blas_threads(self.network)

    def _problems(self) -> Iterator[Problem]:
        too_large = size_problem(self.network)
        if too_large:
            yield too_large
            return
        try:
            refuse_same_line(self.edits)
            check_shapes(self.program, self.network.layers, self.network.examples)
        except InvalidSettings as error:
            yield from error.problems
        except LineError as error:
            by_bug = any(error.line == bugs()[name].line for name in self.bugs)
            yield Problem("bugs" if by_bug else "lines", str(error))
        if self.given is not None:
            yield from given_problems(self.given, self.network)


def network_of(experiment: Experiment) -> NetworkSubject:
    """Return the network that an experiment checks.

    Raises
    ------
    TypeError
        If something else is checked.
    """
    if not isinstance(experiment.subject, NetworkSubject):
        raise TypeError(f"{experiment.subject.title} is no network")
    return experiment.subject


def given_of(experiment: Experiment) -> GivenArrays | None:
    """Return the arrays from elsewhere that an experiment checks, or None."""
    subject = experiment.subject
    return subject.given if isinstance(subject, NetworkSubject) else None


def checks_given(experiment: Experiment) -> bool:
    """Return whether gradients from a file are checked."""
    given = given_of(experiment)
    return given is not None and given.has_gradients


def edits_of(experiment: Experiment) -> tuple[Line, ...]:
    """Return the lines that differ from the correct ones; none of a subject without lines."""
    subject = experiment.subject
    return subject.edits if isinstance(subject, NetworkSubject) else ()


@dataclass(frozen=True, eq=False)
class BuiltNetwork:
    """A network that is drawn, and the backward pass that is checked on it."""

    subject: NetworkSubject
    network: Network
    _known: dict[str, Precision] = field(default_factory=dict, init=False, repr=False)

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
        return chunk_size(self.subject.network)

    @property
    def cost(self) -> float:
        """J(theta)."""
        return self.network.cost_here

    @property
    def resolution(self) -> float:
        """The least change of J that can show at theta."""
        return self.network.resolution

    @property
    def scales(self) -> Array:
        """A weight goes as far as its largest input allows, if that is above 1."""
        return self.network.scales

    @property
    def is_given(self) -> bool:
        """Whether gradients from a file are checked."""
        return self.subject.checks_given_gradients

    @property
    def precision(self) -> Precision:
        """That of the network's own numbers, or of given gradients as their values tell it."""
        return finished(self.precision_steps())

    def precision_steps(self) -> Generator[None, None, Precision]:
        """Find the precision step by step, unless it is known."""
        if "precision" not in self._known:
            self._known["precision"] = yield from self._precision_steps()
        return self._known["precision"]

    def _precision_steps(self) -> Generator[None, None, Precision]:
        given, own = self.subject.given, of_dtype(self.subject.network.dtype)
        if given is None or not given.has_gradients:
            return own
        return (yield from given_precision_steps(given, self.network, self.lines(), own))

    @property
    def exact_zeros(self) -> int:
        """How many pre-activations of the hidden layers stand exactly at a kink."""
        return self.network.exact_zeros

    @property
    def is_long(self) -> bool:
        """Whether a single pass is taken in steps."""
        return self.network.is_long

    def prepare_steps(self) -> Generator[None, None, None]:
        """Compute the forward pass at theta step by step."""
        return self.network.here_steps()

    def run_steps(self, thetas: Array) -> Generator[None, None, tuple[Array, Masks]]:
        """Run the forward pass as `run` does, step by step where it is long."""
        if not self.network.is_long:
            return self.run(thetas)
        return (yield from self.network.run_steps(thetas))

    def probe_steps(
        self, thetas: Array
    ) -> Generator[None, None, tuple[Array, Masks, Array | None]]:
        """Run the forward pass as `probe` does, step by step where it is long."""
        if not self.network.is_long:
            return self.probe(thetas)
        return (yield from self.network.probe_steps(thetas))

    @property
    def kept(self) -> Answers:
        """What was worked out for the network."""
        return self.network.kept

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        """Return J and the masks of the hidden layers for each theta of a stack."""
        return self.network.run(thetas)

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Return J, the masks, and by how much J differs from the logits cost if it is another."""
        return self.network.probe(thetas)

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked: the given one, or what the backward pass computes."""
        given = self.subject.given
        if given is not None and given.has_gradients:
            gradient = given_gradients(given, self.layout)
            return gradient, not_finite_given(gradient, self.layout, given.title)
        gradient, _, problem = run_lines(self.network, self.subject.bugs, self.subject.lines)
        return gradient, problem

    def lines(self) -> Mapping[str, Array]:
        """Return the value of every line that ran, or that was given."""
        given = self.subject.given
        if given is not None and given.has_gradients:
            return {name: given.arrays[name] for name in LINE_NAMES if name in given.arrays}
        return run_lines(self.network, self.subject.bugs, self.subject.lines)[1]

    def gradients_at(self, theta: Array) -> Array | None:
        """Return what the backward pass computes at other parameters; None for given gradients."""
        if self.subject.checks_given_gradients:
            return None
        gradient, _ = replace(self.network, theta=theta).gradients(self.subject.program)
        return gradient.astype(np.float64, copy=False)
