"""The verdict on twenty kinds of hard network: a sample of what scripts/stress_verdict.py runs."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.difference import difference
from gradviz.subjects.network import network_of
from tests.helpers.hard_networks import KINDS, hard_experiment, truth_of

CHECKS = 4
ERROR = 1e-3  # a relative error of one array that is to be seen on any of them


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_gradient_is_never_called_wrong_and_the_opinion_is_right(kind: str) -> None:
    for number in range(CHECKS):
        experiment = hard_experiment(kind, np.random.default_rng([number, 7]))
        result = check(experiment)
        assert result.verdict != "fail"
        assert not result.wrong_entries.any()
        assert result.opinion is not None
        truth = truth_of(experiment)
        known = np.isfinite(truth)  # the oracle's own sigmoid overflows now and then
        off = np.abs(result.opinion.value - truth) - result.opinion.reach
        assert np.all(off[known] <= 10 * result.opinion.error[known])


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.keep is None])
def test_a_gradient_that_is_off_is_a_fail_or_known_to_be_wrong(kind: str) -> None:
    for number in range(CHECKS):
        experiment = hard_experiment(kind, np.random.default_rng([number, 8]))
        truth = truth_of(experiment)
        buggy = replace(
            experiment, subject=replace(network_of(experiment), lines=("dW3 = 1.5/m * dZ3 @ A2.T",))
        )
        result = check(buggy)
        if not difference(result.grad, truth) > ERROR:
            continue
        assert result.judgement.wrong_arrays == ("W3",)
        assert result.verdict == ("fail" if np.isfinite(result.difference) else "inconclusive")
