from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gradviz.checking.verdict import Verdict
from gradviz.presenting.map_array import ShownArray
from gradviz.views.maps.map_panel import MapPanel
from tests.helpers.results import checked

W2 = ShownArray(checked("course").arrays[2], Verdict.PASS, 1e-7, None, 0)


@pytest.mark.parametrize("shown", [W2, replace(W2, below_noise=7), replace(W2, at_kink=2)])
def test_the_title_the_map_and_the_difference_all_tell_the_coverage(
    qtbot: QtBot, shown: ShownArray
) -> None:
    panel = MapPanel("W2")
    qtbot.addWidget(panel)
    panel.set_array(shown)
    title = panel.findChild(QLabel, "title_W2")
    bar = panel.findChild(QWidget, "difference_W2")
    assert title is not None
    assert bar is not None
    received = (
        title.toolTip(),
        bar.toolTip(),
        bar.accessibleDescription(),
        panel.map.accessibleDescription(),
    )
    assert all(each.endswith(shown.coverage) for each in received)
