import os
import subprocess
import sys
from pathlib import Path

import pytest

import entry
from checkout import ROOT
from logged import Log, SetupError, run_logged


def raising(error: BaseException) -> int:
    def main(arguments: list[str]) -> int:
        raise error

    return entry.start(main)


def test_what_keeps_it_from_going_on_is_said_in_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert raising(SetupError("Run this.")) == 2
    assert raising(OSError(28, "No space left on device")) == 2
    assert capsys.readouterr().err == "Run this.\n[Errno 28] No space left on device\n"
    assert raising(KeyboardInterrupt()) == 130
    assert entry.start(lambda arguments: 3) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_who_is_told_to_end_ends_what_it_started(tmp_path: Path) -> None:
    started: list[int] = []

    def main(arguments: list[str]) -> int:
        path = tmp_path / "log"
        path.touch()
        # The child says who it is by ending its parent, which then waits for it.
        code = "import os, signal; print(os.getpid(), flush=True);"
        code += "os.kill(os.getppid(), signal.SIGTERM); signal.pause()"
        try:
            return run_logged([sys.executable, "-c", code], Log(path))
        finally:
            started.append(int(path.read_text()))

    with pytest.raises(SystemExit, match="143"):
        entry.start(main)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize(
    "arguments", [["run.py", "bugs"], ["test.py", "--help"], ["check.py", "--help"]]
)
def test_a_reader_that_leaves_ends_it_quietly(arguments: list[str]) -> None:
    script, *rest = arguments
    code = (
        f"import runpy, sys; sys.path.insert(0, 'scripts'); sys.argv = [{script!r}, *{rest!r}];"
        "import run; run.set_up = lambda *_, **__: None;"
        "run.Environment.python = sys.executable;"
        "import importlib; module = importlib.import_module(sys.argv[0][:-3]);"
        "import entry; sys.exit(entry.start(module.main))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", code]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) in ((0, b""), (entry.READER_LEFT, b""))
