"""Every page of the window. Another one is an entry here, and a folder in views/pages."""

from gradviz.controllers.page import PageSpec

_VIEWS, _CONTROLLERS = "gradviz.views", "gradviz.controllers"

PAGES = (
    PageSpec(
        "page_maps",
        title="M&aps",
        text="Maps",
        key="F2",
        tip="Show every parameter in six maps",
        has_views=True,
    ),
    PageSpec(
        "page_epsilon",
        title="&Epsilon explorer",
        text="Epsilon explorer",
        key="F3",
        tip="Show the difference over epsilon",
        modules=(
            "gradviz.analysis.compare",
            "gradviz.checking.curves",
            "gradviz.checking.sweep",
            "gradviz.checking.entry_curve",
            "gradviz.presenting.sweep_words",
            f"{_VIEWS}.curves.graph",
            f"{_VIEWS}.curves.log_scene",
            f"{_VIEWS}.curves.log_labels",
            f"{_VIEWS}.curves.curve_frame",
            f"{_VIEWS}.curves.curve_plot",
            f"{_VIEWS}.curves.log_plot",
            f"{_VIEWS}.curves.sweep_plot",
            f"{_VIEWS}.pages.epsilon.sweep_page",
            f"{_CONTROLLERS}.sweep",
            f"{_CONTROLLERS}.explorer",
        ),
    ),
    PageSpec(
        "page_one_d",
        title="&One dimension",
        text="One dimension",
        key="F4",
        tip="Show gradient checking of one parameter",
        has_cells=False,
        modules=(f"{_CONTROLLERS}.one_d",),
    ),
    PageSpec(
        "page_lines",
        title="&Lines of backprop",
        text="Lines",
        key="F6",
        tip="Show the passes line by line, judged",
        has_cells=False,
        modules=(
            f"{_VIEWS}.pages.lines.judged",
            f"{_VIEWS}.pages.lines.code_view",
            f"{_VIEWS}.pages.lines.computation_graph",
            f"{_VIEWS}.pages.lines.graph_tabs",
            f"{_VIEWS}.pages.lines.line_note",
            f"{_VIEWS}.pages.lines.node_panel",
            f"{_VIEWS}.pages.lines.lines_page",
            f"{_CONTROLLERS}.lines",
        ),
    ),
)
