import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import benchmark
import benchmark_around
from benchmark_around import Fact
from benchmark_contenders import WHOLE_CHECK
from benchmark_table import CaseFigures
from checkout import ROOT
from tests.scripts.test_benchmark_table import AGREEMENT, LARGE, LARGEST, timing


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put made-up figures in the place of the measurements; return a copy of their page."""
    monkeypatch.setattr(benchmark, "times", lambda names, seconds: [LARGE])
    monkeypatch.setattr(benchmark, "agreement", lambda names, quick: [AGREEMENT])
    monkeypatch.setattr(benchmark, "beside", lambda cases, names, quick: [Fact("peak", None, "MB")])
    text = benchmark.PAGE.read_text(encoding="utf-8")
    page = tmp_path / "BENCHMARKS.md"
    page.write_text(text, encoding="utf-8")
    monkeypatch.setattr(benchmark, "PAGE", page)
    return page


def test_the_figures_are_printed_and_written(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = measured.parent / "figures.json"
    assert benchmark.main(["--cases", "XL", "--json", str(file), "--write"]) == 0
    out = capsys.readouterr().out
    assert "89.4 s (from 1,024)" in out
    assert out.strip() in measured.read_text(encoding="utf-8")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["cases"][0]["timings"][1]["ratio"] == 1186.3
    assert written["facts"][0]["value"] is None


def test_the_page_stays_unless_it_is_asked_for(measured: Path) -> None:
    before = measured.read_bytes()
    assert benchmark.main(["--quick"]) == 0
    assert measured.read_bytes() == before


def test_quick_is_the_small_cases_and_few_seconds() -> None:
    quick, usual = benchmark.parsed(["--quick"]), benchmark.parsed([])
    assert (quick.cases, quick.seconds) == (["S", "M"], 3)
    assert (usual.cases, usual.seconds) == (["S", "M", "L", "XL", "XXL"], 60)


def test_a_case_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmark.parsed(["--cases", "S,XS"])
    assert "'XS' is no case; these are: S,M,L,XL,XXL" in capsys.readouterr().err


def test_the_largest_is_compared_to_the_one_before() -> None:
    label = WHOLE_CHECK.label
    large, largest = (
        CaseFigures(each.title, 1, "textbook", "incremental", [timing(label, seconds, 1, 1)])
        for each, seconds in ((LARGE, 0.1), (LARGEST, 0.7))
    )
    assert benchmark.time_of_the_largest([large]) == []
    [fact] = benchmark.time_of_the_largest([large, largest])
    assert fact.value == pytest.approx(7)
    assert fact.aim == "under 12"


def test_the_memory_is_that_of_a_process_that_checks_once() -> None:
    [fact] = benchmark_around.memory(["S"], lambda line: None)
    assert fact.value is None or 20 < fact.value < 200
    assert "the first check of the process" in fact.note


def test_what_a_script_cannot_measure_is_said_in_a_line() -> None:
    fails = [sys.executable, "-c", "raise SystemExit('no display here')"]
    assert benchmark_around.answer(fails) == "not measured: no display here"
    assert benchmark_around.answer([sys.executable, "-c", ""]) == "not measured: it prints no JSON"


def test_the_lateness_and_the_answers_are_those_that_the_other_script_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = {"median": 0.1, "p99": 4.2, "p999": 9.0, "worst": 12.3, "ticks": 900}
    received = {
        "lateness_ms": {"check, loop": late, "redraw, loop": late},
        "live": {"moves": 200.0, "finished": 71.0, "shown": 55.0, "lateness": late},
    }
    monkeypatch.setattr(benchmark_around, "answer", lambda command: received)
    check, live = benchmark_around.lateness(1, lambda line: None)
    assert check.what.endswith("p99: check, loop")
    assert (check.value, check.note) == (4.2, "worst 12.3 ms")
    assert (live.value, live.note) == (71, "55 a second shown in all maps, of 200 moves")


@pytest.mark.parametrize("measure", [benchmark_around.lateness, benchmark_around.first_paint])
def test_what_needs_a_window_is_left_out_without_qt(
    monkeypatch: pytest.MonkeyPatch, measure: Callable[..., list[Fact]]
) -> None:
    monkeypatch.setattr(benchmark_around, "find_spec", lambda name: None)
    [fact] = measure(1, lambda line: None)
    assert fact.value is None
    assert fact.note == "not measured: PySide6 is not installed here"


def test_it_runs_as_a_file() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "benchmark.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--write" in done.stdout
