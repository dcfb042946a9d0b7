import io
import os
import sys
from pathlib import Path

import pytest

import logged
from logged import Log, log_of_setup, meaning, run_logged


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    path = tmp_path / "log"
    path.touch()
    return Log(path)


def test_what_a_command_prints_goes_to_the_log_alone(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    both = "import sys; print('out'); print('error', file=sys.stderr); sys.exit(3)"
    assert run_logged(python(both), log) == 3
    assert run_logged(python("print('more')"), log) == 0
    assert log.text().split() == ["out", "error", "more"]
    assert log.last_line() == "more"
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_it_asks_nothing(log: Log) -> None:
    assert run_logged(python("import sys; sys.exit(len(sys.stdin.read()))"), log) == 0


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A command that prints a line and goes on when a sign of life has shown it."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    show = logged._SignOfLife.show
    opened: list[str] = []

    def show_and_open(self: logged._SignOfLife, line: str) -> None:
        show(self, line)
        # Only once: a command that takes its time to end reads no second time.
        if line != "..." and not opened:
            opened.append(line)
            gate.write_text("go on")

    monkeypatch.setattr(logged._SignOfLife, "show", show_and_open)
    monkeypatch.setattr(logged, "PAUSE_TERMINAL", 0.05)
    monkeypatch.setattr(logged, "PAUSE_FILE", 0.05)
    line = "Downloading numpy (16.9 MB)" + 100 * "."
    return python(f"print({line!r}); open({str(gate)!r}).read()")


@pytest.mark.skipif(os.name == "nt", reason="named pipes are POSIX's")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_long_command_shows_that_it_is_alive(
    log: Log, waiting: list[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stream = Stream(terminal=terminal)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "50")
    assert run_logged(waiting, log) == 0
    shown = stream.getvalue()
    lines = shown.split("\r" if terminal else "\n")
    assert any(line.strip().startswith("0 s  Downloading numpy (16.9 MB)") for line in lines)
    assert max(map(len, lines)) < 50
    if terminal:
        assert "\n" not in shown
        assert lines[-2].strip() == "", "the line is taken away"
        assert lines[-1] == ""


def test_it_stops_with_the_one_who_waits(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: logged._SignOfLife, line: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(logged._SignOfLife, "show", interrupt)
    monkeypatch.setattr(logged, "PAUSE_FILE", 0.01)
    with pytest.raises(KeyboardInterrupt):
        run_logged(python("import signal; signal.pause()"), log)


def test_the_log_stays_only_if_somebody_is_told_to_read_it() -> None:
    with log_of_setup() as log:
        assert log.path.exists()
    assert not log.path.exists()
    with pytest.raises(KeyboardInterrupt), log_of_setup() as log:
        raise KeyboardInterrupt
    assert not log.path.exists()
    with log_of_setup() as log:
        log.path.write_text("".join(f"line {number}\n\n" for number in range(20)))
        error = str(log.failure("It"))
    first, *last, end = error.splitlines()
    assert first == f"It could not be installed. {log.path} ends with"
    assert [line.strip() for line in last] == [f"line {number}" for number in range(14, 20)]
    assert end == "The whole log says more."


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        # pip 23 and 25, apt 2.6 and 3.0, as they print it
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError("
            "'<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish "
            "a new connection: [Errno -3] Temporary failure in name resolution')'\n"
            "ERROR: No matching distribution found for numpy==2.4.6",
            "no connection",
        ),
        (
            "E: Failed to fetch http://deb.debian.org  Could not connect to proxy:80",
            "no connection",
        ),
        ("W: Some index files failed. Temporary failure resolving 'deb'", "no connection"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", "disk is full"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend.", "Another program"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "was tested"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "no ready-made file"),
    ],
)
def test_the_end_of_pip_and_apt_is_put_in_plain_words(printed: str, words: str) -> None:
    assert words in (meaning(printed) or "")


def test_what_is_not_known_is_not_guessed() -> None:
    assert meaning("Segmentation fault") is None
