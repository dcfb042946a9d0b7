"""What is said of each line where an assumption explains the gradients."""

import pytest

from gradviz.analysis.assumptions.lines import mistake_words, places, said_of_lines, under
from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.findings import LineVerdict, Why
from tests.helpers.results import checked

SIX = ("dW3", "db3", "dW2", "db2", "dW1", "db1")
ELEVEN = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")

TANH = Assumption(What.ACTIVATION, "tanh")
M_LESS_ONE = Assumption(What.DIVISOR, "m - 1", "9", value=8.0, factor=9 / 8, is_wrong=True, at=SIX)
NO_TERM = Assumption(What.L2, "0.7", value=0.7, is_wrong=True, at=("dW2",))
UPDATED = Assumption(What.UPDATED, "0.1", value=0.1, is_wrong=True, at=("dA2", "dA1"))


def verdicts(*each: Assumption, given: tuple[str, ...]) -> dict[str, str]:
    """Return the lines of which something is said, in one letter each."""
    said = said_of_lines(each, given)
    assert tuple(said) == ELEVEN
    return {name: verdict.value for name, verdict in said.items() if verdict != "undecidable"}


@pytest.mark.parametrize("given", [SIX, ELEVEN])
def test_no_line_is_accused_of_another_convention(given: tuple[str, ...]) -> None:
    assert verdicts(TANH, given=given) == {}


def test_a_mistake_is_at_the_lines_whose_values_were_given_with_what_they_read() -> None:
    found = verdicts(M_LESS_ONE, given=ELEVEN)
    assert {name for name, said in found.items() if said == "origin"} == set(SIX)
    assert {name for name, said in found.items() if said == "right"} == set(ELEVEN) - set(SIX)
    assert verdicts(M_LESS_ONE, given=SIX) == {}, "or dZ, which was not given, may be wrong"


def test_a_term_that_is_missing_is_missing_in_its_own_line() -> None:
    found = verdicts(NO_TERM, given=SIX)
    assert found["dW2"] == "origin"
    assert {name for name, said in found.items() if said == "right"} == set(SIX) - {"dW2"}


def test_lines_below_a_wrong_one_have_it_from_there() -> None:
    found = verdicts(UPDATED, given=ELEVEN)
    assert {name for name, said in found.items() if said == "origin"} == {"dA2", "dA1"}
    inherited = {"dZ2", "dW2", "db2", "dZ1", "dW1", "db1"}
    assert {name for name, said in found.items() if said == "inherited"} == inherited
    assert {name for name, said in found.items() if said == "right"} == {"dZ3", "dW3", "db3"}
    six = verdicts(UPDATED, given=SIX)
    assert six == dict.fromkeys(("dW3", "db3"), "right") | dict.fromkeys(
        ("dW2", "db2", "dW1", "db1"), "inherited"
    )


def test_the_values_of_a_diagnosis_stay_and_its_verdicts_are_those_of_the_assumption() -> None:
    before = checked("default").diagnosis
    assert before is not None
    said = said_of_lines((NO_TERM,), ELEVEN)
    after = under(before, Assumed((NO_TERM,), said))
    assert {name: each.verdict for name, each in after.lines.items()} == said
    for name, line in after.lines.items():
        assert line.value is before.lines[name].value
        assert bool(line.mistakes) is (name == "dW2")
    assert [each.name for each in after.origins] == ["dW2"]
    convention = under(before, Assumed((TANH,), said_of_lines((TANH,), SIX)))
    assert {each.why for each in convention.lines.values()} <= {Why.ASSUMED, Why.NOT_COVERED}
    assert convention.origins == ()


def test_another_divisor_may_be_a_factor_in_dz3_as_well() -> None:
    assert places(M_LESS_ONE) == ("dZ3", *SIX)
    assert places(NO_TERM) == ("dW2",)
    in_dz3 = Assumption(What.DIVISOR, "m - 1", "9", factor=9 / 8, is_wrong=True, at=("dZ3",))
    assert places(in_dz3) == ("dZ3",)
    before = checked("default").diagnosis
    assert before is not None
    after = under(before, Assumed((M_LESS_ONE,), said_of_lines((M_LESS_ONE,), SIX)))
    assert after.lines["dZ3"].verdict is LineVerdict.UNDECIDABLE
    assert after.lines["dZ3"].why is Why.POSSIBLE


@pytest.mark.parametrize(
    ("assumption", "words"),
    [
        (NO_TERM, "the L2 term is missing, lambda/m * W with lambda 0.7"),
        (UPDATED, "W was already updated, by 0.1 * dW, when dA was computed from it"),
        (Assumption(What.COST, "softmax"), "it is that of softmax"),
        (Assumption(What.COST, "sum", value=1.0), "1/m is missing"),
        (M_LESS_ONE, "1/(m - 1), here 1/8, in the place of 1/m, 1/9"),
        (
            Assumption(What.DIVISOR, "X.size", "9", value=36.0),
            "1/X.size, here 1/36, in the place of 1/m, 1/9",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_words(assumption: Assumption, words: str) -> None:
    assert mistake_words(assumption) == words
