"""The window: menus and places, nothing else."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from gradviz.presenting.array_numbers import ArrayNumbers
from gradviz.views.common.looks import Look
from gradviz.views.form.experiment_form import ExperimentForm
from gradviz.views.maps.map_board import MapBoard
from gradviz.views.shell.actions import Actions
from gradviz.views.shell.cell_status import CellStatus
from gradviz.views.shell.centre import Centre
from gradviz.views.shell.own_place import OwnPlace
from gradviz.views.shell.page_stack import PageStack
from gradviz.views.shell.tab import Tab
from gradviz.views.shell.view_bar import ViewBar
from gradviz.views.shell.why_panel import WhyPanel
from gradviz.views.verdict.check_bar import CheckBar
from gradviz.views.verdict.coverage_bar import CoverageBar
from gradviz.views.verdict.verdict_strip import VerdictStrip

WIDE = 1600  # pixels from which the right panel has its place
LEFT, RIGHT = 340, 400  # first widths of the panels; text that needs more gets it


class MainWindow(QMainWindow):
    """Left what is set, centre what happened, right (or below) why.

    The tabs of the pages stand at the same place on every page, below the verdict.

    Signals
    -------
    closed()
        The window is about to close.
    file_dropped(str)
        A file was dropped on it.
    picture_save_requested(object)
        The user wants to save what a widget shows.
    numbers_requested(object)
        The user wants these `ArrayNumbers` as a table.
    """

    closed = Signal()
    file_dropped = Signal(str)
    picture_save_requested = Signal(object)
    numbers_requested = Signal(object)

    def __init__(self, look: Look, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("GradViz")
        self.setAcceptDrops(True)
        self.look = look
        self.actions_by_name = Actions(tabs, self)
        self.menus = self.actions_by_name.fill(self.menuBar())
        self.form = ExperimentForm()
        self.check_bar = CheckBar()
        self.verdict = VerdictStrip(look)
        self.board = MapBoard()
        self.coverage = CoverageBar(look)
        self.why = WhyPanel(look)
        self.pages = PageStack()
        self._tab = tabs[0]
        self._view_bar = ViewBar(self.actions_by_name, tabs)
        self.cell_status = CellStatus()
        self.statusBar().addWidget(self.cell_status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self._left = OwnPlace(self._make_left())
        self._verdicts = OwnPlace(self.verdict)
        self._centre = self._make_centre()
        self._wants_why = True
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setObjectName("columns")
        for widget in (self._left, self._centre):
            self._columns.addWidget(widget)
        self._columns.setStretchFactor(0, 0)
        self._columns.setStretchFactor(1, 1)
        self._columns.setChildrenCollapsible(False)
        self.setCentralWidget(self._columns)
        self._is_wide: bool | None = None
        self.place_why()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self.look = look
        for part in (
            self.actions_by_name,
            self.form,
            self.check_bar,
            self.verdict,
            self.board,
            self.coverage,
            self.why.inspector,
            self.why.table,
            self.pages,
        ):
            part.set_look(look)

    def add_page(
        self,
        name: str,
        page: QWidget,
        focus: Callable[[], None] | None = None,
        form: QWidget | None = None,
        verdict: QWidget | None = None,
    ) -> None:
        """Take in a page, perhaps with a form and a verdict in place of the usual ones."""
        self.pages.add(name, page, focus)
        for place, part in ((self._left, form), (self._verdicts, verdict)):
            if part is not None:
                place.add(name, part)

    def show_page(self, tab: Tab) -> None:
        """Show a page that was added."""
        self._tab = tab
        for place in (self.pages, self._left, self._verdicts):
            place.show_page(tab.name)
        self.pages.focus_page()
        self._view_bar.set_has_views(tab.has_views)
        self.cell_status.setVisible(tab.has_cells)
        self._show_why()

    def show_panels(self, form: bool, why: bool) -> None:
        """Show or fold the left panel and the panel that says why."""
        folded = [part for part, seen in ((self._left, form), (self.why, why)) if not seen]
        focused = self.focusWidget()
        had_focus = focused is not None and any(part.isAncestorOf(focused) for part in folded)
        self._left.setVisible(form)
        self._wants_why = why
        self._show_why()
        if had_focus:
            self.pages.focus_page()  # keys go to nothing that is not seen

    def save_picture(self, picture: QWidget) -> None:
        """Hand on that a picture is to be saved, as the menu of each picture asks its window."""
        self.picture_save_requested.emit(picture)

    def show_numbers(self, numbers: ArrayNumbers) -> None:
        """Hand on that numbers are to be shown as a table."""
        self.numbers_requested.emit(numbers)

    def place_why(self) -> None:
        """Put what says why to the right if there is room, else below the maps."""
        is_wide = self.width() >= WIDE
        if is_wide is self._is_wide:
            return
        self._is_wide = is_wide
        self.why.set_tabbed(not is_wide)
        if is_wide:
            self._columns.addWidget(self.why)
            self._columns.setSizes([LEFT, self.width() - LEFT - RIGHT, RIGHT])
        else:
            self._columns.setSizes([LEFT, self.width() - LEFT])
            self._centre.take_why()
        for column in range(self._columns.count()):
            self._columns.setStretchFactor(column, 1 if column == 1 else 0)

    def splitter_states(self) -> dict[str, QByteArray]:
        """Return where the splitters of the present arrangement stand, by name."""
        states = {self._arrangement(part): part.saveState() for part in self._splitters()}
        return states | {self._arrangement(self._centre): self._centre.state()}

    def restore_splitters(self, saved: Callable[[str], QByteArray]) -> None:
        """Put the splitters where they stood, if they did in this arrangement."""
        self._columns.restoreState(saved(self._arrangement(self._columns)))
        self._centre.restore(saved(self._arrangement(self._centre)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move what says why to where there is room."""
        super().resizeEvent(event)
        self.place_why()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window closes, so that what runs is stopped first."""
        self.closed.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the dropped file."""
        event.acceptProposedAction()
        self.file_dropped.emit(event.mimeData().urls()[0].toLocalFile())

    def _show_why(self) -> None:
        """Show what says why a cell is as it is, where there are cells."""
        self.why.setVisible(self._wants_why and self._tab.has_cells)

    def _splitters(self) -> tuple[QSplitter, QSplitter]:
        return self._columns, self._centre

    def _arrangement(self, splitter: QSplitter) -> str:
        return f"{splitter.objectName()}_{'wide' if self._is_wide else 'narrow'}"

    def _make_left(self) -> QWidget:
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(6, 6, 0, 6)
        layout.addWidget(self.form, stretch=1)
        layout.addWidget(self.check_bar)
        return left

    def _make_centre(self) -> Centre:
        maps = QWidget()
        column = QVBoxLayout(maps)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.board, stretch=1)
        column.addWidget(self.coverage)
        self.pages.add(self._tab.name, maps, focus=self.board.focus_current)
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(6, 6, 6, 0)
        layout.addWidget(self._verdicts)
        layout.addWidget(self._view_bar)
        layout.addWidget(self.pages, stretch=1)
        return Centre(top, self.why)
