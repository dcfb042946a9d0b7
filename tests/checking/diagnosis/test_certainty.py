"""A line is accused for certain only where nothing that was not given explains it as well."""

from collections.abc import Mapping

import numpy as np

from gradviz.checking.check import check
from gradviz.checking.diagnosis.findings import Diagnosis
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.rules import rule_values
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from tests.helpers.diagnosed import GRADIENTS, diagnosis_of, names, values_of, with_given
from tests.helpers.suspects import given_values

SPEC = NetworkSpec((7, 4, 3, 2), 13, "tanh", cost="logits", data="gaussian", seed=3)
WITH_DA = (*GRADIENTS, "dA2", "dA1")


def said_of_bugs(spec: NetworkSpec, bugs: tuple[str, ...], kept: tuple[str, ...]) -> Diagnosis:
    """Return what is said of the built-in pass with bugs, of which some values are given."""
    experiment = Experiment(spec, CheckSettings(1e-6), bugs=bugs)
    return diagnosis_of(check(with_given(experiment, values_of(experiment), kept)))


def said_of_values(spec: NetworkSpec, values: Mapping[str, Array]) -> Diagnosis:
    """Return what is said of given values."""
    return diagnosis_of(check(given_values(spec, values)))


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
    network = Experiment(SPEC).build()
    off = rule_values(network, {})["dZ2"].copy()
    off[:, 1] *= 1 + 3e-4
    values = rule_values(network, {"dZ2": off}) | {"dZ2": off}
    short = {name: values[name].astype(np.float32).astype(float) for name in (*GRADIENTS, "dZ2")}
    found = said_of_values(SPEC, short)
    assert not names(found), "what dZ2 reads was not given"
    assert possible(found) == {"dA2", "dZ2"}, "dW3 and db3 would show it of dZ3"


def test_what_is_added_to_a_sum_may_be_one_example_that_no_other_line_shows() -> None:
    spec = NetworkSpec((3, 4, 3, 2), 8, "relu", cost="logits", data="gaussian", seed=5)
    experiment = Experiment(spec)
    network = experiment.build()
    values = rule_values(network, {})
    assert np.count_nonzero(network.here["A2"].any(axis=0)) == 8
    found = said_of_values(spec, {**{n: values[n] for n in GRADIENTS}, "db3": values["db3"] + 0.25})
    assert names(found) == ("db3",), "an example that is off shows in dW3 too"
