import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gradviz
import lock
from checkout import ROOT
from environment import Environment

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LOCKS = {"run": Environment().lock, "test": Environment().tools_lock}


def entries(name: str) -> dict[str, str]:
    """The entries of a lock, hashes and all, by package."""
    found = re.split(r"\n(?=[a-z])", LOCKS[name].read_text(encoding="utf-8"))[1:]
    return {entry.split("==")[0]: entry.strip() for entry in found}


def version(entry: str) -> str:
    return entry.split("==")[1].split()[0]


def test_each_lock_holds_what_pyproject_asks_for() -> None:
    to_run = PROJECT["project"]["dependencies"] + PROJECT["tool"]["uv"]["constraint-dependencies"]
    groups = PROJECT["dependency-groups"]
    asked = {"run": to_run, "test": to_run + groups["test"] + groups["lint"]}
    for name, requirements in asked.items():
        locked = entries(name)
        for requirement in map(Requirement, requirements):
            entry = locked[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version(entry))


def test_what_runs_is_what_is_tested() -> None:
    assert entries("run").items() <= entries("test").items()


def test_to_run_it_nothing_of_the_tests_is_installed() -> None:
    groups = PROJECT["dependency-groups"]
    tools = {canonicalize_name(Requirement(each).name) for each in groups["test"] + groups["lint"]}
    assert not tools & entries("run").keys()


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_has_hashes_and_no_address(name: str) -> None:
    assert "://" not in LOCKS[name].read_text(encoding="utf-8")
    assert all("--hash=sha256:" in entry for entry in entries(name).values())


def test_both_locks_are_made_the_one_in_the_versions_of_the_other() -> None:
    for_tests, to_run = lock.commands("uv", ["--upgrade"])
    assert f"--output-file={lock.TEST_LOCK.as_posix()}" in for_tests
    assert for_tests[for_tests.index("--group") :][:2] == ["--group", "test"]
    assert f"--output-file={lock.RUN_LOCK.as_posix()}" in to_run
    assert "--group" not in to_run
    assert to_run[to_run.index("--constraint") + 1] == lock.TEST_LOCK.as_posix()
    assert "--upgrade" in for_tests
    assert "--upgrade" in to_run
    assert tuple(LOCKS.values()) == (ROOT / lock.RUN_LOCK, ROOT / lock.TEST_LOCK)


def test_both_places_say_the_same_version() -> None:
    assert gradviz.__version__ == PROJECT["project"]["version"]
