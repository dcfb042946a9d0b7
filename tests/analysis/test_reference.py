"""The reference exercise, value by value: what is published, and what was measured once."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import ENGINES, Experiment
from gradviz.checking.remedy import Change
from gradviz.checking.verdict import Judgement, Reason, Verdict
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.strategies import with_network, with_settings

every_engine = pytest.mark.parametrize("engine", ENGINES)
FIXED = 1.1890913024229996e-07
PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")


def course(*bugs: str, engine: str = "batched", epsilon: float = 1e-7) -> Experiment:
    experiment = replace(
        preset_experiment("course"),
        subject=replace(network_of(preset_experiment("course")), bugs=bugs),
    )
    return with_settings(experiment, engine=engine, epsilon=epsilon)


def test_the_draws_are_those_of_the_exercise() -> None:
    network = network_of(course()).draw()
    drawn = np.random.RandomState(1).randn(12 + 47)
    np.testing.assert_array_equal(network.x, drawn[:12].reshape(4, 3))
    np.testing.assert_array_equal(network.theta, drawn[12:])
    assert network.y.tolist() == [[1, 1, 0]]


def test_cost() -> None:
    assert check(course()).cost == pytest.approx(2.407833389834357, rel=1e-12)


@every_engine
def test_both_bugs(engine: str) -> None:
    result = check(with_settings(preset_experiment("course-bugs"), engine=engine))
    assert result.difference == pytest.approx(0.2850931567761623, rel=1e-6)
    assert result.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("b1", "W2"))


@every_engine
@pytest.mark.parametrize(
    ("bug", "difference"),
    [("dW2-twice", 0.17344196893145924), ("db1-4-over-m", 0.2544229712458523)],
)
def test_one_of_the_two_bugs(engine: str, bug: str, difference: float) -> None:
    result = check(course(bug, engine=engine))
    assert result.difference == pytest.approx(difference, rel=1e-6)
    assert result.verdict == "fail"


@every_engine
def test_fixed_is_above_the_threshold_of_its_own_exercise_by_rounding(engine: str) -> None:
    result = check(course(engine=engine))
    assert result.difference == pytest.approx(FIXED, rel=0.05)
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.ROUNDING)
    assert result.noise_floor is not None
    assert FIXED / 10 < result.noise_floor < FIXED * 10


@every_engine
def test_fixed_passes_at_the_suggested_epsilon(engine: str) -> None:
    tried = check(course(engine=engine)).suggestion
    assert tried is not None
    result = check(course(engine=engine, epsilon=tried.epsilon))
    assert result.verdict == "pass"
    assert result.difference == pytest.approx(tried.difference, rel=0.05)
    assert result.difference < 1e-9


@every_engine
def test_logits_cost_passes(engine: str) -> None:
    result = check(with_network(course(engine=engine), cost="logits"))
    assert 1.1e-9 / 3 < result.difference < 1.1e-9 * 3  # rounding: only its order is sure
    assert result.verdict == "pass"


def test_the_logits_cost_is_less_noisy() -> None:
    textbook, logits = check(course()), check(with_network(course(), cost="logits"))
    assert textbook.noise_floor is not None
    assert logits.noise_floor is not None
    assert logits.noise_floor < textbook.noise_floor / 10


@every_engine
@pytest.mark.parametrize(
    ("epsilon", "difference"),
    [
        (1e-2, 1.7e-6),
        (1e-3, 1.7e-8),
        (1e-4, 1.9e-10),
        (1e-5, 9.3e-10),
        (1e-6, 8.3e-9),
        (1e-7, 1.2e-7),
        (1e-8, 1.2e-6),
        (1e-10, 1.2e-4),
    ],
)
def test_the_curve_over_epsilon(engine: str, epsilon: float, difference: float) -> None:
    found = check(course(engine=engine, epsilon=epsilon)).difference
    assert difference / 6 < found < difference * 6


def test_kinks_are_crossed_at_a_tenth() -> None:
    assert check(course(epsilon=1e-1)).difference == pytest.approx(5.5e-3, rel=0.05)


@every_engine
@pytest.mark.parametrize("bugs", [(), ("dW2-twice", "db1-4-over-m")])
def test_a_step_lost_in_rounding_gives_one(engine: str, bugs: tuple[str, ...]) -> None:
    result = check(course(*bugs, engine=engine, epsilon=1e-16))
    assert result.difference == 1.0
    assert not result.gradapprox.any()


@pytest.mark.parametrize(
    ("bugs", "difference"),
    [
        (("dZ1-no-mask",), 0.1262),
        (("dZ2-no-mask",), 0.4028),
        (("dZ1-mask-of-A-ge", "dZ2-mask-of-A-ge"), 0.4484),
        (tuple(f"d{name}-no-mean" for name in PARAMETERS), 0.5),
        (("dZ3-no-mean",), 0.5),
        (("db2-sign",), 0.0584),
        (("db2-tiny",), 1.22e-7),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_other_bugs(bugs: tuple[str, ...], difference: float) -> None:
    result = check(course(*bugs))
    assert result.difference == pytest.approx(difference, rel=4e-3)
    # Of db2 * 1.000001 no numerical gradient at this epsilon could tell; the complex step does.
    assert result.verdict == "fail"


def test_greater_or_equal_on_z_shows_nothing_here() -> None:
    # The exact zeros of this case are in A, which ReLU made; Z has none.
    assert check(course("dZ1-mask-ge", "dZ2-mask-ge")).difference == check(course()).difference


def test_a_factor_shows_in_the_difference_of_its_array() -> None:
    arrays = {a.name: a.difference for a in check(course("dW2-twice", "db1-4-over-m")).arrays}
    assert arrays["W2"] == pytest.approx((2 - 1) / (2 + 1), rel=1e-5)
    assert arrays["b1"] == pytest.approx((4 - 1) / (4 + 1), rel=1e-5)
    assert all(arrays[name] < 1e-6 for name in ("W1", "b2", "W3", "b3"))


def test_coverage() -> None:
    result = check(course())
    assert (result.nonzero, result.size) == (27, 47)
    assert np.count_nonzero(result.uncovered) == 20
    assert sum(array.nonzero for array in result.arrays) == 27


@every_engine
def test_single_precision_tells_nothing_and_names_what_does(engine: str) -> None:
    result = check(with_network(course(engine=engine), dtype="float32"))
    assert result.verdict == "inconclusive"
    assert result.remedy is not None
    assert Change.DTYPE in result.remedy.changes
    assert network_of(result.remedy.experiment).network.dtype == "float64"
    assert check(result.remedy.experiment).verdict == "pass"


@every_engine
@pytest.mark.parametrize(("epsilon", "difference"), [(1e-7, 0.69), (3e-2, 2e-4)])
def test_single_precision(engine: str, epsilon: float, difference: float) -> None:
    # Both are rounding through and through: its order is all that can be promised.
    single = with_network(course(engine=engine, epsilon=epsilon), dtype="float32")
    assert difference / 1.5 < check(single).difference < difference * 1.5


def test_single_precision_has_its_best_step_far_to_the_right() -> None:
    single = with_network(course(), dtype="float32")
    found = {e: check(with_settings(single, epsilon=e)).difference for e in (1e-7, 1e-4, 3e-2)}
    assert found[3e-2] < found[1e-4] < found[1e-7]
