"""What the tests of the scripts share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def logs_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the log of a set-up that fails, which stays, go with the test."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
