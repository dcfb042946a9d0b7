"""What is said of every node of both passes, and on which ways wrong values spread."""

from dataclasses import replace

import pytest

from gradviz.checking.findings import LineVerdict
from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.computation_layout import PLACES
from gradviz.presenting.lines import code_lines
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from gradviz.subjects.network import network_of
from tests.helpers.nodes import diagnosed, experiment_of


def test_every_value_of_both_passes_is_a_node_in_the_order_in_which_it_comes_to_be() -> None:
    graph = PassGraph.of(experiment_of(), None)
    assert tuple(graph.nodes) == NODE_NAMES
    assert set(NODE_NAMES) == set(PLACES)
    known: set[str] = set()
    for name, node in graph.nodes.items():
        assert set(node.reads) <= known, name
        known.add(name)


def test_shapes_are_those_of_the_network() -> None:
    nodes = PassGraph.of(experiment_of((784, 128, 64, 10), 7), None).nodes
    assert nodes["X"].shape_text == "(784, 7)"
    assert nodes["dW1"].shape_text == nodes["W1"].shape_text == "(128, 784)"
    assert nodes["dZ3"].shape_text == nodes["Y"].shape_text == "(10, 7)"
    assert nodes["J"].shape_text == ""


def test_a_line_reads_what_its_expression_names() -> None:
    nodes = PassGraph.of(diagnosed("dW2 = 1/m * dZ2 @ A1.T + 0 * W2").experiment, None).nodes
    assert nodes["dW2"].reads == ("dZ2", "A1", "W2")
    assert nodes["dZ3"].reads == ("A3", "Y")
    assert nodes["Z1"].reads == ("W1", "X", "b1")


@pytest.mark.parametrize(("cost", "read"), [("textbook", "A3"), ("logits", "Z3")])
def test_the_cost_reads_what_its_line_names(cost: str, read: str) -> None:
    experiment = experiment_of()
    experiment = replace(
        experiment,
        subject=replace(
            network_of(experiment), network=replace(network_of(experiment).network, cost=cost)
        ),
    )
    node = PassGraph.of(experiment, None).nodes["J"]
    assert node.reads == (read, "Y")
    assert node.sentence == f"J = cost({read}, Y)"
    assert read in next(line for line in code_lines(experiment) if line.name == "J").expression


def test_a_wrong_line_spoils_what_reads_it_and_nothing_else() -> None:
    result = diagnosed("dA2 = 2 * W3.T @ dZ3")
    graph = PassGraph.of(result.experiment, result)
    assert graph.spoiled == {
        *(("dA2", "dZ2"), ("dZ2", "dW2"), ("dZ2", "db2"), ("dZ2", "dA1")),
        *(("dA1", "dZ1"), ("dZ1", "dW1"), ("dZ1", "db1")),
    }
    assert graph.nodes["db1"].spoiled_by == ("dA2",)
    assert graph.nodes["dA2"].spoiled_by == graph.nodes["dW3"].spoiled_by == ()
    assert graph.nodes["dW1"].sentence.endswith("The mistake is in dA2.")


def test_a_way_ends_at_another_wrong_line() -> None:
    result = diagnosed("dZ3 = 2 * (A3 - Y)", "dZ2 = dA2 * (Z2 > 0) + 1")
    graph = PassGraph.of(result.experiment, result)
    assert graph.nodes["dZ2"].spoiled_by == ("dZ3",)
    assert graph.nodes["dA1"].spoiled_by == ("dZ2",)
    assert ("dA2", "dZ2") in graph.spoiled


def test_a_way_leads_through_what_cannot_be_judged_but_does_not_end_there() -> None:
    result = diagnosed("dA2 = 2 * W3.T @ dZ3", undecidable=["dA1", "db2"])
    graph = PassGraph.of(result.experiment, result)
    assert {("dZ2", "dA1"), ("dA1", "dZ1")} <= graph.spoiled
    assert ("dZ2", "db2") not in graph.spoiled
    assert graph.nodes["dZ1"].spoiled_by == ("dA2",)


def test_a_line_that_reads_nothing_wrong_any_more_is_not_on_the_way() -> None:
    result = diagnosed("dA1 = 3 * (W2.T @ (dA2 * (Z2 > 0)))", "db1 = 1/m * sum(dA1)")
    graph = PassGraph.of(result.experiment, result)
    assert ("dA1", "db1") in graph.spoiled
    assert ("dZ1", "db1") not in graph.spoiled


def test_the_description_tells_every_verdict_and_what_is_wrong_first() -> None:
    result = diagnosed("dW2 = 2/m * dZ2 @ A1.T", undecidable=["db3"])
    words = PassGraph.of(result.experiment, result).description
    assert words.startswith("dW2 is wrong: 2 times too large.")
    assert "Cannot be judged: db3." in words
    assert all(name in words for name in LINE_NAMES)
    stale = PassGraph.of(experiment_of((2, 2, 2, 1)), result)
    assert stale.is_stale
    assert stale.description.startswith("Of an older check.")
    assert stale.nodes["dW2"].shape == (2, 2)


@pytest.mark.parametrize("has_result", [True, False])
def test_without_a_diagnosis_nothing_is_said_of_a_line(has_result: bool) -> None:
    result = replace(diagnosed(), diagnosis=None) if has_result else None
    graph = PassGraph.of(experiment_of(), result)
    assert graph.description == "The lines of the backward pass are not judged yet."
    assert graph.nodes["dW2"].verdict is None
    assert graph.nodes["dW2"].sentence == "dW2 is not judged yet."
    assert not graph.spoiled


def test_what_is_right_everywhere_is_told_so() -> None:
    result = diagnosed()
    graph = PassGraph.of(result.experiment, result)
    assert {node.verdict for node in graph.nodes.values()} == {None, LineVerdict.RIGHT}
    assert graph.description.startswith("Right: dZ3, dW3")
    assert not graph.spoiled
