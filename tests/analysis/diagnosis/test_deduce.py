"""Six gradients from elsewhere: which lines are wrong, and what that leaves possible."""

from collections import Counter

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.analysis.diagnosis.imitation import reached
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis, LineVerdict, Why
from gradviz.checking.mistake import Kind
from gradviz.network.bugs import bugs
from gradviz.network.layout import PARAMETER_NAMES, Array
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from gradviz.presenting.diagnosis import headline, sentence
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.suspects import given_values, values_with

GRADIENTS = tuple(f"d{name}" for name in PARAMETER_NAMES)
SPEC = NetworkSpec((4, 5, 3, 1), 12, "tanh", data="gaussian", cost="logits", seed=1)


def six(experiment: Experiment, *more: str) -> dict[str, Array]:
    values, _ = network_of(experiment).program.run(network_of(experiment).draw().known())
    return {name: values[name] for name in (*GRADIENTS, *more)}


def diagnosis_of(spec: NetworkSpec, values: dict[str, Array]) -> Diagnosis:
    found = check(given_values(spec, values)).diagnosis
    assert found is not None
    return found


def with_lines(*lines: str, given: tuple[str, ...] = (), spec: NetworkSpec = SPEC) -> Diagnosis:
    return diagnosis_of(
        spec, six(Experiment(NetworkSubject(spec, lines=lines), CheckSettings(1e-5)), *given)
    )


def test_which_given_lines_a_missing_one_reaches() -> None:
    assert reached("dZ3", GRADIENTS_GIVEN) == ("dW3", "db3", "dW2", "db2", "dW1", "db1")
    assert reached("dZ2", GRADIENTS_GIVEN) == ("dW2", "db2", "dW1", "db1")
    assert reached("dA1", GRADIENTS_GIVEN) == ("dW1", "db1")
    assert reached("dA2", {**GRADIENTS_GIVEN, "dZ2": None}) == ("dZ2",)


GRADIENTS_GIVEN: dict[str, object] = dict.fromkeys(GRADIENTS)


def test_right_gradients_accuse_nothing() -> None:
    found = with_lines()
    assert found.origins == found.possible == ()
    assert headline(found) is None
    for name, line in found.lines.items():
        if name in GRADIENTS:
            assert line.verdict is LineVerdict.RIGHT
        else:
            assert (line.verdict, line.why, line.value) == (
                LineVerdict.UNDECIDABLE, Why.NOT_GIVEN, None,
            )  # fmt: skip


def test_a_wrong_parameter_line_is_the_origin_itself() -> None:
    found = with_lines("dW2 = 2/m * dZ2 @ A1.T")
    assert [each.name for each in found.origins] == ["dW2"]
    assert headline(found) == "backprop is wrong at dW2: 2 times too large"
    both = with_lines("dW2 = 2/m * dZ2 @ A1.T", "db1 = -1/m * sum(dZ1)")
    assert headline(both) == (
        "backprop is wrong at dW2 (2 times too large) and db1 (the sign is wrong)"
    )


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("dZ3 = A3", Kind.MISSING, "Y is missing"),
        ("dA1 = sum_units(dZ2)", Kind.SUM, "summed over units, without the weights"),
        ("dZ2 = dA2", Kind.DERIVATIVE, "tanh's derivative is missing"),
        ("dZ1 = dA1 * (1 - Z1**2)", Kind.CACHE, "Z1 in the place of A1"),
    ],
)
def test_one_mistake_between_that_gives_all_wrong_values_is_the_origin(
    line: str, kind: Kind, words: str
) -> None:
    found = with_lines(line)
    (origin,) = found.origins
    assert origin.name == line[:3]
    assert origin.value is None
    assert [(each.kind, each.words) for each in origin.mistakes] == [(kind, words)]
    below = reached(line[:3], GRADIENTS_GIVEN)
    entries = sum(found.lines[name].rule.size for name in below)
    assert origin.mistakes[0].fitted == origin.mistakes[0].entries == entries
    for name in GRADIENTS:
        verdict = found.lines[name].verdict
        assert verdict is (LineVerdict.INHERITED if name in below else LineVerdict.RIGHT)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dZ3 = Y - A3", "the sign is wrong"),
        ("dZ3 = 3 * (A3 - Y)", "3 times too large"),
        ("dZ3 = m * (A3 - Y)", "12 times too large"),
    ],
)
def test_a_factor_may_be_in_a_line_or_in_each_that_reads_it(line: str, words: str) -> None:
    found = with_lines(line)
    assert found.origins == ()
    assert {each.name for each in found.possible} == {"dZ3", *GRADIENTS}
    for each in found.possible:
        assert [mistake.words for mistake in each.mistakes] == [words]
    assert "its own rule is right" not in sentence(found.lines["dW3"])


