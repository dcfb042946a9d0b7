import ast
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

import interpreter
import machine
import run
from checkout import ROOT
from environment import NUMERIC, WINDOW, Environment
from gradviz import cli, preflight
from gradviz.preflight.libraries import DRAWING, WAYLAND, X11
from machine import Needs

ENTRIES = ["interpreter.py", "run.py", "test.py", "check.py"]


@pytest.mark.parametrize("name", ENTRIES)
def test_an_older_python_can_read_it(name: str) -> None:
    source = (ROOT / "scripts" / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_a_python_too_old_without_a_newer_one_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.version_info", (3, 6, 15))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SystemExit, match="2"):
        interpreter.require_python()
    [line] = capsys.readouterr().err.splitlines()
    assert "Python 3.11 or later" in line


def test_a_newer_python_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[list[str]] = []

    def hand_over(command: list[str]) -> int:
        handed.append(command)
        return 3

    monkeypatch.setattr("sys.version_info", (3, 6, 15))
    monkeypatch.setattr("sys.argv", ["scripts/run.py", "check"])
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    # The first is a shim of a version that is not installed.
    monkeypatch.setattr(interpreter, "is_new_enough", lambda command: "3.12" in command[0])
    monkeypatch.setattr(interpreter, "hand_over", hand_over)
    with pytest.raises(SystemExit, match="3"):
        interpreter.require_python()
    assert handed == [["/bin/python3.12", "scripts/run.py", "check"]]


def test_a_python_is_tried_before_it_is_used() -> None:
    assert interpreter.is_new_enough([sys.executable])
    assert not interpreter.is_new_enough([sys.executable, "-c", "raise SystemExit(127)"])


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["session.json"], True),
        (["check", "--preset", "course"], False),
        (["doctor"], False),
        (["--help"], False),
    ],
)
def test_only_the_window_needs_qt(arguments: list[str], window: bool) -> None:
    assert run.wants_window(arguments) is window


def test_every_command_is_known_to_need_no_window() -> None:
    assert set(cli.COMMANDS) == run.COMMANDS_WITHOUT_WINDOW


class Launch:
    """The ends of run.main: what was run, and what was handed over to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[list[str]] = []
        self.handed: list[list[str]] = []
        self.statuses = {"--offscreen-picture": 0, "check": 0}
        self.problem: str | None = None
        monkeypatch.setattr(run, "set_up", lambda environment, window: None)
        monkeypatch.setattr(run, "hand_over", self.hand_over)
        monkeypatch.setattr(preflight, "display_problem", lambda: self.problem)
        monkeypatch.setattr(subprocess, "run", self.run)

    def hand_over(self, command: list[str]) -> int:
        self.handed.append(command[3:])
        return 0

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        self.ran.append(command[3:])
        return subprocess.CompletedProcess(command, self.statuses[command[3]])


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch) -> Launch:
    return Launch(monkeypatch)


def test_arguments_are_passed_on(launch: Launch) -> None:
    run.main(["check", "--preset", "course"])
    assert launch.handed == [["check", "--preset", "course"]]


def test_with_a_display_the_window_is_opened(launch: Launch) -> None:
    run.main([])
    assert launch.handed == [[]]
    assert launch.ran == []


def test_without_a_display_the_window_is_drawn_and_the_network_checked(
    launch: Launch, capfd: pytest.CaptureFixture[str]
) -> None:
    launch.problem = "No window can be opened here."
    assert run.main([]) == 0
    [picture, check] = launch.ran
    assert picture == ["--offscreen-picture", str(run.place_of_picture())]
    assert check == ["check"]
    out = capfd.readouterr().out
    assert launch.problem in out
    assert str(run.place_of_picture()) in out
    assert "To see the window" in out


@pytest.mark.parametrize("fails", ["--offscreen-picture", "check"])
def test_without_a_display_a_failure_is_the_status(launch: Launch, fails: str) -> None:
    launch.problem = "No window can be opened here."
    launch.statuses[fails] = 1
    assert run.main([]) == 1
    assert len(launch.ran) == 2


def test_a_file_without_a_display_is_for_the_program_to_refuse(launch: Launch) -> None:
    launch.problem = "No window can be opened here."
    run.main(["session.json"])
    assert launch.handed == [["session.json"]]


def test_in_a_checkout_that_cannot_be_written_the_picture_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run.place_of_picture().parent == ROOT
    monkeypatch.setattr("os.access", lambda path, mode: path != ROOT)
    assert run.place_of_picture().parent == Path(tempfile.gettempdir())


class Setup:
    """The ends of set_up: what was looked for, asked of the system, and made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
        self.ready = True
        self.lacking: list[str] = []
        self.tried: list[Sequence[str]] = []
        self.needs = Needs()
        self.made: list[Sequence[str]] = []
        self.tools = 0
        monkeypatch.setattr(module, "is_ready", self.is_ready)
        monkeypatch.setattr(module, "ensure", lambda environment, names: self.made.append(names))
        monkeypatch.setattr(module, "this_system", lambda: None)
        monkeypatch.setattr(machine, "lacking_libraries", lambda names: self.lacking)
        monkeypatch.setattr(machine, "complete", self.complete)
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)

    def is_ready(self, environment: Environment, modules: Sequence[str]) -> bool:
        self.tried.append(modules)
        return self.ready

    def complete(self, needs: Needs, system: None, without: str = "") -> None:
        self.needs = needs


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Setup:
    return Setup(monkeypatch, run)


