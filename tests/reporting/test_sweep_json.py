"""A sweep for other programs."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradviz.checking.curves import SweepResult
from gradviz.reporting.sweep_json import sweep_json
from tests.helpers.sweeps import swept

SERIES = {"epsilons", "differences", "noise_floor", "truncation", "crossed"}


def parsed(sweep: SweepResult, compared: SweepResult | None = None) -> Any:
    return json.loads(sweep_json(sweep, compared))


def test_the_curve_of_the_own_scheme_stands_at_the_top() -> None:
    sweep = swept("course")
    found = parsed(sweep)
    assert {len(found[name]) for name in SERIES} == {85}
    assert found["differences"] == sweep.central.differences.tolist()
    assert found["best_epsilon"] == sweep.central.best_epsilon
    assert list(found["arrays"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert found["arrays"]["b2"] == sweep.central.arrays["b2"].tolist()
    assert found["epsilons"][0] == pytest.approx(0.1)
    assert "problem" not in found
    assert "compare" not in found


def test_it_says_what_was_swept() -> None:
    found = parsed(swept("course-bugs"))
    assert (found["scheme"], found["dtype"], found["parameters"]) == ("central", "float64", 47)
    assert (found["epsilon"], found["threshold"]) == (1e-7, 1e-7)
    assert found["seconds"] > 0
    assert (found["cost_form"], found["bugs"]) == ("textbook", ["dW2-twice", "db1-4-over-m"])


def test_both_schemes_have_the_same_keys_below() -> None:
    sweep = swept("course")
    schemes = parsed(sweep)["schemes"]
    assert list(schemes) == ["central", "forward"]
    for scheme in schemes.values():
        assert set(scheme) == SERIES | {"arrays", "best_epsilon"}
    assert schemes["forward"]["differences"] == sweep.forward.differences.tolist()


def test_what_is_not_finite_is_null_with_a_problem() -> None:
    sweep = swept("course")
    values = sweep.central.differences.copy()
    values[3] = np.nan
    floor = np.full(values.size, np.inf)
    changed = replace(sweep.central, differences=values, noise_floor=floor)
    found = parsed(replace(sweep, central=changed))
    assert found["differences"][3] is None
    assert set(found["noise_floor"]) == {None}
    assert found["problem"] == "A value is not finite in differences, noise_floor."
    assert "problem" not in found["schemes"]["forward"]


def test_a_sweep_of_nan_has_no_best_epsilon() -> None:
    sweep = swept("course")
    changed = replace(sweep.central, differences=np.full(85, np.nan))
    found = parsed(replace(sweep, central=changed, problem="J is not finite."))
    assert found["best_epsilon"] is None
    assert found["problem"] == "J is not finite."


def test_what_is_compared_stands_beside_it() -> None:
    found = parsed(swept("course-bugs"), swept("course"))
    assert found["compare"]["name"] == "without bugs"
    assert found["compare"]["differences"] == swept("course").central.differences.tolist()
    assert set(found["compare"]["schemes"]) == {"central", "forward"}


def test_a_sweep_that_was_stopped_or_a_sample_says_so() -> None:
    found = parsed(replace(swept("course"), done=9, is_sample=True))
    assert (found["computed"], found["sample"]) == (9, True)
