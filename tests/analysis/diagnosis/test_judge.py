"""Lines judged by their values alone, down to the rounding of what computed them."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.diagnosis.judge import COARSEST, Judge, Judged
from gradviz.checking.findings import LineVerdict, Why
from gradviz.checking.precision import DOUBLE, Precision
from gradviz.checking.rules import rule_values
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.suspects import Change

SPEC = NetworkSpec((4, 5, 3, 2), 12, "tanh", data="gaussian", cost="logits")
UNIT = DOUBLE.unit
THRESHOLD = 1e-7


def judged(name: str, change: Change, unit: float = UNIT) -> dict[str, Judged]:
    """Return the lines of a pass of which one has another value, and all below follow it."""
    network = NetworkSubject(SPEC).draw()
    changed = {name: change(rule_values(network, {})[name])}
    values = rule_values(network, changed) | changed
    judge = Judge(network, THRESHOLD, Precision("some", unit), is_own=False)
    return dict(judge.judge(values).lines)


def entry(factor: float) -> Change:
    def change(rule: Array) -> Array:
        value = rule.copy()
        value[np.unravel_index(np.argmin(np.abs(rule)), rule.shape)] *= factor
        return value

    return change


@pytest.mark.parametrize(("factor", "verdict"), [(1 + 1e-15, "right"), (1 + 1e-6, "origin")])
def test_rounding_accuses_no_line_and_a_millionth_does(factor: float, verdict: str) -> None:
    assert judged("dW2", lambda rule: rule * factor)["dW2"].verdict == verdict


def test_what_is_off_by_less_than_the_threshold_is_neither_right_nor_accused() -> None:
    found = judged("dW2", lambda rule: rule * (1 + 1e-8))["dW2"]
    assert found.verdict is LineVerdict.UNDECIDABLE
    assert found.why is Why.SMALL


def test_one_entry_that_is_quite_wrong_is_an_origin_however_small_it_is_beside_the_others() -> None:
    def change(rule: Array) -> Array:
        large = rule * np.where(np.arange(rule.shape[1]) == 0, 1e12, 1)
        return np.asarray(large)

    network = NetworkSubject(SPEC).draw()
    values = rule_values(network, {})
    large = {**values, "dZ2": change(values["dZ2"])}
    large = rule_values(network, large) | {"dZ2": large["dZ2"]}
    large["dW2"] = entry(-1.0)(large["dW2"])
    judge = Judge(network, 1e-2, DOUBLE, is_own=False)
    assert judge.judge(large).lines["dW2"].verdict is LineVerdict.ORIGIN


def test_below_a_wrong_value_all_that_is_off_is_inherited() -> None:
    found = judged("dZ2", lambda rule: 2 * rule)
    inherited = {name for name, each in found.items() if each.verdict is LineVerdict.INHERITED}
    assert inherited == {"dW2", "db2", "dA1", "dZ1", "dW1", "db1"}
    assert {name for name, each in found.items() if each.verdict is LineVerdict.RIGHT} == {
        "dZ3",
        "dW3",
        "db3",
        "dA2",
    }


@pytest.mark.parametrize("unit", [UNIT, 2.0**-24])
def test_a_right_line_that_were_off_by_more_than_its_resolution_would_not_be_right(
    unit: float,
) -> None:
    draw = np.random.default_rng(0)
    for name in ("dZ3", "dW3", "dZ2", "dW2", "db2", "dZ1", "dW1"):
        base = judged(name, lambda rule: rule * (1 + 1e-15), unit)[name]
        resolution = base.resolution
        assert resolution is not None
        assert resolution < COARSEST

        def off(rule: Array, by: float = 1.01 * resolution) -> Array:
            noise = draw.standard_normal(rule.shape)
            return np.asarray(rule + by * noise * np.linalg.norm(rule) / np.linalg.norm(noise))

        for _ in range(20):
            assert judged(name, off, unit)[name].verdict is not LineVerdict.RIGHT


def test_what_is_known_to_so_few_digits_that_a_percent_is_rounding_is_not_called_right() -> None:
    found = judged("dZ3", lambda rule: rule * (1 + 1e-15), unit=2.0**-8)
    assert {each.why for each in found.values()} >= {Why.NOISE}
    assert all(
        each.resolution is None or each.resolution <= COARSEST or each.why is Why.NOISE
        for each in found.values()
    )


def test_values_equal_to_the_last_bit_have_the_resolution_of_their_format() -> None:
    found = judged("dZ3", np.copy)
    assert {each.resolution for each in found.values()} == {UNIT}


def test_a_line_that_reads_what_is_not_known_is_held_against_a_right_pass() -> None:
    network = NetworkSubject(replace(SPEC, activation="sigmoid")).draw()
    right = rule_values(network, {})
    wrong = {"dZ1": 3 * right["dZ1"]}
    values = rule_values(network, wrong) | wrong
    six = {name: values[name] for name in ("dW3", "db3", "dW2", "db2", "dZ1", "dW1", "db1")}
    found = Judge(network, THRESHOLD, DOUBLE, is_own=False).judge(six).lines
    assert found["dZ1"].verdict is LineVerdict.ORIGIN
    assert found["dW1"].verdict is LineVerdict.INHERITED
    assert found["dW2"].verdict is LineVerdict.RIGHT
