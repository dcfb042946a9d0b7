"""What a diagnosis is held to: random networks, and the right lines written again in NumPy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis, LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.network.bugs import Bug, bugs
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of

Floats = NDArray[np.floating]
GRADIENTS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
BETWEEN = ("dZ3", "dA2", "dZ2", "dA1", "dZ1")
LINES = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")
# A change is one that must be found if it is a thousand times the threshold of a check, where
# rounding explains no more than ten times that threshold; in between it may be called either.
VISIBLE, QUIET = 1e-4, 1e-6
ROUNDING = 1e-9  # of a line that is written in another way, relative to its size


def random_experiments(count: int, seed: int, most_examples: int = 20) -> Iterator[Experiment]:
    """Yield correct networks of all kinds.

    Half of them are of whole numbers, which leave units exactly at their kinks.
    """
    random = Random(seed)
    for number in range(count):
        layers = (*(random.randint(1, 8) for _ in range(3)), random.choice((1, 1, 2, 3)))
        m = random.randint(1, most_examples)
        if random.random() < 0.3:  # where transposes and names of other layers fit
            layers, m = (4, 4, 4, random.choice((1, 4))), random.choice((4, m))
        if number % 16 in (3, 8):  # and elementwise products
            layers, m = (4, 4, 4, 4), 4
        spec = NetworkSpec(
            layers=layers,  # type: ignore[arg-type]
            examples=m,
            activation=ACTIVATIONS[number % len(ACTIVATIONS)],
            cost=random.choice(COSTS),
            seed=random.randint(0, 10**6),
            init=random.choice(("normal", "he", "xavier")),
            data="gaussian",
        )
        settings = CheckSettings(epsilon=random.choice((1e-4, 1e-5, 1e-6, 1e-7)))
        experiment = Experiment(NetworkSubject(spec), settings)
        yield with_exact_zeros(experiment, random) if number % 8 >= 4 else experiment


def with_exact_zeros(experiment: Experiment, random: Random) -> Experiment:
    """Return a network as given arrays in which some pre-activations are exactly zero.

    Its weights and data are small whole numbers, which cancel without rounding.
    """
    layers, m = network_of(experiment).network.layers, network_of(experiment).network.examples
    draw = np.random.default_rng(random.randint(0, 10**6))
    arrays: dict[str, Floats] = {"X": draw.integers(-2, 3, (layers[0], m)).astype(float)}
    arrays["Y"] = draw.integers(0, 2, (layers[3], m)).astype(float)
    for layer in (1, 2, 3):
        shape = (layers[layer], layers[layer - 1])
        scale = 0.25 if layer == 3 else 0.5
        arrays[f"W{layer}"] = scale * draw.integers(-2, 3, shape)
        arrays[f"b{layer}"] = 0.5 * draw.integers(-1, 2, (shape[0], 1))
    return replace(
        experiment,
        subject=replace(network_of(experiment), given=GivenArrays("whole numbers", arrays)),
    )


def values_of(experiment: Experiment) -> dict[str, Floats]:
    """Return what the backward pass of an experiment computes, by line."""
    found, _ = network_of(experiment).program.run(network_of(experiment).draw().known())
    return {name: np.asarray(array) for name, array in found.items()}


def right_values(experiment: Experiment, values: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return what each line should be, given the values of the lines before it as they are."""
    network = network_of(experiment).draw()
    here, x, m = network.here, network.x, network.x.shape[1]
    with np.errstate(all="ignore"):
        return {
            "dZ3": here["A3"] - network.y,
            "dW3": values["dZ3"] @ here["A2"].T / m,
            "db3": values["dZ3"].sum(axis=1, keepdims=True) / m,
            "dA2": here["W3"].T @ values["dZ3"],
            "dZ2": values["dA2"] * derivative(here["Z2"], network.activation),
            "dW2": values["dZ2"] @ here["A1"].T / m,
            "db2": values["dZ2"].sum(axis=1, keepdims=True) / m,
            "dA1": here["W2"].T @ values["dZ2"],
            "dZ1": values["dA1"] * derivative(here["Z1"], network.activation),
            "dW1": values["dZ1"] @ x.T / m,
            "db1": values["dZ1"].sum(axis=1, keepdims=True) / m,
        }


def derivative(z: Floats, activation: str) -> Floats:
    """Return the slope of an activation, on the left where it has two."""
    if activation == "relu":
        return np.where(z > 0, 1.0, 0.0).astype(z.dtype)
    if activation == "leaky-relu":
        return np.where(z > 0, 1.0, 0.01).astype(z.dtype)
    if activation == "tanh":
        return np.asarray(1 / np.cosh(z) ** 2)
    return np.asarray(np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2)


