"""Values from elsewhere, of which not every line between is known, over random networks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gradviz.checking.check import check
from gradviz.checking.diagnosis.findings import Diagnosis, LineVerdict, Why
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.bugs import bugs
from gradviz.network.spec import NetworkSpec
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

SPEC = NetworkSpec((6, 5, 4, 2), 12, cost="logits", data="gaussian")
KEPT = {
    "six": GRADIENTS,
    "and dZ2": (*GRADIENTS, "dZ2"),
    "and dA": (*GRADIENTS, "dA2", "dA1"),
    "and dZ": (*GRADIENTS, "dZ3", "dZ2", "dZ1"),
}
every_set = pytest.mark.parametrize("kept", KEPT)


def diagnosed(experiment: Experiment, kept: str) -> tuple[CheckResult, Diagnosis]:
    """Return what is said of an experiment of which only some values are known."""
    result = check(with_given(experiment, values_of(experiment), KEPT[kept]))
    return result, diagnosis_of(result)


def one_bug(seed: int, most: int) -> Iterator[tuple[Experiment, str]]:
    """Yield networks with a bug that shows, and its line."""
    random = Random(seed)
    for experiment in random_experiments(16, seed):
        if experiment.build().exact_zeros:
            continue  # what is right there cannot be known of values alone
        for bug in random.sample(fitting_bugs(experiment), most):
            bugged = replace(experiment, bugs=(bug.id,))
            if change(bugged, bug.line, values_of(bugged)) > VISIBLE:
                yield bugged, bug.line


def spoils(experiment: Experiment, kept: str) -> bool:
    """Return whether what is known of an experiment is not all right."""
    wrong, right = values_of(experiment), values_of(replace(experiment, bugs=()))
    return not all(np.allclose(wrong[name], right[name], rtol=1e-5) for name in KEPT[kept])


@every_set
def test_one_wrong_line_is_named_or_among_the_possible_ones(kept: str) -> None:
    counted = Counter[str]()
    for experiment, line in one_bug(seed=3, most=4):
        result, diagnosis = diagnosed(experiment, kept)
        if result.noise_floor is None or result.noise_floor > QUIET:
            continue
        origins, possible = names(diagnosis), [each.name for each in diagnosis.possible]
        assert set(origins) <= {line}, experiment
        if origins:
            counted["named"] += 1
        elif line in possible:
            counted["possible"] += 1
            assert len(possible) <= 3
        else:
            assert not spoils(experiment, kept), (experiment, possible)
    print(f"{kept}: {dict(counted)}")
    assert counted["named"] > 0.9 * counted.total() > 25


@every_set
def test_two_wrong_lines_leave_something_to_look_at(kept: str) -> None:
    random, counted = Random(5), Counter[str]()
    for experiment in random_experiments(12, seed=5):
        if experiment.build().exact_zeros:
            continue
        for _ in range(4):
            pair = random.sample(fitting_bugs(experiment), 2)
            lines = {bug.line for bug in pair}
            if len(lines) < 2:
                continue
            bugged = replace(experiment, bugs=tuple(bug.id for bug in pair))
            result, diagnosis = diagnosed(bugged, kept)
            found, possible = set(names(diagnosis)), {each.name for each in diagnosis.possible}
            if result.verdict is Verdict.FAIL:
                assert found | possible, bugged
            # Where all that matters is known no right line is accused. Where it is not, one
            # mistake may look like several, and two like another one.
            assert kept != "and dZ" or found <= lines, bugged
            assert all(diagnosis.lines[name].mistakes for name in found - lines), bugged
            told = "named" if found and found <= lines else "possible" if possible else "other"
            counted[told] += 1
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
    _, diagnosis = diagnosed(Experiment(SPEC, CheckSettings(epsilon=1e-5), bugs=(bug,)), "six")
    assert names(diagnosis) == (bugs()[bug].line,)
    assert not diagnosis.possible
    others = {each.verdict for name, each in diagnosis.lines.items() if name in GRADIENTS}
    assert others == {LineVerdict.RIGHT, LineVerdict.ORIGIN}


def test_the_rule_of_a_line_that_was_not_given_follows_from_those_that_were() -> None:
    experiment = Experiment(SPEC, CheckSettings(epsilon=1e-5), bugs=("dZ2-no-mask",))
    values = values_of(experiment)
    _, diagnosis = diagnosed(experiment, "and dZ2")
    for name in ("dZ3", "dA2", "dA1", "dZ1"):
        each = diagnosis.lines[name]
        assert each.value is None
        np.testing.assert_allclose(each.rule, values[name], rtol=1e-12)
    assert not diagnosis.lines["dA2"].wrong.any()
