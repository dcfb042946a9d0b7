"""What a check says of each line: right, inherited, origin, undecidable and why."""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gradviz.analysis.check import check, check_steps
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.verdict import Verdict
from gradviz.network.bugs import bugs
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment, presets
from tests.helpers.diagnosed import (
    LINES,
    QUIET,
    change,
    diagnosis_of,
    fitting_bugs,
    names,
    random_experiments,
    right_values,
    values_of,
    with_exact_zeros,
    with_given,
)
from tests.helpers.subjects import experiment_of

RIGHT, INHERITED, ORIGIN, UNDECIDABLE = LineVerdict
SPEC = NetworkSpec((4, 5, 3, 2), 7, cost="logits", data="gaussian")


def diagnosed(experiment: Experiment) -> Diagnosis:
    return diagnosis_of(check(experiment))


def verdicts(diagnosis: Diagnosis) -> dict[str, str]:
    return {name: str(each.why or each.verdict) for name, each in diagnosis.lines.items()}


def decidable(finding: LineFinding) -> tuple[LineVerdict, Why | None, tuple[object, ...]]:
    return finding.verdict, finding.why, finding.mistakes


def test_every_line_of_a_right_pass_is_right() -> None:
    diagnosis = diagnosed(Experiment(NetworkSubject(SPEC)))
    assert set(verdicts(diagnosis).values()) == {"right"}
    assert tuple(diagnosis.lines) == LINES
    assert diagnosis.first is None


@pytest.mark.parametrize(
    ("line", "inherited"),
    [
        ("dZ3 = Y - A3", ("dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")),
        ("dW3 = dZ3 @ A2.T", ()),
        ("dA2 = -W3.T @ dZ3", ("dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")),
        ("db2 = 0 * b2", ()),
        ("dZ1 = 2 * dA1", ("dW1", "db1")),
    ],
)
def test_lines_that_read_a_wrong_one_inherit_it(line: str, inherited: tuple[str, ...]) -> None:
    diagnosis = diagnosed(Experiment(NetworkSubject(SPEC, lines=(line,))))
    assert names(diagnosis) == (line[:3],)
    assert names(diagnosis, INHERITED) == inherited
    assert diagnosis.first is diagnosis.lines[line[:3]]


def test_what_a_finding_holds() -> None:
    experiment = Experiment(
        NetworkSubject(SPEC, lines=("dA2 = 2 * W3.T @ dZ3",)), CheckSettings(epsilon=1e-5)
    )
    diagnosis, values = diagnosed(experiment), values_of(experiment)
    truth, rules = (
        values_of(replace(experiment, subject=replace(network_of(experiment), lines=()))),
        right_values(experiment, values),
    )
    for name, each in diagnosis.lines.items():
        assert each.name == name
        assert each.value is not None
        shapes = {a.shape for a in (each.value, each.rule, each.numerical, each.expected)}
        assert shapes == {each.kinks.shape} == {truth[name].shape}
        np.testing.assert_array_equal(each.value, values[name])
        np.testing.assert_allclose(each.rule, rules[name], rtol=1e-12, atol=1e-15)
        apart = np.abs(each.numerical - truth[name])[~each.kinks]
        assert np.all(apart < 1e-8)
        assert np.linalg.norm(apart) < 30 * np.linalg.norm(each.expected[~each.kinks])
        assert np.all(each.expected >= 0)
        assert name[1] not in "ZA" or np.all(each.expected > 0)
        assert np.all(each.expected < 1e-7)


