"""The program as a user starts and closes it; it must never write a word to stderr."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

import real_window
from gradviz.preflight.system import this_system
from gradviz.views.common.looks import looks
from tests.helpers.hands import PATIENCE, Hands
from tests.helpers.started import Started, screen_picture, share

pytestmark = pytest.mark.real_window

Start = Callable[..., Started]


def large_arrays(path: Path) -> Path:
    """Write a network whose check takes several seconds."""
    rng = np.random.default_rng(0)
    sizes = (1500, 800, 200, 1)
    arrays = {"X": rng.standard_normal((1500, 500)), "Y": np.arange(500.0) % 2}
    for layer, (inputs, units) in enumerate(pairwise(sizes), start=1):
        arrays[f"W{layer}"] = rng.standard_normal((units, inputs)) / inputs**0.5
        arrays[f"b{layer}"] = np.zeros((units, 1))
    np.savez(path, allow_pickle=False, **arrays)
    return path


def wait_for_colour(qtbot: QtBot, place: QRect, role: str, look: str, part: float) -> None:
    """Wait until this part of what the screen shows has the colour of a role."""
    colour = looks()[look].colour(role)
    qtbot.waitUntil(lambda: share(screen_picture(place), colour) > part, timeout=PATIENCE)


def test_the_window_shows_that_a_correct_network_passes(
    start: Start, hands: Hands, qtbot: QtBot
) -> None:
    program = start()
    place = hands.place_of(program.window())
    assert not place.isEmpty()
    wait_for_colour(qtbot, place, "pass.strip", "light", part=0.01)
    wait_for_colour(qtbot, place, "window", "light", part=0.2)
    hands.press("ctrl+q")
    program.ends_well()


def test_the_window_manager_closes_it_in_the_middle_of_a_long_check(
    start: Start, hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    program = start(str(large_arrays(tmp_path / "large.npz")))
    place = hands.place_of(program.window())
    wait_for_colour(qtbot, place, "window", "light", part=0.2)
    hands.press("F5")
    pictures: list[object] = []

    def goes_on() -> bool:
        picture = screen_picture(place)
        if not pictures or picture != pictures[-1]:
            pictures.append(picture)
        return len(pictures) > 4

    qtbot.waitUntil(goes_on, timeout=PATIENCE)
    hands.press("alt+F4")
    program.ends_well()


def test_look_size_and_place_survive_a_restart(start: Start, hands: Hands, qtbot: QtBot) -> None:
    first = start()
    window = first.window()
    wait_for_colour(qtbot, hands.place_of(window), "pass.strip", "light", part=0.01)
    hands.resize(window, 1111, 655)
    qtbot.waitUntil(lambda: hands.place_of(window).width() == 1111, timeout=PATIENCE)
    place = hands.place_of(window)
    hands.press("alt+v", "d")
    wait_for_colour(qtbot, place, "window", "dark", part=0.2)
    hands.press("alt+F4")
    first.ends_well()

    second = start()
    again = second.window()
    qtbot.waitUntil(lambda: hands.place_of(again) == place, timeout=PATIENCE)
    wait_for_colour(qtbot, place, "window", "dark", part=0.2)
    hands.press("alt+F4")
    second.ends_well()


def test_a_broken_file_chosen_in_the_file_dialog_is_explained(
    start: Start, hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 but no archive")
    program = start()
    program.window()
    hands.press("ctrl+o")
    program.window("Open arrays file")
    hands.write(str(broken))
    hands.press("Return")
    program.window("This file cannot be used")
    hands.press("Escape")
    qtbot.waitUntil(lambda: not program.has_window("This file cannot be used"), timeout=PATIENCE)
    program.window()
    hands.press("ctrl+q")
    program.ends_well()


def test_a_window_that_was_large_fits_a_projector(
    start: Start, hands: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = real_window.lack(this_system())
    if reason is not None:
        pytest.skip(reason)
    on_a_desk = start()
    window = on_a_desk.window()
    hands.resize(window, 1700, 950)
    qtbot.waitUntil(lambda: hands.place_of(window).width() == 1700, timeout=PATIENCE)
    hands.press("alt+F4")
    on_a_desk.ends_well()

    projector = ["Xvfb", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    monkeypatch.setattr(real_window, "XVFB", projector)
    with real_window.real_display() as environ:
        there = Hands(environ)
        projected = start(there=there, environ=environ)
        window = projected.window()
        # Nothing where a part of it is off the screen.
        qtbot.waitUntil(lambda: not there.place_of(window).isEmpty(), timeout=PATIENCE)

        def is_closed() -> bool:
            there.press("alt+F4")  # a window manager that has just begun may lose the first
            return not projected.has_window("GradViz")

        qtbot.waitUntil(is_closed, timeout=PATIENCE)
        projected.ends_well()
