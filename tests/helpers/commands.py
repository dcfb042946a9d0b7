"""The command line, in process and as a process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gradviz.cli import main

ROOT = Path(__file__).resolve().parents[2]

Captured = pytest.CaptureFixture[str]


def gradviz(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gradviz", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, **options
    )


def json_object(capsys: Captured, *arguments: str) -> tuple[int, Any]:
    """Return the status of a command and the one object that it prints, and nothing else."""
    status = main([*arguments, "--json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return status, json.loads(captured.out)


def check_object(capsys: Captured, *flags: str) -> tuple[int, Any]:
    return json_object(capsys, "check", *flags)


def refusal(capsys: Captured, *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("gradviz: ")
    assert captured.err.count("\n") == 1
    return captured.err
