"""The list of pages, and that another entry is all that a page takes."""

import sys
from types import ModuleType

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz import app
from gradviz.app import Program
from gradviz.controllers.page import Page, PageSpec, Surroundings
from gradviz.controllers.page_list import PAGES
from gradviz.views.shell.actions import ACTIONS, VIEWS
from tests.helpers.window import child, press, settled


def test_no_two_pages_or_actions_share_a_name_a_key_or_a_letter() -> None:
    names = [page.name for page in PAGES]
    keys = [page.key for page in PAGES] + [
        key for _t, each, _i, _tip in ACTIONS.values() for key in each
    ]
    keys += [key for _name, key in VIEWS.values()]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    assert not set(names) & set(ACTIONS)
    assert all("&" in page.title and page.tip and page.text for page in PAGES)


def test_the_first_page_is_there_at_once_and_one_has_the_views() -> None:
    assert [page.name for page in PAGES if not page.modules] == [PAGES[0].name]
    assert [page.name for page in PAGES if page.has_views] == [PAGES[0].name]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Add a page with a form and a verdict of its own; return whether it is entered and left."""
    entered: list[bool] = []

    def open_page(around: Surroundings) -> Page:
        widget, form, verdict = (QLabel(text) for text in ("a page", "its form", "its verdict"))
        for part, name in ((widget, "extra"), (form, "extra_form"), (verdict, "extra_verdict")):
            part.setObjectName(name)
        return Page(widget, QObject(widget), form=form, verdict=verdict, set_seen=entered.append)

    module = ModuleType("extra_page")
    module.open_page = open_page  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extra_page", module)
    extra = PageSpec(
        "page_extra", "E&xtra", "Extra", "F12", "Show it", has_cells=False, modules=("extra_page",)
    )
    monkeypatch.setattr(app, "PAGES", (*PAGES, extra))
    return entered


def test_another_page_is_one_entry(seen: list[bool], program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    tab = child(program, QToolButton, "page_extra_button")
    place = child(program, QToolButton, "page_maps_button").mapTo(program.window, tab.pos())
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    shown = ["extra", "extra_form", "extra_verdict"]
    assert all(child(program, QWidget, name).isVisible() for name in shown)
    assert not program.window.verdict.isVisible()
    assert not program.window.form.isVisible()
    assert not program.window.why.isVisible()
    assert child(program, QToolButton, "page_maps_button").mapTo(program.window, tab.pos()) == place
    press(program, Qt.Key.Key_F2)
    assert not any(child(program, QWidget, name).isVisible() for name in shown)
    assert program.window.verdict.isVisible()
    press(program, Qt.Key.Key_F12)
    assert seen == [True, False, True]


@pytest.mark.parametrize("size", [(1340, 690), (1000, 640)])
def test_the_tabs_stand_at_the_same_place_on_every_page(
    program: Program, qtbot: QtBot, size: tuple[int, int]
) -> None:
    settled(program, qtbot)
    program.window.resize(*size)
    places = set()
    for page in PAGES:
        program.window.actions_by_name[page.name].trigger()
        for _ in range(4):
            QApplication.processEvents()
        tab = child(program, QToolButton, "page_maps_button")
        places.add(tab.mapTo(program.window, tab.rect().topLeft()).toTuple())
    assert len(places) == 1
