"""What another assumption makes of a check: wrong whatever was meant, a fail, or neither."""

import numpy as np
import pytest

from gradviz.checking.assumption import SETTING, Assumed, Assumption, What


def assumed(*each: Assumption, wrong: list[bool] | None = None) -> Assumed:
    mask = None if wrong is None else np.array(wrong)
    return Assumed(each, {}, wrong=mask)


CONVENTION = Assumption(What.ACTIVATION, "tanh")
STATED = Assumption(What.COST, "softmax", is_stated=True)
MISTAKE = Assumption(What.DIVISOR, "m - 1", is_wrong=True)
TERM = Assumption(What.L2, "0.7", is_stated=True)


@pytest.mark.parametrize(
    ("found", "is_wrong", "is_fail", "keeps_marks"),
    [
        (assumed(CONVENTION), False, False, False),
        (assumed(STATED), False, True, True),
        (assumed(MISTAKE), True, True, True),
        (assumed(TERM), False, True, False),
        (assumed(CONVENTION, MISTAKE), True, True, True),
        (assumed(STATED, TERM), False, True, False),
        (assumed(CONVENTION, wrong=[False, False]), False, False, False),
        (assumed(CONVENTION, wrong=[False, True]), True, True, False),
    ],
)
def test_what_an_assumption_makes_of_a_check(
    found: Assumed, is_wrong: bool, is_fail: bool, keeps_marks: bool
) -> None:
    """A convention that nobody stated is no fail; a mistake is one, whatever was meant."""
    assert found.is_wrong is is_wrong
    assert found.is_fail is is_fail
    assert found.keeps_marks is keeps_marks


def test_only_what_a_setting_says_can_be_stated_by_one() -> None:
    assert SETTING == {What.ACTIVATION: "activation", What.COST: "cost"}
