"""What is not covered, and why, in words."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.analysis.coverage_search import (
    CoverageSearchProgress,
    CoverageSearchResult,
    coverage_search_steps,
)
from gradviz.checking.experiment import Experiment
from gradviz.checking.steps import finished
from gradviz.checking.uncovered import Cause, NotCoveredReason
from gradviz.presenting.coverage import (
    MOST_SENTENCES,
    coverage_search_progress_words,
    coverage_search_sentence,
    coverage_search_stopped_words,
    coverage_sentences,
    hiding_entries,
    hiding_sentences,
    reason_words,
)
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.results import checked, given_experiment

LAYERS = (64, 5, 3, 2)


def sentences(**texts: str) -> list[str]:
    return coverage_sentences(check(read_experiment(texts, Experiment(NetworkSubject()))))


def found(experiment: Experiment) -> CoverageSearchResult:
    return finished(coverage_search_steps(experiment, most_seconds=0.08))


def of(**texts: str) -> CoverageSearchResult:
    return found(read_experiment(texts, Experiment(NetworkSubject())))


def test_the_reference_case_names_what_is_dark_and_why() -> None:
    assert coverage_sentences(checked("course-bugs")) == [
        "W1 4 of 20, b1 1 of 5 zero: unit 4 of layer 1 is off in every example",
        "W2 11 of 15 zero: units 0 and 1 of layer 2 and unit 4 of layer 1 are off in every example",
        "b2 2 of 3, W3 2 of 3 zero: units 0 and 1 of layer 2 are off in every example",
    ]


def test_where_everything_is_covered_there_is_nothing_to_say() -> None:
    assert coverage_sentences(checked("default")) == []


def test_the_numbers_are_those_of_the_check() -> None:
    result = checked("course")
    received = " ".join(coverage_sentences(result)).replace(",", "").split()
    names = [place for place, word in enumerate(received) if word in result.layout.names]
    assert sum(int(received[place + 1]) for place in names) == result.size - result.nonzero == 20


def test_a_zero_that_a_line_makes_is_not_blamed_on_the_network() -> None:
    broken = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=("dW1 = 0 * W1",)),
    )
    assert coverage_sentences(check(broken)) == [
        "W1 20 of 20 zero: the correct gradient is not zero there, the one that is checked is"
    ]


def test_dark_are_the_zeros_that_the_numerical_gradient_does_not_contradict() -> None:
    course = checked("course")
    assert np.array_equal(hiding_entries(course), course.uncovered)
    result = check(
        replace(
            preset_experiment("course"),
            subject=replace(network_of(preset_experiment("course")), lines=("dW2 = 0 * W2",)),
        )
    )
    assert np.array_equal(hiding_entries(result), course.uncovered)
    assert np.count_nonzero(result.uncovered) > np.count_nonzero(course.uncovered)
    assert coverage_sentences(result, hiding_entries(result)) == coverage_sentences(course)
    assert coverage_sentences(result, np.zeros(result.size, dtype=bool)) == []


def test_it_stays_short_however_much_is_dark() -> None:
    for texts in (
        {"layers": "20,200,2,1", "seed": "3"},
        {"init": "zeros"},
        {"init": "zeros", "activation": "sigmoid"},
        {"data": "digits", "layers": "64,8,4,1", "examples": "2"},
        {"layers": "1,200,200,1", "examples": "1"},
    ):
        received = sentences(**texts)
        assert 1 <= len(received) <= 6
        assert max(len(each) for each in received) < 200


@pytest.mark.parametrize(
    ("cause", "layer", "units", "words"),
    [
        (Cause.OFF, 1, (2,), "unit 2 of layer 1 is off in every example"),
        (Cause.OFF, 2, (0, 1), "units 0 and 1 of layer 2 are off in every example"),
        (Cause.OFF, 2, (0, 1, 2), "all 3 units of layer 2 are off in every example"),
        (Cause.INPUT, 0, (3, 4, 9), "inputs 3, 4 and 9 are 0 in every example"),
        (Cause.INPUT, 0, (1, 2, 3, 4, 5), "5 inputs are 0 in every example"),
        (Cause.NEVER, 0, (7,), "input 7 is 0 in the whole data set"),
        (Cause.SILENT, 1, (0,), "unit 0 of layer 1 gives 0 in every example"),
        (Cause.WEIGHTS, 1, (0,), "every weight out of unit 0 of layer 1 is 0"),
        (Cause.BLOCKED, 1, (0, 4), "nothing flows back to units 0 and 4 of layer 1"),
        (Cause.OUTPUT, 3, (1,), "output 1 is its label to the last bit in every example"),
        (Cause.APART, 2, (), "no example has both an input and an error there"),
        (Cause.OTHER, 2, (), "the examples cancel, or their numbers are too small"),
    ],
)
def test_reasons(cause: Cause, layer: int, units: tuple[int, ...], words: str) -> None:
    reason = NotCoveredReason(cause, layer, units, np.array([0]))
    assert reason_words(cause, [reason], LAYERS) == words


def test_a_saturated_unit() -> None:
    reason = NotCoveredReason(Cause.FLAT, 2, (1,), np.array([0]))
    words = reason_words(Cause.FLAT, [reason], LAYERS)
    assert words == "unit 1 of layer 2 is saturated, its slope exactly 0, in every example"


def test_the_outcome_of_a_search() -> None:
    assert coverage_search_sentence(found(preset_experiment("course"))) == (
        "Seed 5 with 3 examples covers all 47."
    )
    assert coverage_search_sentence(found(preset_experiment("default"))) == (
        "Every entry of the gradient is covered."
    )
    assert coverage_search_sentence(found(given_experiment("net.npz"))) == (
        "The numbers are those of net.npz; no seed changes them."
    )
    assert coverage_search_sentence(of(init="zeros")) == (
        "No seed covers the other 46: everything starts at zero, so nothing flows back."
    )
    digits = of(data="digits", examples="12", layers="64,8,4,1")
    assert coverage_search_sentence(digits) == (
        "Seed 13 with 12 examples covers 537 of 561; "
        "inputs 0, 32 and 39 are 0 in the whole data set."
    )


def test_an_outcome_that_leaves_something_dark_says_what() -> None:
    result = of(layers="1,200,200,1", examples="1", data="gaussian")
    words = coverage_search_sentence(result)
    assert f"covers {result.after.covered:,} of 40,801; " in words
    assert "units of layer 2" in words
    assert " off in every example" in words


def test_a_search_that_finds_nothing_better_says_so() -> None:
    result = of(layers="1,200,200,1", examples="1", data="gaussian")
    assert result.found is not None
    again = replace(result, experiment=result.found, before=result.after)
    assert coverage_search_sentence(again).startswith(
        f"{result.tried} networks tried, with up to {result.most_examples} examples: "
        f"none covers more than {result.after.covered:,} of 40,801; "
    )


def test_zeros_that_come_of_the_bugs_alone() -> None:
    broken = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=("dW1 = 0 * W1",)),
    )
    assert coverage_search_sentence(found(broken)) == (
        "The correct gradient is covered everywhere: what is not covered comes from the bugs."
    )


def test_progress() -> None:
    progress = CoverageSearchProgress(tried=12, most=84, covered=45, total=1047)
    assert coverage_search_progress_words(progress) == (
        "Trying other seeds: 12 of 84; the best covers 45 of 1,047"
    )
    assert coverage_search_stopped_words(progress) == (
        "Stopped after 12 of 84 networks; the best covers 45 of 1,047."
    )
    assert coverage_search_stopped_words(None) == "Stopped; the experiment is as it was."


def test_entries_that_can_hide_a_bug_are_counted_and_explained() -> None:
    course = check(read_experiment({"cost": "logits"}, preset_experiment("course")))
    first, *reasons = hiding_sentences(course)
    assert first == "In 20 entries the gradient is zero, and a bug there cannot be seen:"
    assert "unit 4 of layer 1 is off in every example" in reasons[0]
    one, other = checked("default").grad.copy(), checked("default").gradapprox.copy()
    one[3] = other[3] = 0
    words = "In 1 entry the gradient is zero, and a bug there cannot be seen:"
    assert words in hiding_sentences(changed(checked("default"), grad=one, gradapprox=other))


def test_zeros_that_are_the_bug_are_not_said_to_hide_one() -> None:
    one = checked("default").grad.copy()
    one[3] = 0
    assert not hiding_sentences(changed(checked("default"), grad=one))
    broken = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=("dW1 = 0 * W1",)),
    )
    assert not hiding_sentences(check(broken))
    partly = hiding_sentences(
        check(
            replace(
                preset_experiment("course"),
                subject=replace(network_of(preset_experiment("course")), lines=("dW2 = 0 * W2",)),
            )
        )
    )
    assert not any("the correct gradient is not zero there" in each for each in partly)
    assert partly[0].startswith("In 20 entries the gradient is zero")


def test_many_reasons_are_counted_and_not_listed() -> None:
    spec = replace(
        network_of(preset_experiment("default")).network, layers=(30, 40, 30, 3), examples=2
    )
    result = check(
        replace(
            preset_experiment("default"),
            subject=replace(network_of(preset_experiment("default")), network=spec),
        )
    )
    whole = coverage_sentences(result, hiding_entries(result))
    said = hiding_sentences(result)
    assert len(said) <= MOST_SENTENCES + 2
    if len(whole) > MOST_SENTENCES:
        assert said[-1].startswith(f"... and {len(whole) - MOST_SENTENCES} more reason")
