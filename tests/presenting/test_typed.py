"""What is typed in a line becomes an experiment, or a sentence that says why it cannot."""

import pytest
from hypothesis import given

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import LINE_NAMES, LineError, correct_lines
from gradviz.network.bugs import bugs
from gradviz.presenting.typed import line_problem, with_correct_line, with_line
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.strategies import examples, expression_texts

START = Experiment(NetworkSubject())


def test_another_expression_is_a_line_typed_by_hand() -> None:
    made = with_line(START, "dW2", "  2/m * dZ2 @ A1.T ")
    assert network_of(made).lines == ("dW2 = 2/m * dZ2 @ A1.T",)
    assert network_of(made).bugs == ()
    assert network_of(with_line(made, "dW2", "3/m * dZ2 @ A1.T")).lines == (
        "dW2 = 3/m * dZ2 @ A1.T",
    )


def test_a_whole_line_can_be_pasted() -> None:
    assert network_of(with_line(START, "dW2", "dW2 = 2/m * dZ2 @ A1.T\n")).lines == (
        "dW2 = 2/m * dZ2 @ A1.T",
    )


@pytest.mark.parametrize("text", ["1/m * dZ2 @ A1.T", "1/m*dZ2@A1.T", " (1/m) * dZ2 @ A1.T"])
def test_the_correct_line_takes_the_bug_or_the_edit_away(text: str) -> None:
    for experiment in (
        Experiment(NetworkSubject(bugs=("dW2-twice", "db1-4-over-m"))),
        Experiment(NetworkSubject(bugs=("db1-4-over-m",), lines=("dW2 = 2/m * dZ2 @ A1.T",))),
    ):
        made = with_line(experiment, "dW2", text)
        assert (network_of(made).bugs, network_of(made).lines) == (("db1-4-over-m",), ())


def test_typing_over_a_bug_takes_its_place_and_leaves_the_others() -> None:
    experiment = Experiment(NetworkSubject(bugs=("dW2-twice", "db1-4-over-m")))
    made = with_line(experiment, "dW2", "5/m * dZ2 @ A1.T")
    assert network_of(made).bugs == ("db1-4-over-m",)
    assert network_of(made).lines == ("dW2 = 5/m * dZ2 @ A1.T",)


def test_what_runs_already_changes_nothing() -> None:
    experiment = Experiment(NetworkSubject(bugs=("dW2-twice",)))
    text = bugs()["dW2-twice"].replacement("relu").expression.source
    assert with_line(experiment, "dW2", text.replace(" ", "")) is experiment


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("dW2", "", "empty"),
        ("dW2", "dZ2 @ ", "not an expression"),
        ("dW2", "1/m * dZ9 @ A1.T", "'dZ9'"),
        ("dW1", "1/m * dZ2 @ X.T", "(3, 4)"),
        ("dW2", "1/m * dZ2 @ A1", "(3, 3) @ (5, 3)"),
        ("dZ2", "dA2 * dZ1", "computed later"),
        ("dW2", "__import__('os')", "not allowed"),
        ("dW2", "dW1 = dZ1 @ X.T", "not an expression"),
        ("dW2", "𝑑Z2 @ A1.T", "plain ASCII"),
        ("dW2", "dZ2 @ A1.T\nimport os", "not allowed"),
        ("dW2", "(" * 100 + "dZ2" + ")" * 100, "nested"),
        ("dW2", "dZ2 * 1e999", "too large"),
        ("dW2", "dZ2 ** 99", "exponent"),
        ("dW2", "m + " * 100 + "m", "characters"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(name: str, text: str, words: str) -> None:
    problem = line_problem(START, name, text)
    assert problem is not None
    assert words in problem
    assert problem.startswith(f"line {name}: ")
    assert problem.endswith(".")
    assert "\n" not in problem
    with pytest.raises(LineError):
        with_line(START, name, text)


def test_reset_makes_a_line_correct_and_leaves_the_others() -> None:
    experiment = Experiment(NetworkSubject(bugs=("dW2-twice",), lines=("db1 = 4/m * sum(dZ1)",)))
    assert with_correct_line(experiment, "dW2") == Experiment(
        NetworkSubject(lines=("db1 = 4/m * sum(dZ1)",))
    )
    assert with_correct_line(experiment, "db1") == Experiment(NetworkSubject(bugs=("dW2-twice",)))
    assert with_correct_line(START, "dW2") == START


@examples(150)
@given(text=expression_texts())
def test_an_expression_makes_an_experiment_that_runs_or_a_sentence(text: str) -> None:
    for name in LINE_NAMES[::5]:
        problem = line_problem(START, name, text)
        if problem is not None:
            assert problem.startswith(f"line {name}: ")
            continue
        made = with_line(START, name, text)
        assert len(network_of(made).lines) <= 1
        network = network_of(made).draw()
        assert network.gradients(network_of(made).program)[0].shape == (47,)


def test_no_correct_line_has_a_problem() -> None:
    for name, text in correct_lines("relu").items():
        assert line_problem(START, name, text) is None