def test_what_is_spoilt_inherits_and_what_is_not_stays_right() -> None:
    counted, random = Counter[str](), Random(4)
    for experiment in random_experiments(24, seed=5):
        if network_of(experiment).draw().exact_zeros:
            continue  # several slopes are as good there
        truth, fitting = values_of(experiment), fitting_bugs(experiment)
        for pair in (random.sample(fitting, 2) for _ in range(5)):
            if pair[0].line == pair[1].line:
                continue
            bugged = replace(
                experiment,
                subject=replace(network_of(experiment), bugs=tuple(bug.id for bug in pair)),
            )
            result, values = check(bugged), values_of(bugged)
            assert result.noise_floor is not None
            for name, each in diagnosis_of(result).lines.items():
                if name in (pair[0].line, pair[1].line):
                    continue
                scale = np.linalg.norm(values[name]) + np.linalg.norm(truth[name])
                spoilt = float(np.linalg.norm(values[name] - truth[name])) / (float(scale) or 1)
                what = f"{name} of {bugged} is {each.verdict}"
                counted[f"{'spoilt' if spoilt else 'sound'}: {each.why or each.verdict}"] += 1
                if spoilt == 0:
                    assert each.verdict in (RIGHT, UNDECIDABLE), what
                elif spoilt > 1e-3 and result.noise_floor < QUIET:
                    assert each.verdict is INHERITED or each.why is Why.NOT_COVERED, what
    print(dict(counted))
    assert counted["spoilt: inherited"] > 100
    assert counted["sound: right"] > 350


@pytest.mark.parametrize("epsilon", [0.1, 1e-2, 1e-9, 1e-11])
def test_where_the_verdict_is_that_it_is_wrong_a_line_is_named(epsilon: float) -> None:
    random, failed = Random(6), 0
    for experiment in random_experiments(20, seed=6):
        for bug in random.sample(fitting_bugs(experiment), 3):
            settings = replace(experiment.check, epsilon=epsilon)
            bugged = replace(
                experiment, subject=replace(network_of(experiment), bugs=(bug.id,)), check=settings
            )
            result = check(bugged)
            found = names(diagnosis_of(result))
            assert set(found) <= {bug.line}, bugged
            if result.verdict is Verdict.FAIL:
                failed += 1
                assert found, bugged
    assert failed > 45


def test_a_kink_hides_no_wrong_entry_elsewhere() -> None:
    experiment = Experiment(
        NetworkSubject(NetworkSpec((6, 8, 8, 2), 18, "leaky-relu", "logits", data="gaussian")),
        CheckSettings(epsilon=0.1),
    )
    for line in ("dZ2 = dA2", "dZ1 = 1.5 * dA1 * where(Z1 > 0, 1, 0.01)"):
        diagnosis = diagnosed(
            replace(experiment, subject=replace(network_of(experiment), lines=(line,)))
        )
        assert diagnosis.lines[line[:3]].kinks.any()
        assert names(diagnosis) == (line[:3],)


def test_a_tiny_error_that_only_the_verdict_can_tell_is_named() -> None:
    """The noise of one line hides what that of the parameters does not."""
    for number, experiment in enumerate(random_experiments(16, seed=8)):
        bugged = replace(
            experiment,
            subject=replace(
                network_of(experiment),
                lines=(("dZ3 = 1.001 * (A3 - Y)", "dZ2 = 1.0005 * dA2")[number % 2],),
            ),
            check=CheckSettings(epsilon=1e-9),
        )
        result = check(bugged)
        assert result.verdict is not Verdict.FAIL or diagnosis_of(result).origins, bugged


def test_a_right_line_that_rounds_otherwise_is_not_accused_beside_a_tiny_error() -> None:
    """Not even where the threshold asks for more digits than there are."""
    lines = ("dW3 = 1/m * (dZ3 @ A2.T)", "dA1 = 1.0001 * W2.T @ dZ2")
    for seed in range(3):
        settings = CheckSettings(epsilon=1e-9, threshold=1e-18)
        result = check(Experiment(NetworkSubject(replace(SPEC, seed=seed), lines=lines), settings))
        assert result.verdict is Verdict.FAIL
        assert names(diagnosis_of(result)) == ("dA1",)


@pytest.mark.parametrize(("threshold", "is_wrong"), [(1e-7, True), (1e-4, True), (1e-2, False)])
def test_a_line_is_held_against_the_threshold_of_the_check(
    threshold: float, is_wrong: bool
) -> None:
    settings = CheckSettings(epsilon=1e-5, threshold=threshold)
    found = diagnosed(
        Experiment(NetworkSubject(SPEC, lines=("dA1 = 1.001 * (W2.T @ dZ2)",)), settings)
    )
    assert names(found) == (("dA1",) if is_wrong else ())
    assert (found.lines["dA1"].why is Why.SMALL) != is_wrong


