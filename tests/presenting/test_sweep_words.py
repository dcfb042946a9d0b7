"""What is said of a sweep."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.curves import Curve, SweepResult
from gradviz.checking.sweep import sweep
from gradviz.presenting.sweep_words import (
    Region,
    best_place,
    boundary,
    comparison_name,
    place_of,
    regions,
    relation,
    sentences,
)
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.other_passes import OtherPass, given, random_arrays
from tests.helpers.sweeps import best_of, difference_at, swept


def curve(differences: list[float], crossed: int = 0) -> Curve:
    """Return a curve at 1e-1, 1e-2 ... whose noise floor and truncation cross at 1e-3."""
    epsilons = 10.0 ** -np.arange(1, len(differences) + 1)
    return Curve(
        scheme="central",
        epsilons=epsilons,
        differences=np.array(differences),
        arrays={},
        noise_floor=1e-9 / epsilons,
        truncation=epsilons**2,
        crossed=np.full(epsilons.size, crossed),
    )


def words(preset: str) -> str:
    return " ".join(sentences(swept(preset)))


def with_curve(changed: Curve, swept: SweepResult) -> SweepResult:
    return replace(swept, central=changed)


def test_what_is_expected_to_be_larger_names_the_region() -> None:
    assert regions(curve([1e-2, 1e-4, 1e-6, 1e-5, 1e-4])) == [
        Region.TRUNCATION,
        Region.TRUNCATION,
        Region.ROUNDING,
        Region.ROUNDING,
        Region.ROUNDING,
    ]


def test_what_neither_explains_is_called_so_unless_a_kink_is_crossed() -> None:
    assert regions(curve([0.3] * 4))[2:] == [Region.NEITHER] * 2
    assert regions(curve([0.3] * 4, crossed=1))[2:] == [Region.KINKS] * 2
    assert regions(curve([np.nan, 1e-4])) == [Region.NOT_FINITE, Region.TRUNCATION]


def test_without_an_error_to_expect_nothing_is_claimed() -> None:
    unmeasured = replace(curve([0.3] * 3), noise_floor=np.full(3, np.nan))
    assert set(regions(unmeasured)) == {Region.UNKNOWN}
    said = next(sentences(with_curve(unmeasured, swept("course"))))
    assert said.endswith("the error to expect could not be measured.")


def test_the_boundary_is_where_the_two_expectations_cross() -> None:
    assert boundary(curve([1.0] * 5)) == pytest.approx(1e-3)
    assert boundary(curve([1.0] * 2)) is None


def test_the_present_epsilon_is_found_although_its_last_digits_differ() -> None:
    found = curve([1e-2, 1e-4, 1e-5])
    assert place_of(found, 0.01 * (1 + 1e-9)) == 1
    assert place_of(found, 0.02) is None
    assert best_place(found) == 2
    assert best_place(curve([1e-6, 1e-4, 1e-5])) == 2, "0.1 is left out: more error is expected"
    assert best_place(curve([np.nan, np.nan])) is None


def test_the_exercise_is_told_that_rounding_fails_it() -> None:
    said = words("course")
    best, present = best_of(swept("course")), difference_at(swept("course"), 1e-7)
    assert said.startswith(f"Best epsilon 1e-4: difference {best}")
    assert f"Present epsilon 1e-7: difference {present}, greater than the threshold" in said
    assert "over the threshold at the present epsilon: rounding; a larger epsilon" in said


def test_a_bug_is_told_from_numerical_error() -> None:
    said = words("course-bugs")
    assert said.startswith("No epsilon brings the difference under the threshold: neither")
    assert "look at the backward pass" in said
    assert "The difference stays near 0.28" in said
    assert "whatever epsilon is." in said
    assert "est epsilon" not in said
    assert "mallest" not in said


def test_of_given_gradients_that_something_else_may_explain_no_backward_pass_is_accused() -> None:
    arrays = random_arrays(1)
    summed = given(arrays, OtherPass(arrays, divisor=1).gradients())
    assert check(summed).verdict == "inconclusive", "they are right for the sum of the losses"
    said = " ".join(sentences(sweep(summed, np.array([1e-3, 1e-5, 1e-7]))))
    assert said.startswith("No epsilon brings the difference under the threshold: neither")
    assert "gradviz check" in said
    assert "backward pass" not in said


def test_an_exact_kink_is_no_accusation() -> None:
    assert "entries at a kink mix two slopes, and the backward pass may be right" in words("kink")


def test_in_single_precision_double_is_what_would_tell() -> None:
    said = words("float32")
    assert said.startswith("No epsilon brings the difference under the threshold: where the")
    assert "still explains it; take float64." in said


def test_what_passes_at_the_present_epsilon_is_not_explained() -> None:
    assert "over the threshold" not in words("default")


def test_an_epsilon_that_was_not_swept_gets_no_number() -> None:
    sweep = swept("course")
    other = read_experiment({"epsilon": "3e-7"}, sweep.experiment)
    said = " ".join(sentences(replace(sweep, experiment=other)))
    assert "Present epsilon 3e-7: not among the epsilons of the sweep." in said


def test_what_is_partial_a_sample_or_a_problem_is_said() -> None:
    sweep = replace(swept("course"), done=3, is_sample=True, problem="A reason.")
    said = " ".join(sentences(sweep))
    best = best_of(sweep)
    assert said.startswith(f"So far, 3 of 85 epsilons: best epsilon 1e-4, difference {best}")
    assert "Each difference is that of a sample of the parameters. A reason." in said


@pytest.mark.parametrize("preset", ["course-bugs", "float32", "kink"])
def test_a_part_of_a_sweep_concludes_nothing(preset: str) -> None:
    said = " ".join(sentences(replace(swept(preset), done=15)))
    assert said.startswith("So far, 15 of 85 epsilons: differences from ")
    assert "No epsilon" not in said
    nothing = with_curve(curve([np.nan] * 2), replace(swept(preset), done=2))
    assert next(sentences(nothing)) == "So far, 2 of 85 epsilons: no difference that is a number."


def test_a_wrong_gradient_that_rounding_hides_has_no_best_epsilon() -> None:
    wrong = curve([0.01, 0.003, 0.003, 0.003, 0.003, 0.1])
    said = " ".join(sentences(with_curve(wrong, swept("course"))))
    assert best_place(wrong) is None
    assert "stays near 3e-3" in said
    assert "wherever numerical error is small." in said


def test_a_sweep_without_a_number_says_so() -> None:
    sweep = with_curve(curve([np.nan] * 3), swept("course"))
    assert next(sentences(sweep)) == "No epsilon gives a difference that is a number."


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ({"cost": "logits"}, "logits cost"),
        ({"dtype": "float32"}, "float32"),
        ({"scheme": "forward"}, "forward differences"),
    ],
)
def test_another_experiment_is_called_by_what_differs(texts: dict[str, str], name: str) -> None:
    experiment = preset_experiment("course")
    assert comparison_name(experiment, read_experiment(texts, experiment)) == name


def test_one_without_the_bugs_is_called_so() -> None:
    buggy = preset_experiment("course-bugs")
    fixed = replace(buggy, subject=replace(network_of(buggy), bugs=()))
    assert comparison_name(buggy, fixed) == "without bugs"
    assert comparison_name(fixed, buggy) == "with bugs"


def test_a_difference_next_to_the_threshold_is_not_written_like_it() -> None:
    assert relation(1.00002e-7, 1e-7) == "1.00002e-7, greater than the threshold 1e-7"
    assert relation(1e-7, 1e-7) == "1e-7, not greater than the threshold 1e-7"
