"""The command line as a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.commands import ROOT, gradviz

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
@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["check", "--engine", "loop"], "108,801 parameters, 217,602 values of J, about "),
        (["sweep", "--points", "20"], "108,801 parameters, 281 epsilons with both schemes, about "),
    ],
)
def test_control_c_ends_long_work_in_one_line(flags: list[str], words: str) -> None:
    command = [sys.executable, "-m", "gradviz", *flags, "--layers", "784,128,64,1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert words in process.stderr.readline()
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
