"""The lines of both passes: what is shown is what runs."""

from typing import Any

import numpy as np
import pytest

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import LINE_NAMES, parse_line
from gradviz.network.data import DATA_SETS
from gradviz.network.network import Network
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.presenting.lines import FORWARD_NAMES, CodeLine, code_lines
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of

FUNCTIONS: dict[str, Any] = {
    **{name: getattr(np, name) for name in ("exp", "log", "log1p", "abs", "maximum", "tanh")},
    "total": np.sum,
}


def by_name(experiment: Experiment) -> dict[str, CodeLine]:
    return {line.name: line for line in code_lines(experiment)}


def given_gradients(experiment: Experiment) -> Experiment:
    """Return the same network with gradients from a file."""
    network = network_of(experiment).draw()
    arrays = {name: np.array(network.here[name]) for name in network.layout.names}
    gradients, _ = network.gradients(network_of(experiment).program)
    arrays |= {f"d{n}": a for n, a in network.layout.to_arrays(gradients).items()}
    arrays |= {"X": network.x, "Y": network.y}
    return Experiment(
        NetworkSubject(network_of(experiment).network, given=GivenArrays("mine.npz", arrays))
    )


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_forward_lines_compute_what_the_network_computes(activation: str, cost: str) -> None:
    experiment = Experiment(NetworkSubject(NetworkSpec(activation=activation, cost=cost)))
    network: Network = network_of(experiment).draw()
    known: dict[str, Any] = {**network.known(), **FUNCTIONS}
    known |= {name: network.here[name] for name in network.layout.names}
    for line in code_lines(experiment)[: len(FORWARD_NAMES)]:
        value = eval(line.expression, {"__builtins__": {}}, known)
        wanted = network.cost_here if line.name == "J" else network.here[line.name]
        assert np.allclose(value, wanted, rtol=1e-12, atol=0), line.name
        assert np.shape(value) == line.shape, line.name


def test_every_line_has_its_name_its_shape_and_the_shapes_of_what_it_reads() -> None:
    lines = by_name(Experiment(NetworkSubject()))
    assert tuple(lines) == (*FORWARD_NAMES, *LINE_NAMES)
    assert lines["dW2"].expression == "1/m * dZ2 @ A1.T"
    assert lines["dW2"].shape == (3, 5)
    assert lines["dW2"].shapes_text == (
        "dW2 is (3, 5); it reads m a number, dZ2 (3, 3), A1 (5, 3)."
    )
    assert lines["J"].shape == ()
    assert lines["Z1"].operands == (("W1", (5, 4)), ("X", (4, 3)), ("b1", (5, 1)))


def test_bugs_and_typed_lines_are_shown_as_they_run_beside_the_correct_ones() -> None:
    experiment = Experiment(NetworkSubject(bugs=("dW2-twice",), lines=("db1 = 4/m * sum(dZ1)",)))
    lines = by_name(experiment)
    assert lines["dW2"].expression == "2 * 1/m * dZ2 @ A1.T"
    assert lines["dW2"].correct == "1/m * dZ2 @ A1.T"
    assert lines["db1"].expression == "4/m * sum(dZ1)"
    assert [name for name, line in lines.items() if line.is_changed] == ["dW2", "db1"]
    runs = {line.name: line.expression.source for line in network_of(experiment).program.lines}
    assert {name: lines[name].expression for name in LINE_NAMES} == runs


def test_only_the_backward_pass_can_be_typed_over_and_not_with_given_gradients() -> None:
    lines = by_name(Experiment(NetworkSubject()))
    assert [name for name, line in lines.items() if line.is_editable] == list(LINE_NAMES)
    given = by_name(given_gradients(Experiment(NetworkSubject())))
    assert not any(line.is_editable or line.is_changed for line in given.values())


def test_every_data_set_has_lines() -> None:
    for name, data in DATA_SETS.items():
        spec = NetworkSpec(layers=(data.n_x or 4, 5, 3, 1), data=name)
        for line in code_lines(Experiment(NetworkSubject(spec))):
            assert line.name in FORWARD_NAMES or parse_line(f"{line.name} = {line.expression}")
