"""The cases that were once answered wrongly for want of a question."""

from dataclasses import replace

import pytest

from gradviz.analysis.check import check
from gradviz.checking.result import CheckResult
from gradviz.persistence.arrays import arrays_experiment, read_arrays
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.cases import case


def checked(name: str, **texts: str) -> CheckResult:
    experiment = arrays_experiment(read_arrays(case(name)), preset_experiment("default"))
    return check(read_experiment(texts, experiment))


def explained_by(result: CheckResult) -> list[tuple[str, str]]:
    assert result.assumed is not None
    return [(str(each.what), each.fits) for each in result.assumed.assumptions]


@pytest.mark.parametrize(
    ("name", "texts", "what", "fits"),
    [
        ("activation_forgotten", {}, "activation", "tanh"),
        ("activation_forgotten_eleven", {}, "activation", "tanh"),
        ("activation_forgotten_sigmoid", {}, "activation", "sigmoid"),
        ("tanh_net_checked_as_relu", {}, "activation", "tanh"),
        ("extra_keys_lambd", {}, "l2", "0.7"),
        ("l2_right", {}, "l2", "0.7"),
        ("softmax_right", {}, "cost", "softmax"),
        ("mse", {"activation": "sigmoid"}, "cost", "half the squared error"),
        ("dropout_right", {}, "dropout", "0.8"),
    ],
)
def test_right_for_something_else_that_nobody_ruled_out(
    name: str, texts: dict[str, str], what: str, fits: str
) -> None:
    result = checked(name, **texts)
    assert explained_by(result) == [(what, fits)]
    assert (result.verdict, result.judgement.reason) == ("inconclusive", "assumption")
    assert result.judgement.wrong_arrays == ()
    assert not result.wrong_entries.any()
    assert result.diagnosis is not None
    assert result.diagnosis.origins == ()
    assert {str(each.verdict) for each in result.diagnosis.lines.values()} == {"undecidable"}


@pytest.mark.parametrize(
    ("name", "texts", "what", "fits", "origins"),
    [
        ("l2_one_term_forgotten", {}, "l2", "0.7", ("dW2",)),
        ("order_of_vector", {}, "order", "dW3, db3, dW2, db2, dW1, db1", ()),
        ("order_W_first", {}, "order", "dW1, dW2, dW3, db1, db2, db3", ()),
        ("int_gradients", {}, "whole numbers", "cut", ()),
        ("weights_updated_too_early", {}, "updated weights", "0.5", ("dA2", "dA1")),
        (
            "divisor_wrong_axis_all", {}, "divisor", "X.shape[0]",
            ("dW3", "db3", "dW2", "db2", "dW1", "db1"),
        ),
        (
            "no_mean_anywhere_all", {"activation": "tanh"}, "divisor", "1",
            ("dW3", "db3", "dW2", "db2", "dW1", "db1"),
        ),
    ],
)  # fmt: skip
def test_wrong_for_one_cause(
    name: str, texts: dict[str, str], what: str, fits: str, origins: tuple[str, ...]
) -> None:
    result = checked(name, **texts)
    assert explained_by(result) == [(what, fits)]
    assert result.verdict == "fail"
    assert result.diagnosis is not None
    assert tuple(each.name for each in result.diagnosis.origins) == origins


def test_what_was_stated_and_does_not_hold_is_a_fail() -> None:
    experiment = arrays_experiment(
        read_arrays(case("activation_forgotten_eleven")), preset_experiment("default")
    )
    result = check(
        replace(
            experiment, subject=replace(network_of(experiment), stated=frozenset({"activation"}))
        )
    )
    assert explained_by(result) == [("activation", "tanh")]
    assert result.verdict == "fail"
    assert result.diagnosis is not None
    assert result.diagnosis.origins == ()


@pytest.mark.parametrize("stated", [frozenset(), frozenset({"activation"})])
def test_the_setting_that_makes_it_pass_is_offered(stated: frozenset[str]) -> None:
    experiment = arrays_experiment(
        read_arrays(case("activation_forgotten")), preset_experiment("default")
    )
    remedy = check(
        replace(experiment, subject=replace(network_of(experiment), stated=stated))
    ).remedy
    assert remedy is not None
    assert network_of(remedy.experiment).network.activation == "tanh"
    assert network_of(remedy.experiment).stated == {"activation"}
    assert remedy.verdict == "pass"
    assert check(remedy.experiment).verdict == "pass"


@pytest.mark.parametrize("name", ["scalar_db3"])
def test_a_right_pass_is_not_questioned(name: str) -> None:
    result = checked(name)
    assert result.verdict == "pass"
    assert result.assumed is None
