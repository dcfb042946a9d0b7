import subprocess
import sys
from pathlib import Path

import pytest

from gradviz import preflight
from gradviz.preflight import Finding, fonts
from gradviz.preflight.system import System

ROOT = Path(__file__).parents[2]

GOOD = Finding("Python", True, "3.11.7")
LACK = Finding(
    "libraries to draw",
    False,
    "missing: libGL.so.1",
    "apt-get install -y libgl1",
    lacking=("libGL.so.1",),
)
VENV = Finding("venv", False, "none", "apt-get install -y p-venv", True, ("p-venv",))
DISPLAY = Finding("display", False, "DISPLAY is not set", "run this on a desktop")
ROOT_ON_DEBIAN = System("debian", True, known=set)
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


def report(*found: Finding, this: System = ROOT_ON_DEBIAN) -> list[str]:
    return preflight.report(found, this).splitlines()


def test_the_report_gives_each_lack_its_remedy() -> None:
    lines = report(GOOD, LACK, DISPLAY, NOTE)
    assert lines[0].split() == ["ok", "Python", "3.11.7"]
    assert lines[1].startswith("LACK  libraries to draw  missing: libGL.so.1")
    assert lines[2].strip() == "remedy: apt-get install -y libgl1"
    assert lines[3].startswith("LACK  display")
    assert lines[4].strip() == "remedy: run this on a desktop"
    assert lines[5].startswith("note  font")
    assert "gradviz check" in lines[-1]
    assert "can be opened" in report(GOOD, NOTE)[-1]


def test_the_report_ends_with_one_command_for_all_that_the_system_lacks() -> None:
    *_, before, command = report(VENV, LACK, DISPLAY)
    assert before == "What the system lacks, in one command:"
    assert command == "  apt-get install -y p-venv libgl1"
    assert "in one command" not in "".join(report(VENV, DISPLAY))


def test_who_has_no_sudo_is_told_to_be_root() -> None:
    lines = report(VENV, LACK, DISPLAY, this=System("debian", False, known=set, has_sudo=False))
    assert lines[1].strip().startswith("as root, remedy: ")
    assert lines[-2] == "What the system lacks, in one command, as root:"
    assert lines[-1] == "  apt-get install -y p-venv libgl1"
    assert "as root" not in lines[5]


def test_where_numpy_lacks_no_check_is_promised() -> None:
    numpy = Finding("numpy", False, "not installed", "pip install numpy")
    last = report(numpy, DISPLAY)[-1]
    assert last == "No window can be opened here, and nothing can be checked without numpy."


def test_what_this_machine_lacks_has_a_remedy_each(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(sonames: dict[str, str], load: object = None) -> list[str]:
        return list(sonames)

    monkeypatch.setattr("gradviz.preflight.libraries.missing", nothing)
    monkeypatch.setattr("gradviz.preflight.packages.import_problem", lambda module: "gone")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    found = preflight.findings(ROOT_ON_DEBIAN)
    lacking = [each for each in found if not each.ok]
    assert {"libraries to draw", "libraries for X11", "display"} < {each.name for each in lacking}
    assert [each.name for each in lacking if not each.remedy] == []


def test_a_problem_with_the_display_is_one_sentence_that_names_what_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gradviz.preflight.libraries.missing", lambda sonames, load: [])
    problem = preflight.display_problem({}, platform="linux")
    assert problem is not None
    assert "DISPLAY is not set" in problem
    assert "`gradviz check`" in problem
    assert "\n" not in problem
    assert preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}, platform="linux") is None


def test_qt_without_its_libraries_is_a_problem_on_any_display(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gradviz.preflight.libraries.missing", lambda sonames, load: ["libGL.so.1"])
    problem = preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}, platform="linux")
    assert problem is not None
    assert "libGL.so.1" in problem


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_a_display(platform: str) -> None:
    assert preflight.display_problem({}, platform) is None


def test_a_font_is_looked_for_in_folders_and_only_noted(tmp_path: Path) -> None:
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "README").touch()
    nowhere = [tmp_path, tmp_path / "absent"]
    missing = fonts.finding("linux", ROOT_ON_DEBIAN, nowhere)
    assert not missing.ok
    assert not missing.needed
    assert missing.remedy == "apt-get install -y fonts-dejavu-core"
    assert fonts.finding("linux", System("other", True, known=set), nowhere).remedy
    (tmp_path / "truetype" / "Sans.TTF").touch()
    assert fonts.finding("linux", ROOT_ON_DEBIAN, [tmp_path]).ok
