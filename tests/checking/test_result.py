"""What a result says of its numbers."""

from dataclasses import replace
from functools import cached_property

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis import check as checking
from gradviz.analysis.check import check, check_steps
from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.difference import difference
from gradviz.checking.expected import MARGIN, ExpectedError
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.kinks import Slopes
from gradviz.checking.parts import NUMBERS
from gradviz.checking.remedy import Change
from gradviz.checking.result import CheckResult
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed, composed
from tests.helpers.results import sampled
from tests.helpers.strategies import examples, experiments

EXPERIMENT = Experiment(NetworkSubject())


def result_of(
    grad: np.ndarray,
    gradapprox: np.ndarray,
    experiment: Experiment = EXPERIMENT,
    problem: str | None = None,
) -> CheckResult:
    return composed(experiment, grad, gradapprox, problem=problem)


def partial(done: int) -> CheckResult:
    steps = check_steps(Experiment(NetworkSubject(), CheckSettings(engine="loop")))
    return [next(steps) for _ in range(done)][-1].result()


@given(experiments(most_units=3))
@examples(40)
def test_the_numbers_of_each_array_are_those_of_its_entries(experiment: Experiment) -> None:
    result = check(experiment)
    if result.problem is not None:
        return
    assert result.difference == difference(result.grad, result.gradapprox)
    errors = np.abs(result.grad - result.gradapprox)
    np.testing.assert_array_equal(result.errors, errors)
    for array in result.arrays:
        part = result.layout.slices[array.name]
        assert array.difference == difference(result.grad[part], result.gradapprox[part])
        assert array.max_abs_error == errors[part].max()
        place = result.layout.index(array.name, *array.worst)
        assert (array.grad, array.gradapprox) == (result.grad[place], result.gradapprox[place])
        assert errors[place] == array.max_abs_error
        assert array.nonzero == np.count_nonzero(result.grad[part])
    assert [array.name for array in result.arrays] == list(result.layout.names)


@given(experiments(most_units=3))
@examples(40)
def test_worst_first(experiment: Experiment) -> None:
    result = check(experiment)
    order = result.worst(5)
    errors = np.nan_to_num(result.errors, nan=np.inf)
    assert len(order) == len(set(order)) == min(5, result.size)
    shown = errors[order]
    assert np.all(shown[:-1] >= shown[1:])
    np.testing.assert_array_equal(shown, np.sort(errors)[::-1][: len(order)])


