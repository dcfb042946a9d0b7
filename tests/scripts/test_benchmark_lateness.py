import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "benchmark_lateness.py"


@pytest.fixture(scope="module")
def measured() -> dict[str, object]:
    """Return what it prints of half a second of one case and of the live one."""
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), "--json", "--seconds", "0.5", "--only", "live", "loop, 4"],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_it_prints_one_object_with_the_cases_that_are_asked_for(
    measured: dict[str, object],
) -> None:
    cases = measured["lateness_ms"]
    assert isinstance(cases, dict)
    assert set(cases) == {
        "check, loop, 4-5-3-1",
        "redraw, loop, 4-5-3-1",
        "live epsilon, 20-32-16-1",
    }
    for late in cases.values():
        assert 0 <= late["median"] <= late["p99"] <= late["p999"] <= late["worst"]
        assert late["ticks"] > 0


def test_a_dragged_epsilon_brings_answers_to_the_maps(measured: dict[str, object]) -> None:
    live = measured["live"]
    assert isinstance(live, dict)
    assert 0 < live["shown"] <= live["finished"] + 2
    assert live["finished"] <= live["moves"]
