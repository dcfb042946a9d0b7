"""What a check will cost, known before it starts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.estimate import multiply_adds
from gradviz.checking.experiment import ENGINES, Experiment
from gradviz.checking.forecast.check import (
    estimate,
    estimate_of,
    follows_by_itself,
    sample_share,
)
from gradviz.checking.forecast.work import Work
from gradviz.network.layout import Layout
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.strategies import examples, specs


@given(specs(most_units=9), st.sampled_from(ENGINES))
@examples(40)
def test_the_passes_are_two_a_parameter_or_one_and_one(spec: NetworkSpec, engine: str) -> None:
    size = Layout.of_layers(spec.layers).size
    assert estimate(spec, "central", engine).passes == 2 * size
    assert estimate(spec, "forward", engine).passes == size + 1
    assert estimate(spec, "central", engine).parameters == size


def test_the_figures_of_the_reference_case() -> None:
    found = estimate(NetworkSpec(), "central", "loop")
    assert (found.parameters, found.passes) == (47, 94)
    assert 1e-3 < found.nominal_seconds < 0.1
    assert multiply_adds(NetworkSpec()) == 3 * (4 * 5 + 5 * 3 + 3 * 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_larger_check_takes_longer(engine: str) -> None:
    sizes = ((4, 5, 3, 1), (20, 32, 16, 1), (64, 128, 64, 1), (784, 128, 64, 1))
    seconds = [estimate(NetworkSpec(n, 64), "central", engine).nominal_seconds for n in sizes]
    assert seconds == sorted(seconds)
    assert seconds[0] < 0.1
    if engine in ("auto", "incremental"):
        assert 0.1 < seconds[-1] < 1
    else:
        assert seconds[-1] > 10


@pytest.mark.parametrize(
    ("layers", "examples"),
    [((1, 1000, 1, 1), 1000), ((4, 3, 1000, 1), 300), ((4, 5, 3, 1000), 1000)],
)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_wide_layers_and_many_outputs_are_not_live(
    layers: Layers, examples: int, activation: str
) -> None:
    """Their checks take from half a second to ten; the forecast was a hundredth of that."""
    spec = NetworkSpec(layers, examples, activation, data="gaussian")
    assert estimate(spec, "central", "auto").nominal_seconds > 0.4


def test_what_is_measured_once_is_no_part_of_another_check() -> None:
    found = estimate(NetworkSpec((20, 32, 16, 1), 64), "central", "auto")
    assert found.seconds_again < found.seconds


def test_a_small_check_follows_by_itself_and_is_no_sample() -> None:
    assert follows_by_itself(Experiment(NetworkSubject()))
    assert sample_share(NetworkSubject(), "central", "batched") == 1
    large = NetworkSpec((784, 512, 256, 10), 128)
    assert not follows_by_itself(Experiment(NetworkSubject(large)))
    assert sample_share(NetworkSubject(large), "central", "incremental") < 0.1


def test_work_is_added_up() -> None:
    one, two = Work(1, 2, 3, 4), Work(10, 20, 30, 40)
    assert one + two * 0.5 == Work(6, 12, 18, 24)


def test_an_edited_pass_is_taken_to_be_wrong_and_given_no_remedy() -> None:
    spec = NetworkSpec((5, 20, 10, 2), 10, dtype="float32", init="he", data="gaussian")
    right, wrong = (
        estimate_of(Experiment(NetworkSubject(spec, bugs=bugs))) for bugs in ((), ("dW2-twice",))
    )
    assert wrong.nominal_seconds < right.nominal_seconds
    double = replace(spec, dtype="float64", cost="logits")  # where no remedy is looked for
    right, wrong = (
        estimate_of(Experiment(NetworkSubject(double, bugs=bugs))) for bugs in ((), ("dW2-twice",))
    )
    assert wrong.nominal_seconds > right.nominal_seconds
