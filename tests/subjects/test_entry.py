"""Settings as texts: in, out, and every wrong one named."""

import pytest
from hypothesis import given

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.data import DATA_SETS
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.entry import (
    KEYS,
    experiment_texts,
    read_experiment,
)
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.strategies import examples, experiments

BASE = Experiment(NetworkSubject())


def problems_of(texts: dict[str, str], base: Experiment = BASE) -> tuple[Problem, ...]:
    with pytest.raises(InvalidSettings) as caught:
        read_experiment(texts, base)
    return caught.value.problems


@given(experiments())
@examples(100)
def test_texts_read_back_as_the_same_experiment(experiment: Experiment) -> None:
    texts = experiment_texts(experiment)
    assert tuple(texts) == KEYS
    bare = Experiment(NetworkSubject(NetworkSpec()), CheckSettings())
    again = read_experiment(texts, bare)
    assert (network_of(again).network, again.check) == (
        network_of(experiment).network,
        experiment.check,
    )
    assert read_experiment(texts, experiment) == experiment
    assert read_experiment({}, experiment) == experiment


def test_all_four_sizes_may_stand_in_one_text() -> None:
    assert network_of(read_experiment({"layers": " 4, 6,3 ,2"}, BASE)).network.layers == (
        4,
        6,
        3,
        2,
    )


def test_words_are_read_as_people_type_them() -> None:
    found = network_of(
        read_experiment({"activation": " Leaky_ReLU ", "cost": "LOGITS"}, BASE)
    ).network
    assert (found.activation, found.cost) == ("leaky-relu", "logits")


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"layers.1": "0"}, "layers.1", "hidden 1 is 0; it must be a whole number"),
        ({"layers.3": "2.5"}, "layers.3", "is '2.5'"),
        (
            {"layers": "4,5,1"},
            "layers",
            "layers is '4,5,1'; it must be four sizes, such as 4,5,3,1",
        ),
        ({"layers": "4,5,3,"}, "layers.3", "outputs is ''"),
        ({"examples": "many"}, "examples", "examples is 'many'; it must be a whole number from 1"),
        ({"examples": "1,5"}, "examples", "examples is '1,5'"),
        ({"seed": "-1"}, "seed", "seed is -1; it must be a whole number from 0 to"),
        ({"seed": "9" * 5000}, "seed", "seed is '999"),
        ({"epsilon": "0"}, "epsilon", "epsilon is 0; it must be a number from 1e-20 to 1."),
        ({"epsilon": "nan"}, "epsilon", "epsilon is NaN"),
        ({"epsilon": "inf"}, "epsilon", "epsilon is inf"),
        ({"epsilon": "tiny"}, "epsilon", "epsilon is 'tiny'"),
        ({"threshold": "-1e-7"}, "threshold", "threshold is -1e-7; it must be a number from"),
        ({"threshold": "2"}, "threshold", "threshold is 2"),
        ({"scheme": "left"}, "scheme", "scheme is 'left'; it must be one of central, forward."),
        ({"engine": "warp"}, "engine", "engine is 'warp'; it must be one of auto, incremental,"),
        ({"activation": "gelu"}, "activation", "activation is 'gelu'; it must be one of relu,"),
        ({"init": "x" * 500}, "init", "initialisation is 'xxx"),
        ({"data": "mnist"}, "data", "data is 'mnist'; it must be one of reference,"),
        ({"epsilom": "1e-5"}, "setting", "setting is 'epsilom'; it must be one of layers.0,"),
    ],
)
def test_a_wrong_text_is_named_with_what_is_allowed(
    texts: dict[str, str], field: str, said: str
) -> None:
    (problem,) = problems_of(texts)
    assert problem.field == field
    assert said in problem.message
    assert len(problem.message) < 250


def test_every_wrong_text_is_named_at_once() -> None:
    found = problems_of(
        {
            "layers.0": "x",
            "examples": "0",
            "cost": "mse",
            "data": "mnist",
            "epsilon": "big",
            "engine": "steam",
        }
    )
    assert {problem.field for problem in found} == {
        *("layers.0", "examples", "cost", "data", "epsilon", "engine")
    }
    assert len(found) == 6


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_data_set_brings_its_inputs_and_most_examples(name: str) -> None:
    base = read_experiment({"examples": "10000"}, BASE)
    found = network_of(read_experiment({"data": name}, base)).network
    data = DATA_SETS[name]
    assert found.data == name
    assert found.layers == (data.n_x or 4, 5, 3, 1)
    assert found.examples == data.max_examples


def test_sizes_that_are_given_with_a_data_set_must_be_its_own() -> None:
    (problem,) = problems_of({"data": "moons", "layers": "4,5,3,1"})
    assert (problem.field, "it must be 2 for data set moons" in problem.message) == (
        "layers.0",
        True,
    )
    (problem,) = problems_of({"data": "iris", "examples": "5000"})
    assert problem.field == "examples"


def test_the_bugs_of_the_base_must_fit_the_new_sizes() -> None:
    base = Experiment(NetworkSubject(NetworkSpec((4, 3, 3, 1)), bugs=("dA1-no-transpose",)))
    (problem,) = problems_of({"layers": "4,5,3,1"}, base)
    assert problem.field == "bugs"
    assert "does not fit" in problem.message
    (problem,) = problems_of(
        {"activation": "tanh"}, Experiment(NetworkSubject(bugs=("dZ1-no-mask",)))
    )
    assert problem.message == "bug dZ1-no-mask needs the activation relu; it is tanh."
