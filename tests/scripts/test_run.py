import ast
import subprocess
import sys
from pathlib import Path

import pytest

import interpreter
import machine
import run
from environment import ROOT, SetupError
from gradviz import preflight

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


class Launch:
    """The ends of run.main: what was run, and what was handed over to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[list[str]] = []
        self.handed: list[list[str]] = []
        self.statuses = {"--offscreen-picture": 0, "check": 0}
        self.problem: str | None = None
        self.remedy: str | None = None
        monkeypatch.setattr(run, "ensure", lambda environment, prepare: environment)
        monkeypatch.setattr(run, "hand_over", self.hand_over)
        monkeypatch.setattr(preflight, "display_problem", lambda: self.problem)
        monkeypatch.setattr(machine, "mend_libraries", lambda sonames, system: self.remedy)
        monkeypatch.setattr(subprocess, "run", self.run)

    def hand_over(self, command: list[str]) -> int:
        self.handed.append(command[3:])
        return 0

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        self.ran.append(command[3:])
        return subprocess.CompletedProcess(command, self.statuses[command[3]])


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch) -> Launch:
    # The family of the system is no matter here, and asking apt would run a process.
    monkeypatch.setattr(run, "this_system", lambda: None)
    return Launch(monkeypatch)


def test_arguments_are_passed_on(launch: Launch) -> None:
    launch.remedy = "apt-get install"
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
    assert picture == ["--offscreen-picture", str(run.PICTURE)]
    assert check == ["check"]
    out = capfd.readouterr().out
    assert launch.problem in out
    assert str(run.PICTURE) in out
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


def test_without_the_libraries_of_qt_the_command_is_given(launch: Launch) -> None:
    launch.remedy = "sudo apt-get install -y libgl1"
    with pytest.raises(SetupError, match="sudo apt-get install -y libgl1"):
        run.main([])
    assert launch.ran == launch.handed == []


def test_the_ci_runs_the_script_for_the_tests() -> None:
    text = Path(ROOT, ".ci", "run").read_text(encoding="utf-8")
    assert "python3 scripts/test.py" in text
