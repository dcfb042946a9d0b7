"""How far the engines are from the textbook loop, in rounding floors, and at which kinks.

A floor is eps_mach * max(|J|, 1) / epsilon, what one rounding of J does to gradapprox. Where the
textbook's cost is saturated, log(1 - A3) makes of one rounding of A3 one of A3 / (1 - A3), which
is more than a floor: such checks are counted apart, in floors and in floors that take that in.
A value that is not finite agrees with the same
one: NaN with NaN, infinity with infinity of the same sign.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmark_cases import Case, Sample, all_of, drawn_from
from benchmark_textbook import Textbook, sigmoid
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import Experiment
from gradviz.network.data import make_data
from gradviz.network.layout import Array, Layout
from gradviz.network.spec import ACTIVATIONS, COSTS, Layers, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of

EPSILONS = tuple(10.0**-decade for decade in range(3, 13))
LIMIT = 4  # floors
KINDS = ("biases", "zero biases", "dead units", "zero examples", "large")
MOST_UNITS, MOST_EXAMPLES, MOST_OUTPUTS = 30, 40, 3


@dataclass(frozen=True)
class Agreement:
    """How one engine agrees with the textbook loop over some checks.

    Attributes
    ----------
    of, engine
        What was checked, and by which engine.
    checks, entries
        How many checks, one a network and epsilon, and of how many entries of gradapprox.
    worst, within
        The largest deviation in floors, and the share of entries within 4.
    saturated, worst_saturated, worst_saturated_own
        How many of the checks are of a saturated cost, which are not in the two above, and the
        largest deviation in those: in floors, and in floors with the digits that the cost loses.
    other_kinks, other_infinities
        In how many checks the kinks, or the values that are not finite, are not the same.
    """

    of: str
    engine: str
    checks: int
    entries: int
    worst: float
    within: float
    saturated: int
    worst_saturated: float
    worst_saturated_own: float
    other_kinks: int
    other_infinities: int


@dataclass(frozen=True)
class Comparison:
    """One check by an engine beside that of the textbook.

    Attributes
    ----------
    deviations
        In floors, of the entries that are finite.
    lost
        How many floors the cost itself loses by 1 - A3; over 1 it is saturated.
    """

    deviations: Array
    lost: float
    same_kinks: bool
    same_infinities: bool


def random_networks(count: int, seed: int = 3) -> Iterator[Experiment]:
    """Draw networks of every activation, both costs, up to 3 outputs and every kind.

    The kinds: with biases; with biases of zero, so that a unit above a dead layer stands exactly
    at its kink; with hidden units that no example turns on; with examples that are all zero; and
    with large weights, which saturate the sigmoid.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        n_x, n_1, n_2 = (int(MOST_UNITS ** rng.uniform()) for _ in range(3))
        layers: Layers = (n_x, n_1, n_2, int(rng.integers(1, MOST_OUTPUTS + 1)))
        spec = NetworkSpec(
            layers=layers,
            examples=int(rng.integers(1, MOST_EXAMPLES + 1)),
            activation=ACTIVATIONS[number % len(ACTIVATIONS)],
            cost=COSTS[number // len(ACTIVATIONS) % len(COSTS)],
            data="gaussian",
        )
        arrays = _arrays(spec, kind, rng)
        yield Experiment(
            NetworkSubject(spec, given=GivenArrays(f"network {number}, {kind}", arrays))
        )


def _arrays(spec: NetworkSpec, kind: str, rng: np.random.Generator) -> dict[str, Array]:
    """Draw X, Y and the parameters of a network of a kind."""
    n_x, n_y = spec.layers[0], spec.layers[3]
    X, Y = make_data("gaussian", n_x, n_y, spec.examples, int(rng.integers(2**32)))
    if kind == "zero examples":
        X[:, rng.uniform(size=spec.examples) < 0.3] = 0
    arrays: dict[str, Array] = {"X": X, "Y": Y}
    layout = Layout.of_layers(spec.layers)
    for name, shape in zip(layout.names, layout.shapes, strict=True):
        draws = rng.standard_normal(shape)
        if name.startswith("W"):
            arrays[name] = draws if kind == "large" else draws * np.sqrt(2 / shape[1])
        else:
            arrays[name] = 0 * draws if kind.startswith("zero") else 0.5 * draws
    if kind == "dead units":
        for name in ("b1", "b2"):
            arrays[name][rng.uniform(size=len(arrays[name])) < 0.4] = -50
    return arrays


def agreement_on_random(
    engines: Sequence[str], count: int, say: Callable[[str], None]
) -> list[Agreement]:
    """Compare engines with the textbook loop on random networks, at every epsilon."""
    found: dict[str, list[Comparison]] = {engine: [] for engine in engines}
    for number, experiment in enumerate(random_networks(count), start=1):
        sample = all_of(experiment.subject.layout)
        for engine, some in compared(experiment, engines, sample).items():
            found[engine] += some
        if number % 10 == 0:
            say(f"agreement: {number} of {count} random networks")
    return [_summed(f"{count} random networks", *item) for item in found.items()]


def agreement_on_case(
    case: Case, engines: Sequence[str], most: int, say: Callable[[str], None]
) -> list[Agreement]:
    """Compare engines with the textbook loop on a case, by so many parameters at most."""
    rng = np.random.default_rng(2)
    whole = most >= case.layout.size
    sample = all_of(case.layout) if whole else drawn_from(case.layout, most, rng)
    say(f"agreement: {case.title}, {sample.size:,} parameters")
    found = compared(case.experiment, engines, sample)
    title = case.title if whole else f"{case.title} ({sample.size:,} parameters)"
    return [_summed(title, *item) for item in found.items()]


def compared(
    experiment: Experiment, engines: Iterable[str], sample: Sample
) -> Mapping[str, list[Comparison]]:
    """Compare engines with the textbook loop on one network, at every epsilon."""
    network = network_of(experiment).draw()
    textbook = Textbook.of(network)
    found: dict[str, list[Comparison]] = {engine: [] for engine in engines}
    with np.errstate(all="ignore"):  # a saturated cost
        scale = max(abs(float(textbook.cost(textbook.theta))), 1)
        lost = lost_digits(textbook) / scale
        for epsilon in EPSILONS:
            expected = textbook.gradapprox(sample.places, epsilon)
            floor = np.finfo(np.float64).eps * scale / epsilon
            kinks = _filled(experiment, "loop", sample, epsilon).kinks[sample.places]
            for engine, comparisons in found.items():
                entries = _filled(experiment, engine, sample, epsilon)
                comparisons.append(
                    Comparison(
                        _deviations(entries.gradapprox[sample.places], expected, floor),
                        lost,
                        np.array_equal(entries.kinks[sample.places], kinks),
                        _same_infinities(entries.gradapprox[sample.places], expected),
                    )
                )
    return found


def lost_digits(textbook: Textbook) -> float:
    """Return what J loses by 1 - A3, in roundings: the roundings of A3 / (1 - A3) add up.

    They do so as independent errors do, by their squares.
    """
    if textbook.cost_form == "logits":
        return 0.0
    _, Z3 = textbook.forward(textbook.parameters)
    A3 = sigmoid(Z3)
    # Where Y is 1 this logarithm is multiplied by 0, which only infinity survives.
    lost = np.where(textbook.Y == 1, np.where(A3 == 1, np.inf, 0), A3 / (1 - A3))
    return float(np.linalg.norm(lost) / Z3.shape[1])


def _filled(experiment: Experiment, engine: str, sample: Sample, epsilon: float) -> Entries:
    subject = network_of(experiment).build()
    entries = Entries.empty(subject.layout.size)
    for _ in ENGINES[engine](subject, Request(epsilon, "central", sample.columns), entries):
        pass
    return entries


def _deviations(found: Array, expected: Array, floor: float) -> Array:
    """Return the distances in floors where both are finite."""
    both = np.isfinite(found) & np.isfinite(expected)
    deviations: Array = np.abs(found[both] - expected[both]) / floor
    return deviations


def _same_infinities(found: Array, expected: Array) -> bool:
    ours, theirs = (np.where(np.isfinite(each), 0, each) for each in (found, expected))
    return np.array_equal(ours, theirs, equal_nan=True)


def _summed(of: str, engine: str, comparisons: Sequence[Comparison]) -> Agreement:
    plain = [each for each in comparisons if each.lost <= 1]
    saturated = [each for each in comparisons if not each.lost <= 1]
    deviations = np.concatenate([np.empty(0), *(each.deviations for each in plain)])
    others = np.concatenate([np.empty(0), *(each.deviations for each in saturated)])
    own = [np.max(each.deviations, initial=0) / each.lost for each in saturated]
    return Agreement(
        of=of,
        engine=engine,
        checks=len(comparisons),
        entries=deviations.size + others.size,
        worst=float(np.max(deviations, initial=0)),
        within=float(np.mean(deviations <= LIMIT)) if deviations.size else 1.0,
        saturated=len(saturated),
        worst_saturated=float(np.max(others, initial=0)),
        worst_saturated_own=float(np.max(own, initial=0)),
        other_kinks=sum(not each.same_kinks for each in comparisons),
        other_infinities=sum(not each.same_infinities for each in comparisons),
    )
