"""The object that other programs read."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np

from gradviz.analysis.check import check
from gradviz.checking.cause import cause_of
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.experiment import Experiment
from gradviz.checking.noise import Finding
from gradviz.network.backward import LINE_NAMES
from gradviz.reporting.as_json import finite, json_text
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.results import checked, of_huge_inputs, sampled, stopped

KEYS = {
    "verdict", "difference", "threshold", "epsilon", "scheme", "engine", "dtype", "cost",
    "parameters", "seconds", "reason", "noise_floor", "truncation", "suggested_epsilon",
    "suggested_difference", "noise", "coverage", "kinks", "bugs", "edited_lines", "arrays",
    "lines", "resolution", "diagnosis", "second_opinion", "taylor",
}  # fmt: skip
MEASURED = {
    "second_opinion", "taylor",
    "noise_floor", "truncation", "noise", "suggested_epsilon", "suggested_difference",
    "lines", "resolution", "diagnosis",
}  # fmt: skip
ARRAY_KEYS = {"difference", "max_abs_error", "worst", "grad", "gradapprox", "nonzero", "kinks"}


def strictly(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_keys_of_the_contract_and_the_numbers_of_the_check() -> None:
    result = check(preset_experiment("course-bugs"))
    found = strictly(json_text(result))
    assert set(found) == KEYS | {"wrong_arrays"}
    assert set(found["lines"].values()) == {"right", "origin"}
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
    assert by_array == {name: np.count_nonzero(result.entries.kinks[part]) for name, part in parts}
    without = result.difference_without_kinks
    assert found["kinks"] == {
        "crossed": sum(by_array.values()),
        "exact_zeros": 0,
        "difference_without": without,
    }
    assert without < found["difference"] / 10
    assert 0 < by_array["W1"] < 20
    assert by_array["W3"] == by_array["b3"] == 0, "no hidden unit lies downstream of these"


def test_what_stands_at_a_kink_from_the_start_is_counted_apart() -> None:
    result = check(preset_experiment("kink"))
    found = strictly(json_text(result))
    zeros = network_of(result.experiment).draw().known()["Z2"] == 0
    assert found["kinks"]["exact_zeros"] == np.count_nonzero(zeros) == 3
    named = [(zero["layer"], zero["unit"], zero["example"]) for zero in found["kinks"]["zeros"]]
    assert named == [(2, unit, example) for unit, example in np.argwhere(zeros)]
    assert found["kinks"]["difference_without"] < 1e-8 < found["difference"]
    # Layer 1 is off there, so that of the parameters below Z2 only its biases move it.
    assert {name: array["kinks"] for name, array in found["arrays"].items() if array["kinks"]} == {
        "b2": 3
    }


def test_why_it_is_inconclusive_and_what_would_tell() -> None:
    result = check(preset_experiment("course"))
    found = strictly(json_text(result))
    assert (found["verdict"], found["reason"]) == ("inconclusive", "rounding")
    assert found["noise_floor"] == result.noise_floor
    assert found["truncation"] == result.truncation
    assert found["truncation"] < 1e-12 < found["difference"] / 10 < found["noise_floor"]
    assert found["suggested_epsilon"] == 1e-4
    assert found["suggested_difference"] < 1e-9
    assert found["remedy"] == {"set": {"epsilon": "1e-4"}, "verdict": "pass"}
    assert "wrong_arrays" not in found


def test_a_remedy_lists_every_setting_that_it_changes() -> None:
    single = read_experiment({"dtype": "float32"}, preset_experiment("course"))
    remedy = strictly(json_text(check(single)))["remedy"]
    assert remedy == {"set": {"epsilon": "1e-4", "dtype": "float64"}, "verdict": "pass"}
    cured = read_experiment(remedy["set"], single)
    assert check(cured).verdict == "pass"
    assert strictly(json_text(check(preset_experiment("kink"))))["remedy"]["set"] == {"seed": "58"}


def test_a_remedy_that_was_not_tried_says_so() -> None:
    result = check(preset_experiment("course"))
    assert result.remedy is not None
    untried = replace(result, remedy=replace(result.remedy, verdict=None))
    assert strictly(json_text(untried))["remedy"]["verdict"] == "not tried"


def test_a_check_that_tells_has_no_remedy_and_names_the_wrong_arrays() -> None:
    passed = strictly(json_text(check(preset_experiment("default"))))
    assert set(passed) == KEYS
    assert passed["reason"] == "agrees"
    failed = strictly(json_text(check(preset_experiment("course-bugs"))))
    assert failed["reason"] == "differs"
    assert failed["wrong_arrays"] == ["b1", "W2"], "worst first"


def test_what_was_not_measured_is_absent() -> None:
    part = strictly(json_text(stopped("course", 9)))
    assert set(part) == (KEYS | {"computed", "sample", "problem"}) - MEASURED
    assert part["reason"] == "problem"


def test_of_many_exact_zeros_the_first_hundred_are_named() -> None:
    texts = {"init": "zeros", "examples": "60"}
    found = strictly(json_text(check(read_experiment(texts, preset_experiment("default")))))
    assert found["kinks"]["exact_zeros"] == 60 * (5 + 3)
    assert len(found["kinks"]["zeros"]) == 100


def test_the_engine_is_the_one_that_ran() -> None:
    found = strictly(
        json_text(check(read_experiment({"engine": "auto"}, Experiment(NetworkSubject()))))
    )
    assert found["engine"] in ENGINES
    loop = check(read_experiment({"engine": "loop"}, Experiment(NetworkSubject())))
    assert strictly(json_text(loop))["engine"] == "loop"


def test_in_full_both_gradients_are_nested_lists() -> None:
    result = check(preset_experiment("course"))
    found = strictly(json_text(result, full=True))
    assert set(found) == KEYS | {"remedy", "grad", "gradapprox", "expected_error", "cause"}
    for key, vector in (("grad", result.grad), ("gradapprox", result.gradapprox)):
        for name, array in result.layout.to_arrays(vector).items():
            np.testing.assert_array_equal(found[key][name], array)


def test_in_full_each_entry_has_its_error_to_expect_and_its_cause() -> None:
    for name in ("course", "course-bugs", "kink"):
        result = check(preset_experiment(name))
        found = strictly(json_text(result, full=True))
        for array, errors in result.layout.to_arrays(result.expected_errors).items():
            np.testing.assert_array_equal(found["expected_error"][array], errors)
            for (row, column), _ in np.ndenumerate(errors):
                place = result.layout.index(array, row, column)
                assert found["cause"][array][row][column] == str(cause_of(result, place))
    part = strictly(json_text(stopped("course", 9), full=True))
    assert "expected_error" not in part, "it was not measured"
    assert part["cause"]["W3"][0][0] == "not computed"


def test_how_the_noise_was_measured() -> None:
    result = check(preset_experiment("course"))
    noise = result.noise
    assert noise is not None
    found = strictly(json_text(result))["noise"]
    assert set(found) == {"level", "values", "found"}
    assert found["level"] == noise.level(np.array(1e-7))
    assert found["values"] == noise.evaluations
    assert sum(found["found"].values()) * 7 == noise.evaluations
    assert found["found"]["measured"] > 0


def test_why_the_noise_was_not_measured() -> None:
    result = check(preset_experiment("course"))
    assert result.noise is not None
    near = changed(result, noise=replace(result.noise, findings={Finding.TOO_NEAR: 4}))
    found = strictly(json_text(near))["noise"]
    assert found["found"] == {"the points are too near one another": 4}
    assert found["problem"] == near.noise.problem  # type: ignore[union-attr]


def test_what_is_not_finite_is_null_with_the_problem_beside_it() -> None:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(
            network_of(preset_experiment("default")), lines=("db2 = log(0 * sum(dZ2))",)
        ),
    )
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
    network = replace(network_of(experiment).network, layers=(40, 20, 20, 1))
    found = strictly(
        json_text(
            check(replace(experiment, subject=replace(network_of(experiment), network=network)))
        )
    )
    assert found["cost"] is found["noise_floor"] is None
    assert "saturated" in found["problem"]
    assert found["reason"] == "problem"
    assert "suggested_epsilon" not in found
    assert found["remedy"] == {"set": {"cost": "logits"}, "verdict": "pass"}


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


def of_lines(*lines: str, **texts: str) -> dict[str, Any]:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=lines),
    )
    found: dict[str, Any] = strictly(json_text(check(read_experiment(texts, experiment))))
    return found


def test_every_line_has_a_verdict_and_the_origins_are_listed_with_their_cause() -> None:
    found = of_lines("dW2 = 2/m * dZ2 @ A1.T", "dA1 = W2.T @ dA2")
    assert list(found["lines"]) == list(LINE_NAMES)
    verdicts = {"right", "inherited", "origin", "undecidable"}
    assert set(found["lines"].values()) <= verdicts
    origins = [name for name, verdict in found["lines"].items() if verdict == "origin"]
    assert [each["line"] for each in found["diagnosis"]] == origins == ["dW2", "dA1"]
    assert [found["lines"][name] for name in ("dZ1", "dW1", "db1")] == ["inherited"] * 3
    first, second = found["diagnosis"]
    assert first == {
        "line": "dW2",
        "cause": "scaled",
        "words": "2 times too large",
        "factor": 2.0,
        "computes": "2 * (1/m * dZ2 @ A1.T)",
        "evidence": {"entries": first["evidence"]["entries"], "explained": 15},
        "message": (
            "dW2 is wrong: 2 times too large (a 2 left over, as from the derivative of a square)."
        ),
        "correct": "dW2 = 1/m * dZ2 @ A1.T",
    }
    assert type(first["factor"]) is float
    assert type(first["evidence"]["entries"]) is int
    assert "factor" not in second
    assert second["cause"] == "cached value"
    assert "possible" not in found
    assert "undecidable" not in found


def test_where_no_line_is_accused_the_diagnosis_is_empty() -> None:
    found = of_lines()
    assert found["diagnosis"] == []
    assert set(found["lines"].values()) == {"right"}
    assert "undecidable" not in found
    assert "possible" not in found


def test_causes_that_fit_equally_are_listed_beside_the_first() -> None:
    texts = {"layers": "4,4,4,1", "examples": "1", "activation": "tanh"}
    (accused,) = of_lines("db2 = 1/m * total(dZ2)", **texts)["diagnosis"]
    assert accused["cause"] == "sum"
    assert [each["words"] for each in accused["or"]] == [
        "summed over units in the place of examples"
    ]
    assert " or " in accused["message"]


def test_an_unknown_cause_has_a_message_all_the_same() -> None:
    (accused,) = of_lines("dW2 = exp(1/m * dZ2 @ A1.T)")["diagnosis"]
    assert set(accused) == {"line", "cause", "message", "correct"}
    assert accused["cause"] == "unknown"
    assert "no known mistake explains it" in accused["message"]


def test_why_a_line_cannot_be_judged_is_said() -> None:
    found = of_lines("dZ2 = dA2 * (Z2 >= 0)")
    assert found["lines"]["dZ2"] == "undecidable"
    assert found["undecidable"] == {"dZ2": "same here"}


def test_six_gradients_leave_lines_possible() -> None:
    experiment = replace(
        preset_experiment("course"),
        subject=replace(network_of(preset_experiment("course")), lines=("dA2 = -(W3.T @ dZ3)",)),
    )
    network = network_of(experiment).draw()
    values, _ = network_of(experiment).program.run(network.known())
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays |= {name: value for name, value in values.items() if name[1] in "Wb"}
    given = replace(
        preset_experiment("course"),
        subject=replace(
            network_of(preset_experiment("course")), given=GivenArrays("mine.npz", arrays)
        ),
    )
    found = strictly(json_text(check(given)))
    assert found["diagnosis"] == []
    assert {each["line"] for each in found["possible"]} >= {"dA2", "dZ2"}
    assert found["possible"][0]["cause"] == "sign"
    assert found["undecidable"]["dA2"] == "possible"
    assert found["undecidable"]["dZ3"] == "not given"


def test_what_was_stopped_or_sampled_has_no_diagnosis() -> None:
    some = replace(sampled(checked("course"), range(9)), is_sample=True, diagnosis=None)
    for result in (stopped("course", 9), some):
        assert not {"lines", "diagnosis", "possible", "undecidable"} & set(
            strictly(json_text(result))
        )


def test_a_check_that_passes_names_what_leaves_the_range_too() -> None:
    found = strictly(json_text(check(of_huge_inputs())))
    assert found["verdict"] == "pass"
    assert found["truncation"] is None
    assert "truncation" in found["problem"]


def test_a_second_opinion_of_a_gradient_that_is_not_finite_says_so() -> None:
    grad = checked("default").grad.copy()
    grad[3] = np.nan
    opinion = strictly(json_text(changed(checked("default"), grad=grad)))["second_opinion"]
    assert opinion["difference"] is None
    assert "difference" in opinion["problem"]
