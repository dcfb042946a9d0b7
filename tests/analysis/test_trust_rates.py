"""Correct and wrong backward passes of many random networks: how often each verdict comes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.experiment import Experiment
from gradviz.network.spec import COSTS
from gradviz.subjects.network import network_of
from tests.helpers.networks import KINDS, oracle_of, random_network
from tests.helpers.results import judged

SEEDS = 25
MORE_SEEDS = 30
EPSILONS = (1e-4, 1e-7, 1e-9)
BUGS = {
    "factor": (
        "dW1 = 1.01/m * dZ1 @ X.T",
        "db1 = 1.01/m * sum(dZ1)",
        "dW2 = 1.01/m * dZ2 @ A1.T",
        "dW3 = 1.01/m * dZ3 @ A2.T",
    ),
    "mask": ("dZ2 = dA2", "dZ1 = dA1"),
    "sign": ("dW1 = -1/m * dZ1 @ X.T", "db2 = -1/m * sum(dZ2)", "db3 = -1/m * sum(dZ3)"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_cost = pytest.mark.parametrize("cost", COSTS)
Found = list[tuple[str, Experiment]]


def correct(kind: str, cost: str, seeds: range, data: str = "gaussian") -> Found:
    """Return the verdicts on correct networks."""
    return [
        (str(judged(experiment).verdict), experiment)
        for seed in seeds
        for epsilon in EPSILONS  # what is measured of a network is measured once
        for experiment in [random_network(kind, seed, cost, epsilon, data=data)]
    ]


def buggy(kind: str, family: str, seeds: range, data: str = "gaussian") -> Found:
    """Return the verdicts on networks with a bug that changes the gradient."""
    return [
        (str(judged(experiment).verdict), experiment)
        for seed in seeds
        for experiment in visible(random_network(kind, seed, epsilon=1e-6, data=data), family)
    ]


def visible(right: Experiment, family: str) -> Iterator[Experiment]:
    """Return the experiment with each bug of a family that changes its gradient at all.

    Where a unit is exactly zero, the slope on either side of it is as good: without its mask a
    ReLU has the other one.
    """
    network = network_of(right).draw()
    grad, _ = network.gradients(network_of(right).program)
    smooth = ~oracle_of(right).kinks(1e-12) if network.exact_zeros else slice(None)
    for line in BUGS[family]:
        wrong = replace(right, subject=replace(network_of(right), lines=(line,)))
        changed, _ = network.gradients(network_of(wrong).program)
        scale = np.linalg.norm(grad) + np.linalg.norm(changed)
        if np.linalg.norm((changed - grad)[smooth]) > 1e-6 * scale:
            yield wrong


def rates(what: str, found: Found) -> Counter[str]:
    """Print how often each verdict came."""
    counted = Counter(verdict for verdict, _ in found)
    shares = ", ".join(f"{verdict} {n / len(found):.1%}" for verdict, n in sorted(counted.items()))
    print(f"{what}: {shares} of {len(found)}")
    return counted


def those(verdict: str, found: Found) -> Found:
    return [each for each in found if each[0] == verdict]


@every_cost
@every_kind
def test_correct_networks_are_never_called_wrong(kind: str, cost: str) -> None:
    found = correct(kind, cost, range(SEEDS))
    assert len(found) == 3 * SEEDS
    rates(f"correct, {kind}, {cost}", found)
    assert not those("fail", found)


@pytest.mark.parametrize("family", BUGS)
@every_kind
def test_bugs_that_change_the_gradient_are_always_called_wrong(kind: str, family: str) -> None:
    found = buggy(kind, family, range(SEEDS))
    assert len(found) > 0.9 * SEEDS * len(BUGS[family])
    counted = rates(f"{family}, {kind}", found)
    assert set(counted) == {"fail"}, [each for each in found if each[0] != "fail"]


@pytest.mark.soak
@every_cost
@every_kind
def test_of_more_correct_networks_hardly_one_is_called_wrong(kind: str, cost: str) -> None:
    more = range(SEEDS, SEEDS + MORE_SEEDS)
    found = correct(kind, cost, more, data="reference" if kind == "he" else "gaussian")
    counted = rates(f"correct, {kind}, {cost}", found)
    assert counted["fail"] <= 0.005 * len(found), those("fail", found)
    if cost == "logits":  # at 1e-4 and 1e-7 the check can tell
        decidable = [
            e
            for e in found
            if e[1].check.epsilon > 1e-8 and not network_of(e[1]).draw().exact_zeros
        ]
        assert len(those("pass", decidable)) >= 0.98 * len(decidable) > 45


@pytest.mark.soak
@every_kind
def test_of_more_bugs_hardly_one_is_missed(kind: str) -> None:
    more = range(SEEDS, SEEDS + MORE_SEEDS)
    found = [
        each
        for family in BUGS
        for each in buggy(kind, family, more, "reference" if kind == "he" else "gaussian")
    ]
    counted = rates(f"bugs, {kind}", found)
    assert len(found) > 0.9 * MORE_SEEDS * 9
    assert counted["fail"] >= 0.995 * len(found), [each for each in found if each[0] != "fail"]


@pytest.mark.soak
@pytest.mark.parametrize("examples", [1, 2])
@every_cost
def test_saturated_networks_of_few_examples_are_never_called_wrong(
    cost: str, examples: int
) -> None:
    found = [
        (str(result.verdict), result)
        for seed in range(40)
        for epsilon in (1e-4, 1e-7)
        for result in [judged(random_network("normal", seed, cost, epsilon, examples=examples))]
    ]
    counted = Counter(verdict for verdict, _ in found)
    print(f"correct, normal, {cost}, m = {examples}: {dict(counted)}")
    assert counted["fail"] == 0
    assert not any(result.judgement.wrong_arrays for _, result in found)
    assert counted["pass"] > 0.3 * len(found)


@pytest.mark.parametrize("epsilon", [1e-4, 1e-7])
@pytest.mark.parametrize("seed", [3, 18, 25])
def test_a_gradient_that_is_all_rounding_says_nothing(seed: int, epsilon: float) -> None:
    # A3 is Y but for its last digits, so that dZ3 = A3 - Y has hardly one.
    experiment = random_network("normal", seed, "logits", epsilon, data="reference", examples=1)
    result = judged(experiment)
    assert abs(float(oracle_of(experiment).values()["Z3"][0, 0])) > 20
    assert result.difference > 1e-7
    assert result.verdict == "inconclusive"
    assert result.judgement.reason == "rounding"


def test_the_sample_holds_what_makes_it_hard() -> None:
    # Saturated textbook costs and units that stand at their kink.
    saturated = [random_network("normal", seed, "textbook") for seed in range(SEEDS)]
    largest = [np.max(np.abs(oracle_of(each).values()["Z3"])) for each in saturated]
    assert np.mean(np.array(largest) > 20) > 0.5
    more = range(SEEDS, SEEDS + MORE_SEEDS)
    zeros = [
        network_of(random_network("he", seed, data="reference")).draw().exact_zeros for seed in more
    ]
    assert np.count_nonzero(zeros) >= 2
