"""The steps of a random player: what it does with mouse and keys, drawn and done."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QWidget
from shiboken6 import isValid

from gradviz.app import Program
from gradviz.controllers import page_list

Step = list[str | int]  # what, then its values

BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
MODIFIERS = (NONE, NONE, NONE, SHIFT, CONTROL, ALT, CONTROL | SHIFT)
KEYS = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        *("Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Tab", "Backtab"),
        *("Return", "Enter", "Escape", "Space", "Delete", "Backspace", "Insert", "Menu"),
        *(f"F{number}" for number in range(1, 13)),
        *("Plus", "Minus", "Equal", "Period"),
        *"ABCDEFGHILMNOPRSTUVXYZ0123456789",
    )
)
PAGES = tuple(page.name for page in page_list.PAGES)
LOOKS = ("look_light", "look_dark", "look_presenter")
TEXT = ("larger", "smaller", "normal")
NONSENSE = (
    *("", "0", "1", "3", "5", "12", "-1", "1e-7", "1e-5", "1e-3", "1e-16", "1e308", "1e-320"),
    *("nan", "inf", "abc", "7" * 60, "1,5", "1_000", "½", "∞", "𝟙", "ي", "0x10", "--", "1e", " 4 "),
    *("1/m * dZ3 @ A2.T", "2/m * dZ2 @ A1.T", "dZ3 @", "((((", "A3 - Y", "__import__('os')"),
    *("64", "128", "\t", "e" * 3000),
)
LONGEST_TYPED = 40  # letters; a longer text is pasted
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Tab)
MouseDoes = Callable[[QWindow, Qt.MouseButton, Qt.KeyboardModifier, QPoint], None]
KINDS = {
    "click": 34,
    "double": 3,
    "drag": 14,
    "hover": 8,
    "wheel": 6,
    "key": 24,
    "type": 8,
    "resize": 5,
    "split": 4,
    "page": 4,
    "look": 0.4,
    "text": 0.6,
    "file": 1,
    "undo": 2,
    "wait": 4,
}


class Hands:
    """Draws steps and does them, in whatever window is in front.

    Parameters
    ----------
    program
        What is played with.
    drawn
        Where chance comes from.
    folder
        Where arrays files are, good and bad.
    """

    def __init__(self, program: Program, drawn: random.Random, folder: Path) -> None:
        self._program, self._drawn = program, drawn
        self._files = arrays_files(folder)
        self._does: dict[str, Callable[..., object]] = {
            "click": self._click,
            "double": self._double,
            "drag": self._drag,
            "hover": self._hover,
            "wheel": self._wheel,
            "key": self._key,
            "type": self._type,
            "resize": lambda width, height: self._window.resize(width, height),
            "split": self._split,
            "page": self._trigger,
            "look": self._trigger,
            "text": self._trigger,
            "undo": self._trigger,
            "file": self._open,
            "wait": lambda milliseconds: QTest.qWait(milliseconds),
        }

    @property
    def _window(self) -> QWidget:
        return self._program.window

    def draw(self) -> Step:
        """Return a step for what is seen now."""
        drawn = self._drawn
        kind = drawn.choices(list(KINDS), list(KINDS.values()))[0]
        if kind in ("click", "double", "hover"):
            return [kind, *self._place(), drawn.choices((0, 1, 2), (8, 2, 0.3))[0]]
        if kind == "drag":
            return [kind, *self._place(), *self._place(), drawn.choices((0, 2), (9, 1))[0]]
        if kind == "wheel":
            return [kind, *self._place(), drawn.choice((-360, -120, -15, 15, 120, 360))]
        if kind == "key":
            return [kind, drawn.randrange(len(KEYS)), drawn.randrange(len(MODIFIERS))]
        if kind == "type":
            return [kind, *self._field(), drawn.choice(NONSENSE), drawn.randrange(3)]
        if kind == "resize":
            return [kind, *self._size()]
        if kind == "split":
            return [kind, drawn.randrange(8), drawn.randrange(1600)]
        if kind == "wait":
            return [kind, drawn.choice((1, 10, 50, 150))]
        if kind == "file":
            return [kind, drawn.randrange(len(self._files))]
        choices = {"page": PAGES, "look": LOOKS, "text": TEXT, "undo": ("undo", "undo", "redo")}
        return [kind, drawn.choice(choices[kind])]

    def do(self, step: Step) -> None:
        """Do a step; what it asks for may not be there any more."""
        self._does[str(step[0])](*step[1:])

    def _front(self) -> QWidget:
        """Return what mouse and keys reach: a menu, else a dialog, else the window."""
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        return popup or dialog or self._window

    def _place(self) -> tuple[int, int]:
        """Return a place in the front window, in a widget that is seen."""
        front, drawn = self._front(), self._drawn
        seen = [each for each in front.findChildren(QWidget) if each.isVisible()]
        widget = drawn.choice(seen) if seen else front
        inside = QPoint(drawn.randrange(max(1, widget.width())), 0)
        inside.setY(drawn.randrange(max(1, widget.height())))
        place = widget.mapTo(front, inside) if front.isAncestorOf(widget) else inside
        return place.x(), place.y()

    def _field(self) -> tuple[int, int]:
        front = self._front()
        fields = [each for each in front.findChildren(QLineEdit) if each.isVisible()]
        if not fields:
            return self._place()
        field = self._drawn.choice(fields)
        place = field.mapTo(front, field.rect().center())
        return place.x(), place.y()

    def _size(self) -> tuple[int, int]:
        drawn = self._drawn
        if drawn.random() < 0.5:
            return self._near(self._window.width()), self._near(self._window.height())
        return drawn.randrange(300, 1900), drawn.randrange(200, 1100)

    def _near(self, side: int) -> int:
        return max(100, side + self._drawn.randint(-40, 40))

    def _mouse(self, does: MouseDoes, x: int, y: int, button: int = 0) -> None:
        """Do something in the front window, which may be another one than for the step before."""
        front = self._front()
        handle = front.windowHandle()
        is_there = handle is not None and isValid(handle) and front.isVisible()
        if is_there and front.rect().contains(x, y):
            does(handle, BUTTONS[button], NONE, QPoint(x, y))

    def _click(self, x: int, y: int, button: int) -> None:
        self._mouse(QTest.mousePress, x, y, button)
        self._mouse(QTest.mouseRelease, x, y, button)

    def _double(self, x: int, y: int, _button: int) -> None:
        self._mouse(QTest.mouseDClick, x, y)

    def _hover(self, x: int, y: int, _button: int) -> None:
        self._mouse(_moved, x, y)

    def _drag(self, x: int, y: int, to_x: int, to_y: int, button: int) -> None:
        self._mouse(QTest.mousePress, x, y, button)
        for part in range(1, 6):
            self._mouse(_moved, x + (to_x - x) * part // 5, y + (to_y - y) * part // 5)
        self._mouse(QTest.mouseRelease, to_x, to_y, button)

    def _wheel(self, x: int, y: int, angle: int) -> None:
        front = self._front()
        widget = front.childAt(x, y) or front
        place = QPointF(x, y)
        there = QPointF(widget.mapFrom(front, QPoint(x, y)))
        event = QWheelEvent(
            there,
            QPointF(front.mapToGlobal(place)),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            self._drawn.choice((NONE, NONE, CONTROL)),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QGuiApplication.sendEvent(widget, event)

    def _key(self, key: int, modifiers: int) -> None:
        self._press(KEYS[key], MODIFIERS[modifiers])

    def _press(self, key: Any, modifiers: Qt.KeyboardModifier = NONE) -> None:
        for does in (QTest.keyPress, QTest.keyRelease):  # the first may close the window
            front = self._front()
            focus = QApplication.focusWidget()
            is_there = focus is not None and front.isAncestorOf(focus)
            does(focus if focus is not None and is_there else front, key, modifiers)

    def _type(self, x: int, y: int, text: str, end: int) -> None:
        self._click(x, y, 0)
        if not isinstance(QApplication.focusWidget(), QLineEdit):
            return
        self._press(Qt.Key.Key_A, CONTROL)
        if text.isascii() and len(text) <= LONGEST_TYPED:
            for letter in text or "\b":
                self._press(letter)
        else:
            QGuiApplication.clipboard().setText(text)
            self._press(Qt.Key.Key_V, CONTROL)
        if end < len(ENDS):
            self._press(ENDS[end])

    def _split(self, which: int, place: int) -> None:
        seen = [each for each in self._window.findChildren(QSplitter) if each.isVisible()]
        seen = [each for each in seen if each.count() > 1]
        if seen:
            splitter = seen[which % len(seen)]
            splitter.handle(1 + which % (splitter.count() - 1)).moveSplitter(place)

    def _trigger(self, name: str) -> None:
        if self._front() is self._window:
            self._program.window.actions_by_name[name].trigger()

    def _open(self, which: int) -> None:
        self._program.window.file_dropped.emit(str(self._files[which % len(self._files)]))


def _moved(
    handle: QWindow, _button: Qt.MouseButton, _keys: Qt.KeyboardModifier, place: QPoint
) -> None:
    QTest.mouseMove(handle, place)


def arrays_files(folder: Path) -> list[Path]:
    """Write arrays files, most of which cannot be used."""
    made = np.random.default_rng(1)

    def network(n_x: int, n_1: int, n_2: int, m: int) -> dict[str, np.ndarray]:
        shapes = {"X": (n_x, m), "W1": (n_1, n_x), "b1": (n_1, 1), "W2": (n_2, n_1)}
        shapes |= {"b2": (n_2, 1), "W3": (1, n_2), "b3": (1, 1)}
        arrays = {name: made.normal(size=shape) for name, shape in shapes.items()}
        return arrays | {"Y": (made.random((1, m)) > 0.5).astype(float)}

    small, large = network(4, 5, 3, 6), network(200, 60, 30, 40)
    gradients = {f"d{name}": value * 0.1 for name, value in small.items() if name[0] in "Wb"}
    files = {
        "small": small,
        "large": large,
        "gradients": small | gradients,
        "not_finite": small | {"W1": small["W1"] * np.nan},
        "short": {name: value for name, value in small.items() if name != "b3"},
        "misshapen": small | {"W2": small["W2"].T},
        "words": small | {"activation": np.array("tanh")},
        "objects": {"X": np.array([{"a": 1}], dtype=object)},
        "huge": {name: value * 1e200 for name, value in small.items()} | {"Y": small["Y"]},
    }
    paths = []
    for name, arrays in files.items():
        paths.append(folder / f"{name}.npz")
        np.savez(paths[-1], **arrays)
    whole = paths[0].read_bytes()
    for name, content in (("cut", whole[: len(whole) // 2]), ("text", b"no zip"), ("empty", b"")):
        paths.append(folder / f"{name}.npz")
        paths[-1].write_bytes(content)
    return [*paths, folder / "missing.npz", folder]
