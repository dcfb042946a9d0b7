"""The work of what is tried, by what can be known beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.engines import Run, engine_work
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.forecast.tries import (
    has_exact_zeros,
    is_finite,
    remedy_work,
    trials_work,
)
from gradviz.checking.forecast.work import Work
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.checking.forecast.test_engines import random_spec

SATURATED = NetworkSpec((4, 100, 100, 3), 10, "relu", "textbook", data="gaussian")


@pytest.mark.parametrize("init", ["normal", "he"])
def test_it_is_known_of_most_networks_whether_j_is_a_number(init: str) -> None:
    right = []
    for number in range(60):
        spec = replace(random_spec(number), init=init, cost="textbook")
        finite = bool(np.isfinite(NetworkSubject(spec).draw().cost_here))
        right.append(finite == is_finite(spec))
    assert np.mean(right) > 0.85


def test_of_a_cost_that_is_no_number_no_epsilon_is_tried() -> None:
    result = check(Experiment(NetworkSubject(SATURATED)))
    assert result.suggestion is None
    assert trials_work(SATURATED, "central", "batched") == Work()
    assert trials_work(replace(SATURATED, init="he"), "central", "batched") != Work()


@pytest.mark.parametrize(
    "spec",
    [
        SATURATED,
        NetworkSpec((5, 20, 10, 2), 10, "relu", "logits", "float32", init="he", data="gaussian"),
        NetworkSpec((5, 20, 10, 2), 10, "tanh", "logits", init="he", data="gaussian"),
    ],
)
def test_a_remedy_is_counted_where_one_is_tried(spec: NetworkSpec) -> None:
    result = check(Experiment(NetworkSubject(spec)))
    is_tried = result.remedy is not None and result.remedy.verdict is not None
    assert (remedy_work(spec, Run(result.engine)) != Work()) == is_tried


def test_a_remedy_takes_a_whole_check_and_of_a_large_network_none_is_tried() -> None:
    small = NetworkSpec((5, 20, 10, 2), 10, dtype="float32", data="gaussian")
    run = Run("batched")
    remedy = remedy_work(small, run).seconds(NOMINAL)
    assert remedy > 2 * engine_work(small, run).seconds(NOMINAL)
    assert remedy_work(replace(small, layers=(900, 30, 10, 2)), Run("incremental")) == Work()


@pytest.mark.parametrize("init", ["he", "zeros", "normal"])
@pytest.mark.parametrize("layers", [(2, 1024, 2, 1), (2, 10_000, 2, 1), (2, 2, 10_000, 1)])
def test_the_widest_layers_have_a_forecast(layers: Layers, init: str) -> None:
    spec = NetworkSpec(layers, 3, init=init)
    assert has_exact_zeros(spec) in (False, True)
    assert is_finite(spec) in (False, True)
