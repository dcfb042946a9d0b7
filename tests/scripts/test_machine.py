import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

import machine
from gradviz.preflight import venv
from gradviz.preflight.system import System
from logged import Log, SetupError
from machine import Lack, Needs, complete

PACKAGE = "python{}.{}-venv".format(*sys.version_info[:2])

ALL = Needs(
    venv=True,
    libraries=("libGL.so.1",),
    useful=("libxcb-cursor.so.0", "libwayland-egl.so.1"),
    tools=("Xvfb",),
)

ALL_PACKAGES = f"{PACKAGE} libgl1 libxcb-cursor0 libwayland-egl1 xvfb"


def a_system(family: str = "debian", *, root: bool = False, has_sudo: bool = True) -> System:
    return System(family, root, known=set, has_sudo=has_sudo)


class Apt:
    """A machine with nothing on it, and an apt-get that brings what it is asked for, or cannot."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []
        self.works = True
        self.installed: set[str] = set()

    def __call__(self, arguments: Sequence[str], log: Log) -> int:
        self.ran.append(list(arguments))
        if self.works and arguments[0] == "install":
            self.installed |= set(arguments)
        if not self.works:
            log.path.write_text("Err:1 http://somewhere\n  Temporary failure resolving it\n")
        return 0 if self.works else 100

    def lacks(self, names: Iterable[str], packages: dict[str, str]) -> list[str]:
        return [name for name in names if packages[name] not in self.installed]


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> Apt:
    apt = Apt()
    monkeypatch.setattr(machine, "_apt_get", apt)
    packages = {
        "libGL.so.1": "libgl1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    }
    monkeypatch.setattr(machine, "has_venv", lambda: PACKAGE in apt.installed)
    monkeypatch.setattr(venv, "package", lambda system: PACKAGE)
    monkeypatch.setattr(machine, "lacking_libraries", lambda names: apt.lacks(names, packages))
    monkeypatch.setattr(
        machine, "lacking_tools", lambda names: apt.lacks(names, machine.WINDOW_TOOLS)
    )
    return apt


def refused(needs: Needs, system: System, without: str = "") -> list[str]:
    with pytest.raises(SetupError) as raised:
        complete(needs, system, without)
    return str(raised.value).splitlines()


def test_root_on_debian_gets_everything_in_one_round(
    apt: Apt, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(ALL, a_system(root=True))
    update, install = apt.ran
    assert update == ["update"]
    assert install[-5:] == ALL_PACKAGES.split()
    assert capsys.readouterr().err == f"Installing with apt-get: {ALL_PACKAGES} ...\n"
    complete(ALL, a_system(root=True))
    assert len(apt.ran) == 2


@pytest.mark.parametrize(
    ("root", "has_sudo", "before", "command"),
    [
        (False, True, "Run this, then", "sudo apt-get"),
        (False, False, "Run this as root, then", "apt-get"),
    ],
)
def test_who_may_not_install_is_told_all_of_it_in_one_command(
    apt: Apt, root: bool, has_sudo: bool, before: str, command: str
) -> None:
    first, second = refused(ALL, a_system(root=root, has_sudo=has_sudo), "Without them ...")
    assert first.startswith("This system lacks what makes an environment (venv) and libraries that")
    assert before in first
    assert second == f"  {command} install -y {ALL_PACKAGES}"
    assert apt.ran == []


def test_what_works_without_the_libraries_is_said_if_it_does(apt: Apt) -> None:
    libraries = Needs(libraries=("libGL.so.1",))
    assert refused(libraries, a_system(), "Without them: check")[-1] == "Without them: check"
    with_venv = Needs(venv=True, libraries=("libGL.so.1",))
    assert "Without" not in "".join(refused(with_venv, a_system(), "Without them: check"))


def test_other_systems_get_their_own_words(apt: Apt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venv, "package", lambda system: None)
    _, python, libraries, tools = refused(ALL, a_system("fedora"))
    assert "lacks its modules venv and ensurepip" in python
    assert libraries == (
        "  sudo dnf install 'libGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)' "
        "'libwayland-egl.so.1()(64bit)'"
    )
    assert tools == "  install Xvfb"


def test_where_apt_fails_the_log_stays_and_the_last_line_says_why(apt: Apt) -> None:
    apt.works = False
    lines = refused(ALL, a_system(root=True))
    assert lines[0].startswith("What the system lacks could not be installed.")
    assert lines[-1].startswith("There is no connection to where packages come from")
    log = Path(lines[0].split()[-3])
    assert "Temporary failure" in log.read_text()


def test_what_is_only_useful_is_neither_asked_for_nor_in_the_way(
    apt: Apt, capsys: pytest.CaptureFixture[str]
) -> None:
    useful = Needs(useful=("libxcb-cursor.so.0",))
    for system in (a_system(), a_system(root=True)):
        complete(useful, system)
    assert apt.ran == []
    complete(Needs(tools=("Xvfb",)), a_system())
    apt.works = False
    complete(Needs(tools=("Xvfb",)), a_system(root=True))
    assert "could not be installed" in capsys.readouterr().err


def test_apt_is_not_asked_for_a_python_that_it_cannot_complete(
    apt: Apt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venv, "package", lambda system: None)
    _, advice = refused(Needs(venv=True), a_system(root=True))
    assert "another Python 3.11 or later" in advice
    assert apt.ran == []


def test_a_machine_that_lacks_nothing_is_left_alone(apt: Apt) -> None:
    apt.installed |= set(ALL_PACKAGES.split())
    complete(ALL, a_system(root=True))
    complete(ALL, a_system())
    assert apt.ran == []


def test_a_lack_of_nothing_is_none() -> None:
    assert not Lack()
    assert Lack(venv=True)
    assert Lack(tools=("Xvfb",))


def test_qt_takes_no_such_libraries_from_other_systems() -> None:
    assert machine.lacking_libraries(["libNothing.so.1"], "linux") == ["libNothing.so.1"]
    assert machine.lacking_libraries(["libNothing.so.1"], "darwin") == []
    assert machine.lacking_libraries(["libNothing.so.1"], "win32") == []


def test_tools_are_looked_for_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"xauth", "xdotool"}
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    assert machine.lacking_tools() == ["Xvfb", "openbox"]