def test_worst_of_very_many_are_found_wherever_they_stand() -> None:
    spec = NetworkSpec((500, 300, 2, 1), 2, cost="logits", init="he", data="gaussian")
    found = check(Experiment(NetworkSubject(spec)))
    gradapprox = found.gradapprox.copy()
    places = [found.size - 1, 7, found.size // 2, NUMBERS, NUMBERS - 1]
    gradapprox[places] += [5, 4, 3, 2, 1]
    order = changed(found, gradapprox=gradapprox).worst(5)
    assert order.tolist() == places


def test_worst_of_more_than_there_are_is_all() -> None:
    assert sorted(check(EXPERIMENT).worst(10_000)) == list(range(47))
    assert len(check(EXPERIMENT).worst(0)) == 0


def test_entries_that_are_not_finite_are_worst_of_all() -> None:
    gradapprox = np.arange(47.0)
    gradapprox[[3, 44]] = [np.nan, np.inf]
    result = result_of(np.zeros(47), gradapprox)
    assert result.worst(4).tolist() == [3, 44, 46, 45]
    by_name = {array.name: array for array in result.arrays}
    assert by_name["W1"].worst == (0, 3)
    assert np.isnan(by_name["W1"].difference)
    assert by_name["W2"].difference == 1


def test_arrays_not_reached_say_nothing_in_place_of_agreement() -> None:
    result = partial(22)  # W1 whole, two entries of b1
    by_name = {array.name: array for array in result.arrays}
    assert np.isfinite(by_name["W1"].difference)
    assert np.isfinite(by_name["b1"].difference)
    for name in ("W2", "b2", "W3", "b3"):
        assert np.isnan(by_name[name].difference)
        assert np.isnan(by_name[name].max_abs_error)
    assert by_name["b1"].worst[0] < 2
    assert set(result.worst(100)) == set(range(22))
    assert not np.isnan(result.difference)


def test_the_difference_of_a_part_is_that_of_what_was_computed() -> None:
    result, whole = partial(22), check(EXPERIMENT)
    wanted = difference(whole.grad[:22], whole.gradapprox[:22])
    assert result.difference == pytest.approx(wanted, rel=1e-6)


SCATTERED = [1, 5, 18, 22, 24, 27, 39, 41, 46]  # none of W3, all of b3, some of the others


def test_of_scattered_entries_only_those_that_were_computed_count() -> None:
    whole = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    result = sampled(whole, SCATTERED)
    assert (result.done, result.is_partial) == (9, True)
    assert result.difference == difference(whole.grad[SCATTERED], whole.gradapprox[SCATTERED])
    for array in result.arrays:
        part = result.layout.slices[array.name]
        here = [place for place in SCATTERED if part.start <= place < part.stop]
        assert array.computed == len(here)
        assert array.nonzero == np.count_nonzero(whole.grad[part]), "grad is known everywhere"
        if not here:
            assert array.name == "W3"
            assert np.isnan(array.difference)
            assert np.isnan(array.max_abs_error)
            continue
        assert array.difference == difference(whole.grad[here], whole.gradapprox[here])
        assert array.max_abs_error == whole.errors[here].max()
        worst = result.layout.index(array.name, *array.worst)
        assert worst in here
        assert (array.grad, array.gradapprox) == (whole.grad[worst], whole.gradapprox[worst])


def test_the_worst_of_scattered_entries_are_among_them() -> None:
    whole = check(Experiment(NetworkSubject(bugs=("dW2-twice",))))
    result = sampled(whole, SCATTERED)
    order = sorted(SCATTERED, key=lambda place: -whole.errors[place])
    for most in (0, 1, 3, 9, 100):
        assert result.worst(most).tolist() == order[:most]


def test_the_limit_of_a_sample_is_that_of_its_own_entries() -> None:
    grad, gradapprox = np.ones(47), np.ones(47)
    gradapprox[[5, 6]] += 1e-3
    result = sampled(result_of(grad, gradapprox), [5, 7, 20])
    computed = grad[[5, 7, 20]], gradapprox[[5, 7, 20]]
    limit = 1e-7 * (np.linalg.norm(computed[0]) + np.linalg.norm(computed[1]))
    assert result.evidence.threshold_limit == pytest.approx(limit)


def test_a_check_of_nothing_says_nothing() -> None:
    result = sampled(check(EXPERIMENT), [])
    assert (result.done, result.crossed) == (0, 0)
    assert np.isnan(result.difference)
    assert result.verdict == "inconclusive"
    assert result.worst(5).size == 0
    assert not result.wrong_entries.any()
    assert all(np.isnan(array.difference) and array.computed == 0 for array in result.arrays)


def test_an_entry_that_is_not_finite_is_the_worst_of_its_array_among_the_computed() -> None:
    gradapprox = np.arange(47.0)
    gradapprox[[3, 9]] = np.nan
    result = sampled(result_of(np.zeros(47), gradapprox), [2, 9, 30])
    assert result.worst(3).tolist() == [9, 30, 2]
    assert result.arrays[0].worst == (2, 1)
    assert np.isnan(result.arrays[0].difference)
    assert np.isnan(result.difference)


def test_entries_at_a_kink_are_counted_as_a_whole_and_by_array() -> None:
    kinks = np.isin(np.arange(47), [1, 2, 27, 46])
    result = changed(check(EXPERIMENT), kinks=kinks)
    assert result.crossed == 4
    assert [array.kinks for array in result.arrays] == [2, 0, 1, 0, 0, 1]
    assert check(EXPERIMENT).crossed == 0


def test_without_a_measure_of_noise_entries_are_wrong_that_alone_exceed_the_threshold() -> None:
    grad = np.ones(47)
    gradapprox = grad.copy()
    gradapprox[[5, 6]] += [1e-3, 1e-9]
    result = result_of(grad, gradapprox)
    assert np.flatnonzero(result.wrong_entries).tolist() == [5]
    limit = 1e-7 * (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
    assert result.evidence.threshold_limit == pytest.approx(limit)


@given(experiments(most_units=3))
@examples(40)
def test_of_a_right_pass_no_entry_is_called_wrong(experiment: Experiment) -> None:
    result = check(replace(experiment, subject=replace(network_of(experiment), bugs=(), lines=())))
    assert not result.wrong_entries.any()
    assert result.verdict != "fail"


def test_signed_and_relative_errors() -> None:
    grad, gradapprox = np.zeros(47), np.zeros(47)
    grad[:3], gradapprox[:3] = [1, 3, -1], [1, 1, 1]
    result = result_of(grad, gradapprox)
    assert result.comparison.signed_errors[:4].tolist() == [0, 2, -2, 0]
    assert result.comparison.relative_errors[:4].tolist() == [0, 0.5, 1, 0]


def test_extreme_numbers_warn_nobody() -> None:
    grad, gradapprox = np.full(47, 1.7e308), np.full(47, -1.7e308)
    gradapprox[0] = np.inf
    result = result_of(grad, gradapprox)
    for value in (
        result.errors,
        result.comparison.relative_errors,
        result.wrong_entries,
        result.arrays,
    ):
        assert value is not None
    assert result.verdict == "inconclusive"


@pytest.mark.parametrize(
    ("error", "verdict"), [(0.0, "pass"), (1e-12, "pass"), (1e-3, "fail"), (np.nan, "inconclusive")]
)
def test_verdicts(error: float, verdict: str) -> None:
    assert result_of(np.ones(47), np.ones(47) + error).verdict == verdict


def test_a_threshold_that_is_just_met_passes() -> None:
    grad, gradapprox = np.ones(47), np.full(47, 1.5)
    exactly = difference(grad, gradapprox)
    settings = replace(EXPERIMENT.check, threshold=exactly)
    met = result_of(grad, gradapprox, experiment=replace(EXPERIMENT, check=settings))
    assert met.verdict == "pass"


def test_a_problem_makes_any_difference_inconclusive() -> None:
    assert result_of(np.ones(47), np.ones(47), problem="…").verdict == "inconclusive"


def test_an_entry_that_is_not_finite_is_not_counted_as_covered() -> None:
    result = check(Experiment(NetworkSubject()))
    grad = result.grad.copy()
    grad[:5] = np.nan
    broken = changed(result, grad=grad)
    assert broken.nonzero == np.count_nonzero(result.grad[5:])
    assert broken.arrays[0].nonzero == np.count_nonzero(result.grad[5:20])


def expecting(result: CheckResult, rounding: float, step: float, truncation: float) -> CheckResult:
    """Return a result whose entries are all expected to be off by so much."""
    parts = (np.full(result.size, each) for each in (rounding, step, truncation))
    return changed(result, expected=ExpectedError(*parts))


def test_without_a_measurement_no_error_is_explained() -> None:
    result = result_of(np.ones(47), np.ones(47) + 1e-3)
    assert result.noise_floor is None
    assert result.truncation is None
    assert np.isnan(result.expected_errors).all()
    assert np.isnan(result.evidence.errors_in_units).all()
    assert not result.below_noise.any()


def test_the_noise_floor_is_the_difference_that_rounding_alone_makes() -> None:
    result = expecting(result_of(np.full(47, 3.0), np.full(47, 1.0)), 2e-6, 6e-6, 4e-8)
    assert result.noise_floor == pytest.approx(2e-6)  # 8e-6 against 3 + 1, as each entry is
    assert result.truncation == pytest.approx(1e-8)
    some = sampled(result, [3, 20, 46])
    assert some.noise_floor == pytest.approx(2e-6)


def test_errors_are_told_in_units_of_the_one_to_expect() -> None:
    grad, gradapprox = np.ones(47), np.ones(47)
    gradapprox[:3] += [5e-9, 3 * MARGIN * 1e-9, 0]
    result = expecting(result_of(grad, gradapprox), 0.5e-9, 0.25e-9, 0.25e-9)
    assert result.expected_errors == pytest.approx(np.full(47, 1e-9))
    assert result.evidence.errors_in_units[:4] == pytest.approx([5, 3 * MARGIN, 0, 0], rel=1e-6)
    assert np.flatnonzero(~result.below_noise).tolist() == [1]
    nothing = expecting(result_of(grad, gradapprox), 0.0, 0.0, 0.0)
    assert nothing.evidence.errors_in_units[:3].tolist() == [np.inf, np.inf, 0.0]


def test_errors_to_expect_at_the_end_of_the_range_warn_nobody() -> None:
    result = expecting(result_of(np.ones(47), np.ones(47) + 1e-3), 1e308, 0.0, 0.0)
    assert result.below_noise.all()
    assert not result.wrong_entries.any()
    assert cause_of(result, 0) is Cause.ROUNDING


def test_what_was_not_computed_is_not_below_the_noise() -> None:
    result = sampled(expecting(result_of(np.ones(47), np.ones(47)), 1e-9, 0.0, 0.0), [4, 9])
    assert np.flatnonzero(result.below_noise).tolist() == [4, 9]


def test_uncovered_entries_are_those_whose_grad_is_zero() -> None:
    grad = np.ones(47)
    grad[[2, 46]] = [0.0, -0.0]
    result = result_of(grad, np.ones(47))
    assert np.flatnonzero(result.uncovered).tolist() == [2, 46]
    assert result.nonzero == 45


def test_an_entry_that_crosses_a_kink_is_excused_and_left_out_of_the_other_difference() -> None:
    gradapprox = np.ones(47)
    gradapprox[[1, 2]] += 0.5
    result = expecting(result_of(np.ones(47), gradapprox), 1e-9, 0.0, 0.0)
    kinked = changed(result, kinks=np.isin(np.arange(47), [1, 2]))
    assert np.flatnonzero(kinked.evidence.explained_by_kinks).tolist() == [1, 2]
    assert kinked.difference == result.difference > 0.01
    assert kinked.difference_without_kinks == 0
    assert not kinked.evidence.unexplained_errors.any()
    assert result.difference_without_kinks == result.difference


def test_at_an_exact_zero_only_grad_between_the_slopes_is_excused() -> None:
    left, right = np.full(47, np.nan), np.full(47, np.nan)
    left[[1, 2, 3]], right[[1, 2, 3]] = [1.0, 1.4, 0.2], [0.5, 1.2, 0.6]
    gradapprox = np.ones(47)
    gradapprox[[1, 2, 3]] = [0.75, 1.3, 0.4]
    moves = np.isin(np.arange(47), [1, 2, 3])
    slopes = Slopes(moves, left, right, moves, 1e-6, np.full(47, 1e-9))
    crossed = np.isin(np.arange(47), [1, 2])
    result = changed(result_of(np.ones(47), gradapprox), slopes=slopes, kinks=crossed)
    assert np.flatnonzero(result.evidence.at_zero).tolist() == [1, 2, 3]
    assert np.flatnonzero(result.evidence.explained_by_kinks).tolist() == [1]
    # What counts against grad is how far it is outside, not how far from the middle.
    assert result.evidence.unexplained_errors[:5] == pytest.approx([0, 0, 0.2, 0.4, 0])
    assert result.difference_without_kinks == 0


def test_entries_that_move_several_zeros_are_excused_unless_they_are_wrong_beside_theta() -> None:
    moves = np.isin(np.arange(47), [1, 2, 3])
    left, right = np.where(moves, 0.2, np.nan), np.where(moves, 0.6, np.nan)
    single = np.arange(47) == 3
    gradapprox = np.where(moves, 0.4, 1.0)
    slopes = Slopes(moves, left, right, single, 1e-6, np.full(47, 1e-9))
    result = changed(result_of(np.ones(47), gradapprox), slopes=slopes)
    assert np.flatnonzero(result.evidence.explained_by_kinks).tolist() == [1, 2]
    nearby = np.where(np.arange(47) == 2, 0.5, 0.0)
    decidable = changed(result, error_near_theta=nearby)
    assert np.flatnonzero(decidable.evidence.explained_by_kinks).tolist() == [1]
    assert decidable.evidence.unexplained_errors[:5] == pytest.approx([0, 0, 0.5, 0.4, 0])


def test_a_slope_that_there_was_no_time_for_excuses() -> None:
    moves, nothing = np.arange(47) == 1, np.full(47, np.nan)
    slopes = Slopes(moves, nothing, nothing, np.zeros(47, bool), 1e-6, np.full(47, 1e-9))
    result = changed(result_of(np.ones(47), np.where(moves, 0.4, 1.0)), slopes=slopes)
    assert np.flatnonzero(result.evidence.explained_by_kinks).tolist() == [1]
    assert not result.evidence.unexplained_errors.any()


def test_the_kink_preset_agrees_but_for_its_exact_zeros() -> None:
    result = check(preset_experiment("kink"))
    assert np.count_nonzero(result.evidence.at_zero) == 3
    assert (result.evidence.explained_by_kinks == result.evidence.at_zero).all()
    assert result.difference_without_kinks < 1e-8 < 1e-3 < result.difference


@given(experiments(most_units=3))
@examples(40)
def test_below_the_noise_are_those_within_ten_times_what_is_expected(
    experiment: Experiment,
) -> None:
    result = check(experiment)
    assert result.expected is not None
    parts = (result.expected.rounding, result.expected.step, result.expected.truncation)
    for part in (*parts, result.expected_errors):
        assert part.shape == (result.size,)
        assert not np.any(part < 0)
    decidable = np.isfinite(result.errors) & np.isfinite(result.expected_errors)
    within = result.errors[decidable] <= 10 * result.expected_errors[decidable]
    np.testing.assert_array_equal(result.below_noise[decidable], within)
    np.testing.assert_array_equal(result.uncovered, result.grad == 0)


@given(experiments(most_units=3))
@examples(40)
def test_the_floors_are_what_rounding_and_truncation_alone_make(experiment: Experiment) -> None:
    result = check(experiment)
    if result.problem is not None:
        return
    assert result.expected is not None
    scale = np.linalg.norm(result.grad) + np.linalg.norm(result.gradapprox)
    rounding = np.linalg.norm(result.expected.rounded)
    truncation = np.linalg.norm(result.expected.truncation)
    if scale > 1e-100:
        assert result.noise_floor == pytest.approx(min(1, rounding / scale))
        assert result.truncation == pytest.approx(min(1, truncation / scale))


def lazy(value: object) -> set[str]:
    return {name for name, each in vars(type(value)).items() if isinstance(each, cached_property)}


def test_all_that_is_shown_of_a_large_result_is_known_before_it_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The window's thread reads it: nothing is left to be worked out there.
    for many, is_known in ((1, True), (48, False)):
        monkeypatch.setattr(checking, "MANY", many)
        found = check(preset_experiment("course-bugs"))
        assert not lazy(found)
        for part in (found.comparison, found.evidence):
            assert len(lazy(part)) > 5
            assert (lazy(part) <= vars(part).keys()) is is_known


def test_what_was_worked_out_stays_known_with_a_remedy_or_a_diagnosis() -> None:
    found = check(preset_experiment("course-bugs"))
    assert found.diagnosis is not None
    errors, floor = found.errors, found.noise_floor
    other = replace(found, tried=(Change.SEED,), diagnosis=None)
    assert other.errors is errors
    assert vars(other.evidence)["noise_floor"] == floor
    assert other.judgement is found.judgement


def test_with_another_explanation_it_is_judged_anew_and_what_was_worked_out_stays() -> None:
    found = check(preset_experiment("course-bugs"))
    assert found.wrong_entries.any()
    errors = found.errors
    assumption = Assumption(What.ACTIVATION, "tanh", "relu")
    other = found.under(Assumed((assumption,), {}))
    assert (other.verdict, other.judgement.reason) == ("inconclusive", "assumption")
    assert not other.wrong_entries.any()
    assert other.errors is errors
    back = other.under(None)
    assert back.judgement == found.judgement
    np.testing.assert_array_equal(back.wrong_entries, found.wrong_entries)