DEAD = {
    "X": [[1.0, 2.0]],
    "Y": [[1.0, 0.0]],
    "W1": [[1.0], [2.0]],
    "b1": [[0.1], [0.2]],
    "W2": [[-1.0, -1.0]],
    "b2": [[-3.0]],
    "W3": [[0.5]],
    "b3": [[0.25]],
}


def test_of_a_dead_layer_nothing_can_be_told() -> None:
    found = verdicts(diagnosed(experiment_of(DEAD)))
    uncovered = {"dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1", "dW3"}
    assert found == {name: "not covered" if name in uncovered else "right" for name in LINES}
    wrong = replace(
        experiment_of(DEAD),
        subject=replace(
            network_of(experiment_of(DEAD)), lines=("dW2 = 5 * dZ2 @ A1.T",), bugs=("dW1-sign",)
        ),
    )
    assert diagnosed(wrong).origins == ()
    assert verdicts(diagnosed(wrong))["dW2"] == "not covered"


def test_a_line_that_gives_a_dead_layer_a_gradient_is_named() -> None:
    for line in ("dZ2 = dA2", "dW1 = X.T + 0 * W1", "db2 = 1/m * sum(dA2)"):
        assert names(
            diagnosed(
                replace(
                    experiment_of(DEAD),
                    subject=replace(network_of(experiment_of(DEAD)), lines=(line,)),
                )
            )
        ) == (line[:3],)


def test_a_line_that_is_wrong_on_other_data_alone_is_not_called_right() -> None:
    for line in ("dZ2 = dA2 * (Z2 >= 0)", "dW2 = 1/7 * dZ2 @ A1.T", "dZ1 = dA1 * (Z1 > 1e-9)"):
        found = diagnosed(Experiment(NetworkSubject(SPEC, lines=(line,))))
        expected = dict.fromkeys(LINES, "right") | {line[:3]: "same here"}
        assert verdicts(found) == expected
        assert found.origins == ()


def test_where_rounding_is_larger_than_the_gradient_lines_are_judged_all_the_same() -> None:
    for lines, accused in (((), ()), (("dW2 = 1.5 * dZ2 @ A1.T",), ("dW2",))):
        result = check(Experiment(NetworkSubject(SPEC, lines=lines), CheckSettings(epsilon=1e-16)))
        assert result.verdict is (Verdict.FAIL if lines else Verdict.INCONCLUSIVE)
        assert names(diagnosis_of(result)) == accused


def test_where_every_unit_is_at_its_kink_its_slope_is_right() -> None:
    flat = DEAD | {"W2": [[0.0, 0.0]], "b2": [[0.0]], "W1": [[0.0], [0.0]], "b1": [[0.0], [0.0]]}
    found = verdicts(diagnosed(experiment_of(flat, "leaky-relu")))
    assert {found[name] for name in ("dW3", "dW2", "dA1", "dZ1", "dW1", "db1")} == {"not covered"}
    assert {found[name] for name in ("dZ3", "db3", "dA2", "dZ2", "db2")} == {"right"}


@pytest.mark.parametrize(("slope", "is_wrong"), [("0.5", False), ("1", False), ("3", True)])
def test_at_a_kink_any_slope_between_the_two_will_do(slope: str, is_wrong: bool) -> None:
    spec = replace(SPEC, activation="leaky-relu")
    experiment = with_exact_zeros(Experiment(NetworkSubject(spec)), Random(3))
    assert np.any(network_of(experiment).draw().here["Z2"] == 0)
    line = f"dZ2 = dA2 * where(Z2 > 0, 1, 0.01 + ({slope} - 0.01) * (Z2 == 0))"
    found = diagnosed(replace(experiment, subject=replace(network_of(experiment), lines=(line,))))
    assert names(found) == (("dZ2",) if is_wrong else ())


