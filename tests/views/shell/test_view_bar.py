"""The pages and the views of the maps, side by side or as a list."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.map_views import MapView
from gradviz.views.shell.actions import VIEWS, Actions
from gradviz.views.shell.tab import Tab
from gradviz.views.shell.view_bar import ViewBar

TABS = (
    Tab("page_maps", "M&aps", "Maps", "F2", "Show maps", has_views=True),
    Tab("page_other", "&Other", "Another one", "F3", "Show something else"),
)


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    return Actions(TABS)


@pytest.fixture
def bar(actions: Actions, qtbot: QtBot) -> Iterator[ViewBar]:
    made = ViewBar(actions, TABS)
    qtbot.addWidget(made)
    made.resize(1300, 30)
    made.show()
    yield made
    made.close()


def button(bar: ViewBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None, name
    return found


def test_views_stand_side_by_side_where_there_is_room(
    bar: ViewBar, actions: Actions, qtbot: QtBot
) -> None:
    assert not button(bar, "view_list_button").isVisible()
    for view, (name, _key) in VIEWS.items():
        qtbot.mouseClick(button(bar, f"{name}_button"), Qt.MouseButton.LeftButton)
        assert actions[name].isChecked(), view


def test_in_less_room_one_button_lists_them_and_says_which_it_is(
    bar: ViewBar, actions: Actions
) -> None:
    bar.resize(bar.minimumSizeHint())
    listed = button(bar, "view_list_button")
    assert listed.isVisible()
    assert listed.menu().actions() == [actions[name] for name, _key in VIEWS.values()]
    for view in MapView:
        actions[VIEWS[view][0]].setChecked(True)
        assert listed.text() == f"{actions[VIEWS[view][0]].iconText()} ▾"
    bar.resize(1300, 30)
    assert not listed.isVisible()


def test_nothing_is_cut_off_at_its_smallest(bar: ViewBar, actions: Actions) -> None:
    for view in MapView:
        actions[VIEWS[view][0]].setChecked(True)
        bar.resize(bar.minimumSizeHint())
        for each in bar.findChildren(QToolButton):
            if each.isVisible():
                assert each.width() >= each.sizeHint().width(), (view, each.objectName())
                assert bar.rect().right() >= each.mapTo(bar, each.rect().bottomRight()).x()


def test_other_pages_have_no_views(bar: ViewBar) -> None:
    bar.set_has_views(False)
    assert not button(bar, "view_list_button").isVisible()
    assert not any(
        each.isVisible() for each in bar.findChildren(QWidget) if "view_" in each.objectName()
    )
    assert button(bar, "page_maps_button").isVisible()
    bar.set_has_views(True)
    assert button(bar, "view_grad_button").isVisible()
