"""The command line, in process and as a process."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from gradviz import cli, preflight
from gradviz.checking import blas
from gradviz.checking.experiment import Experiment
from gradviz.checking.presets import preset_experiment, presets
from gradviz.cli import main
from gradviz.preflight import Finding

ROOT = Path(__file__).parent.parent
COURSE_BUGS = 0.2850931567761623  # published
COURSE = 1.1890913024229996e-07  # published

Captured = pytest.CaptureFixture[str]


def gradviz(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gradviz", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, **options
    )


def check_object(capsys: Captured, *flags: str) -> tuple[int, Any]:
    status = main(["check", *flags, "--json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return status, json.loads(captured.out)


def refusal(capsys: Captured, *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("gradviz: ")
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.fixture
def course_file(tmp_path: Path) -> Path:
    network = preset_experiment("course").build()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    path = tmp_path / "course.npz"
    np.savez(path, allow_pickle=False, **arrays)
    return path


# The numbers


def test_the_reference_values_of_the_exercise(capsys: Captured) -> None:
    status, found = check_object(capsys, "--preset", "course-bugs", "--engine", "loop")
    assert status == 1
    assert found["difference"] == pytest.approx(COURSE_BUGS, rel=1e-6)
    status, found = check_object(capsys, "--preset", "course")
    assert (status, found["verdict"]) == (1, "fail")
    assert found["difference"] == pytest.approx(COURSE, rel=0.05)
    assert found["cost"] == pytest.approx(2.407833389834357, rel=1e-12)
    assert check_object(capsys, "--preset", "course", "--threshold", "2e-7")[0] == 0


def test_the_one_d_case_of_the_exercise(capsys: Captured) -> None:
    status, found = check_object(capsys, "--one-d", "--x", "2", "--theta", "4")
    assert (status, found["difference"]) == (0, 2.919335883291695e-10)
    _, found = check_object(capsys, "--one-d", "--x", "3")
    assert found["difference"] == 7.814075313343006e-11
    assert main(["check", "--one-d", "--x", "-3", "--epsilon", "1e-3"]) == 0
    assert "theta+ = theta + 0.001 = 4.001" in capsys.readouterr().out
    assert check_object(capsys, "--one-d", "--threshold", "1e-12")[0] == 1
    assert check_object(capsys, "--one-d", "--epsilon", "1e-18")[0] == 3


@pytest.mark.parametrize("preset", presets())
def test_every_preset_runs(capsys: Captured, preset: str) -> None:
    status, found = check_object(capsys, "--preset", preset)
    assert status == cli.STATUS[found["verdict"]]
    assert main(["check", "--preset", preset]) == status
    assert found["verdict"].upper() in capsys.readouterr().out


def test_each_flag_reaches_the_experiment(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Experiment] = []
    from gradviz.reporting import progress_bar

    usual = progress_bar.check_with_bar

    def spy(experiment: Experiment, *args: Any, **kwargs: Any) -> Any:
        seen.append(experiment)
        return usual(experiment, *args, **kwargs)

    monkeypatch.setattr(progress_bar, "check_with_bar", spy)
    flags = [
        "--layers=2,4,3,2", "--examples=9", "--seed=7", "--init=xavier", "--activation=leaky-relu",
        "--cost=textbook", "--dtype=float32", "--data=moons", "--epsilon=1e-2",
        "--threshold=1e-3", "--scheme=forward", "--engine=loop",
    ]  # fmt: skip
    check_object(capsys, *flags, "--bug", "db3-sign", "--bug", "dW2-twice", "--line", "dW1 = W1")
    (found,) = seen
    network, settings = found.network, found.check
    assert network.layers == (2, 4, 3, 2)
    assert (network.examples, network.seed, network.init) == (9, 7, "xavier")
    assert (network.activation, network.cost, network.dtype) == (
        "leaky-relu",
        "textbook",
        "float32",
    )
    assert network.data == "moons"
    assert (settings.epsilon, settings.threshold) == (1e-2, 1e-3)
    assert (settings.scheme, settings.engine) == ("forward", "loop")
    assert (found.bugs, found.lines) == (("db3-sign", "dW2-twice"), ("dW1 = W1",))


def test_bugs_are_added_to_those_of_the_preset(capsys: Captured) -> None:
    _, found = check_object(capsys, "--preset", "course-bugs", "--bug", "db3-sign")
    assert found["bugs"] == ["dW2-twice", "db1-4-over-m", "db3-sign"]


def test_inconclusive_is_status_3(capsys: Captured) -> None:
    status, found = check_object(capsys, "--line", "db2 = log(0 * sum(dZ2))")
    assert (status, found["verdict"], found["difference"]) == (3, "inconclusive", None)
    assert "db2" in found["problem"]


def test_full_gradients(capsys: Captured) -> None:
    _, found = check_object(capsys, "--preset", "course", "--full")
    assert np.shape(found["grad"]["W1"]) == np.shape(found["gradapprox"]["W1"]) == (5, 4)


# Arrays files


def test_an_arrays_file_is_checked(capsys: Captured, course_file: Path) -> None:
    flags = ("--arrays", str(course_file), "--cost", "textbook")
    _, found = check_object(capsys, *flags)
    assert found["difference"] == pytest.approx(COURSE, rel=0.05)
    _, found = check_object(capsys, *flags, "--bug", "dW2-twice", "--bug", "db1-4-over-m")
    assert found["difference"] == pytest.approx(COURSE_BUGS, rel=1e-6)


def test_gradients_in_the_file_are_what_is_checked(capsys: Captured, course_file: Path) -> None:
    arrays = dict(np.load(course_file))
    arrays |= {f"d{name}": np.zeros_like(arrays[name]) for name in arrays if name not in "XY"}
    np.savez(course_file, **arrays)
    status, found = check_object(capsys, "--arrays", str(course_file))
    assert (status, found["difference"]) == (1, 1.0)
    message = refusal(capsys, "check", "--arrays", str(course_file), "--bug", "dW2-twice")
    assert "brings its own gradients" in message


def test_an_unusable_arrays_file(capsys: Captured, tmp_path: Path) -> None:
    assert "there is no such file" in refusal(capsys, "check", "--arrays", str(tmp_path / "a.npz"))
    assert "it is a folder" in refusal(capsys, "check", "--arrays", "")


# What cannot be used


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--epsilon", "-1e-7"], "epsilon is -1e-07; it must be a number from 1e-20 to 1."),
        (["--epsilon=-.5"], "epsilon is -0.5"),
        (["--epsilon", "-inf"], "epsilon is -inf"),
        (["--epsilon", "nan"], "epsilon is nan"),
        (["--threshold", "0"], "threshold is 0.0"),
        (["--threshold", "small"], "threshold is 'small'"),
        (["--layers", "-4,5,3,1"], "layer size 0 (inputs) is -4"),
        (["--layers", "4,5"], "layers is '4,5'; it must be four sizes"),
        (["--layers", ""], "layers is ''"),
        (["--examples", "0"], "examples is 0"),
        (["--seed", "-1"], "seed is -1"),
        (["--seed", "1.5"], "seed is '1.5'"),
        (["--init", "best"], "initialisation is 'best'; it must be one of normal"),
        (["--activation", "x"], "activation is 'x'"),
        (["--cost", "x"], "cost is 'x'; it must be one of textbook, logits"),
        (["--dtype", "float16"], "dtype is 'float16'"),
        (["--data", "mnist"], "data is 'mnist'"),
        (["--data", "iris", "--layers", "5,5,3,1"], "is 5; it must be 4 for data set iris"),
        (["--scheme", "x"], "scheme is 'x'"),
        (["--engine", "fast"], "engine is 'fast'"),
        (["--preset", "none"], "preset is 'none'; it must be one of default"),
        (["--preset", ""], "preset is ''"),
        (["--bug", "dW2-thrice"], "bug 'dW2-thrice' does not exist; gradviz bugs lists them all"),
        (["--bug", "dW2-twice", "--bug", "dW2-sign"], "both replace line dW2"),
        (["--bug", "dW2-twice", "--line", "dW2 = W2"], "dW2 is replaced twice"),
        (["--bug", "dW2-elementwise"], "does not fit"),
        (["--line", "dW2 = __import__('os')"], "line dW2: "),
        (["--line", "dW2 = \x1b[31m\n"], "line dW2: "),
        (["--line", "dW9 = 1"], "no such line"),
        (["--layers", "9000,9000,9,1"], "GiB"),
        (["--epsilon"], "expected one argument (gradviz check --help"),
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["--eps", "1e-5"], "unrecognized arguments: --eps"),
        (["notes.txt"], "unrecognized arguments: notes.txt"),
        (["--x", "3"], "--x can only go with --one-d"),
        (["--one-d", "--layers", "9", "--plot", "a"], "--layers and --plot cannot go with --one-d"),
        (["--one-d", "--x", "nan"], "x is nan"),
        (["--one-d", "--theta", "-inf"], "theta is -inf"),
        (["--one-d", "--epsilon", "0"], "epsilon is 0.0"),
        (["--arrays", "a.npz", "--preset", "course"], "--preset cannot go with --arrays"),
        (["--arrays", "a.npz", "--seed", "0", "--data", "xor"], "--seed and --data cannot go with"),
        (["--plot", "a.pdf"], "must end in .svg or .png"),
        (["--plot", ""], "must end in .svg or .png"),
        (["--plot", "/nowhere/a.svg"], "no such file or directory"),
    ],
)  # fmt: skip
def test_nonsense_gets_one_line(capsys: Captured, flags: list[str], words: str) -> None:
    assert words in refusal(capsys, "check", *flags)
    assert "\x1b" not in refusal(capsys, "check", *flags, "--json")


def test_full_goes_with_json_alone(capsys: Captured) -> None:
    assert "--full can only go with --json" in refusal(capsys, "check", "--full")


def test_whether_the_plot_can_be_written_is_known_before_the_check(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the check has started")

    monkeypatch.setattr("gradviz.reporting.progress_bar.check_with_bar", never)
    assert "cannot be written" in refusal(capsys, "check", "--plot", str(tmp_path / "no" / "a.svg"))
    monkeypatch.setitem(sys.modules, "PySide6.QtSvg", None)
    assert "write .svg instead" in refusal(capsys, "check", "--plot", str(tmp_path / "a.png"))


def test_too_little_memory_is_said(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("gradviz.reporting.progress_bar.check_with_bar", fail)
    assert "not enough memory" in refusal(capsys, "check")


def test_an_error_of_the_program_is_neither_a_traceback_nor_a_verdict(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("W4")

    monkeypatch.setattr("gradviz.reporting.progress_bar.check_with_bar", fail)
    assert main(["check"]) == 70
    error = capsys.readouterr().err
    assert "please report it: KeyError('W4') at test_cli.py:" in error
    assert error.count("\n") == 1


# Plots


def test_a_plot_is_drawn_beside_the_report(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "maps.svg"
    assert main(["check", "--preset", "course-bugs", "--plot", str(path)]) == 1
    assert f"Drew the maps to {path}" in capsys.readouterr().out
    assert "0.2850931568" in str(ElementTree.parse(path).getroot()[0].text)
    check_object(capsys, "--plot", str(path))
    assert "PASS" in path.read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == ["maps.svg"]


def test_a_png_is_drawn_in_a_process_of_its_own_without_a_display(tmp_path: Path) -> None:
    path = tmp_path / "maps.png"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = gradviz("check", "--plot", str(path), env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes().startswith(b"\x89PNG")


# bugs and doctor


def test_the_catalogue(capsys: Captured) -> None:
    assert main(["bugs"]) == 0
    assert "was  dW2 = 1/m * dZ2 @ A1.T" in capsys.readouterr().out
    assert main(["bugs", "dW2", "--json"]) == 0
    assert {bug["line"] for bug in json.loads(capsys.readouterr().out)["bugs"]} == {"dW2"}
    assert "no bug has 'zebra' in it" in refusal(capsys, "bugs", "zebra")


def test_the_doctor(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    lack = Finding("display", False, "DISPLAY is not set", "startx")
    monkeypatch.setattr(preflight, "findings", lambda: [lack])
    assert main(["doctor"]) == 2
    assert "mend it with: startx" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["findings"][0]["cure"] == "startx"
    monkeypatch.setattr(preflight, "findings", lambda: [Finding("Python", True, "3")])
    assert main(["doctor"]) == 0


# The window


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
    assert window.opened[2].given is not None
    assert window.opened[2].given.title == "course.npz"


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


def test_without_a_package_it_names_the_doctor(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    blas._limit.cache_clear()
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    flags = ["--layers", "100,100,8,1", "--examples", "40"]
    assert "threadpoolctl cannot be loaded; gradviz doctor says" in refusal(capsys, "check", *flags)
    assert main(["check"]) == 0, "a small check needs it not"


def test_version_and_help(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("gradviz ")
    for arguments in (["--help"], ["check", "--help"], ["bugs", "-h"], ["doctor", "-h"]):
        assert main(arguments) == 0
        assert "usage: gradviz" in capsys.readouterr().out


# As a process

BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} is blocked", name=name)
sys.meta_path.insert(0, Blocker())
from gradviz.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_everything_but_the_window_runs_where_qt_cannot_be_imported(tmp_path: Path) -> None:
    def blocked(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", BLOCKED, *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    svg = tmp_path / "a.svg"
    done = blocked("check", "--preset", "course-bugs", "--plot", str(svg))
    assert (done.returncode, done.stderr) == (1, "")
    assert svg.exists()
    assert blocked("bugs").returncode == 0
    done = blocked("check", "--plot", str(tmp_path / "a.png"))
    assert done.returncode == 2
    assert "write .svg instead" in done.stderr or "Qt lacks" in done.stderr


def test_the_command_line_loads_neither_qt_nor_numpy_before_it_needs_them() -> None:
    code = (
        "import sys, gradviz.cli; loaded = set(sys.modules);"
        "assert not {'numpy', 'PySide6', 'pyqtgraph'} & loaded, loaded;"
        "import os; before = dict(os.environ); assert gradviz.cli.main(['check']) == 0;"
        "assert not {'PySide6', 'shiboken6', 'pyqtgraph'} & set(sys.modules);"
        "assert dict(os.environ) == before"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_control_c_ends_a_check_in_one_line() -> None:
    flags = ["--layers", "784,128,64,1", "--engine", "loop"]
    command = [sys.executable, "-m", "gradviz", "check", *flags]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "108,801 parameters, 217,602 values of J, about " in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
    assert (process.returncode, out, error) == (130, "", "gradviz: interrupted.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_leaves_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "gradviz", "check", "--preset", "course-bugs"]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    command = [sys.executable, "-m", "gradviz", "bugs"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"gradviz: standard output cannot be written: No space left on device.\n"


def test_an_output_in_ascii_gets_ascii() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = gradviz("check", "--preset", "course-bugs", env=environment)
    assert done.stdout.startswith("x FAIL")
    assert done.stdout.isascii()
    assert gradviz("bugs", env=environment).returncode == 0


def test_a_pipe_gets_no_colours() -> None:
    assert "\x1b" not in gradviz("check", env={**os.environ, "TERM": "xterm-256color"}).stdout
