import numpy as np

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.controllers.cell import CellController
from gradviz.network.layout import Cell
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject


def result_of(*layers: int) -> Experiment:
    return Experiment(NetworkSubject(NetworkSpec(layers=layers)))  # type: ignore[arg-type]


def test_hovering_shows_a_cell_for_a_while_and_choosing_keeps_it() -> None:
    controller = CellController()
    received: list[Cell | None] = []
    controller.cell_changed.connect(received.append)
    chosen, hovered = Cell("W1", 0, 3), Cell("b1", 2, 0)
    controller.choose(chosen)
    controller.hover(hovered)
    controller.hover(hovered)
    controller.hover(None)
    assert received == [chosen, hovered, chosen]
    assert controller.cell == chosen


def test_the_first_result_shows_its_worst_entry() -> None:
    controller = CellController()
    result = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    controller.fit(result)
    assert controller.cell == result.layout.locate(int(np.argmax(result.errors)))


def test_a_cell_is_the_same_whatever_stands_before_its_array() -> None:
    controller = CellController()
    controller.fit(check(result_of(4, 5, 3, 1)))
    controller.choose(Cell("W3", 0, 1))
    controller.fit(check(result_of(2, 7, 3, 1)))
    assert controller.cell == Cell("W3", 0, 1)


def test_in_a_smaller_array_the_nearest_cell_stands_for_it_and_it_comes_back() -> None:
    controller = CellController()
    controller.choose(Cell("W2", 2, 4))
    controller.hover(Cell("W1", 4, 3))
    controller.fit(check(result_of(1, 2, 2, 1)))
    assert controller.cell == Cell("W2", 1, 1)
    controller.fit(check(result_of(4, 5, 3, 1)))
    assert controller.cell == Cell("W2", 2, 4)
