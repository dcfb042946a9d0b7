"""What is checked: anything that has parameters, a cost and gradients."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from gradviz.checking.estimate import BYTES_OF_BOTH, check_bytes, chunk_size
from gradviz.checking.experiment import Experiment, given_gradients, program_of
from gradviz.checking.kept import Kept
from gradviz.checking.precision import Precision, of_dtype, of_zeros, precision_steps
from gradviz.checking.rounded_parameters import rounded_parameters_steps
from gradviz.checking.second_opinion.rounding import right_pass_steps
from gradviz.checking.steps import finished
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Masks, Network


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


@dataclass(frozen=True, eq=False)
class NetworkSubject:
    """The built-in network of an experiment."""

    experiment: Experiment
    network: Network
    _known: dict[str, Precision] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, experiment: Experiment) -> "NetworkSubject":
        """Draw the network of an experiment."""
        return cls(experiment, experiment.build())

    @classmethod
    def tried(cls, experiment: Experiment, instead_of: Experiment) -> "NetworkSubject":
        """Draw the network of an experiment that is tried in place of another one.

        Where it is another network, and not a small one, it is kept no longer than it is used:
        there is no room for what is worked out of both.
        """
        is_small = check_bytes(experiment.network) <= BYTES_OF_BOTH
        if is_small or experiment.network == instead_of.network:
            return cls.of(experiment)
        return cls(experiment, experiment.build_apart())

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
        return self.experiment.checks_given_gradients

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
        given, own = self.experiment.given, of_dtype(self.experiment.network.dtype)
        if given is None or not given.has_gradients:
            return own
        gradient = given_gradients(given, self.layout)
        found = yield from precision_steps(gradient)
        if not found.is_short:  # six gradients may be too few numbers to tell
            lines = np.concatenate([v.reshape(-1) for v in self.lines().values()])
            yield
            found = yield from precision_steps(lines)
        parameters = np.concatenate([given.arrays[name].reshape(-1) for name in self.layout.names])
        inputs = np.concatenate([given.arrays["X"].reshape(-1), parameters])
        of_inputs = yield from precision_steps(inputs)
        found = found.of_inputs(of_inputs)
        if not found.is_short and np.array_equal(gradient, np.rint(gradient)):
            # Zeros may be what float32 makes of less than it holds.
            found = max(found, of_inputs, key=lambda each: each.vanishing)
        found = found if found.unit >= own.unit else own
        if not gradient.any() and not any(each.any() for each in self.lines().values()):
            found = of_zeros((yield from _largest_steps(self.network, self.layout)))
        short = yield from precision_steps(parameters)
        steps = rounded_parameters_steps(found, self.network, self.lines(), short)
        return (yield from steps)

    def run(self, thetas: Array) -> tuple[Array, Masks]:
        """Return J and the masks of the hidden layers for each theta of a stack."""
        return self.network.run(thetas)

    def probe(self, thetas: Array) -> tuple[Array, Masks, Array | None]:
        """Return J, the masks, and by how much J differs from the logits cost if it is another."""
        return self.network.probe(thetas)

    def gradients(self) -> tuple[Array, str | None]:
        """Return the gradient to be checked: the given one, or what the backward pass computes."""
        given = self.experiment.given
        if given is not None and given.has_gradients:
            gradient = given_gradients(given, self.layout)
            return gradient, _not_finite_given(gradient, self.layout, given.title)
        gradient, _, problem = _run(self.network, self.experiment.bugs, self.experiment.lines)
        return gradient, problem

    def lines(self) -> Mapping[str, Array]:
        """Return the value of every line that ran, or that was given."""
        given = self.experiment.given
        if given is not None and given.has_gradients:
            return {name: given.arrays[name] for name in LINE_NAMES if name in given.arrays}
        return _run(self.network, self.experiment.bugs, self.experiment.lines)[1]

    def gradients_at(self, theta: Array) -> Array | None:
        """Return what the backward pass computes at other parameters; None for given gradients."""
        if self.experiment.checks_given_gradients:
            return None
        gradient, _ = replace(self.network, theta=theta).gradients(self.experiment.program)
        return gradient.astype(np.float64, copy=False)


_Ran = tuple[Array, Mapping[str, Array], str | None]

_ran: Kept[_Ran] = Kept(most=2)  # another epsilon, the same values


def _run(network: Network, bugs: tuple[str, ...], lines: tuple[str, ...]) -> _Ran:
    """Return the gradient, the value of every line, and what is wrong with the first or None."""
    known = _ran.get(network, bugs, lines)
    return known or _ran.put(network, _run_anew(network, bugs, lines), bugs, lines)


def _run_anew(network: Network, bugs: tuple[str, ...], lines: tuple[str, ...]) -> _Ran:
    values, problem = program_of(network.activation, bugs, lines).run(network.known())
    layout = network.layout
    gradient = layout.to_vector({n: values[f"d{n}"] for n in layout.names}, dtype=np.float64)
    gradient.flags.writeable = False
    for name, view in layout.to_arrays(gradient).items():
        values[f"d{name}"] = view  # large networks have no room for both
    for value in values.values():
        value.flags.writeable = False
    return gradient, values, str(problem) if problem else None


def _not_finite_given(gradient: Array, layout: Layout, title: str) -> str | None:
    for name, part in layout.slices.items():
        if not np.all(np.isfinite(gradient[part])):
            return f"d{name} in {title} holds values that are not finite."
    return None


def _largest_steps(network: Network, layout: Layout) -> Generator[None, None, float]:
    """Return the largest entry of the right gradient, without its sign."""
    right = yield from right_pass_steps(network)
    sizes = (np.max(np.abs(right.values[f"d{name}"]), initial=0.0) for name in layout.names)
    return float(max(sizes))
