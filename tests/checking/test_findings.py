import numpy as np

from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from tests.helpers.diagnosed import Floats


def finding(value: Floats | None, rule: Floats, **changes: object) -> LineFinding:
    none = np.zeros(rule.shape, bool)
    form = {"verdict": LineVerdict.ORIGIN, "numerical": rule, "expected": rule, "kinks": none}
    return LineFinding(name="dW2", value=value, rule=rule, **form | changes)  # type: ignore[arg-type]


def test_wrong_entries_are_those_that_differ_by_more_than_rounding() -> None:
    rule = np.array([[1.0, 2.0, -3.0], [0.0, 1e-3, 5.0]])
    value = rule * (1 + 4e-16)
    value[0, 1] = 2.000001
    value[1, 0] = 1e-9
    wrong = finding(value, rule, tolerance=1e-12).wrong
    np.testing.assert_array_equal(wrong, [[False, True, False], [True, False, False]])


def test_rounding_is_that_of_the_precision_in_which_the_value_was_computed() -> None:
    rule, given = np.array([[1.0, 2.0]]), np.array([[1.0000001, 2.01]])
    short = finding(given, rule, tolerance=float(np.finfo(np.float32).eps) * rule)
    np.testing.assert_array_equal(short.wrong, [[False, True]])
    np.testing.assert_array_equal(finding(given, rule).wrong, [[True, True]])


def test_what_is_not_finite_is_wrong_and_does_not_warn() -> None:
    rule = np.array([[1.0, 2.0, np.inf]])
    value = np.array([[np.nan, np.inf, np.inf]])
    np.testing.assert_array_equal(finding(value, rule).wrong, [[True, True, False]])


def test_of_a_value_that_was_not_given_nothing_is_wrong() -> None:
    assert not finding(None, np.ones((2, 3))).wrong.any()


def test_origins_and_possible_lines_are_told_in_the_order_in_which_they_run() -> None:
    ones = np.ones((1, 1))
    right = finding(ones, ones, verdict=LineVerdict.RIGHT)
    origin = finding(ones, ones)
    possible = finding(None, ones, verdict=LineVerdict.UNDECIDABLE, why=Why.POSSIBLE)
    uncovered = finding(ones, ones, verdict=LineVerdict.UNDECIDABLE, why=Why.NOT_COVERED)
    diagnosis = Diagnosis({"a": right, "b": origin, "c": possible, "d": origin, "e": uncovered})
    assert diagnosis.origins == (origin, origin)
    assert diagnosis.first is origin
    assert diagnosis.possible == (possible,)
    assert Diagnosis({"a": right, "e": uncovered}).first is None
