"""What the command line says when it cannot go on."""

import sys

import pytest

from gradviz.checking import blas
from gradviz.cli import main
from tests.helpers.commands import Captured, refusal


def test_too_little_memory_is_said(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("gradviz.cli.check.check_with_bar", fail)
    assert "not enough memory" in refusal(capsys, "check")


def test_an_error_of_the_program_is_neither_a_traceback_nor_a_verdict(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("W4")

    monkeypatch.setattr("gradviz.cli.check.check_with_bar", fail)
    assert main(["check"]) == 70
    error = capsys.readouterr().err
    assert "please report it: KeyError('W4') at test_errors.py:" in error
    assert error.count("\n") == 1


def test_without_a_package_it_names_the_doctor(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    blas._limit.cache_clear()
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    flags = ["--layers", "100,100,8,1", "--examples", "40"]
    assert "threadpoolctl cannot be loaded; gradviz doctor says" in refusal(capsys, "check", *flags)
    assert main(["check"]) == 0, "a small check needs it not"


def test_version_and_help(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("gradviz ")
    for arguments in (["--help"], ["check", "--help"], ["bugs", "-h"], ["doctor", "-h"]):
        assert main(arguments) == 0
        assert "usage: gradviz" in capsys.readouterr().out