@pytest.mark.parametrize(
    ("activation", "line", "is_wrong"),
    [
        ("relu", "dZ2 = dA2", True),
        ("relu", "dZ2 = dA2 * (Z2 >= 0)", False),
        ("leaky-relu", "dZ2 = dA2", True),
        ("leaky-relu", "dZ2 = where(Z2 >= 0, dA2, 0.01 * dA2)", False),
    ],
)
def test_where_all_units_are_at_zero_a_line_that_is_wrong_beside_it_is_named(
    activation: str, line: str, is_wrong: bool
) -> None:
    draw = np.random.default_rng(0)
    shapes = {"X": (2, 6), "W1": (3, 2), "b1": (3, 1), "W3": (1, 4)}
    arrays = {name: draw.standard_normal(shape).tolist() for name, shape in shapes.items()}
    arrays |= {"Y": [[1, 0, 1, 1, 0, 0]], "W2": [[0] * 3] * 4, "b2": [[0]] * 4, "b3": [[0.25]]}
    result = check(
        replace(
            experiment_of(arrays, activation),
            subject=replace(network_of(experiment_of(arrays, activation)), lines=(line,)),
        )
    )
    assert (result.verdict is Verdict.FAIL) == is_wrong
    assert names(diagnosis_of(result)) == (("dZ2",) if is_wrong else ())


def test_a_line_that_is_as_right_at_a_kink_is_not_accused_of_what_it_does_beside_it() -> None:
    draw = np.random.default_rng(1)
    shapes = {"X": (2, 6), "W2": (4, 3), "W3": (1, 4)}
    arrays = {name: draw.standard_normal(shape).tolist() for name, shape in shapes.items()}
    arrays |= {"Y": [[1, 0, 1, 1, 0, 0]], "W1": [[0] * 2] * 3, "b1": [[0]] * 3}
    arrays |= {"b2": [[0], [0], [2], [-1]], "b3": [[0.25]]}
    lines = ("dZ2 = where(Z2 > 1e-3, dA2, 0.01 * dA2)", "dZ1 = dA1")
    result = check(
        replace(
            experiment_of(arrays, "leaky-relu"),
            subject=replace(network_of(experiment_of(arrays, "leaky-relu")), lines=lines),
        )
    )
    assert result.verdict is Verdict.FAIL
    assert names(diagnosis_of(result)) == ("dZ1",)


def test_a_slope_of_the_other_sign_at_a_kink_is_wrong() -> None:
    experiment = with_exact_zeros(Experiment(NetworkSubject(SPEC)), Random(3))
    line = "dZ2 = dA2 * ((Z2 > 0) - 0.5 * (Z2 == 0))"
    assert names(
        diagnosed(replace(experiment, subject=replace(network_of(experiment), lines=(line,))))
    ) == ("dZ2",)


def test_where_the_cost_is_not_finite_nothing_can_be_told() -> None:
    spec = replace(SPEC, layers=(4, 5, 3, 1), examples=3, cost="textbook")
    experiment = replace(Experiment(NetworkSubject(spec)))
    wild = with_given(experiment, {}, ())
    subject = network_of(wild)
    assert subject.given is not None
    large = {n: a * (100 if n[0] == "W" else 1) for n, a in subject.given.arrays.items()}
    given = replace(subject.given, arrays=large)
    wild = replace(wild, subject=replace(subject, given=given))
    result = check(wild)
    assert result.problem is not None
    found = diagnosis_of(result)
    assert found.origins == ()
    parameters = [found.lines[name].why for name in ("dW3", "db3", "dW2", "db2", "dW1", "db1")]
    assert set(parameters) <= {Why.NOT_FINITE, Why.NOT_COVERED}
    assert Why.NOT_FINITE in parameters


