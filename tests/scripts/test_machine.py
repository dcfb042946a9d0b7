import sys
from collections.abc import Sequence

import pytest

import machine
from environment import SetupError
from gradviz.preflight.system import System


def a_system(family: str = "debian", *, root: bool = False) -> System:
    return System(family, root, known=set)


class Apt:
    """apt-get that brings what it is asked for, or cannot."""

    def __init__(self, *, works: bool = True) -> None:
        self.ran: list[tuple[str, ...]] = []
        self.works = works
        self.installed: set[str] = set()

    def __call__(self, arguments: tuple[str, ...]) -> bool:
        self.ran.append(arguments)
        if self.works and arguments[0] == "install":
            self.installed |= set(arguments)
        return self.works


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> Apt:
    apt = Apt()
    monkeypatch.setattr(machine, "_apt_get", apt)
    machine._update.cache_clear()
    return apt


@pytest.fixture
def without_gl(monkeypatch: pytest.MonkeyPatch, apt: Apt) -> None:
    def lacking(sonames: Sequence[str]) -> list[str]:
        return [] if "libgl1" in apt.installed else ["libGL.so.1"]

    monkeypatch.setattr(machine, "lacking_libraries", lacking)


@pytest.mark.usefixtures("without_gl")
def test_root_on_debian_gets_the_libraries(apt: Apt) -> None:
    assert machine.mend_libraries(["libGL.so.1"], a_system(root=True)) is None
    update, install = apt.ran
    assert update == ("update",)
    assert install[-1] == "libgl1"


@pytest.mark.usefixtures("without_gl")
def test_a_user_and_other_systems_get_the_command(apt: Apt) -> None:
    user = machine.mend_libraries(["libGL.so.1"], a_system())
    assert user == "sudo apt-get install -y libgl1"
    fedora = machine.mend_libraries(["libGL.so.1"], a_system("fedora", root=True))
    assert fedora == "dnf install 'libGL.so.1()(64bit)'"
    assert apt.ran == []


@pytest.mark.usefixtures("without_gl")
def test_root_gets_the_command_where_apt_fails(apt: Apt) -> None:
    apt.works = False
    remedy = machine.mend_libraries(["libGL.so.1"], a_system(root=True))
    assert remedy == "apt-get install -y libgl1"


def test_apt_is_updated_once(apt: Apt) -> None:
    machine.install(lambda: ["libgl1"])
    machine.install(lambda: ["xvfb"])
    assert [arguments[0] for arguments in apt.ran] == ["update", "install", "install"]


def test_qt_takes_no_such_libraries_from_other_systems() -> None:
    assert machine.lacking_libraries(["libNothing.so.1"], "linux") == ["libNothing.so.1"]
    assert machine.lacking_libraries(["libNothing.so.1"], "darwin") == []
    assert machine.lacking_libraries(["libNothing.so.1"], "win32") == []


def test_only_the_tools_that_lack_are_installed(apt: Apt, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"xauth", "xdotool"}
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    machine.mend_tools(a_system())
    assert apt.ran == []
    machine.mend_tools(a_system(root=True))
    assert apt.ran[-1][-2:] == ("xvfb", "openbox")
    command = machine.tools_command(["Xvfb"], a_system())
    assert command == "sudo apt-get install -y xvfb"


PACKAGE = "python{}.{}-venv".format(*sys.version_info[:2])


def test_a_python_with_venv_is_left_alone(apt: Apt) -> None:
    machine.mend_venv(a_system(root=True), has_venv=lambda: True)
    assert apt.ran == []


def test_root_on_debian_gets_venv(apt: Apt) -> None:
    machine.mend_venv(
        a_system(root=True), lambda: PACKAGE in apt.installed, executable="/usr/bin/python3"
    )
    assert apt.ran[-1][-1] == PACKAGE


@pytest.mark.parametrize(("root", "sudo"), [(True, ""), (False, "sudo ")])
def test_who_cannot_get_venv_is_told_the_command(apt: Apt, root: bool, sudo: str) -> None:
    apt.works = False
    with pytest.raises(SetupError, match=f"{sudo}apt-get install -y {PACKAGE}"):
        machine.mend_venv(a_system(root=root), lambda: False, executable="/usr/bin/python3")


@pytest.mark.parametrize(
    ("family", "executable"),
    [("debian", "/opt/python/bin/python3"), ("other", "/usr/bin/python3")],
)
def test_apt_is_not_asked_to_complete_what_it_did_not_install(
    apt: Apt, family: str, executable: str
) -> None:
    with pytest.raises(SetupError, match=r"venv and ensurepip"):
        machine.mend_venv(a_system(family, root=True), lambda: False, executable=executable)
    assert apt.ran == []
