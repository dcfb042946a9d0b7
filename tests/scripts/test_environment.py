import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gradviz
from environment import ROOT, Environment, SetupError, ensure, fingerprint, is_ready, make

PYPROJECT = """
[build-system]
requires = ["hatchling"]
[project]
name = "gradviz"
dependencies = ["numpy"]
[tool.ruff]
line-length = 100
"""


class Commands:
    """What was run; a command that holds the given word fails, or is interrupted."""

    def __init__(self, fails_at: str = "", interrupted_at: str = "") -> None:
        self.ran: list[list[str]] = []
        self.fails_at = fails_at
        self.interrupted_at = interrupted_at

    def __call__(self, command: Sequence[str]) -> int:
        self.ran.append(list(command))
        if self.interrupted_at and self.interrupted_at in command:
            raise KeyboardInterrupt
        if "venv" in command:
            python = Environment(Path(command[-1]).parent).python
            python.parent.mkdir(parents=True)
            python.touch()
        return 1 if self.fails_at and self.fails_at in command else 0


def nothing() -> None:
    """Prepare nothing."""


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "requirements.lock").write_text("numpy==2.4.6\n")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    return Environment(tmp_path)


def test_the_python_lies_where_the_system_puts_it(tmp_path: Path) -> None:
    posix = Environment(tmp_path, windows=False).python
    assert posix == tmp_path / ".venv" / "bin" / "python"
    windows = Environment(tmp_path, windows=True).python
    assert windows == tmp_path / ".venv" / "Scripts" / "python.exe"


def test_it_is_made_once(environment: Environment) -> None:
    commands = Commands()
    assert not is_ready(environment, commands)
    ensure(environment, nothing, commands)
    assert is_ready(environment, commands)

    def never() -> None:
        raise AssertionError("prepared again")

    before = len(commands.ran)
    ensure(environment, never, commands)
    [alive] = commands.ran[before:]
    assert alive == [str(environment.python), "-c", "import gradviz"]


def test_packages_come_from_the_lock_by_hash_and_the_project_from_the_checkout(
    environment: Environment,
) -> None:
    commands = Commands()
    make(environment, commands)
    venv, locked, project = commands.ran
    assert venv == [sys.executable, "-m", "venv", str(environment.folder)]
    assert locked[0] == project[0] == str(environment.python)
    assert {"--require-hashes", str(environment.lock)} <= set(locked)
    assert {"--no-deps", "--no-index", "--editable", str(environment.root)} <= set(project)


@pytest.mark.parametrize("step", ["venv", "--require-hashes", "--editable"])
def test_a_step_that_fails_is_named_and_done_again(environment: Environment, step: str) -> None:
    with pytest.raises(SetupError, match="could not be installed"):
        ensure(environment, nothing, Commands(fails_at=step))
    assert not is_ready(environment, Commands())


def test_an_interrupted_environment_is_made_anew(environment: Environment) -> None:
    with pytest.raises(KeyboardInterrupt):
        ensure(environment, nothing, Commands(interrupted_at="--require-hashes"))
    left = environment.folder / "left-over"
    left.touch()
    assert not is_ready(environment, Commands())
    ensure(environment, nothing, Commands())
    assert is_ready(environment, Commands())
    assert not left.exists()


def test_a_file_in_its_place_is_replaced(environment: Environment) -> None:
    environment.folder.touch()
    ensure(environment, nothing, Commands())
    assert is_ready(environment, Commands())


def test_a_python_that_is_gone_or_dead_is_noticed(environment: Environment) -> None:
    make(environment, Commands())
    assert not is_ready(environment, Commands(fails_at="import gradviz"))
    environment.python.unlink()
    assert not is_ready(environment, Commands())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scripts/requirements.lock", "2.4.6", "2.4.7"),
        ("pyproject.toml", '"numpy"', '"scipy"'),
        ("pyproject.toml", '"hatchling"', '"flit"'),
    ],
)
def test_it_is_out_of_date_when_what_it_holds_changes(
    environment: Environment, name: str, old: str, new: str
) -> None:
    make(environment, Commands())
    path = environment.root / name
    path.write_text(path.read_text().replace(old, new))
    assert not is_ready(environment, Commands())


def test_the_settings_of_a_tool_leave_it_up_to_date(environment: Environment) -> None:
    make(environment, Commands())
    (environment.root / "pyproject.toml").write_text(PYPROJECT.replace("100", "99"))
    assert is_ready(environment, Commands())


def test_another_python_or_another_place_asks_for_another(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make(environment, Commands())
    before = fingerprint(environment)
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    assert not is_ready(Environment(moved), Commands())
    moved.rename(tmp_path)
    assert fingerprint(environment) == before
    monkeypatch.setattr("sys.version_info", (3, 99, 0))
    assert fingerprint(environment) != before


def locked() -> dict[str, str]:
    """The versions in the lock, by name."""
    text = Environment().lock.read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text, flags=re.MULTILINE))


def test_the_lock_holds_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *groups["test"],
        *groups["lint"],
        *project["tool"]["uv"]["constraint-dependencies"],
    ]
    versions = locked()
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def test_each_package_of_the_lock_has_hashes_and_no_address() -> None:
    text = Environment().lock.read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(entries) == len(locked())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_both_places_say_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert gradviz.__version__ == project["version"]
