"""Any size of the window, and any place of its splitters, will do: on every page, in every look."""

import pytest
from PySide6.QtWidgets import QScrollArea, QSplitter
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.controllers.page_list import PAGES
from gradviz.views.common.scroll_area import ScrollArea
from tests.helpers.resizing import Step, play, random_steps
from tests.helpers.window import settled

SOAK_STEPS = 2_500  # on each of the four pages

# With these, contents and scroll bar once changed each other until the stack was full.
ONE_DIMENSION: tuple[Step, ...] = (
    ("action", "page_one_d"),
    ("resize", 1160, 541),
    ("split", "columns", 1, 535),
    ("resize", 1359, 344),
)
NAMES = [page.name for page in PAGES]
LINES: tuple[Step, ...] = (
    ("action", "page_lines"),
    ("resize", 916, 436),
    ("resize", 1009, 671),
    ("split", "columns", 1, 256),
    ("resize", 1312, 545),
    ("resize", 1350, 768),
)


@pytest.mark.parametrize("steps", [ONE_DIMENSION, LINES])
def test_sizes_that_once_ended_the_program(program: Program, steps: tuple[Step, ...]) -> None:
    play(program, iter(steps))
    assert program.window.isVisible()
    assert (program.window.width(), program.window.height()) >= steps[-1][1:]


def test_every_page_scrolls_in_the_area_that_comes_to_rest(program: Program) -> None:
    play(program, (("action", page.name) for page in PAGES))
    areas = program.window.findChildren(QScrollArea)
    assert len(areas) >= len(PAGES)
    assert all(isinstance(area, ScrollArea) for area in areas)


@pytest.mark.parametrize("page", NAMES)
def test_it_can_be_resized_and_split_at_random(program: Program, page: str, qtbot: QtBot) -> None:
    resize_at_random(program, page, qtbot, 60)


@pytest.mark.soak
@pytest.mark.parametrize("page", NAMES)
def test_it_can_be_resized_and_split_ten_thousand_times(
    program: Program, page: str, qtbot: QtBot
) -> None:
    resize_at_random(program, page, qtbot, SOAK_STEPS)


def resize_at_random(program: Program, page: str, qtbot: QtBot, steps: int) -> None:
    """Lay the window out as often as that; nothing is painted, which takes most of the time."""
    settled(program, qtbot)
    program.window.actions_by_name[page].trigger()
    program.window.setUpdatesEnabled(False)
    play(program, random_steps(program, NAMES.index(page), steps))
    assert program.window.actions_by_name[page].isChecked()
    for splitter in program.window.findChildren(QSplitter):
        if splitter.isVisible():
            assert sum(splitter.sizes()) <= max(splitter.width(), splitter.height())
