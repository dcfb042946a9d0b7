"""What is said of the second opinion, of numbers that are chosen here."""

import numpy as np
import pytest

from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.precision import DOUBLE, Precision
from gradviz.checking.result import CheckResult
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import rough
from gradviz.presenting.opinion import (
    entry_opinion,
    opinion_in_short,
    opinion_sentence,
    opinion_words,
    taylor_words,
)
from tests.helpers.composed import changed
from tests.helpers.results import checked

SINGLE = Precision("float32", unit=2.0**-24)


def with_opinion(
    off: float = 0.0,
    *,
    places: tuple[int, ...] = (),
    reach: float = 0.0,
    known: int | None = None,
    precision: Precision = DOUBLE,
    preset: str = "default",
) -> CheckResult:
    """Return a check whose derivative differs from grad by a share of grad.

    Parameters
    ----------
    off
        By which share of it.
    places
        Where; all entries if there are none. Only there it is more than is to be expected.
    reach
        How far other derivatives are right too, in the last entry.
    known
        Of how many entries it was taken, the first ones; None for all.
    """
    result = checked(preset)
    value, error = result.grad.copy(), np.full(result.size, 1e-14 if places else 1.0)
    value[list(places) or slice(None)] *= 1 + off
    reaches = np.zeros(result.size)
    reaches[-1] = reach
    if known is not None:
        value[known:] = np.nan
    opinion = Opinion("complex step", value, reaches, error, precision)
    return changed(result, opinion=opinion, taylor=None)


@pytest.mark.parametrize("off", [2e-9, 6e-16, 4e-3])
def test_how_far_a_gradient_is_right_is_half_of_what_all_entries_are_off(off: float) -> None:
    """|g - v| / (|g| + |v|) with v = (1 + off) g is off / (2 + off)."""
    result = with_opinion(off)
    words = opinion_words(result)
    assert words is not None
    start, _, number = words.rpartition(" to ")
    assert start == "complex step: the gradient is right"
    assert float(number) == pytest.approx(off / (2 + off), rel=0.35 if off < 1e-12 else 0.06)
    assert opinion_in_short(result) == f"complex step: right to {number}"
    assert opinion_sentence(result) == f"Complex step: the gradient is right to {number}."


def test_equal_numbers_are_right_to_the_last_bit_unless_a_kink_allows_others() -> None:
    assert opinion_words(with_opinion()) == "complex step: the gradient is right to the last bit"
    assert opinion_words(with_opinion(reach=0.1)) == "complex step: the gradient is right"


def test_wrong_entries_are_counted_and_so_is_what_they_make_of_the_whole() -> None:
    result = with_opinion(0.5, places=(0, 7))
    off = np.linalg.norm(0.5 * result.grad[[0, 7]])
    value = result.grad.copy()
    value[[0, 7]] *= 1.5
    apart = off / (np.linalg.norm(result.grad) + np.linalg.norm(value))
    words = opinion_words(result)
    assert words is not None
    start, _, number = words.removesuffix(" in all").rpartition(" by ")
    assert start == f"complex step: the gradient is wrong in 2 of {result.size} entries, off"
    assert float(number) == pytest.approx(apart, rel=0.06)
    one = with_opinion(0.5, places=(3,))
    assert "wrong in 1 of 47 entries" in str(opinion_words(one))


def test_a_sample_is_said_to_be_one() -> None:
    assert opinion_words(with_opinion(known=5)) == (
        "complex step: the gradient is right to the last bit where it was taken, in 5 entries"
    )
    assert "wrong in 1 of 5 entries" in str(opinion_words(with_opinion(0.5, places=(2,), known=5)))


