import numpy as np

from gradviz.checking.check import check
from gradviz.checking.experiment import Experiment
from gradviz.controllers.cell import CellController
from gradviz.network.spec import NetworkSpec


def test_hovering_shows_a_cell_for_a_while_and_choosing_keeps_it() -> None:
    controller = CellController()
    received: list[int | None] = []
    controller.cell_changed.connect(received.append)
    controller.choose(3)
    controller.hover(7)
    controller.hover(7)
    controller.hover(None)
    assert received == [3, 7, 3]
    assert controller.cell == 3


def test_the_first_result_shows_its_worst_entry() -> None:
    controller = CellController()
    result = check(Experiment(bugs=("dW2-twice",)))
    controller.fit(result)
    assert controller.cell == int(np.argmax(result.errors))


def test_a_new_result_keeps_the_cell_while_it_exists() -> None:
    controller = CellController()
    controller.choose(40)
    controller.hover(41)
    controller.fit(check(Experiment()))
    assert controller.cell == 41
    small = check(Experiment(network=NetworkSpec(layers=(1, 1, 1, 1))))
    controller.fit(small)
    assert controller.cell is not None
    assert controller.cell < small.size
