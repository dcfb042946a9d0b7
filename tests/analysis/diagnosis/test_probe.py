import pytest

from gradviz.analysis.diagnosis.probe import are_same_elsewhere, is_right_elsewhere
from gradviz.network.backward import correct_program, parse_line
from gradviz.network.bugs import bugs
from gradviz.network.spec import ACTIVATIONS
from tests.helpers.rewritten import rewritten

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


@every_activation
def test_right_lines_are_right_elsewhere(activation: str) -> None:
    for line in correct_program(activation).lines:
        assert is_right_elsewhere(line, activation)


@every_activation
def test_right_lines_in_other_words_are_right_elsewhere(activation: str) -> None:
    for text in rewritten(activation):
        assert is_right_elsewhere(parse_line(text), activation), text


@every_activation
def test_no_bug_of_the_catalogue_is_right_elsewhere(activation: str) -> None:
    fitting = [bug for bug in bugs().values() if bug.applies_to(activation)]
    for bug in fitting:
        assert not is_right_elsewhere(bug.replacement(activation), activation), bug.id


@pytest.mark.parametrize("number", range(1, 12))
def test_a_number_is_not_m(number: int) -> None:
    for text in (f"dW2 = 1/{number} * dZ2 @ A1.T", f"db1 = {number} * mean(dZ1) / m"):
        assert not is_right_elsewhere(parse_line(text), "tanh"), text


@pytest.mark.parametrize(
    "text",
    [
        "dZ2 = dA2 * (Z2 >= 0)",
        "dZ1 = dA1 * (Z1 > 1e-9) + dA1 * (Z1 == 0)",
        "db3 = 1/m * sum_units(dZ3).T",
        "dA2 = sum_units(dZ3)",
        "dW2 = 1.000001/m * dZ2 @ A1.T",
        "dW1 = 1/m * dZ1 @ log(X).T",
        "dW3 = 1/m * dZ3 @ (A2 + 1e-8).T",
    ],
)
def test_lines_that_happen_to_be_right_somewhere_are_not(text: str) -> None:
    assert not is_right_elsewhere(parse_line(text), "relu")


def test_two_wrong_lines_can_be_the_same() -> None:
    one, same, other = map(
        parse_line,
        ("db2 = sum(dZ2)", "db2 = m * mean(dZ2)", "db2 = mean(dZ2) / m"),
    )
    assert are_same_elsewhere(one, same, "relu")
    assert not are_same_elsewhere(one, other, "relu")