def test_of_what_was_not_taken_nothing_is_said() -> None:
    for result in (changed(checked("default"), opinion=None), with_opinion(known=0)):
        assert opinion_words(result) is None
        assert opinion_sentence(result) is None
        assert opinion_in_short(result) == ""
        assert entry_opinion(result, 0) is None
    assert entry_opinion(with_opinion(known=5), 4) is not None
    assert entry_opinion(with_opinion(known=5), 5) is None
    assert taylor_words(with_opinion()) is None
    assert "order" in str(taylor_words(checked("default")))


def test_a_short_precision_is_named() -> None:
    words = opinion_words(with_opinion(2e-6, precision=SINGLE))
    assert words == "complex step: the gradient is right to 1e-6 (float32)"


def test_beside_a_fail_it_says_nothing_more_and_beside_a_pass_it_does() -> None:
    failed = checked("course-bugs")
    assert failed.verdict is Verdict.FAIL
    assert opinion_in_short(failed) == ""
    assert opinion_in_short(with_opinion(0.5, places=(0, 7))) == "complex step: 2 entries are wrong"
    assert opinion_in_short(with_opinion(0.5, places=(7,))) == "complex step: 1 entry is wrong"
    partial = changed(with_opinion(), computed=np.arange(47) < 20)
    assert opinion_in_short(partial) == ""


def test_where_another_assumption_explains_it_that_is_what_it_is_off_from() -> None:
    assumed = Assumed((Assumption(What.ACTIVATION, "tanh"),), {})
    result = with_opinion(2.0).under(assumed)
    assert opinion_words(result) == "complex step: off by 0.5 from the J that this check assumes"
    assert opinion_in_short(result) == ""


def test_an_entry_that_is_right_for_another_assumption_is_off_here() -> None:
    assumed = Assumed((Assumption(What.ACTIVATION, "tanh"),), {})
    result = with_opinion(2.0, places=(3,)).under(assumed)
    words = entry_opinion(result, 3)
    assert words is not None
    assert "right" not in words
    off = rough(2 * abs(float(result.grad[3])))
    assert words.endswith(f"; grad is off by {off} from that of the J that this check assumes.")
    assert (entry_opinion(result, 4) or "").endswith("; grad is right.")


def test_zeros_that_a_format_makes_are_not_called_right_to_one() -> None:
    small = with_opinion(precision=SINGLE)
    zeros = changed(small, grad=0 * small.grad)
    assert opinion_words(zeros) == "complex step: the right gradient is 0 in float32"
    assert opinion_in_short(zeros) == "complex step: 0 in float32"


def test_of_one_entry_the_derivative_and_how_far_grad_is_right_are_said() -> None:
    result = with_opinion(2.0**-20)
    grad = float(result.grad[0])
    words = entry_opinion(result, 0)
    assert words is not None
    start, _, right = words.partition("; ")
    assert start.startswith("Complex step, at any epsilon: dJ is ")
    assert float(start.split()[-1]) == pytest.approx(grad * (1 + 2.0**-20), rel=1e-15)
    assert right.startswith("grad is right to ")
    assert float(right.split()[-1].removesuffix(".")) == pytest.approx(
        abs(grad) * 2.0**-20, rel=0.06
    )
    assert str(entry_opinion(with_opinion(), 0)).endswith("; grad is right.")


def test_of_a_wrong_entry_what_it_is_off_and_what_is_to_be_expected_are_said() -> None:
    result = with_opinion(0.5, places=(0,))
    words = str(entry_opinion(result, 0))
    off, expected = words.partition("; grad is off by ")[2].split(", and ")
    assert float(off) == pytest.approx(abs(float(result.grad[0])) / 2, rel=0.06)
    assert expected == "1e-14 is to be expected."


def test_at_a_kink_the_derivative_is_a_range() -> None:
    result = with_opinion(reach=0.25)
    value = float(result.grad[-1])
    words = str(entry_opinion(result, result.size - 1))
    ends = words.partition(" from ")[2].partition(";")[0].split(" to ")
    assert [float(end) for end in ends] == pytest.approx([value - 0.25, value + 0.25])
    assert words.endswith("grad is right.")
