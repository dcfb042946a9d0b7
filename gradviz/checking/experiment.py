"""The one value that moves through the house: a network, its backward pass and a check of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from gradviz.checking.estimate import size_problem
from gradviz.network.backward import BackwardProgram, Line, LineError, correct_program, parse_line
from gradviz.network.bugs import bug_lines, bugs
from gradviz.network.fields import (
    InvalidSettings,
    Problem,
    choice_problem,
    number_problem,
)
from gradviz.network.layout import PARAMETER_NAMES, Array, Layout
from gradviz.network.network import Network, pass_shapes
from gradviz.network.parameters import draw
from gradviz.network.spec import Layers, NetworkSpec

SCHEMES = ("central", "forward")
ENGINES = ("auto", "incremental", "batched", "loop")
STATABLE = ("activation", "cost")  # may be said, by a file, a flag or a hand, or only assumed
SMALLEST_STEP, LARGEST_STEP = 1e-20, 1.0


@dataclass(frozen=True)
class CheckSettings:
    """How the gradient is checked.

    Attributes
    ----------
    epsilon
        The step that each parameter is moved by.
    threshold
        The difference above which the textbook calls the gradient wrong.
    scheme
        ``central``: (J(theta+eps) - J(theta-eps)) / (2 eps); ``forward``:
        (J(theta+eps) - J(theta)) / eps.
    engine
        ``loop`` is the textbook's; ``batched`` computes the same by stacks, ``incremental`` the
        same from what lies downstream of each parameter; ``auto`` is the fastest of them.

    Raises
    ------
    InvalidSettings
        If any field is not allowed; it names every one that is not.
    """

    epsilon: float = 1e-7
    threshold: float = 1e-7
    scheme: str = "central"
    engine: str = "auto"

    def __post_init__(self) -> None:
        problems = (
            number_problem("epsilon", self.epsilon, SMALLEST_STEP, LARGEST_STEP),
            number_problem("threshold", self.threshold, SMALLEST_STEP, LARGEST_STEP),
            choice_problem("scheme", self.scheme, SCHEMES),
            choice_problem("engine", self.engine, ENGINES),
        )
        found = [problem for problem in problems if problem]
        if found:
            raise InvalidSettings(found)


@dataclass(frozen=True)
class GivenArrays:
    """A network brought from elsewhere, as an arrays file holds it.

    Two are equal if their numbers are.

    Attributes
    ----------
    title
        What to call it: the file's name.
    arrays
        X (n_x, m), Y (1, m), W1 ... b3, and dW1 ... db3 where the file has them, with them perhaps
        dZ3 ... dZ1 (units, m); float64.
    activation, cost
        What the file says that they are; None where it does not say.
    lambd
        That of an L2 term, where the file says one.
    unknown
        The names in the file that mean nothing here.
    """

    title: str
    arrays: Mapping[str, Array] = field(compare=False, repr=False)
    activation: str | None = None
    cost: str | None = None
    lambd: float | None = None
    unknown: tuple[str, ...] = ()
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256()
        for name, array in sorted(self.arrays.items()):
            digest.update(f"{name}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).reshape(-1).data)
        # What is known of the numbers is kept, so that they must not change.
        arrays = {name: array.view() for name, array in self.arrays.items()}
        for view in arrays.values():
            view.flags.writeable = False
        object.__setattr__(self, "arrays", arrays)
        object.__setattr__(self, "digest", digest.hexdigest())

    @property
    def has_gradients(self) -> bool:
        """Whether gradients came with it, which are then checked."""
        return "dW1" in self.arrays

    @property
    def stated(self) -> frozenset[str]:
        """Which of activation and cost the file says."""
        return frozenset(name for name in STATABLE if getattr(self, name) is not None)


@dataclass(frozen=True)
class Experiment:
    """A network, the lines of its backward pass, its data and the settings of the check.

    Attributes
    ----------
    network
        The form of the network and its data.
    check
        How it is checked.
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
    check: CheckSettings = field(default_factory=CheckSettings)
    bugs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    given: GivenArrays | None = None
    stated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InvalidSettings(problems)

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
        return _edits(self.network.activation, self.bugs, self.lines)

    @property
    def program(self) -> BackwardProgram:
        """The backward pass that runs."""
        return program_of(self.network.activation, self.bugs, self.lines)

    def build(self) -> Network:
        """Draw the data and the parameters, or take the given ones."""
        return _build(self.network, self.given)

    def build_apart(self) -> Network:
        """Build the network anew, to be tried; those that experiments keep stay where they are."""
        return _build.__wrapped__(self.network, self.given)

    def _problems(self) -> Iterator[Problem]:
        too_large = size_problem(self.network)
        if too_large:
            yield too_large
            return
        try:
            _refuse_same_line(self.edits)
            _check_shapes(self.program, self.network.layers, self.network.examples)
        except InvalidSettings as error:
            yield from error.problems
        except LineError as error:
            by_bug = any(error.line == bugs()[name].line for name in self.bugs)
            yield Problem("bugs" if by_bug else "lines", str(error))
        if self.given is not None:
            yield from _given_problems(self.given, self.network)


