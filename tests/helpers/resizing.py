"""A window that is resized, and its splitters moved, by somebody who does not look."""

import random
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication, QSplitter

from gradviz.app import Program

Step = tuple[str | int, ...]

LARGEST_MOVE = 40  # pixels; a window is dragged by its corner rather than set to a size
_TEXT = ("larger", "larger", "smaller", "normal")
_LOOKS = ("look_light", "look_dark", "look_presenter", "show_form", "show_why")


def play(program: Program, steps: Iterator[Step]) -> None:
    """Do every step and let the window lay itself out after each."""
    window = program.window
    for what, *values in steps:
        if what == "resize":
            window.resize(int(values[0]), int(values[1]))
        elif what == "split":
            name, handle, place = values
            splitter = next(each for each in shown_splitters(program) if each[0] == name)[1]
            splitter.handle(int(handle)).moveSplitter(int(place))
        else:
            window.actions_by_name[str(values[0])].trigger()
        QApplication.processEvents()


def shown_splitters(program: Program) -> list[tuple[str, QSplitter]]:
    """Return the splitters that can be moved now, each with a name."""
    splitters = program.window.findChildren(QSplitter)
    found = [each for each in splitters if each.isVisible() and each.count() > 1]
    return [(each.objectName() or str(place), each) for place, each in enumerate(found)]


def random_steps(program: Program, seed: int, count: int) -> Iterator[Step]:
    """Yield steps for the window as it stands when each is asked for."""
    drawn = random.Random(seed)
    for place in range(count):
        if place % 50 == 49:
            yield "action", drawn.choice(_TEXT if place % 100 == 99 else _LOOKS)
        elif drawn.random() < 0.45:
            yield "resize", *(_moved(drawn, side) for side in program.window.size().toTuple())
        elif drawn.random() < 0.3:
            yield "resize", drawn.randrange(300, 2000), drawn.randrange(200, 1100)
        else:
            yield _split(program, drawn)


def _moved(drawn: random.Random, side: int) -> int:
    return max(100, side + drawn.randint(-LARGEST_MOVE, LARGEST_MOVE))


def _split(program: Program, drawn: random.Random) -> Step:
    name, splitter = drawn.choice(shown_splitters(program))
    room = max(splitter.width(), splitter.height())
    return "split", name, drawn.randrange(1, splitter.count()), drawn.randrange(room)
