"""The verdict's words are true, and hold the number that was tested."""

from dataclasses import replace

import numpy as np

from gradviz.analysis.check import check
from gradviz.network.numbers import exact
from gradviz.presenting.verdict_words import (
    difference_words,
    exact_difference_words,
    numerics_words,
    progress_words,
    result_words,
    source_words,
    stale_words,
)
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.numbers import at_suggested, floor_of, without_kinks, written
from tests.helpers.results import (
    checked,
    equal,
    given_experiment,
    progress_of,
    sampled,
    saturated,
    stopped,
    with_gradapprox,
)

TITLES = "bugs: multiplied by 2 (dW2), 4/m in place of 1/m (db1)"


def test_pass() -> None:
    words = result_words(checked("default"))
    assert (words.role, words.sign) == ("pass", "✓")
    assert words.text == "Pass — Backpropagation agrees with the numerical gradient"


def test_fail_names_the_worst_array() -> None:
    words = result_words(checked("course-bugs"))
    assert (words.role, words.sign, words.word) == ("fail", "✗", "Fail")
    assert "largest difference in db1: 0.6" in words.text
    assert "no entry alone" not in words.text


def test_a_fail_names_the_wrong_lines() -> None:
    text = result_words(checked("course-bugs")).text
    assert text.startswith(
        "Fail — backprop is wrong at dW2 (2 times too large) and db1 (4 times too large); "
        "largest difference in db1: "
    )
    alone = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=("dW2-twice",)),
    )
    assert result_words(check(alone)).text.startswith(
        "Fail — backprop is wrong at dW2: 2 times too large; largest difference in dW2: 0.33"
    )


def test_a_fail_without_a_diagnosis_says_what_numerical_error_explains() -> None:
    for diagnosis in (None, checked("default").diagnosis):
        text = result_words(replace(checked("course-bugs"), diagnosis=diagnosis)).text
        explained = f"explains, which is about {floor_of(checked('course-bugs'))} here"
        assert f"differ by more than numerical error {explained}" in text
        assert "kink" not in text
        assert "exactly zero" not in text


def test_a_line_that_is_wrong_is_named_whatever_the_whole_says() -> None:
    diagnosis = checked("course-bugs").diagnosis
    named = "backprop is wrong at dW2 (2 times too large) and db1 (4 times too large)"
    assert named in result_words(replace(checked("default"), diagnosis=diagnosis)).text
    assert named in result_words(replace(checked("course"), diagnosis=diagnosis)).text
    assert named not in result_words(stopped("course-bugs", 12)).text


def test_a_line_that_yields_nan_is_named_without_a_but() -> None:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(
            network_of(preset_experiment("default")), lines=("dW2 = log(-dZ2**2 - 1) @ A1.T",)
        ),
    )
    text = result_words(check(experiment)).text
    assert ". Backprop is wrong at dW2" in text
    assert "All the same" not in text
    course = replace(checked("course"), diagnosis=checked("course-bugs").diagnosis)
    assert " All the same, backprop is wrong at dW2" in result_words(course).text


def test_what_rounding_explains_is_inconclusive() -> None:
    words = result_words(checked("course"))
    assert (words.role, words.sign) == ("inconclusive", "?")
    assert words.text == (
        "Inconclusive — Rounding alone makes a difference of about "
        f"{floor_of(checked('course'))} here, so a correct gradient may be above the threshold too."
    )


def test_exact_zeros_are_inconclusive_and_named() -> None:
    text = result_words(checked("kink")).text
    assert text.startswith("Inconclusive — Z2[0,2], Z2[1,2], Z2[2,2] are exactly zero")
    assert f"Without them the difference is {without_kinks(checked('kink'))}." in text


def test_a_pass_does_not_hide_an_array_that_is_wrong() -> None:
    hidden = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=("db2-sign",)),
    )
    words = result_words(check(read_experiment({"threshold": "0.5"}, hidden)))
    assert (words.role, words.sign, words.word) == ("inconclusive", "!", "Pass, but")
    assert "but db2 is known to be wrong in 3 of 3 entries" in words.text
    assert words.text.endswith("; backprop is wrong at db2: the sign is wrong")


def test_a_pass_says_nothing_of_an_array_that_noise_puts_over_the_threshold() -> None:
    experiment = preset_experiment("course")
    loose = check(replace(experiment, check=replace(experiment.check, threshold=2e-7)))
    assert any(array.difference > 2e-7 for array in loose.arrays)
    words = result_words(loose)
    assert (words.role, words.sign, words.word) == ("pass", "✓", "Pass")
    assert words.sentence == "Backpropagation agrees with the numerical gradient"


