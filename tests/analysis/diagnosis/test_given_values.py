"""Values from elsewhere, of which not every line between is known, over random networks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis, LineVerdict, Why
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.bugs import bugs
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.diagnosed import (
    GRADIENTS,
    QUIET,
    VISIBLE,
    change,
    diagnosis_of,
    fitting_bugs,
    names,
    random_experiments,
    values_of,
    with_given,
)
from tests.helpers.suspects import values_with

SPEC = NetworkSpec((6, 5, 4, 2), 12, cost="logits", data="gaussian")
KEPT = {
    "six": GRADIENTS,
    "and dZ2": (*GRADIENTS, "dZ2"),
    "and dA": (*GRADIENTS, "dA2", "dA1"),
    "and dZ": (*GRADIENTS, "dZ3", "dZ2", "dZ1"),
}
every_set = pytest.mark.parametrize("kept", KEPT)
some_sets = pytest.mark.parametrize(
    "kept", [each if each == "six" else pytest.param(each, marks=pytest.mark.soak) for each in KEPT]
)


def diagnosed(experiment: Experiment, kept: str) -> tuple[CheckResult, Diagnosis]:
    """Return what is said of an experiment of which only some values are known."""
    result = check(with_given(experiment, values_of(experiment), KEPT[kept]))
    return result, diagnosis_of(result)


def given(
    experiment: Experiment, values: Mapping[str, NDArray[np.floating]], epsilon: float
) -> Diagnosis:
    """Return what is said of values from elsewhere, which are float64 by then."""
    settled = replace(
        experiment,
        subject=replace(network_of(experiment), lines=(), bugs=()),
        check=CheckSettings(epsilon),
    )
    exact = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    return diagnosis_of(check(with_given(settled, exact, tuple(exact))))


def one_bug(seed: int, most: int) -> Iterator[tuple[Experiment, str]]:
    """Yield networks with a bug that shows, and its line."""
    random = Random(seed)
    for experiment in random_experiments(16, seed):
        if network_of(experiment).draw().exact_zeros:
            continue  # what is right there cannot be known of values alone
        for bug in random.sample(fitting_bugs(experiment), most):
            bugged = replace(experiment, subject=replace(network_of(experiment), bugs=(bug.id,)))
            if change(bugged, bug.line, values_of(bugged)) > VISIBLE:
                yield bugged, bug.line


def spoils(experiment: Experiment, kept: str) -> bool:
    """Return whether what is known of an experiment is not all right."""
    wrong, right = (
        values_of(experiment),
        values_of(replace(experiment, subject=replace(network_of(experiment), bugs=()))),
    )
    return not all(np.allclose(wrong[name], right[name], rtol=1e-5) for name in KEPT[kept])


@some_sets
def test_one_wrong_line_is_named_or_among_the_possible_ones(kept: str) -> None:
    counted = Counter[str]()
    for experiment, line in one_bug(seed=3, most=4):
        result, diagnosis = diagnosed(experiment, kept)
        if result.noise_floor is None or result.noise_floor > QUIET or result.assumed is not None:
            continue  # that it is right for another cost accuses no line
        origins, possible = names(diagnosis), [each.name for each in diagnosis.possible]
        assert set(origins) <= {line}, experiment
        if result.assumed is not None:  # the gradients of another cost, or a factor of all
            assert line in [*origins, *possible], experiment
            continue
        if origins:
            counted["named"] += 1
        elif line in possible:
            counted["possible"] += 1
            # The lines that were not given, and those given that may hold the same factor.
            between = [name for name in possible if name not in KEPT[kept]]
            assert len(between) <= 2 or len(possible) == len(between)
        else:
            assert not spoils(experiment, kept), (experiment, possible)
    print(f"{kept}: {dict(counted)}")
    assert counted["named"] > 0.9 * counted.total() > 25


@pytest.mark.soak
@every_set
def test_two_wrong_lines_leave_something_to_look_at(kept: str) -> None:
    random, counted = Random(5), Counter[str]()
    for experiment in random_experiments(12, seed=5):
        if network_of(experiment).draw().exact_zeros:
            continue
        for _ in range(4):
            pair = random.sample(fitting_bugs(experiment), 2)
            lines = {bug.line for bug in pair}
            if len(lines) < 2:
                continue
            bugged = replace(
                experiment,
                subject=replace(network_of(experiment), bugs=tuple(bug.id for bug in pair)),
            )
            result, diagnosis = diagnosed(bugged, kept)
            found, possible = set(names(diagnosis)), {each.name for each in diagnosis.possible}
            if result.verdict is Verdict.FAIL:
                assert found | possible, bugged
            # Where all that matters is known no right line is accused. Where it is not, one
            # mistake may look like several, and two like another one.
            assert kept != "and dZ" or found <= lines, bugged
            assert all(diagnosis.lines[name].mistakes for name in found - lines), bugged
            decidable = "named" if found and found <= lines else "possible" if possible else "other"
            counted[decidable] += 1
    print(f"{kept}: {dict(counted)}")
    assert counted["other"] <= 0.05 * counted.total()
    assert counted["named"] > 15


@every_set
def test_of_a_right_pass_nothing_is_said(kept: str) -> None:
    for experiment in random_experiments(8, seed=7):
        _, diagnosis = diagnosed(experiment, kept)
        assert not diagnosis.origins
        assert not diagnosis.possible
        assert not names(diagnosis, LineVerdict.INHERITED)
        for name, each in diagnosis.lines.items():
            is_given = name in KEPT[kept]
            assert (each.value is not None) == is_given
            assert (each.why is Why.NOT_GIVEN) == (not is_given)


@pytest.mark.parametrize("bug", ["dW2-twice", "dW3-no-mean", "db1-total", "dW1-decay"])
def test_a_parameter_gradient_that_is_wrong_alone_is_named_from_six(bug: str) -> None:
    _, diagnosis = diagnosed(
        Experiment(NetworkSubject(SPEC, bugs=(bug,)), CheckSettings(epsilon=1e-5)), "six"
    )
    assert names(diagnosis) == (bugs()[bug].line,)
    assert not diagnosis.possible
    others = {each.verdict for name, each in diagnosis.lines.items() if name in GRADIENTS}
    assert others == {LineVerdict.RIGHT, LineVerdict.ORIGIN}


def test_the_rule_of_a_line_that_was_not_given_follows_from_those_that_were() -> None:
    experiment = Experiment(
        NetworkSubject(SPEC, bugs=("dZ2-no-mask",)), CheckSettings(epsilon=1e-5)
    )
    values = values_of(experiment)
    _, diagnosis = diagnosed(experiment, "and dZ2")
    for name in ("dZ3", "dA2", "dA1", "dZ1"):
        each = diagnosis.lines[name]
        assert each.value is None
        np.testing.assert_allclose(each.rule, values[name], rtol=1e-12)
    assert not diagnosis.lines["dA2"].wrong.any()


@pytest.mark.parametrize("computed_in", ["float64", "float32"])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-5])
def test_gradients_in_float32_accuse_no_right_line(computed_in: str, epsilon: float) -> None:
    for experiment in random_experiments(16, seed=21):
        there = replace(
            experiment,
            subject=replace(
                network_of(experiment),
                network=replace(network_of(experiment).network, dtype=computed_in),
            ),
        )
        values = {name: value.astype(np.float32) for name, value in values_of(there).items()}
        diagnosis = given(experiment, values, epsilon)
        assert not diagnosis.origins, experiment
        assert not diagnosis.possible, experiment


@pytest.mark.parametrize("line", ["dW2 = 2/m * dZ2 @ A1.T", "dA1 = W2 @ dZ2", "dZ1 = dA1"])
def test_a_mistake_is_named_from_values_in_float32(line: str) -> None:
    spec = NetworkSpec((4, 4, 4, 1), 20, "tanh", data="gaussian", cost="logits")
    wrong = Experiment(NetworkSubject(spec, lines=(line,)))
    values = {name: value.astype(np.float32) for name, value in values_of(wrong).items()}
    exact = given(wrong, values_of(wrong), 1e-5)
    diagnosis = given(wrong, values, 1e-5)
    assert names(diagnosis) == (line[:3],)
    words = [mistake.words for mistake in exact.origins[0].mistakes]
    assert [mistake.words for mistake in diagnosis.origins[0].mistakes] == words
    assert words


@pytest.mark.parametrize("name", ["dZ3", "dZ2", "dZ1"])
def test_examples_in_another_order_accuse_no_line_that_reads_them(name: str) -> None:
    """The sum over examples is right all the same, and clears nobody."""
    network = NetworkSubject(SPEC).draw()
    values = values_with(network, name, lambda rule: np.roll(rule, 1, axis=1))
    diagnosis = given(
        Experiment(NetworkSubject(SPEC)), {each: values[each] for each in GRADIENTS}, 1e-5
    )
    assert set(names(diagnosis)) <= {name}
    assert name in {each.name for each in (*diagnosis.origins, *diagnosis.possible)}
