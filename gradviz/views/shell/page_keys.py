"""The keys that are no actions: each widget that takes some says which, and what they do."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

KeyRow = tuple[str, Sequence[Qt.Key]]  # what they do, and the keys
Row = tuple[str, str]  # the same as it is written

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def key_rows(keys: Sequence[KeyRow]) -> list[Row]:
    """Return keys as they are written in a list."""
    return [(words, ", ".join(map(key_text, each))) for words, each in keys]


def key_text(key: Qt.Key) -> str:
    """Return what is written on a key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def page_keys() -> dict[str, list[Row]]:
    """Return the keys of all that takes keys of its own, by where that is."""
    # Imported here, as few ever ask: together they are most of the window.
    from gradviz.views.common.steps_text import StepsText
    from gradviz.views.curves.log_plot import LogPlot
    from gradviz.views.curves.one_d_errors import OneDErrorPlot
    from gradviz.views.curves.one_d_plot import OneDPlot
    from gradviz.views.form.bug_list import BugList
    from gradviz.views.form.number_edit import NumberEdit
    from gradviz.views.maps.heat_map import GESTURES, HeatMap
    from gradviz.views.pages.lines.computation_graph import ComputationGraph
    from gradviz.views.pages.lines.line_edit import LineEdit
    from gradviz.views.pages.lines.node_table import NodeTable

    everywhere = [
        ("Next and previous field, map or plot", "Tab, Shift+Tab"),
        ("Tick a box, press a button", key_text(Qt.Key.Key_Space)),
        ("Menu of a picture or a table", "Shift+F10"),
    ]
    return {
        "Everywhere": everywhere,
        "In a map": [*key_rows(HeatMap.KEYS), *GESTURES],
        "In a field with a number": key_rows(NumberEdit.KEYS),
        "In the search of the bugs": key_rows(BugList.KEYS),
        "In a plot of the epsilon explorer": key_rows(LogPlot.KEYS),
        "In the curve of One dimension": key_rows(OneDPlot.KEYS),
        "In the errors of One dimension": key_rows(OneDErrorPlot.KEYS),
        "In a line of code": key_rows(LineEdit.KEYS),
        "In the graph of the lines": key_rows(ComputationGraph.KEYS),
        "In a table": [*key_rows(NodeTable.KEYS), copying("Copy the selected rows")],
        "In steps and values": [copying(StepsText.COPIES)],
    }


def copying(words: str) -> Row:
    """Return the row of the key that copies."""
    return words, QKeySequence(QKeySequence.StandardKey.Copy).toString()
