"""Opening the window from the command line."""

import os
import sys
from pathlib import Path

import pytest

from gradviz import preflight
from gradviz.checking.experiment import Experiment
from gradviz.cli import main
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.commands import Captured, refusal


class Window:
    """Stands in for `gradviz.app`."""

    def __init__(self) -> None:
        self.opened: list[Experiment | None] = []
        self.drawn: list[tuple[Path, Experiment | None]] = []

    def run_window(self, experiment: Experiment | None) -> int:
        self.opened.append(experiment)
        return 0

    def draw_offscreen(self, path: Path, experiment: Experiment | None) -> None:
        self.drawn.append((path, experiment))


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    stand_in = Window()
    monkeypatch.setitem(sys.modules, "gradviz.app", stand_in)
    monkeypatch.setattr(preflight, "display_problem", lambda _environ: None)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return stand_in


def test_without_a_command_the_window_opens(window: Window, course_file: Path) -> None:
    assert main([]) == 0
    assert main(["--preset", "course-bugs"]) == 0
    assert main([str(course_file)]) == 0
    assert window.opened[:2] == [None, preset_experiment("course-bugs")]
    assert window.opened[2] is not None
    given = network_of(window.opened[2]).given
    assert given is not None
    assert given.title == "course.npz"


def test_the_hidden_flag_draws_it_off_screen(window: Window, tmp_path: Path) -> None:
    assert main(["--offscreen-picture", str(tmp_path / "a.png")]) == 0
    assert window.drawn == [(tmp_path / "a.png", None)]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.usefixtures("window")
def test_files_that_the_window_cannot_open(capsys: Captured, tmp_path: Path) -> None:
    assert "no command and no file" in refusal(capsys, "chek")
    assert "the window opens arrays files (.npz)" in refusal(capsys, "backprop.py")
    assert "there is no such file" in refusal(capsys, str(tmp_path / "none.npz"))
    assert "take one" in refusal(capsys, "a.npz", "--preset", "course")
    assert "preset is 'x'" in refusal(capsys, "--preset", "x")
    assert "unrecognized arguments" in refusal(capsys, "--json")
    where = str(tmp_path / "no" / "a.png")
    assert "cannot be written" in refusal(capsys, "--offscreen-picture", where)


def test_without_a_display_it_names_the_check(
    capsys: Captured, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = "No window can be opened here: no display; `gradviz check` checks without one."
    monkeypatch.setattr(preflight, "display_problem", lambda _environ: problem)
    assert "`gradviz check`" in refusal(capsys)
    assert window.opened == []


@pytest.mark.usefixtures("window")
def test_without_qt_it_names_the_doctor(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gradviz.app")
    for name in [name for name in sys.modules if name.startswith("PySide6")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "PySide6.QtCore", None)
    assert "PySide6 cannot be loaded; gradviz doctor says" in refusal(capsys)
