"""Run a long command: what it prints goes to a log, and a line shows that it is alive.

If it fails, the end of the log is shown, where the log is, and what that means in plain words.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

# How many of the log's last lines are shown if a command fails.
LAST_LINES = 6
LONGEST = 150

# Seconds between two signs of life: a terminal overwrites the last one, a file keeps them all.
PAUSE_TERMINAL, PAUSE_FILE = 0.5, 10.0

NO_NETWORK = (
    "There is no connection to where packages come from: connect to the internet, then run the "
    "same again."
)

# What pip and apt print, and what it means; the first that is found is said.
_MEANINGS = {
    r"No space left on device|enough free space": "The disk is full: GradViz takes 350 MB, and "
    "100 MB more while it is installed. Make room, then run the same again.",
    r"name resolution|Name or service not known|getaddrinfo failed|nodename nor servname"
    r"|NewConnectionError|establish a new connection|ConnectTimeout|Network is unreachable"
    r"|Connection refused|ProxyError|Read timed out|Connection reset by peer"
    r"|Temporary failure resolving|Could not resolve|Could not connect|Unable to connect"
    r"|Cannot initiate the connection|Connection failed": NO_NETWORK,
    r"Could not get lock": "Another program is installing packages: wait until it is done, then "
    "run the same again.",
    r"DO NOT MATCH THE HASHES": "What was downloaded is not what was tested with: something "
    "between here and the package index changes files.",
    r"No matching distribution": "A package has no ready-made file for this system and this "
    f"Python ({sys.version_info[0]}.{sys.version_info[1]}): try another Python 3.11 or later.",
}


class SetupError(Exception):
    """What keeps the environment from being made, as sentences with what to do."""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Log:
    """The file that keeps what the commands of a set-up print.

    Attributes
    ----------
    path : Path
        Where it is.
    stays : bool
        Whether somebody was told to read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stays = False

    def text(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="replace")

    def last_line(self) -> str:
        lines = self.text().split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def failure(self, what: str) -> SetupError:
        """Return that something failed, with the end of the log and the meaning of it."""
        self.stays = True
        lines = [line for line in self.text().splitlines() if line.strip()][-LAST_LINES:]
        shown = "".join(f"  {line[:LONGEST]}\n" for line in lines) or "  (nothing)\n"
        said = f"{what} could not be installed. {self.path} ends with\n{shown}"
        return SetupError(said + (meaning(self.text()) or "The whole log says more."))


def meaning(printed: str) -> str | None:
    """Return in plain words why pip or apt failed, or None if that is not known."""
    found = (words for pattern, words in _MEANINGS.items() if re.search(pattern, printed))
    return next(found, None)


@contextmanager
def log_of_setup() -> Iterator[Log]:
    """Make a log, which stays only if what it is for fails."""
    handle, name = tempfile.mkstemp(prefix="gradviz-setup-", suffix=".log")
    os.close(handle)
    log = Log(Path(name))
    try:
        yield log
    finally:
        if not log.stays:
            log.path.unlink(missing_ok=True)


def run_logged(command: Sequence[str], log: Log, environ: Mapping[str, str] = os.environ) -> int:
    """Run a command with its output in the log, and return its status."""
    environment = {**environ, "PYTHONUNBUFFERED": "1"}
    with log.path.open("ab") as out:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    sign = _SignOfLife(sys.stderr)
    try:
        while True:
            try:
                return process.wait(sign.pause)
            except subprocess.TimeoutExpired:
                sign.show(log.last_line() or "...")
    finally:
        sign.clear()
        if process.poll() is None:
            process.terminate()
            process.wait()


class _SignOfLife:
    """The seconds that have passed and the last line of a log, while a command runs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._start = time.monotonic()
        self._overwrites = stream.isatty()
        self._shown = False
        self.pause = PAUSE_TERMINAL if self._overwrites else PAUSE_FILE

    def show(self, line: str) -> None:
        width = shutil.get_terminal_size(fallback=(80, 24)).columns - 1
        text = f"  {time.monotonic() - self._start:.0f} s  {line}"
        if self._overwrites:
            self._write(f"\r{text[:width]:<{width}}")
        else:
            self._write(f"{text[:width]}\n")
        self._shown = True

    def clear(self) -> None:
        if self._overwrites and self._shown:
            width = shutil.get_terminal_size(fallback=(80, 24)).columns - 1
            self._write(f"\r{'':<{width}}\r")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