@pytest.mark.parametrize(
    ("line", "inherited"),
    [
        ("dZ2 = dA2 * log(Z2)", {"dW2", "db2", "dA1", "dZ1", "dW1", "db1"}),
        ("dA1 = W2.T @ dZ2 / (0 * A1)", {"dZ1", "dW1", "db1"}),
        ("db2 = log(0 * b2)", set()),
    ],
)
def test_what_is_not_finite_comes_of_the_line_that_makes_it(line: str, inherited: set[str]) -> None:
    diagnosis = diagnosed(Experiment(NetworkSubject(SPEC, lines=(line,))))
    assert names(diagnosis) == (line[:3],)
    assert set(names(diagnosis, INHERITED)) == inherited
    assert set(names(diagnosis, RIGHT)) == set(LINES) - inherited - {line[:3]}
    assert diagnosis.lines[line[:3]].wrong.any()


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_alone_tell_the_same_as_the_program(activation: str, cost: str) -> None:
    for seed, layers in enumerate(((4, 4, 4, 1), (3, 5, 4, 2))):
        spec = replace(SPEC, layers=layers, activation=activation, cost=cost, seed=seed)
        experiment = Experiment(NetworkSubject(spec), CheckSettings(epsilon=1e-6))
        for bug in fitting_bugs(experiment)[seed::8]:
            bugged = replace(experiment, subject=replace(network_of(experiment), bugs=(bug.id,)))
            ours = diagnosed(bugged)
            from_file = diagnosed(with_given(bugged, values_of(bugged)))
            for name in LINES:
                one, other = ours.lines[name], from_file.lines[name]
                if one.why is not Why.SAME_HERE:  # of values it cannot be known
                    assert decidable(one) == decidable(other), (name, bugged)
                np.testing.assert_array_equal(one.rule, other.rule)
                np.testing.assert_array_equal(one.numerical, other.numerical)


def test_bugs_that_are_ticked_beside_given_values_do_not_matter() -> None:
    experiment = Experiment(NetworkSubject(SPEC), CheckSettings(epsilon=1e-6))
    values = values_of(
        replace(experiment, subject=replace(network_of(experiment), bugs=("dW3-twice",)))
    )
    plain = with_given(experiment, values)
    ticked = replace(
        plain,
        subject=replace(
            network_of(plain), bugs=("dW2-twice", "dZ1-mask-ge"), lines=("dA2 = 3 * W3.T @ dZ3",)
        ),
    )
    expected = diagnosed(plain)
    assert names(expected) == ("dW3",)
    found = diagnosed(ticked)
    assert [decidable(each) for each in found.lines.values()] == [
        decidable(each) for each in expected.lines.values()
    ]


def test_a_bug_and_the_same_line_typed_by_hand_are_told_the_same() -> None:
    for bug in ("dW2-twice", "dZ1-no-mask", "db3-total", "dA2-penalty"):
        ticked = Experiment(NetworkSubject(SPEC, bugs=(bug,)))
        line = str(bugs()[bug].replacement(SPEC.activation))
        typed = Experiment(NetworkSubject(SPEC, lines=(line,)))
        one, other = diagnosed(ticked).lines, diagnosed(typed).lines
        assert [decidable(one[name]) for name in LINES] == [
            decidable(other[name]) for name in LINES
        ]


@pytest.mark.parametrize("name", LINES)
def test_one_wrong_entry_of_given_values_is_enough(name: str) -> None:
    experiment = Experiment(NetworkSubject(SPEC), CheckSettings(epsilon=1e-5))
    values = values_of(experiment)
    wrong = values[name].copy()
    place = np.unravel_index(int(np.argmax(np.abs(wrong))), wrong.shape)
    wrong[place] *= 1.01
    finding = diagnosed(with_given(experiment, values | {name: wrong})).lines[name]
    assert finding.verdict is ORIGIN
    np.testing.assert_array_equal(np.argwhere(finding.wrong), [place])


def test_a_check_that_is_not_whole_has_no_diagnosis() -> None:
    steps = check_steps(Experiment(NetworkSubject(SPEC), CheckSettings(engine="loop")))
    assert next(steps).result().diagnosis is None


