"""What a sweep is compared with: one thing is changed, and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gradviz.analysis.compare import COMPARISONS, compared, contrast
from gradviz.checking.experiment import Experiment
from gradviz.network.fields import InvalidSettings
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.results import given_experiment
from tests.helpers.strategies import with_network


@pytest.mark.parametrize("name", ["cost", "dtype", "scheme"])
def test_the_other_of_the_other_is_the_one(name: str) -> None:
    experiment = preset_experiment("course-bugs")
    other = compared(experiment, name)
    assert other is not None
    assert other != experiment
    assert compared(other, name) == experiment


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("cost", lambda e: with_network(e, cost="logits")),
        ("dtype", lambda e: with_network(e, dtype="float32")),
        ("scheme", lambda e: replace(e, check=replace(e.check, scheme="forward"))),
        ("bugs", lambda e: replace(e, subject=replace(e.subject, bugs=(), lines=()))),
    ],
)
def test_one_thing_is_changed(name: str, changed: Callable[[Experiment], Experiment]) -> None:
    experiment = preset_experiment("course-bugs")
    assert compared(experiment, name) == changed(experiment)


def test_without_bugs_is_nothing_to_compare_with_where_there_are_none() -> None:
    assert compared(preset_experiment("course"), "bugs") is None


def test_a_line_typed_by_hand_is_a_bug_too() -> None:
    experiment = replace(
        Experiment(NetworkSubject()),
        subject=replace(
            network_of(Experiment(NetworkSubject())), lines=("dW2 = 3/m * dZ2 @ A1.T",)
        ),
    )
    other = compared(experiment, "bugs")
    assert other is not None
    assert network_of(other).edits == ()


def test_arrays_from_a_file_stay() -> None:
    experiment = given_experiment()
    for name in ("cost", "dtype", "scheme"):
        other = compared(experiment, name)
        assert other is not None
        assert network_of(other).given == network_of(experiment).given


@pytest.mark.parametrize(
    ("preset", "name", "words"),
    [
        ("course", "cost", ("textbook cost", "logits cost")),
        ("course", "dtype", ("float64", "float32")),
        ("course", "scheme", ("central", "forward")),
        ("course-bugs", "bugs", ("with 2 bugs", "without bugs")),
    ],
)
def test_words_tell_the_two_apart(preset: str, name: str, words: tuple[str, str]) -> None:
    assert contrast(preset_experiment(preset), name) == words


def test_every_comparison_has_words() -> None:
    for name in COMPARISONS:
        own, other = contrast(preset_experiment("course-bugs"), name)
        assert own != other


def test_an_unknown_comparison_is_refused() -> None:
    with pytest.raises(KeyError):
        compared(Experiment(NetworkSubject()), "colour")


def test_what_does_not_fit_in_memory_is_not_compared_with() -> None:
    def single(width: int) -> Experiment | None:
        layers = f"{width},{width},10,1"
        try:
            return read_experiment(
                {"layers": layers, "dtype": "float32"}, Experiment(NetworkSubject())
            )
        except InvalidSettings:
            return None

    fitting, too_wide = 1000, 5000
    while too_wide - fitting > 1:
        middle = (fitting + too_wide) // 2
        fitting, too_wide = (middle, too_wide) if single(middle) else (fitting, middle)
    widest = single(fitting)
    assert widest is not None
    assert compared(widest, "dtype") is None