def change(experiment: Experiment, name: str, values: Mapping[str, Floats]) -> float:
    """Return how far a line is from the right one, relative to both; NaN counts as all of it.

    Where a unit stands exactly at its kink, any slope is as good: these entries take no part.
    """
    right, value = right_values(experiment, values)[name], values[name]
    network = network_of(experiment).draw()
    received = np.ones(value.shape, bool)
    if name in ("dZ1", "dZ2") and network.has_kinks:
        received = network.here[name[1:]] != 0
    if not np.isfinite(right).all():
        return 0.0  # nothing can be held against it
    if not np.isfinite(value).all():
        return 1.0
    one, two = value[received].astype(float), right[received].astype(float)
    scale = max(np.max(np.abs(one), initial=0.0), np.max(np.abs(two), initial=0.0))
    if scale == 0:
        return 0.0
    one, two = one / scale, two / scale
    return float(np.linalg.norm(one - two) / (np.linalg.norm(one) + np.linalg.norm(two)))


def diagnosis_of(result: CheckResult) -> Diagnosis:
    """Return the diagnosis that came with a check."""
    assert result.diagnosis is not None
    assert tuple(result.diagnosis.lines) == LINES
    return result.diagnosis


def names(diagnosis: Diagnosis, verdict: LineVerdict = LineVerdict.ORIGIN) -> tuple[str, ...]:
    """Return the lines of which a diagnosis says this."""
    return tuple(name for name, each in diagnosis.lines.items() if each.verdict is verdict)


def arrays_of(experiment: Experiment) -> dict[str, Floats]:
    """Return X, Y and the parameters of an experiment in float64."""
    network = network_of(experiment).draw()
    named = network.layout.to_arrays(network.theta) | {"X": network.x, "Y": network.y}
    return {name: np.asarray(array, dtype=float) for name, array in named.items()}


def with_given(
    experiment: Experiment, values: Mapping[str, Floats], keep: Iterable[str] = LINES
) -> Experiment:
    """Return an experiment on the values of some lines, as if they came from a file."""
    given = {name: np.asarray(values[name], dtype=float) for name in keep}
    arrays = GivenArrays("values.npz", arrays_of(experiment) | given)
    return replace(
        experiment, subject=replace(network_of(experiment), bugs=(), lines=(), given=arrays)
    )


def fitting_bugs(experiment: Experiment) -> list[Bug]:
    """Return the bugs of the catalogue that can be made in a network."""
    spec = network_of(experiment).network
    shapes = pass_shapes(spec.layers, spec.examples)
    return [each for each in bugs().values() if each.misfit(spec.activation, shapes) is None]


@dataclass
class Confusion:
    """Counts wrong lines that are named and missed, and right lines that are accused."""

    counted: Counter[str] = field(default_factory=Counter)
    named: set[str] = field(default_factory=set)
    missed: list[str] = field(default_factory=list)
    accused: list[str] = field(default_factory=list)

    def add(self, experiment: Experiment, edited: Iterable[str], is_right: bool = False) -> None:
        """Check an experiment of which these lines are not the right ones.

        Parameters
        ----------
        experiment
            The experiment.
        edited
            Names of lines.
        is_right
            Whether they are right nevertheless, only written in another way.
        """
        result = check(experiment)
        found, values = diagnosis_of(result), values_of(experiment)
        is_quiet = result.noise_floor is not None and result.noise_floor < QUIET
        for name, finding in found.lines.items():
            what = f"{name} is {finding.verdict} {finding.why or ''} in {experiment}"
            is_named = finding.verdict is LineVerdict.ORIGIN
            if name not in edited or is_right:
                if is_named:
                    self.accused.append(what)
                continue
            changed = change(experiment, name, values)
            calls_right = finding.verdict in (LineVerdict.RIGHT, LineVerdict.INHERITED)
            if calls_right or (changed > VISIBLE and is_quiet and not is_named):
                self.missed.append(what)
            if is_named:
                self.named.update((*network_of(experiment).bugs, *network_of(experiment).lines))
            visible = "changes" if changed > VISIBLE else "hardly changes"
            self.counted["named" if is_named else f"undecidable where it {visible} a thing"] += 1

    def __str__(self) -> str:
        found = ", ".join(f"{number} {what}" for what, number in sorted(self.counted.items()))
        return f"{found}; {len(self.missed)} missed, {len(self.accused)} wrongly accused"
