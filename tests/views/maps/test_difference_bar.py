from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gradviz.checking.verdict import Verdict
from gradviz.presenting.map_array import ShownArray
from gradviz.views.common.looks import looks
from gradviz.views.maps.difference_bar import DifferenceBar
from tests.helpers.results import checked

LOOKS = looks()
W1 = ShownArray(checked("course").arrays[0], Verdict.INCONCLUSIVE, 1e-7, 20, 0)


def share(bar: DifferenceBar, colour: QColor) -> float:
    """Return how much of the bar's middle row has a colour."""
    image = bar.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    row = pixels[bar.fontMetrics().height() + 3] & 0xFFFFFF
    return float((row == (colour.rgb() & 0xFFFFFF)).mean())


@pytest.mark.parametrize("look_name", list(LOOKS))
@pytest.mark.parametrize("verdict", Verdict)
def test_a_bar_has_the_colour_of_its_verdict_and_of_no_other(
    qtbot: QtBot, look_name: str, verdict: Verdict
) -> None:
    bar = DifferenceBar("W1")
    qtbot.addWidget(bar)
    bar.set_look(LOOKS[look_name])
    bar.resize(120, bar.sizeHint().height())
    # 1.6e-7 of 1e-12 to 1 is some 43 % of the bar.
    bar.set_array(replace(W1, verdict=verdict))
    for each in Verdict:
        found = share(bar, LOOKS[look_name].colour(f"{each}.mark"))
        assert found == (pytest.approx(0.43, abs=0.04) if each is verdict else 0), each


def test_the_words_beside_the_pointer_tell_the_comparison_and_the_coverage(qtbot: QtBot) -> None:
    bar = DifferenceBar("W1")
    qtbot.addWidget(bar)
    bar.set_array(W1)
    assert bar.toolTip() == f"W1 alone: difference {W1.comparison}; {W1.coverage}"
    assert "no more than numerical error explains" in bar.toolTip()
    assert bar.accessibleDescription() == bar.toolTip()