def test_lines_that_nothing_tells_apart_are_all_possible() -> None:
    found = with_lines("dA2 = -(W3.T @ dZ3)")
    assert found.origins == ()
    assert {each.name for each in found.possible} == {"dA2", "dZ2", "dW2", "db2", "dW1", "db1"}
    assert sentence(found.lines["dA2"]) == (
        "dA2 cannot be judged: it may be the wrong line, and the values given do not tell "
        "(the sign is wrong)."
    )
    narrowed = with_lines("dA2 = -(W3.T @ dZ3)", given=("dZ3", "dA2"))
    assert [each.name for each in narrowed.origins] == ["dA2"]
    assert narrowed.possible == ()


def test_a_penalty_between_is_found_by_its_share() -> None:
    found = with_lines("dA1 = W2.T @ dZ2 + 0.1 * A1")
    (origin,) = found.origins
    assert (origin.name, [each.words for each in origin.mistakes]) == ("dA1", ["0.1 * A1 is added"])


def test_what_no_one_mistake_explains_may_be_several() -> None:
    random = np.random.default_rng(0)
    network = NetworkSubject(SPEC).draw()
    values = values_with(network, "dZ2", lambda rule: random.standard_normal(rule.shape))
    found = diagnosis_of(SPEC, {name: values[name] for name in GRADIENTS})
    assert found.origins == ()
    assert {each.name for each in found.possible} == {"dA2", "dZ2", "dW2", "db2", "dW1", "db1"}
    assert not any(each.verdict is LineVerdict.INHERITED for each in found.lines.values())
    assert headline(found) == "backprop is wrong at dA2 or dZ2, or in several lines"


def test_the_same_mistake_in_both_hidden_layers_is_named_in_both() -> None:
    found = with_lines("dZ2 = dA2", "dZ1 = dA1")
    assert {each.name: each.mistakes[0].words for each in found.origins} == {
        "dZ2": "tanh's derivative is missing",
        "dZ1": "tanh's derivative is missing",
    }
    verdicts = {name: found.lines[name].verdict for name in ("dW2", "db2", "dW1", "db1")}
    assert set(verdicts.values()) == {LineVerdict.INHERITED}


def test_a_mistake_between_and_one_in_a_line_that_reads_it_are_both_named() -> None:
    found = with_lines("dZ2 = dA2", "dW1 = 2/m * dZ1 @ X.T")
    assert {each.name: each.mistakes[0].words for each in found.origins} == {
        "dZ2": "tanh's derivative is missing",
        "dW1": "2 times too large",
    }
    assert found.lines["db1"].verdict is LineVerdict.INHERITED


def test_all_zeros_between() -> None:
    found = with_lines("dZ1 = 0 * dA1")
    assert {each.name for each in found.possible} == {"dA1", "dZ1", "dW1", "db1"}
    assert "all zeros" in sentence(found.lines["dZ1"])


def test_a_mistake_at_exact_zeros_does_not_accuse_the_line_that_shows_it() -> None:
    spec = NetworkSpec((4, 4, 4, 1), 4, init="he", data="gaussian", cost="logits")
    tried = 0
    for seed in range(40):
        drawn = NetworkSpec(spec.layers, 4, init="he", data="gaussian", cost="logits", seed=seed)
        experiment = Experiment(NetworkSubject(drawn, bugs=("dZ2-mask-ge",)), CheckSettings(1e-5))
        if network_of(experiment).draw().exact_zeros:
            tried += 1
            assert not diagnosis_of(drawn, six(experiment)).origins
    assert tried > 1


@pytest.mark.soak
def test_over_the_catalogue_the_line_is_named_or_possible_and_no_other_is_accused() -> None:
    counts = Counter[str]()
    for seed, activation in enumerate(ACTIVATIONS):
        layers, m = ((4, 5, 3, 1), 7) if seed % 2 else ((4, 4, 4, 2), 4)
        spec = NetworkSpec(layers, m, activation, data="gaussian", cost="logits", seed=seed)
        shapes = pass_shapes(layers, m)
        for bug in bugs().values():
            if bug.misfit(activation, shapes):
                continue
            experiment = Experiment(NetworkSubject(spec, bugs=(bug.id,)), CheckSettings(1e-5))
            found = diagnosis_of(spec, six(experiment))
            accused = [each.name for each in found.origins]
            possible = [each.name for each in found.possible]
            assert not accused or accused == [bug.line], (bug.id, spec)
            assert not possible or bug.line in possible, (bug.id, spec)
            counts["named" if accused else "possible" if possible else "nothing"] += 1
    print(counts)
    assert counts["named"] > 8 * counts["possible"]
    assert counts["nothing"] < 0.1 * counts.total()
