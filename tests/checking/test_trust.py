"""The error that is expected, against the error that was made."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check, check_steps
from gradviz.checking.cause import cause_of
from gradviz.checking.difference import difference
from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.checking.kinks import Slopes
from gradviz.checking.measuring import model_steps
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.checking.trust import Trust, trust_steps
from gradviz.network.layout import Array
from gradviz.network.spec import COSTS
from gradviz.subjects.drawing import drawn
from gradviz.subjects.network import BuiltNetwork, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.networks import oracle_of, random_network
from tests.helpers.results import judged
from tests.helpers.strategies import with_network, with_settings

NETWORKS = 40
FACTOR = 10.0
SAMPLE = 47
EPSILONS = (1e-2, 1e-7, 1e-10)


def made_and_expected(experiment: Experiment) -> tuple[float, float] | None:
    """Return the norms of the rounding error that was made and of the expected; None if NaN.

    Of a sample of the entries at no kink. What gradapprox is held to is the gradient in longdouble.
    """
    result = judged(experiment)
    assert result.expected is not None
    if not np.isfinite(result.gradapprox).all():
        return None
    places = np.flatnonzero(~(result.entries.kinks | result.evidence.at_zero))
    if places.size > SAMPLE:
        places = np.random.default_rng(1).choice(places, SAMPLE, replace=False)
    off = (result.gradapprox - oracle_of(experiment).gradient(places.tolist()))[places]
    expected = (result.expected.rounding + result.expected.step)[places]
    return float(np.linalg.norm(off)), float(np.linalg.norm(expected))


def share_within(found: list[tuple[float, float] | None]) -> float:
    """Return how many expectations are within a factor of the error, and print how they are."""
    ratios = ratios_of(found)
    return float(np.mean((ratios > 1 / FACTOR) & (ratios < FACTOR)))


def ratios_of(found: list[tuple[float, float] | None]) -> Array:
    ratios = np.array([expected / made for made, expected in filter(None, found)])
    print(f"{ratios.size} networks: expected/made {np.quantile(ratios, [0, 0.05, 0.5, 0.95, 1])}")
    assert ratios.size >= NETWORKS
    return ratios


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_noise_is_within_a_factor_of_the_error_that_was_made(
    activation: str, cost: str
) -> None:
    found = [
        made_and_expected(random_network("he", seed, cost, activation=activation, init=init))
        for seed in range(NETWORKS // 2)
        for init in ("he", "normal")
    ]
    assert share_within(found) >= 0.95


@pytest.mark.soak
@pytest.mark.parametrize("cost", COSTS)
def test_of_saturated_networks_too(cost: str) -> None:
    # One in four has no finite gradapprox, with the textbook cost.
    seeds = range(60 if cost == "textbook" else NETWORKS)
    assert (
        share_within([made_and_expected(random_network("normal", s, cost)) for s in seeds]) >= 0.95
    )


@pytest.mark.parametrize("epsilon", [1e-5, 1e-9])
def test_at_other_epsilons_too(epsilon: float) -> None:
    found = [
        made_and_expected(random_network("he", seed, "textbook", epsilon, activation="tanh"))
        for seed in range(NETWORKS)
    ]
    assert share_within(found) >= 0.95


def trust_of(result: CheckResult) -> Trust:
    assert result.trust is not None
    return result.trust


def test_what_is_measured_is_handed_over() -> None:
    experiment = preset_experiment("kink")
    result = check(experiment)
    assert result.noise is finished(model_steps(network_of(experiment).build(), experiment)).noise
    subject = network_of(experiment)
    unknown = BuiltNetwork(subject, drawn(subject.network))
    steps = trust_steps(experiment, unknown, result.entries, result.grad)
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            trust = end.value
            break
        count += 1
    assert count >= 1, "there is a place to stop"
    assert result.expected is not None
    np.testing.assert_array_equal(trust.expected.total, result.expected.total)
    assert trust.suggestion == result.suggestion
    assert isinstance(trust.slopes, Slopes)


def test_where_the_second_opinion_is_known_no_other_epsilon_is_asked() -> None:
    for name in ("course-bugs", "kink", "course", "default"):
        result = check(preset_experiment(name))
        assert result.opinion is not None
        assert result.opinion.known.all()
        assert trust_of(result).at_tenth is None
    assert trust_of(check(preset_experiment("default"))).error_near_theta is None


def at_a_tenth(result: CheckResult) -> Array:
    """Return the numerical gradient at a tenth of the epsilon of a check."""
    epsilon = result.experiment.check.epsilon / 10
    return check(with_settings(result.experiment, epsilon=epsilon)).gradapprox


@pytest.mark.parametrize("bugs", [(), ("dW2-twice",)])
def test_where_it_is_not_tried_it_would_change_nothing(bugs: tuple[str, ...]) -> None:
    left_out = 0
    for seed in range(12):
        kind, cost = ("he", "normal")[seed % 2], COSTS[seed // 2 % 2]
        experiment = random_network(kind, seed, cost, EPSILONS[seed % 3])
        result = check(replace(experiment, subject=replace(network_of(experiment), bugs=bugs)))
        if trust_of(result).at_tenth is not None or not np.isfinite(result.difference):
            continue
        left_out += result.difference > result.experiment.check.threshold
        tried = changed(result, at_tenth=at_a_tenth(result))
        assert tried.judgement == result.judgement
        for place in range(result.size):
            assert cause_of(tried, place) is cause_of(result, place)
    assert left_out >= (0 if bugs else 3)


def test_beside_theta_is_looked_at_only_where_several_zeros_are_moved() -> None:
    assert trust_of(check(preset_experiment("course"))).error_near_theta is None, (
        "it has no exact zeros"
    )
    result = check(with_settings(preset_experiment("kink"), threshold=1.0))
    assert trust_of(result).error_near_theta is None, "nothing needs an explanation"
    several = check(with_settings(random_network("he", 37), threshold=1e-12))
    assert (nearby := trust_of(several).error_near_theta) is not None
    assert not nearby.any(), "a correct gradient is right there"


def test_a_check_can_be_stopped_while_its_trust_is_measured() -> None:
    # Drawn nowhere else, so that nothing is known of it.
    steps = check_steps(random_network("he", 4711))
    seen = []
    for progress in steps:
        seen.append(progress)
        if progress.done == progress.total and len(seen) > 5:
            break
    steps.close()
    last = seen[-1].result()
    assert not last.is_partial
    assert last.expected is None
    assert "numerical error" in str(last.problem)
    assert last.verdict == "inconclusive"
    assert np.isfinite(last.difference)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["default", "course", "kink", "float32"])
def test_every_engine_expects_the_same(name: str, scheme: str) -> None:
    experiment = with_settings(preset_experiment(name), scheme=scheme)
    one, other = (check(with_settings(experiment, engine=e)) for e in ("loop", "incremental"))
    assert one.expected is not None
    assert other.expected is not None
    if name != "float32":
        some = one.expected.total > 0
        ratios = other.expected.total[some] / one.expected.total[some]
        assert np.median(ratios) == pytest.approx(1, rel=0.05)
        assert 0.1 < ratios.min() <= ratios.max() < 10  # each has noise of its own
    assert one.verdict == other.verdict
    assert one.judgement.reason == other.judgement.reason


def test_the_difference_without_kinks_is_that_of_the_other_entries() -> None:
    experiment = with_settings(preset_experiment("default"), epsilon=1e-1)
    result = check(experiment)
    rest = ~oracle_of(experiment).kinks(1e-1)
    assert 0 < result.crossed == np.count_nonzero(~rest)
    wanted = difference(result.grad[rest], result.gradapprox[rest])
    assert result.difference_without_kinks == pytest.approx(wanted, rel=1e-12)
    assert result.difference_without_kinks < result.difference


@pytest.mark.parametrize("seed", range(30))
def test_of_random_networks_too(seed: int) -> None:
    experiment = random_network("he", seed, epsilon=1e-2, data="reference")
    result = check(experiment)
    rest = ~oracle_of(experiment).kinks(1e-2)
    wanted = difference(result.grad[rest], result.gradapprox[rest])
    assert result.difference_without_kinks == pytest.approx(wanted, rel=1e-9)


def test_in_single_precision_the_noise_is_that_of_single_precision() -> None:
    result = check(with_network(preset_experiment("default"), dtype="float32"))
    double = check(preset_experiment("default"))
    assert result.noise is not None
    assert double.noise is not None
    ratio = result.noise.levels[0] / double.noise.levels[0]
    assert 2**29 / 30 < ratio < 2**29 * 30  # the two machine epsilons are so far apart
