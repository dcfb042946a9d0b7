"""What the tests of the command line share."""

from pathlib import Path

import numpy as np
import pytest

from gradviz.checking.presets import preset_experiment


@pytest.fixture
def course_file(tmp_path: Path) -> Path:
    network = preset_experiment("course").build()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    path = tmp_path / "course.npz"
    np.savez(path, allow_pickle=False, **arrays)
    return path
