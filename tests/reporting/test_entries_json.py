"""A check in full as JSON, piece by piece."""

import json
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.expected import ExpectedError
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.reporting import entries_json
from gradviz.reporting.as_json import full_json_steps, json_text
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed


def wide(n_x: int) -> CheckResult:
    """Return the check of a network whose first array has long rows."""
    texts = {"layers": f"{n_x},5,3,1", "examples": "5"}
    return check(read_experiment(texts, preset_experiment("default")))


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 20, 1000])
def test_the_pieces_are_what_json_makes_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(entries_json, "PIECE", piece)
    result = check(preset_experiment("course-bugs"))
    text = json_text(result, full=True)
    assert text == json.dumps(json.loads(text))
    found = json.loads(text)
    for name, array in result.layout.to_arrays(result.gradapprox).items():
        np.testing.assert_array_equal(found["gradapprox"][name], array)


def test_what_is_not_finite_is_null() -> None:
    result = check(preset_experiment("course"))
    grad = result.grad.copy()
    grad[[0, 5, 46]] = np.nan, np.inf, -np.inf
    found = json.loads(json_text(changed(result, grad=grad), full=True))["grad"]
    assert found["W1"][0][0] is found["W1"][1][1] is found["b3"][0][0] is None


def test_it_tells_how_far_it_is_and_ends_whole() -> None:
    result = wide(600)
    steps = full_json_steps(result)
    shares = list(steps)
    assert all(before <= after for before, after in pairwise([0.0, *shares]))
    assert shares[-1] == 1.0
    assert len(shares) > 10
    assert json_text(result, full=True) == finished(full_json_steps(result))


class Counted(np.ndarray):
    """An array that counts the numbers that are computed with."""

    touched = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        Counted.touched += max(np.size(each) for each in inputs)
        plain = [np.asarray(each) for each in inputs]
        return getattr(ufunc, method)(*plain, **keywords)


def test_the_work_grows_with_the_entries_not_with_their_square() -> None:
    result = wide(400)
    assert result.expected is not None
    parts = {name: np.asarray(part).view(Counted) for name, part in vars(result.expected).items()}
    counted = changed(
        result,
        expected=ExpectedError(**{each.name: parts[each.name] for each in fields(ExpectedError)}),
        gradapprox=result.gradapprox.view(Counted),
    )
    Counted.touched = 0
    assert json.loads(json_text(counted, full=True))["grad"]
    assert 0 < Counted.touched < 100 * result.size
