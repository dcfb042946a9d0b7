"""Which entries of the correct gradient are zero, and why."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from gradviz.checking.experiment import Experiment
from gradviz.checking.uncovered import Cause, NotCoveredReason, never_covered, uncovered_reasons
from gradviz.network.backward import correct_program
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.spec import DTYPES, NetworkSpec
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.strategies import examples, specs
from tests.helpers.subjects import experiment_of

ALL_ROW = {Cause.OUTPUT, Cause.OFF, Cause.FLAT, Cause.WEIGHTS, Cause.BLOCKED}


def correct_gradient(network: Network) -> Array:
    return network.gradients(correct_program(network.activation))[0]


def of_cause(network: Network, cause: Cause) -> list[NotCoveredReason]:
    return [reason for reason in uncovered_reasons(network) if reason.cause is cause]


@given(specs(most_units=6, dtypes=DTYPES))
@examples(300)
def test_every_zero_of_the_gradient_is_explained_and_nothing_else_is(spec: NetworkSpec) -> None:
    network = NetworkSubject(spec).draw()
    gradient = correct_gradient(network)
    reasons = uncovered_reasons(network)
    explained = {int(place) for reason in reasons for place in reason.entries}
    assert explained == set(np.flatnonzero(gradient == 0).tolist())
    assert all(reason.entries.size for reason in reasons)


@given(specs(most_units=6, dtypes=DTYPES))
@examples(300)
def test_each_reason_is_true(spec: NetworkSpec) -> None:
    network = NetworkSubject(spec).draw()
    known = {name: np.asarray(value) for name, value in network.known().items()}
    lines, _ = correct_program(network.activation).run(network.known())
    for reason in uncovered_reasons(network):
        units = list(reason.units)
        given = known[f"A{reason.layer}" if reason.layer else "X"]
        if reason.cause is Cause.OFF:
            assert spec.activation == "relu"
            assert np.all(known[f"Z{reason.layer}"][units] <= 0)
        if reason.cause is Cause.FLAT:
            assert spec.activation in ("tanh", "sigmoid")
        if reason.cause in (Cause.INPUT, Cause.SILENT):
            assert np.all(given[units] == 0)
        if reason.cause is Cause.OUTPUT:
            assert np.all(known["A3"][units] == known["Y"][units])
        if reason.cause is Cause.WEIGHTS:
            assert np.all(known[f"W{reason.layer + 1}"][:, units] == 0)
        if reason.cause in ALL_ROW:
            assert np.all(lines[f"dZ{reason.layer}"][units] == 0)


@given(specs(most_units=6, dtypes=DTYPES))
@examples(300)
def test_other_reasons_are_left_where_an_example_has_both_an_input_and_an_error(
    spec: NetworkSpec,
) -> None:
    network = NetworkSubject(spec).draw()
    known = {name: np.asarray(value) for name, value in network.known().items()}
    lines, _ = correct_program(network.activation).run(network.known())
    for reason in uncovered_reasons(network):
        if reason.cause not in (Cause.APART, Cause.OTHER):
            continue
        error = lines[f"dZ{reason.layer}"]
        given = known[f"A{reason.layer - 1}" if reason.layer > 1 else "X"]
        for place in reason.entries:
            name, row, column = network.layout.locate(int(place))
            both = error[row] != 0
            if name.startswith("W"):
                both = both & (given[column] != 0)
            assert both.any() == (reason.cause is Cause.OTHER)


BY_HAND: dict[str, list[list[float]]] = {
    "X": [[1, 2], [2, 1]],
    "Y": [[1, 0]],
    "W1": [[1, 1], [2, 1]],
    "b1": [[0], [1]],
    "W2": [[1, 2], [1, 1]],
    "b2": [[0], [1]],
    "W3": [[0.1, 0.1]],
    "b3": [[0]],
}


@pytest.mark.parametrize(
    ("changes", "activation", "cause", "layer", "units", "uncovered"),
    [
        ({"X": [[1, 2], [0, 0]]}, "relu", Cause.INPUT, 0, (1,), "W1"),
        ({"b1": [[0], [-50]]}, "relu", Cause.OFF, 1, (1,), "W1 b1 W2"),
        ({"b2": [[-50], [0]]}, "relu", Cause.OFF, 2, (0,), "W2 b2 W3"),
        ({"b1": [[50], [0]]}, "tanh", Cause.FLAT, 1, (0,), "W1 b1"),
        ({"b1": [[99], [0]]}, "sigmoid", Cause.FLAT, 1, (0,), "W1 b1"),
        ({"W1": [[0, 0], [1, 1]]}, "tanh", Cause.SILENT, 1, (0,), "W2"),
        ({"W3": [[0, 0.1]]}, "relu", Cause.WEIGHTS, 2, (0,), "W2 b2"),
        ({"b2": [[-50], [-50]]}, "relu", Cause.BLOCKED, 1, (0, 1), "W1 b1"),
        ({"Y": [[1, 1]], "b3": [[99]]}, "relu", Cause.OUTPUT, 3, (0,), "W3 b3"),
    ],
)
def test_each_cause_is_found(
    changes: dict[str, list[list[float]]],
    activation: str,
    cause: Cause,
    layer: int,
    units: tuple[int, ...],
    uncovered: str,
) -> None:
    network = network_of(experiment_of(BY_HAND | changes, activation)).draw()
    [reason] = of_cause(network, cause)
    assert (reason.layer, reason.units) == (layer, units)
    assert {network.layout.locate(int(place))[0] for place in reason.entries} == set(
        uncovered.split()
    )


def test_ends_that_are_never_on_together() -> None:
    changes: dict[str, list[list[float]]] = {
        "X": [[1, -1], [1, -1]],
        "W1": [[1, 1], [-1, -1]],
        "b1": [[0], [0]],
        "W2": [[1, -1], [1, 1]],
    }
    network = network_of(experiment_of(BY_HAND | changes)).draw()
    [reason] = of_cause(network, Cause.APART)
    assert reason.layer == 2
    assert [network.layout.locate(int(place)) for place in reason.entries] == [("W2", 0, 1)]


def test_examples_that_cancel_are_another_reason() -> None:
    everything_at_zero = read_experiment({"data": "gaussian", "init": "zeros", "examples": "2"}, E)
    [reason] = of_cause(network_of(everything_at_zero).draw(), Cause.OTHER)
    assert everything_at_zero.subject.layout.locate(int(reason.entries[0])) == ("b3", 0, 0)


E = Experiment(NetworkSubject())


@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "tanh", "sigmoid"])
def test_where_everything_starts_at_zero_no_seed_lights_what_is_never_covered(
    activation: str,
) -> None:
    spec = replace(network_of(E).network, init="zeros", activation=activation)
    [reason] = never_covered(spec)
    assert reason.cause is Cause.START
    covered = np.zeros(47, dtype=bool)
    for seed in range(10):
        for examples_ in (3, 7, 20):
            network = NetworkSubject(replace(spec, seed=seed, examples=examples_)).draw()
            covered |= correct_gradient(network) != 0
    assert sorted(np.flatnonzero(~covered)) == sorted(reason.entries)


def test_pixels_that_no_digit_has_are_never_covered() -> None:
    spec = network_of(read_experiment({"data": "digits", "layers": "64,8,4,1"}, E)).network
    [reason] = never_covered(spec)
    assert (reason.cause, reason.layer, reason.units) == (Cause.NEVER, 0, (0, 32, 39))
    assert reason.entries.size == 3 * 8
    whole = replace(spec, examples=1797, activation="tanh", init="xavier")
    uncovered = np.flatnonzero(correct_gradient(NetworkSubject(whole).draw()) == 0)
    assert sorted(uncovered) == sorted(reason.entries)


@pytest.mark.parametrize("data", ["reference", "gaussian", "iris", "breast-cancer", "moons"])
def test_other_data_can_be_covered_whole(data: str) -> None:
    assert never_covered(network_of(read_experiment({"data": data}, E)).network) == ()