def program_of(activation: str, bugs: tuple[str, ...], lines: tuple[str, ...]) -> BackwardProgram:
    """Return the backward pass of an activation with bugs and lines typed by hand in it."""
    return correct_program(activation).replacing(_edits(activation, bugs, lines))


def _edits(activation: str, bugs: tuple[str, ...], lines: tuple[str, ...]) -> tuple[Line, ...]:
    return (*bug_lines(bugs, activation), *(parse_line(text) for text in lines))


# An experiment that differs in its check alone has the same network.
@lru_cache(maxsize=2)
def _build(spec: NetworkSpec, given: GivenArrays | None) -> Network:
    layout = Layout.of_layers(spec.layers)
    if given is None:
        x, y, parameters = draw(spec)
    else:
        with np.errstate(all="ignore"):  # too large for float32 is infinity, named later
            arrays = {n: a.astype(spec.dtype) for n, a in given.arrays.items()}
        x, y, parameters = arrays["X"], arrays["Y"], arrays
    theta = layout.to_vector(parameters)
    for array in (x, y, theta):
        array.flags.writeable = False
    return Network(x, y, theta, layout, spec.activation, spec.cost)


def drawn(spec: NetworkSpec) -> Network:
    """Draw a network to be tried; those that experiments keep stay where they are."""
    return _build.__wrapped__(spec, None)


@lru_cache(maxsize=64)  # while epsilon is dragged, the same program fits again and again
def _check_shapes(program: BackwardProgram, layers: Layers, examples: int) -> None:
    program.check_shapes(pass_shapes(layers, examples))


def _refuse_same_line(edits: tuple[Line, ...]) -> None:
    names = [line.name for line in edits]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        message = f"line {twice[0]} is replaced twice; take one bug or one --line for it."
        raise InvalidSettings([Problem("lines", message)])


def _given_problems(given: GivenArrays, spec: NetworkSpec) -> Iterator[Problem]:
    shapes = pass_shapes(spec.layers, spec.examples)
    wanted = {name: shapes[name] for name in ("X", "Y", *PARAMETER_NAMES)}
    if given.has_gradients:
        wanted |= {f"d{name}": shapes[name] for name in PARAMETER_NAMES}
    for name, shape in wanted.items():
        found = given.arrays[name].shape if name in given.arrays else None
        if found != shape:
            has = "is missing" if found is None else f"has the shape {found}"
            yield Problem("given", f"{name} {has} in {given.title}; it must have {shape} here.")


@lru_cache(maxsize=2)  # another epsilon, the same vector
def given_gradients(given: GivenArrays, layout: Layout) -> Array:
    """Return the gradients that came with given arrays, as a vector that cannot be written to."""
    named = {name: given.arrays[f"d{name}"] for name in layout.names}
    vector = layout.to_vector(named, dtype=np.float64)
    vector.flags.writeable = False
    return vector
