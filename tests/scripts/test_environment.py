import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import environment as module
from environment import (
    NUMERIC,
    TOOLS,
    WINDOW,
    Environment,
    ensure,
    ensure_tools,
    fingerprint,
    has_tools,
    is_ready,
)
from logged import Log, SetupError


class Commands:
    """What was run; a command that holds the given word fails, or is interrupted."""

    def __init__(self, fails_at: str = "", interrupted_at: str = "") -> None:
        self.ran: list[list[str]] = []
        self.fails_at = fails_at
        self.interrupted_at = interrupted_at

    def __call__(self, command: Sequence[str], log: Log) -> int:
        self.ran.append(list(command))
        if self.interrupted_at and self.interrupted_at in command:
            raise KeyboardInterrupt
        if "venv" in command:
            made = Environment(Path(command[-1]).parent)
            made.packages.mkdir(parents=True)
            made.programs.mkdir(parents=True, exist_ok=True)
            made.python.touch()
        return 1 if self.fails_at and self.fails_at in command else 0


class Imports:
    """Imports that all work, but for those of the modules given."""

    def __init__(self, **problems: str) -> None:
        self.tried: list[str] = []
        self.problems = problems

    def __call__(self, modules: Sequence[str], python: Path) -> str | None:
        self.tried += modules
        assert python.name.startswith("python")
        return next((self.problems[name] for name in modules if name in self.problems), None)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "requirements.lock").write_text("numpy==2.4.6\n")
    (tmp_path / "scripts" / "requirements-test.lock").write_text("numpy==2.4.6\npytest==9.2.0\n")
    return Environment(tmp_path)


def made(environment: Environment) -> Environment:
    ensure(environment, WINDOW, Commands(), Imports())
    return environment


def is_whole(environment: Environment) -> bool:
    return is_ready(environment, WINDOW, Imports())


def test_the_python_lies_where_the_system_puts_it(tmp_path: Path) -> None:
    posix = Environment(tmp_path, windows=False).python
    assert posix == tmp_path / ".venv" / "bin" / "python"
    windows = Environment(tmp_path, windows=True).python
    assert windows == tmp_path / ".venv" / "Scripts" / "python.exe"


def test_it_is_made_once(environment: Environment) -> None:
    assert not is_whole(environment)
    commands, imports = Commands(), Imports()
    ensure(environment, WINDOW, commands, imports)
    assert is_whole(environment)
    venv, _packages = commands.ran
    assert venv == [sys.executable, "-m", "venv", str(environment.folder)]
    ensure(environment, WINDOW, commands, imports)
    assert len(commands.ran) == 2


def test_packages_come_from_the_lock_by_hash_and_no_tools_are_among_them(
    environment: Environment,
) -> None:
    commands = Commands()
    ensure(environment, WINDOW, commands, Imports())
    [locked] = [command for command in commands.ran if "pip" in command]
    assert locked[0] == str(environment.python)
    assert {"--require-hashes", f"--requirement={environment.lock}"} <= set(locked)
    assert not any(str(environment.tools_lock) in word for word in locked)


def test_the_tools_are_added_to_the_same_environment_once(environment: Environment) -> None:
    kept = made(environment).folder / "kept"
    kept.touch()
    commands = Commands()
    assert not has_tools(environment, Imports())
    ensure_tools(environment, commands, Imports())
    ensure_tools(environment, commands, Imports())
    [locked] = commands.ran
    assert {"--require-hashes", f"--requirement={environment.tools_lock}"} <= set(locked)
    assert kept.exists()
    assert is_whole(environment)


