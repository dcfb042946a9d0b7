"""The tests run in several processes, and none of these may die unseen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CONFTEST = """
from tests.helpers.worker_exits import WorkerExits

def pytest_configure(config):
    config.pluginmanager.register(WorkerExits())
"""
TEST = """
import atexit
import os

def test_what_passes():
    {}
"""


def run(folder: Path, line: str) -> "subprocess.CompletedProcess[str]":
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_one.py").write_text(TEST.format(line), encoding="utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n1", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("line", "status", "count"),
    [
        ("assert True", 0, "1 passed"),
        ("atexit.register(os._exit, 7)", 1, "1 passed"),
        ("os._exit(7)", 1, "1 failed"),
    ],
    ids=["ends well", "dies after its last test", "dies in a test"],
)
def test_how_a_worker_ends_counts(tmp_path: Path, line: str, status: int, count: str) -> None:
    done = run(tmp_path, line)
    assert done.returncode == status, done.stdout
    assert count in done.stdout
    assert ("gw0 ended with status 7" in done.stdout) is (line != "assert True")
