"""What a verdict means, in sentences that are true of the check."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.remedy import Change
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Reason
from gradviz.presenting.explanation import checked as what_is_checked
from gradviz.presenting.explanation import explanation, reason, zeros_sentence
from gradviz.presenting.opinion import opinion_sentence
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.numbers import floor_of, without_kinks
from tests.helpers.other_passes import Floats, OtherPass, random_arrays
from tests.helpers.other_passes import given as given_arrays
from tests.helpers.results import checked, given_experiment, of_huge_inputs, saturated, stopped
from tests.helpers.strategies import examples, experiments, with_settings


def check_of(preset: str, **texts: str) -> CheckResult:
    return check(read_experiment(texts, preset_experiment(preset)))


def test_agreement() -> None:
    sentences = explanation(checked("default"))
    assert sentences == ["Backpropagation agrees with the numerical gradient."]


def test_rounding_says_how_much_of_it_there_is_and_what_would_tell() -> None:
    first, opinion, second, *_ = explanation(checked("course"))
    assert first == (
        f"Rounding alone makes a difference of about {floor_of(checked('course'))} here, so a "
        "correct gradient may be above the threshold too."
    )
    assert opinion == opinion_sentence(checked("course"))
    assert second == "With --epsilon 1e-4 the check passes."


def test_truncation_says_how_much_of_it_there_is() -> None:
    assert reason(check_of("course", epsilon="1e-2")) == (
        "The step is so long that J bends on the way: that alone makes a difference of about "
        "1.7e-6."
    )


def test_a_lost_step_is_told_from_rounding_of_j() -> None:
    result = checked("course")
    assert result.expected is not None
    lost = changed(result, expected=replace(result.expected, step=np.ones(result.size)))
    assert lost.judgement.reason is Reason.STEP
    assert reason(lost).startswith("theta + epsilon is rounded so much that the step is lost")


def test_kinks_and_the_difference_without_them() -> None:
    assert reason(check_of("course", epsilon="0.1")) == (
        "3 entries step over a kink of relu, so their gradapprox mixes two slopes. "
        "Without them the difference is 1.7e-4."
    )


def test_exact_zeros_are_named_and_no_epsilon_is_promised() -> None:
    sentences = explanation(checked("kink"))
    assert sentences[0] == (
        "Z2[0,2], Z2[1,2], Z2[2,2] are exactly zero (unit, example), where relu has no "
        "derivative: no epsilon changes that, but another seed, bias or activation "
        f"does. Without them the difference is {without_kinks(checked('kink'))}."
    )
    assert sentences[1] == opinion_sentence(checked("kink"))
    assert sentences[2] == "With --seed 58 the check passes."


def test_many_exact_zeros_are_counted() -> None:
    zeros = check_of("kink", init="zeros")
    assert zeros.exact_zeros == 24
    sentence = zeros_sentence(zeros)
    assert sentence.startswith("Z1[0,0], Z1[0,1], Z1[0,2] and 21 more are exactly zero")
    assert "another initialisation, bias" in sentence, "no seed draws zeros anew"


def test_of_given_arrays_no_seed_is_proposed() -> None:
    given_arrays = replace(checked("kink"), experiment=given_experiment())
    assert "other data, bias" in zeros_sentence(given_arrays)


def test_what_is_not_finite_says_why() -> None:
    assert reason(saturated()) == saturated().problem
    assert explanation(saturated())[1] == opinion_sentence(saturated())
    assert explanation(saturated())[2] == "With --cost logits the check passes."
    nameless = changed(saturated(), problem=None)
    assert reason(nameless) == "The gradients hold values that are not finite."


def test_a_fail_is_held_against_what_numerical_error_explains() -> None:
    sentences = explanation(checked("course-bugs"))
    assert sentences[0] == (
        "Backpropagation and the numerical gradient differ by more than numerical error "
        f"explains, which is about {floor_of(checked('course-bugs'))} here."
    )
    assert sentences[1] == (
        "Backprop is wrong at dW2 (2 times too large) and db1 (4 times too large)."
    )
    assert sentences[2] == "At the suggested epsilon, 1e-4, the difference is 0.29."
    at_best = explanation(check_of("course-bugs", epsilon="1e-4"))
    assert not any("the suggested epsilon" in sentence for sentence in at_best)


def test_a_fail_near_kinks_or_exact_zeros_says_so_as_well() -> None:
    crossed = explanation(changed(checked("course-bugs"), kinks=np.arange(47) < 2))
    assert any(sentence.startswith("2 entries step over a kink") for sentence in crossed)
    kink = replace(
        preset_experiment("kink"),
        subject=replace(network_of(preset_experiment("kink")), bugs=("dW2-twice",)),
    )
    assert check(kink).verdict == "fail"
    zero = explanation(changed(check(kink), kinks=np.zeros(47, bool)))
    assert any("are exactly zero" in sentence for sentence in zero)


def test_an_array_that_hides_is_named_with_its_difference() -> None:
    hidden = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=("db2-sign",)),
    )
    sentences = explanation(check(read_experiment({"threshold": "0.5"}, hidden)))
    assert sentences[1] == (
        "But db2 is known to be wrong in 3 of 3 entries: the difference over all entries does "
        "not show it."
    )
    assert sentences[2] == "Backprop is wrong at db2: the sign is wrong."


def test_where_nothing_would_tell_that_is_said() -> None:
    lost = replace(checked("course"), remedy=None)
    tried = replace(lost, tried=(Change.EPSILON, Change.COST, Change.SEED))
    words = "Another epsilon, the logits cost and another seed were tried, and tell no more."
    assert explanation(tried)[-1] == words
    one = replace(lost, tried=(Change.EPSILON,))
    assert explanation(one)[-1] == "Another epsilon was tried, and tells no more."
    for nothing in (lost, stopped("course", 9)):
        assert not any("tried" in each for each in explanation(nothing))


@pytest.mark.parametrize("epsilon", [1e-7, 1e-5])
@pytest.mark.parametrize("short", [np.float16, lambda value: np.round(value, 3)])
def test_of_given_gradients_of_few_digits_it_is_said_how_to_save_them(
    short: Callable[[Floats], Floats], epsilon: float
) -> None:
    arrays = random_arrays(1)
    gradients = OtherPass(arrays).gradients()
    right = {name: np.asarray(short(each), dtype=np.float64) for name, each in gradients.items()}
    result = check(with_settings(given_arrays(arrays, right), epsilon=epsilon))
    assert result.judgement.reason is Reason.PRECISION
    assert explanation(result)[-1] == (
        "Compute and save the gradients in float64, with all their digits, to see more."
    )
    assert not any("tried" in each for each in explanation(result))


def test_where_a_line_is_named_nothing_more_is_asked_for() -> None:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(
            network_of(preset_experiment("default")), lines=("dW2 = log(-dZ2**2 - 1) @ A1.T",)
        ),
    )
    result = check(experiment)
    sentences = explanation(replace(result, remedy=None))
    assert result.verdict == "inconclusive"
    assert any(each.startswith("Backprop is wrong at dW2") for each in sentences)
    assert not any("tried" in each for each in sentences)


def test_a_line_that_is_wrong_beside_numerical_error_is_named_all_the_same() -> None:
    noisy = replace(checked("course"), diagnosis=checked("course-bugs").diagnosis)
    assert explanation(noisy)[2].startswith("All the same, backprop is wrong at dW2 (2 times")


def test_a_pass_with_a_wrong_line_does_not_contradict_itself() -> None:
    blind = replace(checked("default"), diagnosis=checked("course-bugs").diagnosis)
    assert explanation(blind)[:2] == [
        "Backpropagation agrees with the numerical gradient.",
        "But backprop is wrong at dW2 (2 times too large) and db1 (4 times too large); no "
        "parameter's gradient shows it on this data.",
    ]


def test_gradients_from_a_file_are_not_called_backpropagation() -> None:
    assert what_is_checked(check(given_experiment("net.npz"))) == "The gradient of net.npz"
    assert what_is_checked(checked("course")) == "Backpropagation"


def test_a_file_without_gradients_is_not_taken_for_a_check_of_them() -> None:
    experiment = given_experiment("net.npz")
    given = network_of(experiment).given
    assert given is not None
    arrays = {n: a for n, a in given.arrays.items() if n[0] != "d"}
    result = check(
        replace(
            experiment,
            subject=replace(network_of(experiment), given=GivenArrays("net.npz", arrays)),
        )
    )
    assert what_is_checked(result) == ("The built-in backward pass, as net.npz holds no gradients,")


@given(experiments(most_units=3))
@examples(60)
def test_every_check_can_be_explained_in_whole_sentences(experiment: Experiment) -> None:
    result = check(experiment)
    for sentence in [reason(result), *explanation(result)]:
        assert sentence.isprintable()
        assert not {"nan", "None", "inf"} & set(sentence.replace(".", " ").split())
    assert explanation(result)[0] == reason(result)
    assert reason(result)[-1] in ".!"


def test_where_the_problem_says_what_to_do_nothing_is_said_to_have_been_tried() -> None:
    result = check(of_huge_inputs(inputs=1.0, weights=1e120))
    assert result.judgement.reason is Reason.PROBLEM
    assert "use smaller inputs or parameters" in reason(result)
    assert not any("tried" in each for each in explanation(result))


def test_an_entry_that_is_not_a_number_is_counted_and_no_size_is_made_up() -> None:
    grad = checked("default").grad.copy()
    grad[3] = np.nan
    words = opinion_sentence(changed(checked("default"), grad=grad))
    assert words == "Complex step: the gradient is wrong in 1 of 47 entries."


def test_what_is_right_to_the_last_bit_is_not_right_to_0() -> None:
    opinion = checked("default").opinion
    assert opinion is not None
    same = changed(checked("default"), grad=opinion.value)
    assert opinion_sentence(same) == "Complex step: the gradient is right to the last bit."
    between = changed(same, opinion=replace(opinion, reach=np.full(same.size, 0.1)))
    words = "Complex step: the gradient is right."
    assert opinion_sentence(between) == words, "any gradient between two slopes is"
