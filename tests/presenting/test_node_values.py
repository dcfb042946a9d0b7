"""The numbers of a node: its value, what it should be, and how far apart they are."""

import numpy as np
import pytest

from gradviz.checking.findings import LineVerdict
from gradviz.network.layout import Cell
from gradviz.presenting.node_values import NodeValues
from gradviz.presenting.pass_nodes import FORWARD_NAMES, NODE_NAMES
from gradviz.subjects.network import network_of
from tests.helpers.nodes import NOISE, diagnosed, experiment_of, with_finding

DOUBLED = diagnosed("dW2 = 2/m * dZ2 @ A1.T")


def values_of(name: str) -> NodeValues:
    found = NodeValues.of(DOUBLED, name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", FORWARD_NAMES)
def test_a_node_of_the_forward_pass_has_its_value_alone(name: str) -> None:
    values = values_of(name)
    network = network_of(DOUBLED.experiment).draw()
    expected = {"X": network.x, "Y": network.y, "J": DOUBLED.cost}.get(name)
    assert values.value is not None
    assert np.all(values.value == (network.here[name] if expected is None else expected))
    assert values.numerical is None
    assert values.difference is None
    assert "difference" not in values.summary + "".join(values.words_at(0, 0))
    assert values.words_at(0, 0)[2].startswith("[0, 0]  value ")


def test_a_cell_of_another_node_or_of_an_older_shape_is_none_of_its_own() -> None:
    values = values_of("dW2")
    assert values.has(Cell("dW2", 2, 4))
    assert not values.has(Cell("dW2", 2, 8))
    assert not values.has(Cell("dW2", 5, 0))
    assert not values.has(Cell("dW1", 0, 0))


def test_a_wrong_line_differs_in_all_its_entries() -> None:
    values = values_of("dW2")
    assert values.value is not None
    assert values.numerical is not None
    assert values.difference is not None
    assert np.allclose(values.value, 2 * values.numerical)
    assert values.wrong.all()
    row, column = divmod(int(values.difference.argmax()), 5)
    assert values.largest == (row, column)
    assert f"at row {row}, column {column}; 15 of 15 entries differ" in values.summary
    whole, shorter, shortest = values.words_at(row, column)
    assert whole.startswith(f"dW2[{row}, {column}]  difference ")
    assert "ratio 2" in whole
    assert "  value " in shorter
    assert len(whole) > len(shorter) > len(shortest)
    assert shortest.startswith(f"[{row}, {column}]  difference ")
    assert all(f"at [{row}, {column}]; 15 of 15 wrong" in each for each in values.shorter_summaries)


def test_a_right_line_differs_by_no_more_than_numerical_error() -> None:
    values = values_of("dZ1")
    assert not values.wrong.any()
    assert values.explained.all()
    assert values.summary.endswith("numerical error or kinks explain all")
    assert "ratio" not in values.words_at(0, 0)[0]
    assert values.shorter_summaries[1].endswith("all explained")


def test_a_cell_at_a_kink_is_not_called_wrong() -> None:
    kinks = np.zeros((3, 5), dtype=bool)
    kinks[1, 2] = True
    values = NodeValues.of(with_finding(DOUBLED, "dW2", kinks=kinks), "dW2")
    assert values is not None
    assert not values.wrong[1, 2]
    assert np.count_nonzero(values.wrong) == 14
    assert all(words.endswith("at a kink") for words in values.words_at(1, 2))


def test_what_is_not_finite_is_the_largest_difference() -> None:
    value = np.ones((3, 5))
    value[2, 4] = np.nan
    values = NodeValues.of(with_finding(DOUBLED, "dW2", value=value), "dW2")
    assert values is not None
    assert values.largest == (2, 4)
    received = "1 of 15 values is not finite, first at [2, 4]"
    assert {values.summary, *values.shorter_summaries} == {received}


def test_of_what_is_not_finite_nothing_is_said_to_be_explained() -> None:
    gone = np.full((3, 5), np.nan)
    changed = with_finding(DOUBLED, "dW2", value=gone, verdict=LineVerdict.UNDECIDABLE)
    values = NodeValues.of(changed, "dW2")
    assert values is not None
    assert values.summary == "15 of 15 values are not finite, first at [0, 0]"


def test_of_a_line_that_cannot_be_judged_no_error_is_said_to_explain_what_none_does() -> None:
    changed = with_finding(DOUBLED, "dW2", verdict=LineVerdict.UNDECIDABLE)
    values = NodeValues.of(changed, "dW2")
    assert values is not None
    assert not values.wrong.any()
    assert "15 of 15 entries differ by more than numerical error" in values.summary
    assert all("15 of 15 not explained" in each for each in values.shorter_summaries)


def test_a_line_that_was_not_given_has_its_numerical_value_alone() -> None:
    changed = with_finding(DOUBLED, "dZ2", value=None, verdict=LineVerdict.UNDECIDABLE)
    values = NodeValues.of(changed, "dZ2")
    assert values is not None
    assert values.value is None
    assert values.difference is None
    assert values.largest is None
    assert values.summary == ""
    assert values.words_at(0, 0)[0].startswith("dZ2[0, 0]  numerical ")


def test_equal_values_are_said_to_be_so() -> None:
    assert DOUBLED.diagnosis is not None
    numerical = DOUBLED.diagnosis.lines["dZ2"].value
    values = NodeValues.of(with_finding(DOUBLED, "dZ2", numerical=numerical), "dZ2")
    assert values is not None
    assert values.summary == "value and numerical value are exactly equal"
    assert values.shorter_summaries[1] == "exactly equal"


def test_without_a_diagnosis_a_line_has_no_values() -> None:
    checked = diagnosed()
    assert checked.diagnosis is not None
    object.__setattr__(checked, "diagnosis", None)
    assert NodeValues.of(checked, "dW2") is None
    assert NodeValues.of(checked, "W2") is not None


@pytest.mark.parametrize("name", NODE_NAMES)
def test_the_smallest_network_has_all_of_it(name: str) -> None:
    values = NodeValues.of(diagnosed(experiment=experiment_of((1, 1, 1, 1), 1)), name)
    assert values is not None
    assert values.shape == (1, 1)
    if values.difference is not None:
        assert values.difference.max() < 10 * NOISE