def test_what_numerical_error_explains_in_one_line() -> None:
    course, kink = checked("course"), checked("kink")
    assert numerics_words(course) == (
        f"rounding explains {floor_of(course)}, truncation {written(course.truncation, 2)} · "
        f"suggested epsilon 1e-4: {at_suggested(course)}"
    )
    assert numerics_words(kink) == (
        f"without kinks {without_kinks(kink)} · "
        f"rounding explains {floor_of(kink)}, truncation {written(kink.truncation, 2)} · "
        "suggested epsilon 1e-5: 0.013"
    )
    untried = changed(checked("course"), suggestion=None)
    explained = f"rounding explains {floor_of(untried)}, "
    assert numerics_words(untried) == f"{explained}truncation {written(untried.truncation, 2)}"


def test_where_nothing_was_measured_nothing_is_explained() -> None:
    assert numerics_words(stopped("course", 9)) == ""
    assert numerics_words(saturated()) == ""


def test_inconclusive_gives_the_reason() -> None:
    words = result_words(saturated())
    assert (words.role, words.sign) == ("inconclusive", "?")
    assert words.text == f"Inconclusive — {saturated().problem}"


def test_stopped() -> None:
    assert result_words(stopped("course-bugs", 12)).text == "Stopped after 12 of 47 parameters"
    partial = changed(stopped("course-bugs", 12), problem="line dW1: it yields NaN.")
    assert result_words(partial).text.endswith("parameters; line dW1: it yields NaN.")


def test_progress_and_stale() -> None:
    assert progress_words(progress_of("course-bugs", 12)).text == "Checking… 12 of 47"
    text = stale_words("the settings have changed").text
    assert text == "Not checked — the settings have changed; press F5."
    assert stale_words("Too long: press F5.").text == "Not checked — Too long: press F5."


def test_difference_against_the_threshold() -> None:
    for preset, sign in (("course", ">"), ("default", "≤")):
        difference = written(checked(preset).difference, 4)
        words = difference_words(checked(preset))
        assert words == f"difference {difference} {sign} threshold 1e-7"
    assert difference_words(equal()) == "difference exactly 0 ≤ threshold 1e-7"
    assert difference_words(saturated()) == "difference NaN; threshold 1e-7"
    assert "so far" in difference_words(stopped("course-bugs", 12))
    nothing = changed(stopped("course", 1), computed=np.zeros(47, bool))
    assert difference_words(nothing).startswith("no difference yet")
    assert exact(checked("course").difference) in exact_difference_words(checked("course"))


def test_a_difference_just_above_the_threshold_reads_larger() -> None:
    result = equal()
    just = with_gradapprox(result, result.grad * (1 + 2.000002e-7))
    assert just.difference > 1e-7
    shown = difference_words(just).split()
    assert float(shown[1]) > float(shown[4])
    assert not np.isnan(just.difference)


def test_source() -> None:
    course, bugs = preset_experiment("course"), preset_experiment("course-bugs")
    assert source_words(course) == "no bugs: the correct backward pass"
    assert source_words(bugs) == TITLES
    own = replace(bugs, subject=replace(network_of(bugs), lines=("dZ2 = dA2 * (Z2 >= 0)",)))
    assert source_words(own) == f"{TITLES} · own line dZ2"
    assert source_words(replace(own, subject=replace(network_of(own), bugs=()))) == "own line dZ2"
    net = given_experiment("net.npz")
    assert source_words(net) == (
        "gradients from net.npz · assumes ReLU and the textbook cost: nothing in the file says"
    )
    stated = replace(
        net, subject=replace(network_of(net), stated=frozenset({"activation", "cost"}))
    )
    assert source_words(stated) == "gradients from net.npz"
    given = replace(check(given_experiment("net.npz")), diagnosis=None)
    assert "The gradient of net.npz" in result_words(given).text


def test_steps_over_kinks_are_inconclusive_and_counted() -> None:
    far = check(read_experiment({"epsilon": "0.1"}, preset_experiment("course")))
    assert far.crossed == 3
    text = result_words(far).text
    assert text.startswith("Inconclusive — 3 entries step over a kink of relu")
    assert "without kinks 1.7e-4" in numerics_words(far)


def test_a_sample_says_whether_the_rest_follows_or_has_to_be_asked_for() -> None:
    sample = replace(sampled(checked("default"), range(9)), is_sample=True)
    words = result_words(sample)
    assert words.text == "Coarse — a sample of 9 of 47 parameters agrees; the rest follows"
    assert difference_words(sample).startswith("in the sample ")
    texts = {"layers": "64,128,64,1", "examples": "128", "activation": "tanh"}
    slow = replace(sample, experiment=read_experiment(texts, preset_experiment("default")))
    assert result_words(slow).text.endswith("; F5 checks all of them")
    wrong = replace(sampled(checked("course-bugs"), range(20, 30)), is_sample=True)
    assert "differs by more than the threshold" in result_words(wrong).text
