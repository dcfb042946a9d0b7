"""A line is accused for certain only where nothing that was not given explains it as well."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis
from gradviz.checking.rules import rule_values
from gradviz.network.layout import Array
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.diagnosed import GRADIENTS, diagnosis_of, names, values_of, with_given
from tests.helpers.suspects import given_values

SPEC = NetworkSpec((7, 4, 3, 2), 13, "tanh", cost="logits", data="gaussian", seed=3)
WITH_DA = (*GRADIENTS, "dA2", "dA1")


def said_of_bugs(spec: NetworkSpec, bugs: tuple[str, ...], kept: tuple[str, ...]) -> Diagnosis:
    """Return what is said of the built-in pass with bugs, of which some values are given."""
    experiment = Experiment(NetworkSubject(spec, bugs=bugs), CheckSettings(1e-6))
    return diagnosis_of(check(with_given(experiment, values_of(experiment), kept)))


def said_of_values(spec: NetworkSpec, values: Mapping[str, Array]) -> Diagnosis:
    """Return what is said of given values."""
    return diagnosis_of(check(given_values(spec, values)))


def said_of(experiment: Experiment, values: Mapping[str, Array]) -> Diagnosis:
    """Return what is said of given values of a network that was given too."""
    given = network_of(experiment).given
    assert given is not None
    arrays = {**given.arrays, **values}
    return diagnosis_of(
        check(
            replace(
                experiment,
                subject=replace(network_of(experiment), given=GivenArrays("mine", arrays)),
            )
        )
    )


def possible(diagnosis: Diagnosis) -> set[str]:
    """Return the lines that may be wrong."""
    return {each.name for each in diagnosis.possible}


def test_signs_that_undo_each_other_in_one_line_are_as_likely_as_two_wrong_lines() -> None:
    found = said_of_bugs(SPEC, ("dZ3-sign", "dW3-sign"), WITH_DA)
    assert not names(found)
    assert {"dZ3", "db3", "dA2"} <= possible(found)


def test_one_sign_among_right_lines_is_that_of_its_line() -> None:
    assert names(said_of_bugs(SPEC, ("dW3-sign",), WITH_DA)) == ("dW3",)


def test_an_error_that_right_lines_would_show_comes_from_no_line_above_them() -> None:
    network = NetworkSubject(SPEC).draw()
    off = rule_values(network, {})["dZ2"].copy()
    off[:, 1] *= 1 + 3e-4
    values = rule_values(network, {"dZ2": off}) | {"dZ2": off}
    short = {name: values[name].astype(np.float32).astype(float) for name in (*GRADIENTS, "dZ2")}
    found = said_of_values(SPEC, short)
    assert not names(found), "what dZ2 reads was not given"
    assert possible(found) == {"dA2", "dZ2"}, "dW3 and db3 would show it of dZ3"


def test_what_is_added_to_a_sum_may_be_one_example_that_no_other_line_shows() -> None:
    spec = NetworkSpec((3, 4, 3, 2), 8, "relu", cost="logits", data="gaussian", seed=5)
    experiment = Experiment(NetworkSubject(spec))
    network = network_of(experiment).draw()
    values = rule_values(network, {})
    assert np.count_nonzero(network.here["A2"].any(axis=0)) == 8
    found = said_of_values(spec, {**{n: values[n] for n in GRADIENTS}, "db3": values["db3"] + 0.25})
    assert names(found) == ("db3",), "an example that is off shows in dW3 too"


def test_what_is_read_below_a_wrong_line_is_what_that_line_gives() -> None:
    spec = NetworkSpec((3, 4, 2, 1), 8, "relu", cost="logits", data="gaussian", seed=967379)
    found = said_of_bugs(spec, ("dZ2-as-sigmoid", "dA1-penalty"), GRADIENTS)
    assert names(found) == ("dZ2",)
    assert possible(found) == {"dA1", "dZ1"}, "A1 is masked already: it may be added in either"


def test_a_line_above_is_as_likely_where_slopes_at_kinks_hide_it_in_others() -> None:
    spec = NetworkSpec((4, 2, 7, 2), 6, data="gaussian", seed=873839, init="xavier")
    assert NetworkSubject(spec).draw().exact_zeros
    found = said_of_bugs(spec, ("dZ2-mask-of-A-ge",), GRADIENTS)
    assert not names(found)
    assert "dZ2" in possible(found)


def half_blank(seed: int) -> Experiment:
    """Return a network of which nothing flows through half of the examples, as their X is 0."""
    numbers = np.random.default_rng(seed)
    arrays = {
        "X": np.where(np.arange(6) < 3, 0.0, numbers.standard_normal((3, 6))),
        "Y": np.where(np.arange(6) < 3, 1.0, np.zeros((2, 6))),
    }
    for layer, shape in ((1, (4, 3)), (2, (3, 4)), (3, (2, 3))):
        arrays[f"W{layer}"] = np.abs(numbers.standard_normal(shape))
        arrays[f"b{layer}"] = np.zeros((shape[0], 1))
    spec = NetworkSpec((3, 4, 3, 2), 6, "relu", cost="logits")
    return Experiment(NetworkSubject(spec, given=GivenArrays("half blank", arrays)))


def test_a_plain_mistake_above_that_no_other_line_shows_is_as_likely() -> None:
    experiment = half_blank(4)
    network = network_of(experiment).draw()
    lost = np.abs(rule_values(network, {})["dZ3"])  # another one in the blank examples alone
    values = rule_values(network, {"dZ3": lost})
    found = said_of(experiment, {name: values[name] for name in GRADIENTS})
    assert not names(found)
    assert possible(found) == {"dZ3", "db3"}


def test_zeros_may_be_another_order_of_what_was_not_given() -> None:
    experiment = half_blank(4)
    network = network_of(experiment).draw()
    right = rule_values(network, {})
    rolled = np.roll(right["dZ1"], 3, axis=1)  # to where X is 0; their sum is the same
    values = rule_values(network, {"dZ1": rolled})
    assert right["dW1"].any()
    assert not values["dW1"].any()
    found = said_of(experiment, {name: values[name] for name in GRADIENTS})
    assert not names(found)
    assert {"dZ1", "dW1"} <= possible(found)


@pytest.mark.parametrize("layers", [(6, 4, 3, 1), (150, 150, 3, 1)])
def test_a_line_that_one_blank_example_hides_is_possible_in_networks_of_any_size(
    layers: Layers,
) -> None:
    """What is wrong in dA1 of an example whose X is 0 shows in db1 alone."""
    m, place = 60, 50
    spec = NetworkSpec(layers, m, "tanh", cost="logits", data="gaussian", seed=2, init="xavier")
    network = NetworkSubject(spec).draw()
    arrays = {"X": network.x.copy(), "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays["X"][:, place] = 0
    experiment = Experiment(NetworkSubject(spec, given=GivenArrays("blank", arrays)))
    wrong = rule_values(network_of(experiment).draw(), {})["dA1"].copy()
    wrong[:, place] *= 3
    values = rule_values(network_of(experiment).draw(), {"dA1": wrong})
    found = said_of(experiment, {name: values[name] for name in GRADIENTS})
    assert not names(found)
    assert {"dA1", "dZ1", "db1"} <= possible(found)


@pytest.mark.parametrize("wrong", ["db2", "dW2"])
def test_kinks_below_a_line_leave_it_accused(wrong: str) -> None:
    """Whatever slopes dZ1 takes, no line of the layers above reads it."""
    spec = NetworkSpec((5, 4, 3, 2), 12, "relu", cost="logits", data="gaussian", seed=3, init="he")
    network = NetworkSubject(spec).draw()
    arrays = {"X": network.x.copy(), "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays["X"][:, 2] = 0
    arrays |= {"b1": np.zeros_like(arrays["b1"]), "b2": np.full_like(arrays["b2"], 0.3)}
    experiment = Experiment(NetworkSubject(spec, given=GivenArrays("blank", arrays)))
    network = network_of(experiment).draw()
    assert network.exact_zeros
    changed = {"dW3": rule_values(network, {})["dW3"][::-1]}
    changed[wrong] = spec.examples * rule_values(network, changed)[wrong]
    values = rule_values(network, changed) | changed
    found = said_of(experiment, {name: values[name] for name in GRADIENTS})
    assert names(found) == (wrong,)
    assert {"dZ3", "dW3"} <= possible(found)
