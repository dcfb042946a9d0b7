import io
import subprocess
import sys
from pathlib import Path

import pytest

from gradviz import preflight
from gradviz.preflight import Finding, display, fonts

ROOT = Path(__file__).parents[2]

GOOD = Finding("Python", True, "3.11.7")
LACK = Finding("libraries to draw", False, "missing: libGL.so.1", "apt-get install -y libgl1")
NOTE = Finding("font", False, "none is installed", needed=False)


def test_it_runs_with_nothing_installed() -> None:
    # -S leaves out site-packages, so that any import beyond the standard library fails.
    code = "from gradviz import preflight; preflight.display_problem(); preflight.findings()"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_status_counts_what_is_needed() -> None:
    assert preflight.status([GOOD, NOTE]) == 0
    assert preflight.status([GOOD, LACK, NOTE]) == 2


def test_the_report_gives_each_lack_its_remedy() -> None:
    lines = preflight.report([GOOD, LACK, NOTE]).splitlines()
    assert lines[0].split() == ["ok", "Python", "3.11.7"]
    assert lines[1].startswith("LACK  libraries to draw  missing: libGL.so.1")
    assert lines[2].strip() == "mend it with: apt-get install -y libgl1"
    assert lines[3].startswith("note  font")
    assert "gradviz check" in lines[-1]
    assert "can be opened" in preflight.report([GOOD, NOTE])


def test_the_doctor_reports_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "findings", lambda: [GOOD, LACK])
    out = io.StringIO()
    assert preflight.doctor(out) == 2
    assert out.getvalue() == preflight.report([GOOD, LACK])


def test_a_problem_with_the_display_is_one_sentence_that_names_what_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(display, "lack", lambda sonames: None)
    problem = preflight.display_problem({}, platform="linux")
    assert problem is not None
    assert "DISPLAY is not set" in problem
    assert "`gradviz check`" in problem
    assert "\n" not in problem
    assert preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}, platform="linux") is None


def test_qt_without_its_libraries_is_a_problem_on_any_display(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(display, "lack", lambda sonames: "Qt lacks libGL.so.1")
    problem = preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}, platform="linux")
    assert problem is not None
    assert "libGL.so.1" in problem


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_a_display(platform: str) -> None:
    assert preflight.display_problem({}, platform) is None


def test_a_font_is_looked_for_in_folders_and_only_noted(tmp_path: Path) -> None:
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "README").touch()
    missing = fonts.finding("linux", [tmp_path, tmp_path / "absent"])
    assert not missing.ok
    assert not missing.needed
    (tmp_path / "truetype" / "Sans.TTF").touch()
    assert fonts.finding("linux", [tmp_path]).ok
