"""What the tests of the command line share."""

from pathlib import Path

import numpy as np
import pytest

from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment


@pytest.fixture
def course_file(tmp_path: Path) -> Path:
    network = network_of(preset_experiment("course")).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    path = tmp_path / "course.npz"
    np.savez(path, allow_pickle=False, **arrays)
    return path


@pytest.fixture(autouse=True)
def _no_work_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than a second says so on standard error: on a busy machine, anything."""
    monkeypatch.setattr("gradviz.reporting.sweep_progress.LONG", float("inf"))
