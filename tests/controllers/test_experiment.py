from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.controllers.experiment import ExperimentController
from gradviz.subjects.network import NetworkSubject, network_of


def with_epsilon(epsilon: float) -> Experiment:
    return Experiment(NetworkSubject(), CheckSettings(epsilon=epsilon))


START = with_epsilon(1e-7)


@pytest.fixture
def controller() -> ExperimentController:
    return ExperimentController(START)


def test_a_change_is_told_once_and_can_be_undone_and_redone(
    controller: ExperimentController,
) -> None:
    received: list[Experiment] = []
    controller.experiment_changed.connect(received.append)
    controller.change(with_epsilon(1e-5))
    controller.change(with_epsilon(1e-5))
    assert received == [with_epsilon(1e-5)]
    controller.undo()
    assert (controller.experiment, controller.can_undo, controller.can_redo) == (START, False, True)
    controller.redo()
    assert controller.experiment == with_epsilon(1e-5)
    assert len(received) == 3


def test_one_gesture_is_one_step(controller: ExperimentController) -> None:
    for epsilon in (1e-6, 1e-5, 1e-4):
        controller.change(with_epsilon(epsilon), "epsilon")
    controller.end_gesture()
    controller.change(with_epsilon(1e-3), "epsilon")
    controller.undo()
    assert controller.experiment == with_epsilon(1e-4)
    controller.undo()
    assert controller.experiment == START


def test_another_field_ends_the_gesture(controller: ExperimentController) -> None:
    controller.change(with_epsilon(1e-6), "epsilon")
    both = replace(
        with_epsilon(1e-6), subject=replace(network_of(with_epsilon(1e-6)), bugs=("dW2-twice",))
    )
    controller.change(both, "bugs")
    controller.undo()
    assert controller.experiment == with_epsilon(1e-6)


def test_reset_can_be_undone(controller: ExperimentController) -> None:
    controller.change(with_epsilon(1e-3))
    controller.reset()
    assert controller.experiment == START
    controller.undo()
    assert controller.experiment == with_epsilon(1e-3)


def test_a_new_change_forgets_what_was_undone(controller: ExperimentController) -> None:
    controller.change(with_epsilon(1e-3))
    controller.undo()
    controller.change(with_epsilon(1e-4))
    assert not controller.can_redo


EPSILONS = [10.0**-k for k in range(1, 9)]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*EPSILONS, "undo", "redo"]), max_size=30))
def test_undo_and_redo_walk_along_the_changes(doings: list[float | str]) -> None:
    controller = ExperimentController(START)
    past, future = [START], []
    for doing in doings:
        if doing == "undo":
            controller.undo()
            if len(past) > 1:
                future.append(past.pop())
        elif doing == "redo":
            controller.redo()
            if future:
                past.append(future.pop())
        elif with_epsilon(float(doing)) != past[-1]:
            controller.change(with_epsilon(float(doing)))
            past.append(with_epsilon(float(doing)))
            future = []
        assert controller.experiment == past[-1]
        assert controller.can_undo is (len(past) > 1)
        assert controller.can_redo is bool(future)