@pytest.mark.parametrize("preset", list(presets()))
def test_the_presets_are_diagnosed(preset: str) -> None:
    experiment = preset_experiment(preset)
    if experiment.subject.layout.size > 5_000:
        return
    diagnosis = diagnosed(experiment)
    lines = {bugs()[bug].line for bug in network_of(experiment).bugs}
    values = values_of(experiment)
    expected = {name for name in lines if change(experiment, name, values) > 1e-3}
    assert set(names(diagnosis)) <= lines
    assert expected <= set(names(diagnosis))


CARRYING_THE_MEAN = (
    "dZ3 = 1/m * (A3 - Y)",
    *(f"dW{layer} = dZ{layer} @ {a}.T" for layer, a in ((3, "A2"), (2, "A1"), (1, "X"))),
    *(f"db{layer} = sum(dZ{layer})" for layer in (3, 2, 1)),
)


@pytest.mark.parametrize(
    ("bug", "accused"),
    [((), ()), (("dZ2 = dA2",), ("dZ2",)), (("dA1 = 2 * W2.T @ dZ2",), ("dA1",))],
)
def test_a_pass_may_take_the_mean_at_its_beginning(
    bug: tuple[str, ...], accused: tuple[str, ...]
) -> None:
    spec = NetworkSpec((4, 5, 3, 1), 6, data="gaussian", cost="logits")
    experiment = Experiment(
        NetworkSubject(spec, lines=CARRYING_THE_MEAN + bug), CheckSettings(1e-5)
    )
    diagnosis = diagnosed(experiment)
    assert tuple(each.name for each in diagnosis.origins) == accused
    assert diagnosis.carries_mean
    assert {each.verdict for each in diagnosis.lines.values()} <= {
        LineVerdict.RIGHT,
        LineVerdict.ORIGIN,
        LineVerdict.INHERITED,
    }


def test_a_line_that_differs_at_kinks_alone_is_not_said_to_change_nothing() -> None:
    diagnosis = diagnosed(
        replace(
            preset_experiment("kink"),
            subject=replace(network_of(preset_experiment("kink")), bugs=("dZ2-no-mask",)),
        )
    )
    assert diagnosis.lines["dZ2"].why is Why.KINKS


def test_lines_of_the_built_in_pass_are_not_accused_of_another_convention() -> None:
    spec = NetworkSpec((4, 5, 3, 1), 6, data="gaussian", cost="logits")
    rewritten = CARRYING_THE_MEAN[:3] + CARRYING_THE_MEAN[4:6]
    accused = names(
        diagnosed(Experiment(NetworkSubject(spec, lines=rewritten), CheckSettings(1e-5)))
    )
    assert set(accused) <= {line[:3] for line in rewritten}


def test_a_mean_at_the_beginning_alone_is_a_mistake() -> None:
    spec = NetworkSpec((4, 5, 3, 1), 6, data="gaussian", cost="logits")
    lines = CARRYING_THE_MEAN[:1]
    diagnosis = diagnosed(Experiment(NetworkSubject(spec, lines=lines), CheckSettings(1e-5)))
    assert [each.name for each in diagnosis.origins] == ["dZ3"]
    assert not diagnosis.carries_mean


def test_where_all_units_are_at_their_kinks_and_the_verdict_is_fail_a_line_is_named() -> None:
    draw = np.random.default_rng(0)
    sizes = {"X": (2, 6), "W2": (4, 3), "W3": (1, 4)}
    arrays = {name: draw.standard_normal(size).tolist() for name, size in sizes.items()}
    arrays |= {"W1": [[0.0] * 2] * 3, "b1": [[0.0]] * 3, "b2": [[0.0]] * 4, "b3": [[0.25]]}
    arrays["Y"] = [[1.0, 0.0, 1.0, 1.0, 0.0, 0.0]]
    right = experiment_of(arrays, "relu")
    assert names(diagnosed(right)) == ()
    wrong = replace(right, subject=replace(network_of(right), lines=("dZ1 = dA1",)))
    assert check(wrong).verdict is Verdict.FAIL
    assert names(diagnosed(wrong)) == ("dZ1",)
