"""The doctor on the command line."""

import json

import pytest

from gradviz import preflight
from gradviz.cli import main
from gradviz.preflight import Finding
from tests.helpers.commands import Captured


def test_the_doctor(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    lack = Finding("display", False, "DISPLAY is not set", "startx")
    monkeypatch.setattr(preflight, "findings", lambda: [lack])
    assert main(["doctor"]) == 2
    assert "remedy: startx" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["findings"][0]["remedy"] == "startx"
    monkeypatch.setattr(preflight, "findings", lambda: [Finding("Python", True, "3")])
    assert main(["doctor"]) == 0
