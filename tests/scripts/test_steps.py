import sys
from collections.abc import Sequence

import pytest

import check
import real_window
import steps
from checkout import ROOT
from gradviz.preflight.system import System
from steps import Outcome

DEBIAN = System("debian", False, known=set)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("===== 2 passed, 1 deselected in 0.81s =====\n", "2 passed, 1 deselected in 0.81s"),
        ("1 failed, 310 passed in 75.20s (0:01:15)\n", "1 failed, 310 passed in 75.20s (0:01:15)"),
        ("\x1b[32m== \x1b[1m3 passed\x1b[0m in 1.00s ==\x1b[0m\n", "3 passed in 1.00s"),
        ("collected 3 items / 1 deselected / 2 selected\n", ""),
        ("tests/test_a.py ..     [100%]\n", ""),
    ],
)
def test_the_count_of_pytest_is_found(line: str, count: str) -> None:
    assert steps.summary(line) == count


def test_an_abort_after_the_tests_passed_is_a_failure() -> None:
    code = "import os; print('== 3 passed in 1.00s ==', flush=True); os.abort()"
    done = steps._tool(sys.executable, "-c", code)([])
    assert done.result == "FAIL"
    assert steps._outcome(134, "3 passed").result == "FAIL"
    assert steps._outcome(0, "3 passed") == Outcome("pass", "3 passed")


def stub(monkeypatch: pytest.MonkeyPatch, **results: str) -> list[str]:
    """Put steps with these results in place of the real ones, and return which were run."""
    ran: list[str] = []

    def step(name: str, result: str) -> steps.Step:
        def run(arguments: Sequence[str]) -> Outcome:
            ran.append(name)
            return Outcome(result, "a note")

        return run

    replaced = {name: step(name, result) for name, result in results.items()}
    monkeypatch.setattr(steps, "STEPS", replaced)
    return ran


def test_a_failure_stops_no_later_step_and_is_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = stub(monkeypatch, lint="pass", types="FAIL", tests="pass", window="skip")
    assert steps.run_steps(list(steps.STEPS), []) == 1
    assert ran == ["lint", "types", "tests", "window"]
    out = capsys.readouterr().out
    assert "skipped: a note" in out
    rows = out.splitlines()[-4:]
    assert [row.split()[0] for row in rows] == ran
    assert rows[1].endswith("FAIL  a note")


def test_what_is_skipped_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, tests="pass", window="skip")
    assert steps.run_steps(["tests", "window"], []) == 0
    assert steps.run_steps(["window"], []) == 0


def test_to_ask_for_tests_that_are_not_there_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, tests="skip", window="skip")
    assert steps.run_steps(["tests", "window"], ["-k", "misspelt"]) == 1


def test_the_steps_and_the_arguments_of_pytest_are_parted() -> None:
    assert check.split(["lint", "tests"]) == (["lint", "tests"], [])
    assert check.split(["tests", "--", "-k", "name"]) == (["tests"], ["-k", "name"])


def test_a_step_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["nonsense"]) == 2
    assert "lint, format, types, imports, tests, other processor, window" in capsys.readouterr().err


def test_the_real_window_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Xvfb is for Linux" in (real_window.lack(DEBIAN, "darwin") or "")
    monkeypatch.setattr("shutil.which", lambda name: None if name == "openbox" else name)
    reason = real_window.lack(DEBIAN, "linux")
    assert reason == "needs openbox: sudo apt-get install -y openbox"


def test_what_is_left_out_under_the_other_processor_is_there() -> None:
    assert all((ROOT / each).exists() for each in steps.WITHOUT_NUMBERS)


def test_the_table_is_as_wide_as_its_longest_name() -> None:
    rows = [("lint", 1.0, Outcome("pass")), ("other processor", 20.0, Outcome("FAIL", "why"))]
    head, first, second = steps.table(rows).splitlines()
    assert head.index("result") == first.index("pass") == second.index("FAIL")
