"""The random player plays to its end, and hears what goes wrong."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

import player_watch
from player_watch import Watch

SCRIPT = Path(__file__).parents[2] / "scripts" / "random_player.py"
# The limit is for a machine that does nothing else; tests run on any.
LIMIT = ["--limit", "2"]


def play(*flags: str, seconds: float) -> str:
    """Play in a process of its own, which may die of it; return what it prints."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *LIMIT, *flags],
        env=environ,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_plays_and_writes_down_what_it_does(tmp_path: Path) -> None:
    log = tmp_path / "steps"
    said = play("--seed", "5", "--steps", "40", "--log", str(log), seconds=120)
    assert "0 problems, 0 freezes, 0 kinds grown" in said
    first = log.read_text().splitlines()
    assert len(first) == 40
    again = tmp_path / "again"
    play("--steps", "40", "--replay", str(log), "--log", str(again), seconds=120)
    assert again.read_text().splitlines() == first


@pytest.mark.soak
def test_two_thousand_steps_leave_nothing_wrong() -> None:
    said = play("--seed", "11", "--steps", "2000", seconds=1200)
    assert "0 problems, 0 freezes, 0 kinds grown" in said


@pytest.fixture
def watch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    made = Watch(limit=0.05)
    made.install()
    yield made
    made.close()


def test_it_hears_exceptions_messages_of_qt_and_log_records(
    watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    qWarning("something about a timer")
    logging.getLogger("gradviz").warning("a record")
    sys.excepthook(ValueError, ValueError("nobody caught it"), None)
    heard = " ".join(watch.problems)
    for words in ("something about a timer", "a record", "nobody caught it"):
        assert words in heard
        assert words in capsys.readouterr().err or words in heard


def test_it_names_the_place_of_a_freeze(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    watch.beat()
    watch.beat()
    assert watch.freezes == []
    be_busy(watch)
    watch.beat()
    assert len(watch.freezes) == 1
    assert "be_busy" in watch.freezes[0].place
    assert "FREEZE" in capsys.readouterr().err


def be_busy(watch: Watch) -> None:
    """Use the processor until the watcher has looked twice."""
    end = time.thread_time() + watch.limit + 4 * player_watch.SAMPLE_SECONDS
    while time.thread_time() < end:
        pass
