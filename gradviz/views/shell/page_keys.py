"""The keys that are no actions: each widget that takes some says which, and what they do.

It is imported when somebody asks for the keys: all widgets together are most of the window.
"""

from PySide6.QtCore import Qt

from gradviz.views.common.keys import Row, copying, key_rows, key_text
from gradviz.views.common.steps_text import StepsText
from gradviz.views.curves.curve_plot import GESTURES
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.one_d_errors import OneDErrorPlot
from gradviz.views.curves.one_d_plot import OneDPlot
from gradviz.views.form.bug_list import BugList
from gradviz.views.form.number_edit import NumberEdit
from gradviz.views.maps import heat_map
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from gradviz.views.pages.lines.line_edit import LineEdit
from gradviz.views.pages.lines.node_table import NodeTable


def page_keys() -> dict[str, list[Row]]:
    """Return the keys of all that takes keys of its own, by where that is."""
    everywhere = [
        ("Next and previous field, map or plot", "Tab, Shift+Tab"),
        ("Tick a box, press a button", key_text(Qt.Key.Key_Space)),
        ("Menu of a picture or a table", "Shift+F10"),
    ]
    return {
        "Everywhere": everywhere,
        "In a map": [*key_rows(heat_map.HeatMap.KEYS), *heat_map.GESTURES],
        "In a field with a number": key_rows(NumberEdit.KEYS),
        "In the search of the bugs": key_rows(BugList.KEYS),
        "In a plot of the epsilon explorer": [*key_rows(LogPlot.KEYS), *GESTURES],
        "In the curve of One dimension": key_rows(OneDPlot.KEYS),
        "In the errors of One dimension": [*key_rows(OneDErrorPlot.KEYS), *GESTURES],
        "In a line of code": key_rows(LineEdit.KEYS),
        "In the graph of the lines": key_rows(ComputationGraph.KEYS),
        "In a table": [*key_rows(NodeTable.KEYS), copying("Copy the selected rows")],
        "In steps and values": [copying(StepsText.COPIES)],
    }
