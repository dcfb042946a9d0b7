"""What a check says, on results written by hand and on real ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import check
from gradviz.checking.agreement import VANISHES
from gradviz.checking.difference import norm
from gradviz.checking.expected import SURE, ExpectedError, suspects
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.kinks import Slopes
from gradviz.checking.result import CheckResult
from gradviz.checking.suggestion import Suggestion
from gradviz.checking.verdict import (
    Judgement,
    Reason,
    Verdict,
)
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed, composed
from tests.helpers.networks import random_network
from tests.helpers.results import judged
from tests.helpers.strategies import examples, experiments, with_network, with_settings

SIZE = 47
PARTS = NetworkSubject().layout.slices
NOISE = 1e-12  # to expect of each entry, in results written by hand
CLEAR = 1e3 * NOISE


def expected_of(
    rounding: float = NOISE, step: float = 0.0, truncation: float = 0.0
) -> ExpectedError:
    return ExpectedError(*(np.full(SIZE, each) for each in (rounding, step, truncation)))


def result_of(
    errors: dict[str, float] | None = None,
    grad: Array | None = None,
    threshold: float = 1e-10,
    expected: ExpectedError | None = None,
    **changes: object,
) -> CheckResult:
    """Return a check in which every entry of some arrays is off by so much."""
    right = np.ones(SIZE) if grad is None else grad
    found = right.copy()
    for name, error in (errors or {}).items():
        found[PARTS[name]] += error
    experiment = with_settings(Experiment(NetworkSubject()), threshold=threshold)
    parts = {"expected": expected_of() if expected is None else expected} | changes
    return composed(experiment, right, found, **parts)


def tried(errors: dict[str, float], epsilon: float = 1e-4, grad: Array | None = None) -> Suggestion:
    """Return a trial at another epsilon, in which some arrays are off by so much."""
    there = result_of(errors, grad)
    return Suggestion(epsilon, there.difference, 0, SIZE, there.gradapprox)


def test_agreement_passes() -> None:
    assert result_of().judgement == Judgement(Verdict.PASS, Reason.AGREES)


def test_an_error_far_above_the_noise_fails_and_its_array_is_named() -> None:
    assert result_of({"W2": 1e-3}).judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("W2",))


def test_the_worst_array_is_named_first() -> None:
    assert result_of({"W2": 1e-3, "b3": 1e-2, "W1": 1e-5}).judgement.wrong_arrays == (
        "b3",
        "W2",
        "W1",
    )


def test_the_same_error_where_that_much_noise_is_expected_is_inconclusive() -> None:
    result = result_of({"W2": 1e-3}, expected=expected_of(rounding=1e-3))
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.ROUNDING)


def test_an_error_has_to_be_far_above_what_is_expected() -> None:
    # One array of one entry is off, and it alone is judged by its own noise.
    for times, verdict in ((0.9, "inconclusive"), (1.1, "fail")):
        result = result_of({"b3": times * SURE * NOISE}, threshold=1e-14)
        assert result.difference > 1e-14
        assert result.judgement.verdict == verdict
    assert 10 <= SURE <= 100


def test_the_noise_of_one_array_excuses_no_other() -> None:
    rounding = np.full(SIZE, NOISE)
    rounding[PARTS["b3"]] = 1
    expected = ExpectedError(rounding, np.zeros(SIZE), np.zeros(SIZE))
    judged = result_of(dict.fromkeys(PARTS, CLEAR), expected=expected).judgement
    assert judged.verdict == "fail"
    assert set(judged.wrong_arrays) == set(PARTS) - {"b3"}


def test_errors_that_no_array_betrays_alone_fail_together() -> None:
    # W1 is just below the threshold by itself, b3 just within its noise; together they are neither.
    threshold, grad = 1e-7, np.zeros(SIZE)
    grad[PARTS["W1"]] = 1
    limit = threshold * 2 * np.linalg.norm(grad)
    errors = {"W1": 0.9 * limit / np.sqrt(20), "b3": 0.9 * limit}
    rounding = np.full(SIZE, NOISE)
    rounding[PARTS["b3"]] = limit / SURE
    expected = ExpectedError(rounding, np.zeros(SIZE), np.zeros(SIZE))
    together = result_of(errors, grad, threshold, expected).judgement
    assert together == Judgement(Verdict.FAIL, Reason.DIFFERS)
    for name, error in errors.items():
        alone = result_of({name: error}, grad, threshold, expected).judgement
        assert alone == Judgement(Verdict.PASS, Reason.AGREES)


def test_a_bug_that_hides_in_the_norm_of_the_others_is_named_though_the_check_passes() -> None:
    grad = np.full(SIZE, 1e6)
    grad[PARTS["b2"]] = 1e-3
    result = result_of({"b2": 1e-6}, grad, threshold=1e-7)
    assert result.difference < 1e-7
    assert result.judgement == Judgement(Verdict.PASS, Reason.AGREES, ("b2",))


def test_noise_that_hides_in_the_norm_of_the_others_is_not() -> None:
    grad = np.full(SIZE, 1e6)
    grad[PARTS["b2"]] = 1e-3
    result = result_of({"b2": 1e-6}, grad, 1e-7, expected_of(rounding=1e-6))
    assert result.judgement == Judgement(Verdict.PASS, Reason.AGREES)


def test_an_array_is_held_against_the_same_threshold() -> None:
    rounding = np.full(SIZE, NOISE)
    rounding[PARTS["b3"]] = 1
    expected = ExpectedError(rounding, np.zeros(SIZE), np.zeros(SIZE))
    result = result_of({"b1": 1e-3, "b3": 1e-3}, expected=expected)
    said = {each.name: str(result.array_verdict(each)) for each in result.arrays}
    rest = dict.fromkeys(("W1", "W2", "b2", "W3"), "pass")
    assert said == {"b1": "fail", "b3": "inconclusive", **rest}


@pytest.mark.parametrize("field", ["rounding", "step", "truncation"])
def test_the_main_reason_is_the_largest_error_to_expect(field: str) -> None:
    sizes = {"rounding": 1e-6, "step": 1e-6, "truncation": 1e-6} | {field: 1e-5}
    result = result_of({"W1": 1e-6}, expected=expected_of(**sizes))
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason(field))


def test_entries_that_cross_a_kink_are_excused() -> None:
    kinks = np.zeros(SIZE, bool)
    kinks[PARTS["b1"]] = True
    result = result_of({"b1": 0.1}, kinks=kinks)
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.KINKS)
    assert changed(result, kinks=~kinks).judgement.verdict == "fail"
    both = result_of({"b1": 0.1, "W1": 0.1}, kinks=kinks)
    assert both.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("W1",))


def test_what_is_excused_excuses_no_other_entry_of_its_array() -> None:
    # One entry of W1 crosses a kink: much error is expected there, and gone at another epsilon.
    kinks = np.arange(SIZE) == 0
    rounding = np.where(kinks, 1.0, NOISE)
    expected = ExpectedError(rounding, np.zeros(SIZE), np.zeros(SIZE))
    result = result_of({"W1": CLEAR}, expected=expected, kinks=kinks)
    assert result.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("W1",))
    far = result.gradapprox.copy()
    far[0] = 2.0
    other = Suggestion(1e-4, 1e-3, 0, SIZE, result.gradapprox)
    assert changed(result, gradapprox=far, suggestion=other).judgement.verdict == "fail"


def at_zero(left: float, right: float, *, is_single: bool = True) -> Slopes:
    """Return slopes of b2, each entry of which moves one exact zero or several."""
    moves = np.zeros(SIZE, bool)
    moves[PARTS["b2"]] = True
    on_left, on_right = (np.where(moves, slope, np.nan) for slope in (left, right))
    return Slopes(moves, on_left, on_right, moves & is_single, 1e-6, np.full(SIZE, 1e-9))


def test_entries_at_an_exact_zero_are_excused_between_their_slopes_alone() -> None:
    between = result_of({"b2": 0.25}, slopes=at_zero(1.0, 1.5))
    assert between.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.EXACT_ZEROS)
    beyond = result_of({"b2": 0.25}, slopes=at_zero(1.1, 1.4))
    assert beyond.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("b2",))
    np.testing.assert_allclose(beyond.evidence.unexplained_errors[PARTS["b2"]], 0.1)
    assert not np.delete(beyond.evidence.unexplained_errors, np.arange(SIZE)[PARTS["b2"]]).any()


def test_at_an_exact_zero_a_crossed_kink_is_no_excuse_beyond_the_slopes() -> None:
    kinks = np.zeros(SIZE, bool)
    kinks[PARTS["b2"]] = True
    beyond = result_of({"b2": 0.25}, slopes=at_zero(1.1, 1.4), kinks=kinks)
    assert beyond.judgement.verdict == "fail"


def test_where_several_zeros_are_moved_only_an_error_beside_theta_tells() -> None:
    several = result_of({"b2": 0.25}, slopes=at_zero(1.1, 1.4, is_single=False))
    assert several.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.EXACT_ZEROS)
    nearby = np.zeros(SIZE)
    assert changed(several, error_near_theta=nearby).judgement.verdict == "inconclusive"
    nearby[PARTS["b2"]] = 0.2
    wrong = changed(several, error_near_theta=nearby)
    assert wrong.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("b2",))
    np.testing.assert_array_equal(wrong.evidence.unexplained_errors, nearby)


def test_an_error_that_is_gone_at_another_epsilon_was_numerical() -> None:
    here = {"W1": CLEAR}
    assert result_of(here, suggestion=tried({})).judgement.verdict == "inconclusive"
    assert result_of(here, suggestion=tried(here)).judgement.verdict == "fail"
    # Both are known to within what rounding makes of them, so they must agree to within that.
    for times, verdict in ((1.1, "inconclusive"), (0.9, "fail")):
        other = tried({"W1": CLEAR - times * SURE * NOISE})
        assert result_of(here, suggestion=other).judgement.verdict == verdict
    # Where nothing is known of the error there, it has to have fallen all the same.
    unknown = expected_of(truncation=1e-3 * NOISE)
    for share, verdict in ((0.9 * VANISHES, "inconclusive"), (1.1 * VANISHES, "fail")):
        other = tried({"W1": share * CLEAR})
        assert result_of(here, suggestion=other, expected=unknown).judgement.verdict == verdict


def test_so_was_one_that_is_gone_at_a_tenth_of_epsilon() -> None:
    here = {"W1": CLEAR}
    gone, half = result_of().gradapprox, result_of({"W1": CLEAR / 2}).gradapprox
    near = result_of({"W1": CLEAR - 10 * SURE * NOISE}).gradapprox
    for suggestion in (None, tried(here)):
        vanishing = result_of(here, suggestion=suggestion, at_tenth=gone)
        # That J bends more than was seen is what explains it.
        assert vanishing.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.TRUNCATION)
        # Half of it is gone: an error was not seen, so nothing is concluded.
        halved = result_of(here, suggestion=suggestion, at_tenth=half)
        assert halved.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.TRUNCATION)
        lasting = result_of(here, suggestion=suggestion, at_tenth=near)
        assert lasting.judgement.verdict == "fail"
    # At the suggested epsilon alone: a longer one rounds less, a shorter one bends less.
    for epsilon, reason in ((1e-4, Reason.ROUNDING), (1e-9, Reason.TRUNCATION)):
        other = result_of(here, suggestion=tried({}, epsilon), at_tenth=near)
        assert other.judgement == Judgement(Verdict.INCONCLUSIVE, reason)


def test_a_shorter_step_that_was_not_tried_in_an_array_leaves_it_wrong() -> None:
    at_tenth = result_of().gradapprox
    at_tenth[PARTS["W1"]] = np.nan
    assert result_of({"W1": CLEAR}, at_tenth=at_tenth).judgement.wrong_arrays == ("W1",)


def test_what_rounding_makes_of_a_correct_grad_is_no_failure() -> None:
    zeros = np.zeros(SIZE)
    expected = ExpectedError(np.full(SIZE, NOISE), zeros, zeros, np.full(SIZE, CLEAR))
    result = result_of({"W1": CLEAR}, expected=expected)
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.ROUNDING)


def test_a_trial_at_the_same_epsilon_proves_nothing() -> None:
    result = result_of({"W1": CLEAR})
    same = tried({}, epsilon=result.experiment.check.epsilon)
    assert changed(result, suggestion=same).judgement.verdict == "fail"


def test_an_array_that_a_sampled_trial_left_out_stays_wrong() -> None:
    other = tried({})
    other.gradapprox[PARTS["W1"]] = np.nan
    assert result_of({"W1": CLEAR}, suggestion=other).judgement.wrong_arrays == ("W1",)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_a_problem(bad: float) -> None:
    judged = result_of({"b1": bad}).judgement
    assert judged == Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM)
    # An array that is finite may be wrong all the same.
    assert result_of({"b1": bad, "W2": 1e-3}).judgement.wrong_arrays == ("W2",)


def test_of_a_check_that_was_stopped_no_array_is_accused() -> None:
    stopped = result_of({"W2": 1e-3}, problem="stopped")
    stopped = changed(stopped, expected=None)
    assert stopped.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.PROBLEM)


def test_without_a_measurement_the_threshold_decides() -> None:
    for error, verdict in ((1e-14, "pass"), (1e-3, "fail")):
        bare = changed(result_of({"W1": error}), expected=None)
        assert bare.judgement.verdict == verdict


def test_an_expectation_that_is_not_finite_cannot_fail_anybody() -> None:
    result = result_of({"W1": 1e-3}, expected=expected_of(rounding=np.inf))
    assert result.judgement.verdict == "inconclusive"


@given(experiments(most_units=3))
@examples(80)
def test_the_textbook_comparison_is_what_passes(experiment: Experiment) -> None:
    result = judged(experiment)
    found = result.judgement
    assert found == result.judgement
    decidable = result.problem is None and np.isfinite(result.difference)
    under = result.difference <= experiment.check.threshold
    assert (found.verdict == "pass") == (decidable and under)
    if found.wrong_arrays and decidable:
        assert found.verdict in ("pass", "fail")
    for name, part in result.layout.slices.items():
        assert (name in found.wrong_arrays) == bool(result.wrong_entries[part].any())


@given(experiments(most_units=3))
@examples(80)
def test_a_correct_backward_pass_is_never_called_wrong(experiment: Experiment) -> None:
    right = replace(experiment, subject=replace(network_of(experiment), bugs=()))
    assert judged(right).verdict != "fail"


def test_a_factor_that_drowns_in_rounding_is_told_by_the_second_opinion() -> None:
    experiment = replace(
        preset_experiment("course"),
        subject=replace(
            network_of(preset_experiment("course")), lines=("db2 = 1.000001/m * sum(dZ2)",)
        ),
    )
    result = check(experiment)
    assert result.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("b2",))


def test_a_real_bug_that_hides() -> None:
    experiment = random_network("normal", 3, epsilon=1e-6)
    hidden = replace(
        experiment, subject=replace(network_of(experiment), lines=("db3 = 1.00001/m * sum(dZ3)",))
    )
    result = check(with_settings(hidden, threshold=1e-5))
    assert result.difference < 1e-5 / 3
    by_name = {each.name: each.difference for each in result.arrays}
    assert by_name["b3"] == pytest.approx(0.5e-5, rel=0.01)
    loose = check(with_settings(hidden, threshold=(result.difference + by_name["b3"]) / 2))
    assert loose.judgement == Judgement(Verdict.PASS, Reason.AGREES, ("b3",))
    strict = check(with_settings(hidden, threshold=result.difference / 2))
    assert strict.judgement == Judgement(Verdict.FAIL, Reason.DIFFERS, ("b3",))
    right = check(with_settings(experiment, threshold=(result.difference + by_name["b3"]) / 2))
    assert right.judgement == Judgement(Verdict.PASS, Reason.AGREES)


@pytest.mark.parametrize(
    ("epsilon", "reason"), [(1e-7, "rounding"), (1e-2, "truncation"), (1e-20, "step")]
)
def test_the_reason_follows_epsilon(epsilon: float, reason: str) -> None:
    result = check(with_settings(preset_experiment("course"), epsilon=epsilon))
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason(reason))


def test_a_tenth_crosses_kinks() -> None:
    result = check(with_settings(preset_experiment("default"), epsilon=1e-1))
    assert result.crossed > 0
    assert result.verdict == "inconclusive"
    near = random_network("he", 3, epsilon=1e-3, activation="relu")
    assert check(with_network(near, examples=12)).verdict != "fail"


def scaled(activation: str, epsilon: float) -> Experiment:
    """Return a network of huge inputs and tiny weights, along which J bends within any epsilon."""
    layers, m = (4, 5, 3, 1), 6
    random = np.random.default_rng(1)
    arrays = {
        "X": 1e6 * random.standard_normal((layers[0], m)),
        "Y": (random.random((1, m)) < 0.5).astype(float),
    }
    for layer, scale in ((1, 1e-6), (2, 1.0), (3, 1.0)):
        after, before = layers[layer], layers[layer - 1]
        weights = random.standard_normal((after, before))
        arrays[f"W{layer}"] = scale * weights / np.sqrt(before)
        arrays[f"b{layer}"] = 0 * random.standard_normal((after, 1))
    spec = NetworkSpec(layers, m, activation, "logits")
    return Experiment(
        NetworkSubject(spec, given=GivenArrays("scaled", arrays)), CheckSettings(epsilon=epsilon)
    )


@pytest.mark.parametrize(
    ("activation", "epsilon"),
    [("tanh", 1e-4), ("sigmoid", 1e-4), ("relu", 1e-7), ("leaky-relu", 1e-7)],
)
def test_a_step_that_is_long_for_huge_inputs_is_no_failure(activation: str, epsilon: float) -> None:
    result = check(scaled(activation, epsilon))
    assert result.difference > 1e-2
    assert result.verdict == "inconclusive"
    assert result.judgement.reason in ("truncation", "kinks")
    assert result.judgement.wrong_arrays == ()


@given(st.lists(st.tuples(st.floats(1e-12, 1e3), st.floats(0, SURE) | st.just(SURE)), min_size=1))
@examples(200)
def test_without_a_suspect_no_norm_is_far_above_the_expected_one(
    entries: list[tuple[float, float]],
) -> None:
    expected = np.array([each for each, _ in entries])
    errors = np.array([each * share for each, share in entries])
    suspected = suspects(errors, expected)
    assert norm(errors[~suspected]) <= SURE * norm(expected[~suspected])


@pytest.mark.parametrize(
    ("error", "expected", "is_one"),
    [
        (1.0, 1.0, False),
        (SURE, 1.0, True),
        (np.nan, 1.0, True),
        (np.inf, 1.0, True),
        (1.0, np.nan, True),
        (1.0, np.inf, False),
        (0.0, 0.0, False),
    ],
)
def test_what_is_not_known_is_a_suspect(error: float, expected: float, is_one: bool) -> None:
    assert suspects(np.array([error]), np.array([expected])).tolist() == [is_one]
