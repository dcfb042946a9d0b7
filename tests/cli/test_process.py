"""The command line as a process."""

import os
import shlex
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
        out, error = interrupted(process)
    assert (process.returncode, out) == (130, "")
    assert error.endswith("gradviz: interrupted.\n")
    assert "Traceback" not in error or "Exception ignored in" in error


def interrupted(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Press Ctrl+C until it ends: Python ignores one that comes while it lets go of an import."""
    for _ in range(6):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.communicate()


COMMANDS = [
    (["check", "--preset", "course-bugs"], 1),
    (["check", "--help"], 0),
    (["sweep", "--points", "1", "--to", "1e-2"], 0),
    (["bugs", "--json"], 0),
    (["--help"], 0),
    (["--version"], 0),
]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize(("flags", "status"), COMMANDS)
def test_a_reader_that_leaves_is_no_error(flags: list[str], status: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "gradviz", *flags]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (status, b"")


FULL = Path("/dev/full")

CLOSED = [">&-", "2>&-", "<&- >&- 2>&-"]
FULL_DISK = [f">{FULL}", f"2>{FULL}", f">{FULL} 2>{FULL}"] if FULL.exists() else []


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")
@pytest.mark.parametrize(
    ("flags", "status", "streams"),
    [(["--one-d"], 0, each) for each in CLOSED + FULL_DISK]
    + [(["--epsilon", "x"], 2, each) for each in CLOSED[1:] + FULL_DISK[1:]]
    + [(["--preset", "course-bugs"], 1, CLOSED[-1])],
)
def test_the_status_is_the_verdict_whatever_the_streams(
    flags: list[str], status: int, streams: str
) -> None:
    command = shlex.join([sys.executable, "-m", "gradviz", "check", *flags])
    done = subprocess.run(
        f"{command} {streams}", shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert done.stderr.count("\n") <= 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")
def test_what_is_written_to_a_closed_stream_lands_in_no_file(tmp_path: Path) -> None:
    code = (
        "import os, sys; from gradviz.reporting.streams import open_closed_streams as open_all;"
        "open_all(); file = open(sys.argv[1], 'w'); os.write(1, b'stray'); os.write(2, b'stray');"
        "print('stray'); print('stray', file=sys.stderr); file.write('kept'); file.close()"
    )
    path = tmp_path / "a"
    command = shlex.join([sys.executable, "-c", code, str(path)])
    subprocess.run(f"{command} <&- >&- 2>&-", shell=True, cwd=ROOT, check=True)
    assert path.read_text() == "kept"


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    for flags, status in ((["bugs"], 2), (["check", "--one-d"], 0)):
        command = [sys.executable, "-m", "gradviz", *flags]
        with FULL.open("w") as full:
            done = subprocess.run(
                command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        said = "gradviz: standard output cannot be written: no space left on device.\n"
        assert (done.returncode, done.stderr) == (status, said)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others tell Qt otherwise")
def test_a_picture_of_the_window_leaves_no_trace(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(tmp_path), "LC_ALL": "C"}
    environment.pop("XDG_CONFIG_HOME", None)
    picture = tmp_path / "window.png"
    done = gradviz("--offscreen-picture", str(picture), env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in tmp_path.rglob("*")} - {".cache"} == {"home", "window.png"}


def test_an_output_in_ascii_gets_ascii() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = gradviz("check", "--preset", "course-bugs", env=environment)
    assert done.stdout.startswith("x FAIL")
    assert done.stdout.isascii()
    assert gradviz("bugs", env=environment).returncode == 0


def test_a_pipe_gets_no_colours() -> None:
    assert "\x1b" not in gradviz("check", env={**os.environ, "TERM": "xterm-256color"}).stdout
