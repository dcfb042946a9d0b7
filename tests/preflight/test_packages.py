import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gradviz.preflight import packages
from gradviz.preflight.imports import import_problem
from gradviz.preflight.packages import Package

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

VERSIONS = ["0.13.7", "0.14.0", "1.26.4", "2.0.0", "2.4.6", "3.7.0", "3.8.0", "6.8.2", "6.8.3"]
VERSIONS += ["6.9.0", "6.9.1", "6.9.2", "6.9.3", "6.11.3", "6.12.0", "6.13.1", "7.0.0"]


def declared(python: str) -> dict[str, Requirement]:
    """The dependencies that pyproject.toml has for this Python."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    requirements = map(Requirement, project["dependencies"])
    return {
        each.name: each
        for each in requirements
        if each.marker is None or each.marker.evaluate({"python_version": python})
    }


@pytest.mark.parametrize("python", [(3, 11), (3, 12), (3, 13)])
def test_the_versions_are_those_of_pyproject(python: tuple[int, int]) -> None:
    theirs = declared(".".join(map(str, python)))
    ours = {each.distribution: each for each in packages.required(python)}
    assert ours.keys() == theirs.keys()
    for name, package in ours.items():
        for version in VERSIONS:
            assert package.allows(version) == theirs[name].specifier.contains(version), version
        assert Requirement(package.requirement).specifier == theirs[name].specifier


def test_the_oldest_python_is_that_of_pyproject() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*packages.OLDEST_PYTHON)


def test_a_python_too_old_is_found() -> None:
    assert packages.python_finding((3, 11, 0)).ok
    finding = packages.python_finding((3, 10, 14))
    assert not finding.ok
    assert "3.11" in finding.remedy


def test_packages_that_load_are_as_they_should_be() -> None:
    found = packages.findings(libraries_complete=True, import_problem=lambda module: None)
    names = ["numpy", "threadpoolctl", "PySide6-Essentials", "pyqtgraph"]
    assert [each.name for each in found] == names
    assert all(each.ok and not each.remedy for each in found)


def test_a_package_that_does_not_load_says_why() -> None:
    def import_problem(module: str) -> str | None:
        return "ImportError: libGL.so.1" if module.startswith("PySide6") else None

    found = packages.findings(libraries_complete=True, import_problem=import_problem)
    [broken] = [each for each in found if not each.ok]
    assert "libGL.so.1" in broken.detail
    assert "--force-reinstall" in broken.remedy
    # Where the system lacks the library, another copy of the package would not help.
    found = packages.findings(libraries_complete=False, import_problem=import_problem)
    [broken] = [each for each in found if not each.ok]
    assert broken.remedy == "install the libraries that are missing, below"


def test_a_version_that_does_not_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "6.12.0")
    found = packages.findings(
        libraries_complete=True, python=(3, 11), import_problem=lambda module: None
    )
    [qt] = [each for each in found if each.name == "PySide6-Essentials"]
    assert not qt.ok
    assert "6.12.0" in qt.detail
    assert "<6.12" in qt.remedy


def test_a_package_that_is_not_there_gets_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = Package("gradviz_missing", "gradviz-missing", (1, 2))
    monkeypatch.setattr(packages, "required", lambda python: [missing])
    [finding] = packages.findings(libraries_complete=True)
    assert finding.detail == "not installed"
    assert finding.remedy.endswith('-m pip install "gradviz-missing>=1.2"')


def test_a_module_is_tried_in_a_process_of_its_own() -> None:
    assert import_problem("json") is None
    assert "gradviz_missing" in (import_problem("gradviz_missing") or "")


def test_a_module_is_not_taken_from_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise ImportError('the wrong one')")
    monkeypatch.chdir(tmp_path)
    assert import_problem("json") is None


def test_a_python_that_cannot_be_started_is_a_problem(tmp_path: Path) -> None:
    problem = import_problem("json", str(tmp_path / "python"))
    assert problem == f"{tmp_path / 'python'} does not start: No such file or directory"


@pytest.mark.parametrize("checkout", [True, False])
def test_a_python_of_the_system_gets_an_environment(
    checkout: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = Package("gradviz_missing", "gradviz-missing", (1, 2))
    monkeypatch.setattr(packages, "required", lambda python: [missing])
    monkeypatch.setattr(packages, "in_environment", lambda: False)
    monkeypatch.setattr(packages, "_is_managed", lambda: True)
    monkeypatch.setattr(Path, "is_file", lambda path: checkout)
    [finding] = packages.findings(libraries_complete=True)
    if checkout:
        assert finding.remedy.startswith("python3 ")
        assert "run.py" in finding.remedy
    else:
        assert " -m venv ~/gradviz" in finding.remedy


def test_an_environment_without_pip_is_one_of_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Package("gradviz_missing", "gradviz-missing", (1, 2))
    monkeypatch.setattr(packages, "required", lambda python: [missing])
    monkeypatch.setattr(packages, "in_environment", lambda: True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    [finding] = packages.findings(libraries_complete=True)
    assert finding.remedy.startswith("uv pip install --python ")
    assert finding.remedy.endswith('"gradviz-missing>=1.2"')
