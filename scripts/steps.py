"""The checks of the project, one after the other, and a table of how they ended."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import processor
import real_window
from checkout import ROOT
from gradviz.preflight.system import this_system
from logged import SetupError

# What pytest returns where no test was selected.
NOTHING_SELECTED = 5
# A test is given to whoever is free; a machine of many cores needs no more than a few processes.
IN_PARALLEL = ("--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal")
# What no rounding reaches: it runs once, as this machine computes.
WITHOUT_NUMBERS = (
    "tests/jobs", "tests/persistence", "tests/preflight", "tests/resources", "tests/scripts",
    "tests/views", "tests/window", "tests/cli/test_process.py",
    "tests/test_workers.py",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How a step ended.

    Attributes
    ----------
    result : str
        ``pass``, ``FAIL`` or ``skip``.
    note : str
        Why, or what pytest counted.
    """

    result: str
    note: str = ""


Step = Callable[[Sequence[str]], Outcome]
"""Takes the arguments for pytest, which the other checks ignore."""


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def _outcome(status: int, note: str = "") -> Outcome:
    """Judge by the exit status alone: a process can abort after it printed that all passed."""
    if status == 0:
        return Outcome("pass", note)
    # POSIX returns the signal that ended a process as a negative number.
    why = f"signal {signal.strsignal(-status) or -status}" if status < 0 else f"status {status}"
    return Outcome("FAIL", f"{why}; {note}" if note else why)


def _tool(*command: str) -> Step:
    def step(_: Sequence[str]) -> Outcome:
        return _outcome(subprocess.run(command, cwd=ROOT, check=False).returncode)

    return step


def _pytest(
    marks: str, environ: Mapping[str, str], arguments: Sequence[str], *options: str
) -> Outcome:
    """Run the tests with these marks, show their output, and note pytest's last count."""
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = _python("-m", "pytest", "-m", marks, *colour, *options, *arguments)
    environment = {**environ, "PYTHONUNBUFFERED": "1"}
    count = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                count = summary(line) or count
        except (SystemExit, BrokenPipeError):
            # This process was told to end, or nobody reads any longer; the tests go with it.
            process.terminate()
            raise
    if process.returncode == NOTHING_SELECTED and arguments:
        return Outcome("skip", "nothing selected")
    return _outcome(process.returncode, count)


def summary(line: str) -> str:
    """Return what pytest counted if this is its last line, else nothing."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", line).strip("= \r\n")
    return plain if re.fullmatch(r"(\d+ [a-z]+, )*\d+ [a-z]+ in [0-9.]+s.*", plain) else ""


def _offscreen(arguments: Sequence[str]) -> Outcome:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return _pytest("not real_window", environment, arguments, *IN_PARALLEL)


def _other_processor(arguments: Sequence[str]) -> Outcome:
    environment = processor.other_processor(os.environ, *processor.found())
    setting = processor.differences(environment)
    print(setting, flush=True)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    left_out = [f"--ignore={folder}" for folder in WITHOUT_NUMBERS]
    marks = "not real_window and not soak"
    outcome = _pytest(marks, environment, arguments, *IN_PARALLEL, *left_out)
    return Outcome(outcome.result, f"{outcome.note}; {setting}")


def _window(arguments: Sequence[str]) -> Outcome:
    reason = real_window.lack(this_system())
    if reason is not None:
        return Outcome("skip", reason)
    try:
        with real_window.real_display() as environment:
            return _pytest("real_window", environment, arguments)
    except SetupError as error:
        return Outcome("FAIL", str(error))


STEPS: dict[str, Step] = {
    "lint": _tool(*_python("-m", "ruff", "check")),
    "format": _tool(*_python("-m", "ruff", "format", "--check")),
    "types": _tool(*_python("-m", "mypy")),
    "imports": _tool(
        *_python("-c", "from importlinter.cli import lint_imports_command as run; run()")
    ),
    "tests": _offscreen,
    "other processor": _other_processor,
    "window": _window,
}


def table(rows: Sequence[tuple[str, float, Outcome]]) -> str:
    wide = 2 + max(len("step"), *(len(name) for name, _, _ in rows))
    lines = [f"{'step':<{wide}}{'seconds':>8}  result"]
    lines += [
        f"{name:<{wide}}{seconds:>8.1f}  {outcome.result}  {outcome.note}".rstrip()
        for name, seconds, outcome in rows
    ]
    return "\n".join(lines)


def run_steps(names: Sequence[str], arguments: Sequence[str]) -> int:
    """Run the steps, each whatever became of the one before, and return 0 if none failed.

    That no step finds a test which was asked for is a failure too.
    """
    rows = []
    for name in names:
        print(f"\n--- {name}", flush=True)
        start = time.monotonic()
        outcome = STEPS[name](arguments)
        if outcome.result == "skip":
            print(f"skipped: {outcome.note}", flush=True)
        rows.append((name, time.monotonic() - start, outcome))
    print(f"\n{table(rows)}", flush=True)
    results = {outcome.result for _, _, outcome in rows}
    return 1 if "FAIL" in results or (arguments and results == {"skip"}) else 0
