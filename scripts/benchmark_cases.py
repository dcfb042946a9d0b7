"""The networks of the benchmark, and which of their parameters a measurement computes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.checking.engines.entries import Request
from gradviz.checking.experiment import Experiment
from gradviz.network.layout import Indices, Layout
from gradviz.network.network import Network
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of

EPSILON = 1e-7
SIZES: dict[str, tuple[Layers, int]] = {
    "S": ((4, 5, 3, 1), 3),
    "M": ((20, 32, 16, 1), 64),
    "L": ((64, 128, 64, 1), 128),
    "XL": ((784, 128, 64, 1), 128),
    "XXL": ((2000, 300, 100, 1), 128),
}


@dataclass(frozen=True)
class Case:
    """A network that every contender checks."""

    name: str
    experiment: Experiment

    @property
    def title(self) -> str:
        spec = network_of(self.experiment).network
        return f"{self.name} {'-'.join(map(str, spec.layers))}, m={spec.examples}"

    @property
    def cost(self) -> str:
        return network_of(self.experiment).network.cost

    @property
    def layout(self) -> Layout:
        return self.experiment.subject.layout

    @property
    def network(self) -> Network:
        return network_of(self.experiment).draw()

    def at(self, epsilon: float) -> Experiment:
        """Return the experiment with another epsilon, as the window makes one."""
        check = replace(self.experiment.check, epsilon=epsilon)
        return replace(self.experiment, check=check)


def case(name: str) -> Case:
    """Return a case: S is the course's exercise, the others have random data and He's start.

    The cost is the textbook's wherever that is finite.
    """
    layers, examples = SIZES[name]
    if name == "S":
        spec = NetworkSpec(layers=layers, examples=examples)
    else:
        spec = NetworkSpec(layers=layers, examples=examples, data="gaussian", init="he")
    made = Case(name, Experiment(NetworkSubject(spec)))
    if np.isfinite(made.network.cost_here):
        return made
    return Case(name, Experiment(NetworkSubject(replace(spec, cost="logits"))))


@dataclass(frozen=True)
class Sample:
    """Some whole columns of the arrays, or all.

    Attributes
    ----------
    columns
        Of each array, ascending.
    places
        Their entries in theta, ascending.
    whole
        Whether these are all parameters.
    """

    columns: Mapping[str, Indices]
    places: Indices
    whole: bool

    @property
    def size(self) -> int:
        return int(self.places.size)


def all_of(layout: Layout) -> Sample:
    request = Request.of_all(layout, EPSILON, "central")
    return Sample(request.columns, request.places(layout), whole=True)


def drawn_from(layout: Layout, wanted: int, rng: np.random.Generator) -> Sample:
    """Draw whole columns at random until they hold as many parameters as are wanted."""
    every = [(name, column) for name in layout.names for column in range(layout.shape(name)[1])]
    chosen: dict[str, list[int]] = {name: [] for name in layout.names}
    size = 0
    for number in rng.permutation(len(every)):
        if size >= wanted:
            break
        name, column = every[number]
        chosen[name].append(column)
        size += layout.shape(name)[0]
    if size == layout.size:
        return all_of(layout)
    columns = {name: np.array(sorted(found), dtype=np.intp) for name, found in chosen.items()}
    request = Request(EPSILON, "central", columns)
    return Sample(columns, request.places(layout), whole=False)