def test_tools_that_change_or_break_are_added_again(environment: Environment) -> None:
    ensure_tools(made(environment), Commands(), Imports())
    assert has_tools(environment, Imports())
    damaged, commands = Imports(mypy="No module named 'mypy'"), Commands()
    assert not has_tools(environment, damaged)
    ensure_tools(environment, commands, damaged)
    assert "--force-reinstall" in commands.ran[0]
    environment.tools_lock.write_text("pytest==9.2.1\n")
    assert not has_tools(environment, Imports())
    with pytest.raises(SetupError, match=r"requirements-test\.lock could not be installed"):
        ensure_tools(environment, Commands(fails_at="pip"), Imports())
    assert not has_tools(environment, Imports())


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_a_step_that_fails_is_named_and_done_again(environment: Environment, step: str) -> None:
    with pytest.raises(SetupError, match="could not be installed"):
        ensure(environment, WINDOW, Commands(fails_at=step), Imports())
    assert not is_whole(environment)
    assert is_whole(made(environment))


def test_an_interrupted_environment_is_made_anew_without_a_question(
    environment: Environment,
) -> None:
    with pytest.raises(KeyboardInterrupt):
        ensure(environment, WINDOW, Commands(interrupted_at="pip"), Imports())
    left = environment.folder / "left-over"
    left.touch()
    assert not is_whole(environment)
    assert is_whole(made(environment))
    assert not left.exists()


@pytest.mark.parametrize("broken", [name for name in WINDOW if name != "gradviz"])
def test_a_damaged_environment_is_found_and_made_anew(
    environment: Environment, broken: str
) -> None:
    made(environment)
    imports = Imports(**{broken: f"No module named '{broken}.part'"})
    assert not is_ready(environment, WINDOW, imports)

    def again(command: Sequence[str], log: Log) -> int:
        imports.problems = {}
        return Commands()(command, log)

    ensure(environment, WINDOW, again, imports)
    assert is_ready(environment, WINDOW, imports)


def test_without_the_window_qt_is_not_looked_at(environment: Environment) -> None:
    imports = Imports(**{"PySide6.QtWidgets": "ImportError: libGL.so.1"})
    assert is_ready(made(environment), NUMERIC, imports)
    assert not is_ready(environment, WINDOW, imports)


def test_what_a_new_environment_lacks_is_the_systems_and_not_made_anew_each_time(
    environment: Environment,
) -> None:
    imports = Imports(pyqtgraph="ImportError: libodd.so.1")
    with pytest.raises(SetupError, match=r"yet this cannot be loaded: ImportError: libodd\.so\.1"):
        ensure(environment, WINDOW, Commands(), imports)
    commands = Commands()
    with pytest.raises(SetupError, match="doctor"):
        ensure(environment, WINDOW, commands, imports)
    assert commands.ran == []
    assert is_ready(environment, NUMERIC, imports)
    assert is_whole(environment)


def test_imports_are_tried_for_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('the wrong one')")
    monkeypatch.chdir(tmp_path)
    assert module.try_imports(NUMERIC, Path(sys.executable)) is None
    assert "gradviz_gone" in (module.try_imports(["gradviz_gone"], Path(sys.executable)) or "")
    gone = module.try_imports(NUMERIC, tmp_path / "python")
    assert gone == f"{tmp_path / 'python'} does not start: No such file or directory"


def foreign(environment: Environment, kind: str) -> Path:
    """Put something that was not made here in the place of the environment."""
    folder = environment.folder
    if kind == "folder":
        folder.mkdir()
        (folder / "pyvenv.cfg").touch()
    elif kind == "file":
        folder.touch()
    else:
        end = environment.root / "elsewhere"
        folder.symlink_to(end)
        if kind == "link":
            end.mkdir()
            (end / "precious").touch()
    return folder


@pytest.mark.parametrize("kind", ["folder", "file", "link", "dangling link"])
def test_what_others_made_stays_where_nobody_can_be_asked(
    environment: Environment, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = foreign(environment, kind)
    before = folder.lstat()
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SetupError, match=r"not made by this script, so it stays\. Rename or"):
        ensure(environment, WINDOW, Commands(), Imports())
    assert folder.lstat() == before