def test_an_environment_that_is_whole_is_tried_and_left(setup: Setup) -> None:
    run.set_up(Environment(), window=True)
    assert setup.tried == [WINDOW]
    assert setup.made == []
    assert not setup.needs.venv
    run.set_up(Environment(), window=False)
    assert setup.tried[1:] == [NUMERIC]
    assert not setup.needs.libraries
    assert not setup.needs.useful


def test_what_makes_it_and_the_libraries_are_asked_for_together(setup: Setup) -> None:
    setup.ready, setup.lacking = False, ["libGL.so.1"]
    run.set_up(Environment(), window=True)
    assert setup.needs.venv
    assert set(setup.needs.libraries) == set(DRAWING)
    assert set(setup.needs.useful) == {*X11, *WAYLAND}
    assert setup.made == [WINDOW]


def test_without_its_libraries_qt_is_tried_only_when_they_have_come(setup: Setup) -> None:
    setup.lacking = ["libGL.so.1"]
    run.set_up(Environment(), window=True)
    assert setup.tried == [NUMERIC]
    assert not setup.needs.venv
    assert setup.made == [WINDOW], "ensure tries again, and makes what is damaged"


@pytest.mark.parametrize(
    ("variable", "value", "sonames"), [("DISPLAY", ":0", X11), ("WAYLAND_DISPLAY", "w-0", WAYLAND)]
)
def test_the_libraries_of_a_display_that_is_there_are_needed(
    setup: Setup,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    sonames: dict[str, str],
) -> None:
    monkeypatch.setenv(variable, value)
    run.set_up(Environment(), window=True)
    assert set(setup.needs.libraries) == {*DRAWING, *sonames}


def test_the_tests_need_tools_in_the_same_round(monkeypatch: pytest.MonkeyPatch) -> None:
    # A plain import finds the standard library's package of this name.
    place = importlib.util.spec_from_file_location("scripts_test", ROOT / "scripts" / "test.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    setup = Setup(monkeypatch, module)
    tools: list[Environment] = []
    monkeypatch.setattr(module, "ensure_tools", tools.append)
    monkeypatch.setattr("sys.platform", "linux")
    setup.ready = False
    module.set_up(Environment())
    assert setup.needs.venv
    assert set(setup.needs.libraries) == set(DRAWING)
    assert set(setup.needs.useful) == {*X11, *WAYLAND}
    assert set(setup.needs.tools) == set(machine.WINDOW_TOOLS)
    assert setup.made == [WINDOW]
    assert tools == [Environment()]


def test_the_doctor_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, launch: Launch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "try_imports", lambda modules, python: None)
    assert run.main(["doctor"]) == 0
    assert launch.handed == [["doctor"]]
    # Without an environment it runs here.
    monkeypatch.setattr(run, "try_imports", lambda modules, python: "no such file")
    monkeypatch.setattr("gradviz.cli.main", lambda arguments: len(arguments))
    assert run.main(["doctor", "--json"]) == 2


def test_the_ci_runs_the_script_for_the_tests() -> None:
    text = Path(ROOT, ".ci", "run").read_text(encoding="utf-8")
    assert "python3 scripts/test.py" in text
