"""Everything a user can do from the menus, each with its key."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import Look
from gradviz.views.shell.tab import Tab

# name: (text, keys, icon, tip)
ACTIONS: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "open_arrays": ("&Open arrays file…", ("Ctrl+O",), "open", "Bring a network in a .npz file"),
    "save_picture": ("&Save maps as picture…", ("Ctrl+S",), "save", "Write the maps as a picture"),
    "export_json": ("&Export result as JSON…", ("Ctrl+E",), "save", "Write all numbers of it"),
    "save_curve": (
        "Save c&urve as picture…",
        ("Ctrl+Shift+S",),
        "save",
        "Write the difference over epsilon as a picture",
    ),
    "export_curve": (
        "Export cur&ve…",
        ("Ctrl+Shift+E",),
        "save",
        "Write the difference over epsilon as numbers",
    ),
    "quit": ("&Quit", ("Ctrl+Q",), "", "Close the program"),
    "undo": ("&Undo", ("Ctrl+Z",), "undo", "Take back the last change"),
    "redo": ("&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Bring back what was taken back"),
    "reset": ("Reset to the &start", ("Ctrl+R",), "reset", "Go back to the first experiment"),
    "clear_bugs": ("&Clear bugs", ("Ctrl+B",), "clear", "Make every line correct again"),
    "find_bug": ("&Find a bug…", ("Ctrl+F",), "search", "Search the catalogue of bugs"),
    "copy_report": ("Co&py report", ("Ctrl+Shift+C",), "copy", "Copy the check as text"),
    "check": ("&Check", ("F5",), "check", "Check every parameter now"),
    "cancel": ("C&ancel", ("Esc",), "cancel", "Stop the check and keep what it computed"),
    "new_seed": ("&New seed", ("Ctrl+D",), "dice", "Draw other data and parameters"),
    "show_form": ("Settings and &bugs", ("F8",), "", "Show or hide the left panel"),
    "show_why": ("&Cell and worst entries", ("F9",), "", "Show or hide what says why"),
    "look_light": ("L&ight look", (), "light", "Dark text on light ground"),
    "look_dark": ("&Dark look", (), "dark", "Light text on dark ground"),
    "look_presenter": (
        "&Presenter",
        ("F11",),
        "presenter",
        "For a projector: large text, no panels",
    ),
    "larger": ("Lar&ger text", ("Ctrl+=", "Ctrl++"), "zoom_in", "Make all text larger"),
    "smaller": ("S&maller text", ("Ctrl+-",), "zoom_out", "Make all text smaller"),
    "normal": ("&Normal text", ("Ctrl+0",), "", "Make all text its normal size"),
    "keys": ("&Keys", ("F1",), "help", "List every action and its key"),
    "about": ("&About GradViz", (), "", "Version, licences and sources"),
}
VIEWS = {view: (f"view_{view}", f"Ctrl+{place}") for place, view in enumerate(MapView, start=1)}
CHECKABLE = ("show_form", "show_why", "look_light", "look_dark", "look_presenter")
LOOKS = ("look_light", "look_dark", "look_presenter")
SEPARATOR = "-"
TABS = "tabs"  # in their place in a menu
OF_CURVES = ("save_curve", "export_curve")  # of which there are none at first
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "&File",
        (
            "open_arrays",
            SEPARATOR,
            "save_picture",
            "export_json",
            SEPARATOR,
            "save_curve",
            "export_curve",
            SEPARATOR,
            "quit",
        ),
    ),
    (
        "&Edit",
        ("undo", "redo", "reset", SEPARATOR, "find_bug", "clear_bugs", SEPARATOR, "copy_report"),
    ),
    ("&Check", ("check", "cancel", SEPARATOR, "new_seed")),
    (
        "&View",
        (
            TABS,
            SEPARATOR,
            *(name for name, _ in VIEWS.values()),
            SEPARATOR,
            *LOOKS,
            SEPARATOR,
            "larger",
            "smaller",
            "normal",
            SEPARATOR,
            "show_form",
            "show_why",
        ),
    ),
    ("&Help", ("keys", "about")),
)


class Actions(QObject):
    """Every action by name, and the menus that hold them; the first page is chosen."""

    def __init__(self, tabs: Sequence[Tab], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tabs = tuple(tabs)
        self._actions: dict[str, QAction] = {}
        self._look: Look | None = None
        self._is_tinted = False
        for name, (text, keys, _icon, tip) in ACTIONS.items():
            self._add(name, text, keys, tip)
        for tab in tabs:
            self._add(tab.name, tab.title, (tab.key,), tab.tip).setCheckable(True)
        self._view_group = self._exclusive([name for name, _ in VIEWS.values()])
        for view, (name, key) in VIEWS.items():
            action = self._add(name, view.label, (key,), f"Show {view.label} of every parameter")
            action.setCheckable(True)
            self._view_group.addAction(action)
        for name in CHECKABLE:
            self[name].setCheckable(True)
        self._look_group = self._exclusive(LOOKS)
        self._page_group = self._exclusive([tab.name for tab in tabs])
        for name in OF_CURVES:
            self[name].setEnabled(False)
        self[tabs[0].name].setChecked(True)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def by_menu(self) -> Iterator[tuple[str, list[QAction]]]:
        """Return the title of each menu and its actions."""
        for title, names in MENUS:
            rows = self._rows(names)
            yield title.replace("&", ""), [self[name] for name in rows if name != SEPARATOR]

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put the menus into a menu bar; returned by title."""
        menus = {}
        for title, names in MENUS:
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self._tint)
            for name in self._rows(names):
                if name == SEPARATOR:
                    menu.addSeparator()
                else:
                    menu.addAction(self[name])
            menus[title.replace("&", "")] = menu
        return menus

    def set_look(self, look: Look) -> None:
        """Take the icons of a look; they are drawn when a menu opens, not before the window."""
        self._look = look
        self._is_tinted = False

    def _rows(self, names: Sequence[str]) -> Iterator[str]:
        for name in names:
            yield from (tab.name for tab in self._tabs) if name == TABS else (name,)

    def _tint(self) -> None:
        if self._is_tinted or self._look is None:
            return
        self._is_tinted = True
        for name, (_text, _keys, icon, _tip) in ACTIONS.items():
            if icon:
                self[name].setIcon(self._look.icon(icon))

    def _add(self, name: str, text: str, keys: tuple[str, ...], tip: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"action_{name}")
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setStatusTip(tip)
        key_text = f" ({keys[0]})" if keys else ""
        action.setToolTip(f"{tip}{key_text}")
        self._actions[name] = action
        return action

    def _exclusive(self, names: list[str] | tuple[str, ...]) -> QActionGroup:
        group = QActionGroup(self)
        for name in names:
            if name in self._actions:
                group.addAction(self._actions[name])
        return group
