"""Files whose lines were once judged wrongly, each of a kind, with the right answer."""

from pathlib import Path

import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.spec import NetworkSpec
from gradviz.persistence.arrays import read_arrays
from gradviz.reporting.as_text import report
from gradviz.subjects.network import NetworkSubject
from tests.helpers.diagnosed import diagnosis_of, names

CASES = Path(__file__).parents[2] / "cases"


def checked(
    name: str, activation: str = "relu", cost: str = "logits", **how: object
) -> CheckResult:
    given = read_arrays(CASES / f"{name}.npz")
    arrays = given.arrays
    n_1, n_2, n_y = (arrays[f"b{layer}"].shape[0] for layer in (1, 2, 3))
    layers = (arrays["X"].shape[0], n_1, n_2, n_y)
    spec = NetworkSpec(layers, arrays["X"].shape[1], activation, cost)
    return check(Experiment(NetworkSubject(spec, given=given), CheckSettings(**how)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "activation", "epsilon"),
    [
        ("kink_ge_one", "relu", 1e-7),
        ("kink_ge_small_six", "relu", 1e-7),
        ("kink_ge_zero_column", "relu", 1e-7),
        ("xor_ge_fail", "relu", 1e-7),
        ("xor_ge_fail_all", "relu", 1e-7),
        ("subgradient_blank_1.0_six", "relu", 1e-5),
        ("subgradient_blank_1.0_dz", "relu", 1e-5),
        ("subgradient_integ_1.0_six", "relu", 1e-5),
        ("subgradient_integ_0.5_dz", "leaky-relu", 1e-5),
    ],
)
def test_any_slope_at_a_kink_is_right(name: str, activation: str, epsilon: float) -> None:
    result = checked(name, activation, epsilon=epsilon)
    diagnosis = diagnosis_of(result)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert not result.wrong_entries.any()
    assert not diagnosis.origins
    assert not diagnosis.possible
    assert not names(diagnosis, LineVerdict.INHERITED)


def test_what_no_slope_at_kinks_explains_is_a_fail_and_the_line_is_named() -> None:
    result = checked("zeros_inconclusive", "leaky-relu", epsilon=1e-5)
    assert result.verdict is Verdict.FAIL
    assert names(diagnosis_of(result)) == ("dW1",)
    assert result.judgement.wrong_arrays == ("W1",)


def test_below_a_wrong_value_that_was_not_given_lines_are_inherited() -> None:
    diagnosis = diagnosis_of(checked("right_but_wrong_values", "tanh", epsilon=1e-5))
    assert {"dZ1", "dW1", "db1"} <= set(names(diagnosis, LineVerdict.INHERITED))


@pytest.mark.parametrize(
    ("name", "activation", "how", "possible", "accused"),
    [
        ("noise_called_right", "leaky-relu", {"epsilon": 1e-6, "cost": "textbook"}, "dZ3", ()),
        ("one_entry_cause", "relu", {"epsilon": 1e-4, "scheme": "forward"}, "dA1", ()),
        ("truth_not_possible", "relu", {"epsilon": 1e-5}, "dA2", ()),
        ("flip_both_dZ_six", "sigmoid", {}, "dZ2", ()),
        ("flip_both_dZ_six", "sigmoid", {}, "dZ1", ()),
        ("flip_both_dZ_all", "sigmoid", {}, None, ("dZ2", "dZ1")),
        ("absurd_constant", "relu", {"epsilon": 1e-5}, None, ("dZ2",)),
        ("float32_l2_false_cause", "relu", {"epsilon": 1e-5}, None, None),
    ],
)
def test_only_what_is_certain_is_accused(
    name: str,
    activation: str,
    how: dict[str, object],
    possible: str | None,
    accused: tuple[str, ...] | None,
) -> None:
    diagnosis = diagnosis_of(checked(name, activation, **how))  # type: ignore[arg-type]
    if accused is not None:
        assert names(diagnosis) == accused
    assert possible is None or possible in {each.name for each in diagnosis.possible}
    words = [mistake.words for each in diagnosis.origins for mistake in each.mistakes]
    assert not any("6.665" in each or "1.0001 times" in each for each in words)


def test_dz3_equal_to_a3_minus_y_is_right_and_the_mean_is_missing_below() -> None:
    result = checked("no_mean_anywhere_all", "tanh")
    diagnosis = diagnosis_of(result)
    assert diagnosis.lines["dZ3"].verdict is LineVerdict.RIGHT
    assert "1/m is missing" in " ".join(report(result).split())


def test_an_array_that_hides_a_wrong_column_passes_with_a_but() -> None:
    result = checked("hidden_column", epsilon=1e-5)
    assert result.verdict is Verdict.PASS
    assert result.judgement.wrong_arrays == ("W1",)
    assert "But dW1" in report(result)
    assert "dW1" in {each.name for each in diagnosis_of(result).possible}