class Terminal:
    def __init__(self, answer: str = "") -> None:
        self.answer = answer
        self.shown = ""

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self.answer

    def write(self, text: str) -> None:
        self.shown += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("kind", ["folder", "file", "link", "dangling link"])
@pytest.mark.parametrize(("answer", "agrees"), [("y\n", True), ("\n", False), ("", False)])
def test_what_others_made_is_replaced_if_they_agree(
    environment: Environment,
    kind: str,
    answer: str,
    agrees: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = foreign(environment, kind)
    screen = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", screen)
    if agrees:
        made(environment)
        assert not (folder / "pyvenv.cfg").exists()
        assert not folder.is_symlink()
    else:
        with pytest.raises(SetupError, match="stays"):
            made(environment)
    assert "Delete it and make a new one? [y/N]" in screen.shown
    assert is_whole(environment) is agrees
    assert (environment.root / "elsewhere" / "precious").exists() == (kind == "link")


def test_an_empty_folder_and_one_that_lies_elsewhere_are_used(environment: Environment) -> None:
    elsewhere = environment.root / "elsewhere"
    elsewhere.mkdir()
    environment.folder.symlink_to(elsewhere)
    made(environment)
    environment.stamp.write_text("old")
    assert is_whole(made(environment))
    assert environment.folder.is_symlink()


def test_a_checkout_that_cannot_be_written_says_what_to_do(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(SetupError, match=r"\(Read-only file system\)\. Copy .* to a folder of"):
            made(environment)
    made(environment)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", refuse)
        assert is_whole(environment), "one that is there needs no writing"
        with pytest.raises(SetupError, match="Copy"):
            ensure_tools(environment, Commands(), Imports())


def test_a_python_that_is_gone_is_noticed(environment: Environment) -> None:
    made(environment).python.unlink()
    assert not is_ready(environment, WINDOW)


@pytest.mark.parametrize("part", ["lock", "python", "place"])
def test_it_is_out_of_date_when_what_it_was_made_of_changes(
    environment: Environment, part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made(environment)
    assert is_whole(environment)
    if part == "lock":
        environment.lock.write_text("numpy==2.4.7\n")
    elif part == "python":
        monkeypatch.setattr("sys.version_info", (3, 99, 0))
    else:
        environment = Environment(tmp_path.rename(tmp_path.with_name("moved")))
    assert not is_whole(environment)


def test_the_tools_are_no_part_of_what_it_is_made_of(environment: Environment) -> None:
    before = fingerprint(environment)
    environment.tools_lock.write_text("pytest==10\n")
    assert fingerprint(environment) == before


@pytest.mark.skipif(os.name == "nt", reason="LC_ALL is POSIX's")
def test_in_a_folder_of_any_name_python_starts_in_any_locale(tmp_path: Path) -> None:
    root = tmp_path / "Übung 1"
    (root / "gradviz").mkdir(parents=True)
    (root / "gradviz" / "__init__.py").write_text("")
    (root / "gradviz" / "__main__.py").write_text("import sys; print('here', *sys.argv[1:])")
    environment = Environment(root)
    venv = [sys.executable, "-m", "venv", "--without-pip", str(environment.folder)]
    subprocess.run(venv, check=True)
    module._link_program(environment)
    for command in ([str(environment.python), "-m", "gradviz"], [environment.programs / "gradviz"]):
        for locale in ("C", "C.UTF-8", "de_DE.ISO-8859-1"):
            done = subprocess.run(
                [*command, "a b"],
                cwd=tmp_path,
                env={"LC_ALL": locale, "PATH": os.environ["PATH"]},
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stdout, done.stderr) == (0, "here a b\n", "")


def test_every_tool_is_one_that_the_lock_of_the_tests_brings() -> None:
    text = Environment().tools_lock.read_text(encoding="utf-8")
    names = {"pytestqt": "pytest-qt", "xdist": "pytest-xdist", "importlinter": "import-linter"}
    assert all(f"\n{names.get(tool, tool)}==" in text for tool in TOOLS)
