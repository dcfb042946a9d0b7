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
from player_watch import Census, Watch
from random_player import FILLING_KILOBYTES, GROWN_KILOBYTES, grown

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


def rests(*kilobytes: int) -> list[Census]:
    return [Census(each, 500_000, 200_000 + 9 * each, 600, 1_000, 20, 11) for each in kilobytes]


def test_memory_that_fills_up_early_and_stays_is_no_growth() -> None:
    assert not list(grown(rests(40_000, 50_000, 60_000, 60_500, 60_200, 59_000, 60_900, 60_100)))


def test_memory_that_goes_on_growing_is_named() -> None:
    per_rest = GROWN_KILOBYTES // 3
    (words,) = grown(rests(*(50_000 + place * per_rest for place in range(8))))
    assert words.startswith("kilobytes from ")


def test_of_few_rests_memory_is_no_growth_unless_caches_do_not_explain_it() -> None:
    # What is in use at rest goes from 46 to 65 MB while the caches fill, in no order.
    assert not list(grown(rests(46_400, 65_000)))
    (words,) = grown(rests(46_400, 46_500 + FILLING_KILOBYTES))
    assert words.startswith("kilobytes from 46,400")


def test_a_widget_left_behind_every_few_steps_is_named() -> None:
    counts = [Census(50_000, 500_000, 200_000, 600 + 20 * n, 1_000, 20, 11) for n in range(8)]
    (words,) = grown(counts)
    assert words == "widgets from 650 to 730"


def test_what_malloc_hands_out_is_counted_until_it_is_given_back() -> None:
    before = player_watch.kilobytes_in_use()
    if before is None:
        pytest.skip("only glibc tells what is in use")
    held = bytearray(50_000_000)
    during = player_watch.kilobytes_in_use()
    del held
    after = player_watch.kilobytes_in_use()
    assert during is not None
    assert after is not None
    assert during - before > 40_000
    assert during - after > 40_000
