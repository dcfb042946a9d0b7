"""The form of a network: every field that is not allowed is named, with its value and what is."""

from itertools import product
from typing import Any

import pytest

from gradviz.network.data import DATA_SETS
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.spec import (
    ACTIVATIONS,
    COSTS,
    DTYPES,
    INITS,
    MAX_EXAMPLES,
    NetworkSpec,
    with_data,
)


def problems_of(**fields: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidSettings) as caught:
        NetworkSpec(**fields)
    return caught.value.problems


def test_the_form_that_nobody_filled_in_is_the_reference_exercise() -> None:
    assert NetworkSpec() == NetworkSpec(
        (4, 5, 3, 1), 3, "relu", "textbook", "float64", 1, "normal", "reference"
    )


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"layers": (0, 5, 3, 1)}, "layers.0", "inputs is 0"),
        ({"layers": (4, -1, 3, 1)}, "layers.1", "hidden 1 is -1"),
        ({"layers": (4, 5, 2.5, 1)}, "layers.2", "hidden 2 is 2.5"),
        ({"layers": (4, 5, 3, "x")}, "layers.3", "outputs is 'x'"),
        ({"layers": (4, 5, 3, 10_001)}, "layers.3", "a whole number from 1 to 10,000"),
        ({"layers": (4, 5, 1)}, "layers", "it must be four sizes, such as 4,5,3,1"),
        ({"layers": ()}, "layers", "it must be four sizes"),
        ({"examples": 0}, "examples", "examples is 0; it must be a whole number from 1 to 10,000."),
        ({"examples": True}, "examples", "examples is True"),
        ({"activation": "selu"}, "activation", "one of relu, leaky-relu, tanh, sigmoid."),
        ({"cost": "mse"}, "cost", "cost is 'mse'; it must be one of textbook, logits."),
        ({"dtype": "float16"}, "dtype", "one of float64, float32."),
        ({"seed": -1}, "seed", "seed is -1; it must be a whole number from 0 to 4,294,967,295."),
        ({"seed": 2**32}, "seed", "seed is 4294967296"),
        ({"init": "ones"}, "init", "initialisation is 'ones'; it must be one of normal, he,"),
        ({"data": "mnist"}, "data", "data is 'mnist'; it must be one of reference, gaussian,"),
        ({"data": ["xor"]}, "data", "data is ['xor']; it must be one of"),
        ({"data": "xor"}, "layers.0", "inputs is 4; it must be 2 for data set xor."),
        (
            {"data": "breast-cancer", "layers": (30, 2, 2, 1), "examples": 570},
            "examples",
            "a whole number from 1 to 569 (data set breast-cancer).",
        ),
    ],
)
def test_what_is_not_allowed_is_named(fields: dict[str, Any], field: str, message: str) -> None:
    (problem,) = problems_of(**fields)
    assert problem.field == field
    assert message in problem.message


def test_several_problems_are_told_at_once_each_once() -> None:
    found = problems_of(
        layers=(0, "x", 3, 1), examples=0, activation="a", cost="b", dtype="c", seed=-1, data="xor"
    )
    assert [problem.field for problem in found] == [
        "layers.0",
        "layers.1",
        "activation",
        "cost",
        "dtype",
        "seed",
        "examples",
    ]


def test_every_choice_is_allowed() -> None:
    for activation, cost, dtype, init in product(ACTIVATIONS, COSTS, DTYPES, INITS):
        spec = NetworkSpec(activation=activation, cost=cost, dtype=dtype, init=init)
        assert (spec.activation, spec.cost, spec.dtype, spec.init) == (
            activation,
            cost,
            dtype,
            init,
        )


def test_the_bounds_are_allowed() -> None:
    NetworkSpec(layers=(1, 1, 1, 1), examples=1, seed=0)
    NetworkSpec(layers=(10_000,) * 4, examples=MAX_EXAMPLES, seed=2**32 - 1)


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_data_set_brings_its_inputs_and_most_examples(name: str) -> None:
    data = DATA_SETS[name]
    spec = with_data(NetworkSpec((7, 5, 3, 2), 10_000), name)
    assert spec.layers == (data.n_x or 7, 5, 3, 2)
    assert spec.examples == data.max_examples
    assert with_data(NetworkSpec((7, 5, 3, 2), 3), name).examples == 3


def test_an_unknown_data_set_brings_a_message() -> None:
    with pytest.raises(InvalidSettings, match="data is 'mnist'; it must be one of reference"):
        with_data(NetworkSpec(), "mnist")


def test_equal_forms_are_equal_and_can_be_keys() -> None:
    assert len({NetworkSpec(), NetworkSpec(), NetworkSpec(seed=2)}) == 2
