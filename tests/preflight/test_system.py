import subprocess
from collections.abc import Sequence

import pytest

from gradviz.preflight import libraries, system
from gradviz.preflight.system import System


def a_system(family: str = "debian", *, root: bool = False, known: str | None = None) -> System:
    """A system whose lists hold the names given, or all but the renamed ones."""

    def known_to_apt(names: Sequence[str]) -> set[str]:
        if known is None:
            return {name for name in names if not name.endswith("t64")}
        return set(names) & set(known.split())

    return System(family, root, known_to_apt)


@pytest.mark.parametrize(
    ("release", "family"),
    [
        ({"ID": "debian"}, "debian"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ({"ID": "fedora"}, "fedora"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "suse"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "arch"),
        ({"ID": "nixos"}, "other"),
        ({}, "other"),
    ],
)
def test_the_family_follows_os_release(release: dict[str, str], family: str) -> None:
    assert system.family(release) == family


def test_a_user_is_told_to_use_sudo_and_root_is_not() -> None:
    command = "apt-get install -y libgl1"
    assert system.install_command(["libGL.so.1"], a_system()) == f"sudo {command}"
    assert system.install_command(["libGL.so.1"], a_system(root=True)) == command


def test_where_there_is_no_sudo_none_is_named() -> None:
    without = System("debian", False, set, has_sudo=False)
    assert system.install_command(["libGL.so.1"], without) == "apt-get install -y libgl1"
    assert without.run_this == "Run this as root"
    assert a_system().run_this == a_system(root=True).run_this == "Run this"


def test_libraries_and_packages_go_into_one_command() -> None:
    command = system.install_command(["python3.11-venv", "libGL.so.1"], a_system(root=True))
    assert command == "apt-get install -y python3.11-venv libgl1"


def test_libraries_of_one_package_name_it_once() -> None:
    sonames = ["libglib-2.0.so.0", "libGL.so.1", "libgthread-2.0.so.0"]
    assert system.debian_packages(sonames, a_system()) == ["libglib2.0-0", "libgl1"]


def test_a_package_has_the_name_that_this_release_gives_it() -> None:
    newer = a_system(known="libglib2.0-0t64")
    assert system.debian_packages(["libglib-2.0.so.0"], newer) == ["libglib2.0-0t64"]


def test_apt_is_updated_first_where_it_does_not_know_the_package() -> None:
    command = system.install_command(["libGL.so.1"], a_system(known=""))
    assert command == "sudo apt-get update && sudo apt-get install -y libgl1"


@pytest.mark.parametrize(
    ("family", "start"),
    [
        ("fedora", "sudo dnf install 'libGL.so.1()(64bit)'"),
        ("suse", "sudo zypper install 'libGL.so.1()(64bit)'"),
        ("arch", "sudo pacman -S "),
        ("other", "install the packages that provide libGL.so.1"),
    ],
)
def test_other_families_get_their_own_command(family: str, start: str) -> None:
    assert system.install_command(["libGL.so.1"], a_system(family)).startswith(start)


def test_missing_libraries_are_those_that_do_not_load() -> None:
    def load(soname: str) -> None:
        if "xcb" in soname:
            raise OSError(soname)

    assert libraries.missing(["libGL.so.1", "libxcb.so.1"], load) == ["libxcb.so.1"]


def test_apt_is_asked_once_and_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 100, stdout="Package: libgl1\nSize: 9\n")

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert system.this_system().known(["libgl1", "libegl1"]) == {"libgl1"}
    assert len(asked) == 1
    assert system.this_system().has_sudo
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert not system.this_system().has_sudo
    assert system.this_system().known(["libgl1"]) == set()
