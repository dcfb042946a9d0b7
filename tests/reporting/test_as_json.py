"""The object that other programs read."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np

from gradviz.checking.check import check
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.entry import read_experiment
from gradviz.checking.experiment import Experiment
from gradviz.checking.presets import preset_experiment
from gradviz.reporting.as_json import finite, json_text
from tests.helpers.results import checked, sampled

KEYS = {
    "verdict", "difference", "threshold", "epsilon", "scheme", "engine", "dtype", "cost",
    "parameters", "seconds", "coverage", "kinks", "bugs", "edited_lines", "arrays",
}  # fmt: skip
ARRAY_KEYS = {"difference", "max_abs_error", "worst", "grad", "gradapprox", "nonzero", "kinks"}


def strictly(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_keys_of_the_contract_and_the_numbers_of_the_check() -> None:
    result = check(preset_experiment("course-bugs"))
    found = strictly(json_text(result))
    assert set(found) == KEYS
    assert found["difference"] == result.difference
    assert found["verdict"] == "fail"
    assert found["threshold"] == found["epsilon"] == 1e-7
    assert found["coverage"] == {"nonzero": 27, "total": 47}
    assert found["kinks"] == {"crossed": 0, "exact_zeros": 0}
    assert list(found)[list(found).index("coverage") + 1] == "kinks"
    assert list(found["arrays"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert set(found["arrays"]["W2"]) == ARRAY_KEYS
    assert found["arrays"]["b1"]["worst"] == [0, 0]
    assert found["arrays"]["b1"]["grad"] == result.grad[result.layout.index("b1", 0, 0)]
    assert found["edited_lines"] == ["dW2 = 2 * 1/m * dZ2 @ A1.T", "db1 = 4/m * sum(dZ1)"]


def test_kinks_are_counted_as_a_whole_and_by_array() -> None:
    result = check(read_experiment({"epsilon": "0.1"}, preset_experiment("course")))
    found = strictly(json_text(result))
    by_array = {name: array["kinks"] for name, array in found["arrays"].items()}
    parts = result.layout.slices.items()
    assert by_array == {name: np.count_nonzero(result.kinks[part]) for name, part in parts}
    assert found["kinks"] == {"crossed": sum(by_array.values()), "exact_zeros": 0}
    assert 0 < by_array["W1"] < 20
    assert by_array["W3"] == by_array["b3"] == 0, "no hidden unit lies downstream of these"


def test_what_stands_at_a_kink_from_the_start_is_counted_apart() -> None:
    result = check(preset_experiment("kink"))
    found = strictly(json_text(result))
    zeros = result.experiment.build().known()["Z2"] == 0
    assert found["kinks"]["exact_zeros"] == np.count_nonzero(zeros) == 3
    # Layer 1 is off there, so that of the parameters below Z2 only its biases move it.
    assert {name: array["kinks"] for name, array in found["arrays"].items() if array["kinks"]} == {
        "b2": 3
    }


def test_the_engine_is_the_one_that_ran() -> None:
    found = strictly(json_text(check(read_experiment({"engine": "auto"}, Experiment()))))
    assert found["engine"] in ENGINES
    loop = check(read_experiment({"engine": "loop"}, Experiment()))
    assert strictly(json_text(loop))["engine"] == "loop"


def test_in_full_both_gradients_are_nested_lists() -> None:
    result = check(preset_experiment("course"))
    found = strictly(json_text(result, full=True))
    assert set(found) == KEYS | {"grad", "gradapprox"}
    for key, vector in (("grad", result.grad), ("gradapprox", result.gradapprox)):
        for name, array in result.layout.to_arrays(vector).items():
            np.testing.assert_array_equal(found[key][name], array)


def test_what_is_not_finite_is_null_with_the_problem_beside_it() -> None:
    experiment = replace(preset_experiment("default"), lines=("db2 = log(0 * sum(dZ2))",))
    found = strictly(json_text(check(experiment), full=True))
    assert found["verdict"] == "inconclusive"
    assert found["difference"] is None
    assert "line db2" in found["problem"]
    array = found["arrays"]["b2"]
    assert array["difference"] is array["max_abs_error"] is array["grad"] is None
    assert array["problem"] == "grad of b2 is not finite at [0, 0]."
    assert found["grad"]["b2"] == [[None]] * 3
    assert "problem" not in found["arrays"]["W1"]


def test_a_saturated_sigmoid_is_named() -> None:
    experiment = preset_experiment("course")
    network = replace(experiment.network, layers=(40, 20, 20, 1))
    found = strictly(json_text(check(replace(experiment, network=network))))
    assert found["cost"] is None
    assert "saturated" in found["problem"]


def test_finite_goes_to_any_depth() -> None:
    value = {"a": [1.0, math.nan, (math.inf, "x", None, True)], "b": {"c": -math.inf, "d": 3}}
    assert finite(value) == {"a": [1.0, None, [None, "x", None, True]], "b": {"c": None, "d": 3}}


def test_what_is_not_whole_says_how_much_of_it_was_computed() -> None:
    whole = strictly(json_text(checked("course")))
    assert "computed" not in whole
    assert "sample" not in whole
    some = strictly(json_text(replace(sampled(checked("course"), range(9)), is_sample=True)))
    assert (some["computed"], some["sample"], some["parameters"]) == (9, True, 47)
    assert strictly(json_text(sampled(checked("course"), range(9))))["sample"] is False
