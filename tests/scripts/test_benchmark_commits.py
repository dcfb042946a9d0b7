"""The comparison of two commits."""

import json
from pathlib import Path

import pytest

import benchmark_commits
from benchmark_commits import ROOT, checks_of, main, measured, table


def test_the_least_of_every_round_counts_for_each_side(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([4.0, 2.0, 3.0, 1.0])
    monkeypatch.setattr(benchmark_commits, "checks_of", lambda tree, size: {"right": next(times)})
    least = measured({"before": Path("a"), "now": Path("b")}, ["S"], 2, False)
    # The first round begins with the one, the second with the other.
    assert least == {"S right": {"now": 1.0, "before": 2.0}}


def test_the_table_says_how_many_times_as_long() -> None:
    text = table({"S right": {"before": 0.004, "now": 0.006}})
    assert text.splitlines()[-1] == "| S right | 4.0 | 6.0 | 1.50 |"


def test_a_process_checks_a_network_right_and_with_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(benchmark_commits.REPEATS, "S", 1)
    found = checks_of(ROOT, "S")
    names = ["first check, right", "another, right", "first check, bug", "another, bug"]
    assert list(json.loads(json.dumps(found))) == names
    assert all(seconds > 0 for seconds in found.values())


def test_help_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "side by side in one run" in capsys.readouterr().out
