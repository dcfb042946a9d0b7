import pytest

from gradviz.checking.result import CheckResult
from gradviz.presenting.node_rows import COLUMNS, NodeRow, node_rows, tab_separated
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from tests.helpers.nodes import diagnosed, experiment_of, graph_of, with_finding


@pytest.fixture(scope="module")
def result() -> CheckResult:
    return diagnosed("dA2 = 2 * W3.T @ dZ3", undecidable=["db3"])


def rows_of(result: CheckResult) -> dict[str, NodeRow]:
    return {row.node.name: row for row in node_rows(graph_of(result))}


def shown(row: NodeRow) -> dict[str, str]:
    return {column.title: column.shown(row) for column in COLUMNS}


def test_a_row_tells_all_that_the_graph_shows_of_a_node(result: CheckResult) -> None:
    rows = rows_of(result)
    assert tuple(rows) == NODE_NAMES
    assert shown(rows["dW2"]) | {"off by up to": ""} == {
        "node": "dW2",
        "shape": "(3, 5)",
        "verdict": "↳ inherited",
        "reads": "dZ2, A1",
        "spoiled by": "dA2",
        "off by up to": "",
        "in words": rows["dW2"].node.sentence,
    }
    assert shown(rows["dA2"])["verdict"] == "✗ origin"
    assert shown(rows["db3"])["verdict"] == "? undecidable"
    assert shown(rows["Z1"])["verdict"] == "trusted"
    assert shown(rows["Z1"])["off by up to"] == ""


def test_the_largest_difference_is_told_with_its_place_and_copied_with_every_digit(
    result: CheckResult,
) -> None:
    row = rows_of(result)["dA2"]
    assert row.difference is not None
    size, down, right = row.difference
    assert shown(row)["off by up to"] == f"{size:.6g} at [{down}, {right}]"
    line = tab_separated([row]).splitlines()[1]
    assert f"{size!r} at [{down}, {right}]" in line.split("\t")


def test_what_was_not_given_has_no_difference(result: CheckResult) -> None:
    assert rows_of(with_finding(result, "dZ2", value=None))["dZ2"].difference is None


def test_an_older_check_is_said_to_be_older(result: CheckResult) -> None:
    rows = {row.node.name: row for row in node_rows(graph_of(result, experiment_of(examples=3)))}
    assert rows["dA2"].verdict == "✗ origin (older)"
    assert rows["dA2"].node.shape_text == "(3, 3)"


def test_without_a_check_no_line_is_judged() -> None:
    rows = {row.node.name: row for row in node_rows(PassGraph.of(experiment_of(), None))}
    assert rows["dA2"].verdict == "not judged yet"
    assert rows["dA2"].difference is None
