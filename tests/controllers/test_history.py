"""The history behind undo and redo, held to lists of values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.controllers.history import MAX_STEPS, History

VALUES = st.lists(st.integers(0, 4), max_size=30)
NAMES = st.sampled_from([None, "theta", "epsilon"])


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def filled(values: list[int]) -> History[int]:
    history = History(-1)
    for value in values:
        history.change(value)
    return history


def walked_back(history: History[int]) -> list[int]:
    """Undo everything; return what was met, the present value first."""
    met = [history.value]
    while history.undo():
        met.append(history.value)
    return met


def walked_on(history: History[int]) -> list[int]:
    met = [history.value]
    while history.redo():
        met.append(history.value)
    return met


def test_at_first_there_is_nothing_to_undo_or_redo() -> None:
    history = History(3)
    assert (history.can_undo, history.can_redo) == (False, False)
    assert (history.undo(), history.redo()) == (False, False)
    assert history.value == 3


@given(VALUES)
def test_each_change_is_a_step_and_none_is_lost_on_the_way_back_and_on(values: list[int]) -> None:
    expected = [-1]
    for value in values:
        if value != expected[-1]:
            expected.append(value)
    history = filled(values)
    assert walked_back(history) == expected[::-1]
    assert walked_on(history) == expected
    assert walked_back(history) == expected[::-1]


@given(VALUES, st.integers(0, 40))
def test_so_many_undos_and_as_many_redos_change_nothing(values: list[int], count: int) -> None:
    history = filled(values)
    before = history.value, history.can_undo
    done = sum(history.undo() for _ in range(count))
    assert history.can_redo is (done > 0)
    assert all(history.redo() for _ in range(done))
    assert (history.value, history.can_undo, history.can_redo) == (*before, False)


def test_a_change_forgets_what_was_undone_the_same_value_again_does_not() -> None:
    history = filled([1, 2])
    history.undo()
    assert history.change(1) is False
    assert history.can_redo
    assert history.change(7) is True
    assert not history.can_redo
    assert walked_back(history) == [7, 1, -1]


@given(st.lists(st.tuples(st.integers(0, 99), NAMES), unique_by=lambda each: each[0], max_size=30))
def test_changes_in_a_row_of_one_gesture_are_one_step(
    changes: list[tuple[int, str | None]],
) -> None:
    history, expected, last = History(-1), [-1], None
    for value, gesture in changes:
        history.change(value, gesture)
        if gesture is None or gesture != last:
            expected.append(value)
        else:
            expected[-1] = value
        last = gesture
    assert walked_back(history) == expected[::-1]


def test_a_gesture_goes_on_from_where_it_began_even_at_its_first_value() -> None:
    history = History(0)
    for value in (1, 2, 1):
        history.change(value, "theta")
    assert history.undo()
    assert (history.value, history.can_undo) == (0, False)
    assert history.redo()
    assert history.value == 1


@pytest.mark.parametrize("end", ["end_gesture", "undo and redo", "undo"])
def test_what_follows_the_end_of_a_gesture_is_a_step_of_its_own(end: str) -> None:
    history = History(0)
    history.change(1)
    history.change(2, "theta")
    if end == "end_gesture":
        history.end_gesture()
    else:
        history.undo()
    if end == "undo and redo":
        history.redo()
    history.change(3, "theta")
    history.undo()
    assert history.value == (1 if end == "undo" else 2)


def test_a_pause_ends_a_gesture_and_each_change_puts_it_off() -> None:
    clock = Clock()
    history = History(0, 1.0, clock)
    for value in (1, 2, 3):
        history.change(value, "theta")
        clock.seconds += 1.0
    clock.seconds += 0.01
    history.change(4, "theta")
    assert walked_back(history) == [4, 3, 0]


def test_without_a_limit_a_gesture_lasts_until_it_is_ended() -> None:
    clock = Clock()
    history = History(0, clock=clock)
    history.change(1, "theta")
    clock.seconds += 1e9
    history.change(2, "theta")
    assert walked_back(history) == [2, 0]


def test_the_oldest_steps_go_beyond_the_limit() -> None:
    history = filled(list(range(MAX_STEPS + 7)))
    met = walked_back(history)
    assert MAX_STEPS == 500
    assert len(met) == MAX_STEPS + 1
    assert (met[0], met[-1]) == (MAX_STEPS + 6, 6)
    assert walked_on(history) == met[::-1]
