import sys

import pytest

from gradviz.preflight import venv
from gradviz.preflight.system import System

PACKAGE = "python{}.{}-venv".format(*sys.version_info[:2])
DEBIAN = System("debian", True, known=set)


@pytest.mark.parametrize("lacking", [*venv.MODULES, None])
def test_what_debian_keeps_apart_is_looked_for(
    lacking: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(name: str) -> str | None:
        return None if name == lacking else name

    monkeypatch.setattr("importlib.util.find_spec", find_spec)
    assert venv.has_venv() is (lacking is None)


@pytest.mark.parametrize(
    ("family", "executable", "package"),
    [
        ("debian", "/usr/bin/python3", PACKAGE),
        ("debian", "/opt/python/bin/python3", None),
        ("fedora", "/usr/bin/python3", None),
    ],
)
def test_apt_completes_only_what_it_installed(
    family: str, executable: str, package: str | None
) -> None:
    assert venv.package(System(family, True, known=set), executable) == package


def test_the_finding_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert venv.finding(DEBIAN, needed=True, complete=True).ok
    monkeypatch.setattr(venv, "package", lambda system: PACKAGE)
    finding = venv.finding(DEBIAN, needed=True, complete=False)
    assert finding.remedy == f"apt-get install -y {PACKAGE}"
    assert finding.lacking == (PACKAGE,)
    monkeypatch.setattr(venv, "package", lambda system: None)
    finding = venv.finding(DEBIAN, needed=True, complete=False)
    assert "another Python 3.11 or later" in finding.remedy
    assert finding.lacking == ()
