"""The numbers of a map, as a table shows and copies them."""

import numpy as np

from gradviz.presenting.array_numbers import MISSING, Numbers, numbers_of_array
from gradviz.presenting.map_views import MapView
from gradviz.presenting.node_values import TITLES, NodeValues
from tests.helpers.nodes import diagnosed
from tests.helpers.results import checked


def test_what_is_copied_reads_back_to_the_last_bit() -> None:
    values = np.random.default_rng(1).standard_normal((4, 3)) * 10.0 ** np.arange(-8, 4, 4)
    text = Numbers("grad", values).tab_separated(range(4), range(3))
    read = np.array([[float(each) for each in line.split("\t")] for line in text.splitlines()])
    assert np.array_equal(read, values)
    part = Numbers("grad", values).tab_separated(range(1, 3), range(2, 3))
    assert [float(line) for line in part.splitlines()] == values[1:3, 2].tolist()


def test_a_number_is_written_as_everywhere_and_none_is_made_up() -> None:
    known = np.array([[True, False]])
    numbers = Numbers("grad", np.array([[1e-7, 2.0]]), known)
    assert [numbers.shown(0, column) for column in (0, 1)] == ["1e-7", MISSING]
    assert numbers.tab_separated(range(1), range(2)) == "1e-7\t\n"


def test_an_array_has_every_view_the_one_that_is_seen_first() -> None:
    result = checked("course-bugs")
    found = numbers_of_array(result, "W2", MapView.GRAD)
    assert found.name == "W2"
    assert found.words.startswith("FAIL: difference 0.28509")
    assert "epsilon 1e-7" in found.words
    by_title = {part.title: part.values for part in found.parts}
    assert found.parts[0].title == "grad"
    assert set(by_title) == {view.label for view in MapView}
    apart = np.abs(by_title["grad"] - by_title["gradapprox"])
    assert np.array_equal(by_title["|grad - gradapprox|"], apart)
    assert found.parts[0].shape == (3, 5)


def test_a_node_has_what_its_maps_show() -> None:
    result = diagnosed("dA2 = 2 * W3.T @ dZ3")
    values = NodeValues.of(result, "dA2")
    assert values is not None
    found = values.numbers("numerical")
    assert [part.title for part in found.parts] == ["numerical", "value", "|difference|"]
    assert found.words.startswith("dA2: off by up to")
    forward = NodeValues.of(result, "Z1")
    assert forward is not None
    assert [part.title for part in forward.numbers("value").parts] == [TITLES[0]]
