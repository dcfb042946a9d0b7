"""A display of its own, with a window manager, for the tests that need a real window.

Xvfb is the display; without a window manager no window gets the focus, and no key arrives.
"""

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import machine
from entry import ended_by_signals
from gradviz.preflight.libraries import DRAWING, X11
from gradviz.preflight.system import System
from logged import SetupError

# How long either may take to start, and to stop when it is asked to, seconds.
PATIENCE = 20.0

XVFB = ["Xvfb", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]


def lack(system: System, platform: str = sys.platform) -> str | None:
    """Return why no such display can be had here, or None."""
    if not platform.startswith("linux"):
        return "Xvfb is for Linux; on a desktop run: pytest -m real_window"
    tools = machine.lacking_tools()
    sonames = machine.lacking_libraries([*DRAWING, *X11])
    lack = machine.Lack(libraries=tuple(sonames), tools=tuple(tools))
    if not lack:
        return None
    return f"needs {', '.join([*tools, *sonames])}: {'; '.join(machine.commands(lack, system))}"


@contextmanager
def real_display() -> Iterator[dict[str, str]]:
    """Start the display, and give the environment variables that lead a program to it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradviz-")))
        log = stack.enter_context((folder / "log").open("w+"))
        stack.enter_context(ended_by_signals())
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
        # A desktop's own display and messages are not for the tests.
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER"):
            environment.pop(name, None)
        environment["XDG_RUNTIME_DIR"] = str(folder)
        environment["DISPLAY"] = _start_xvfb(stack, log)
        _start_openbox(stack, environment, folder / "ready", log)
        yield environment


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start_xvfb(stack: ExitStack, log: IO[str]) -> str:
    """Start Xvfb on a free number, which it writes into a pipe once it can be connected to."""
    reading, writing = os.pipe()
    stack.callback(os.close, reading)
    try:
        command = [*XVFB, "-displayfd", str(writing)]
        process = subprocess.Popen(command, pass_fds=[writing], stdout=log, stderr=log)
        stack.callback(_stop, process)
    finally:
        # Else the end of Xvfb would not be seen as the end of the pipe.
        os.close(writing)
    ready, _, _ = select.select([reading], [], [], PATIENCE)
    number = os.read(reading, 32).decode().strip() if ready else ""
    if not number:
        raise SetupError(f"Xvfb does not start: {_last_line(log)}")
    return f":{number}"


def _start_openbox(
    stack: ExitStack, environment: dict[str, str], ready: Path, log: IO[str]
) -> None:
    """Start openbox, which runs the command it is given once it manages the display."""
    command = ["openbox", "--sm-disable", "--startup", f"touch {ready}"]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    stack.callback(_stop, process)
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SetupError(f"openbox does not start: {_last_line(log)}")
        time.sleep(0.02)


def _last_line(log: IO[str]) -> str:
    log.seek(0)
    return (log.read().strip().splitlines() or ["it says nothing"])[-1]
