"""Reading numbers, and what is said of a wrong one."""

import pytest

from gradviz.network.fields import (
    InvalidSettings,
    Problem,
    choice_problem,
    number_problem,
    problems_sentence,
    read_number,
    read_whole_number,
    shown,
    whole_number_problem,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" 12 ", 12),
        ("1,000", 1000),
        ("12,345,678", 12345678),
        ("1_000", 1000),
        ("-4", -4),
        ("+4", 4),
        ("1,5", "1,5"),
        ("1,00", "1,00"),
        ("10,0000", "10,0000"),
        ("3.0", "3.0"),
        ("1e3", "1e3"),
        ("", ""),
        (" ", ""),
        ("abc", "abc"),
        ("+-4", "+-4"),
        ("_", "_"),
        ("\u0663", "\u0663"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_reading_a_whole_number(text: str, value: int | str) -> None:
    assert read_whole_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-7", 1e-7), (" 0.5 ", 0.5), ("3", 3.0), ("1,5", "1,5"), ("", ""), ("1e", "1e")],
)
def test_reading_a_number(text: str, value: float | str) -> None:
    assert read_number(text) == value


def test_a_whole_number_in_its_range_is_no_problem() -> None:
    assert whole_number_problem("examples", 1, 1, 5) is None
    assert whole_number_problem("examples", 5, 1, 5) is None


# Python writes no number of so many digits, so pytest needs a name for it.
GIGANTIC = pytest.param(10**6000, id="gigantic")


@pytest.mark.parametrize("value", [0, 6, 2.0, True, "3", None, [3], GIGANTIC])
def test_any_other_whole_number_is_a_problem(value: object) -> None:
    problem = whole_number_problem("examples", value, 1, 5)
    assert problem == Problem(
        "examples", f"examples is {shown(value)}; it must be a whole number from 1 to 5."
    )


@pytest.mark.parametrize(
    "value",
    [0.0, 2.0, float("nan"), float("inf"), -float("inf"), True, "1", None, 10**400, GIGANTIC, 1j],
)
def test_a_number_out_of_its_range_is_a_problem(value: object) -> None:
    problem = number_problem("epsilon", value, 1e-20, 1)
    assert problem is not None
    assert problem.field == "epsilon"
    assert problem.message.startswith("epsilon is ")
    assert problem.message.endswith("; it must be a number from 1e-20 to 1.")
    assert len(problem.message) < 100


def test_a_number_in_its_range_is_no_problem() -> None:
    for value in (1e-20, 1e-7, 0.5, 1, 1.0):
        assert number_problem("epsilon", value, 1e-20, 1) is None


@pytest.mark.parametrize("value", ["blue", "", None, 3, ["red"], {}])
def test_a_word_that_is_none_of_the_choices_is_a_problem(value: str) -> None:
    problem = choice_problem("colour", value, ("red", "green"))
    assert problem is not None
    assert problem.message == f"colour is {shown(value)}; it must be one of red, green."


def test_a_field_is_named_in_words() -> None:
    problem = whole_number_problem("layers.0", "x", 1, 9)
    assert problem is not None
    assert problem.message.startswith("inputs is 'x'; ")


def test_a_long_value_is_cut() -> None:
    assert len(shown("x" * 1000)) <= 40
    assert shown("a\nb") == r"'a\nb'"


def test_invalid_settings_say_every_problem() -> None:
    error = InvalidSettings([Problem("a", "a is 1."), Problem("b", "b is 2.")])
    assert str(error) == "a is 1. b is 2."
    assert [problem.field for problem in error.problems] == ["a", "b"]


def test_a_sentence_on_several_problems_names_every_field() -> None:
    problems = [
        Problem("layers.0", "inputs is 0; it must be 1."),
        Problem("seed", "seed is 'x'; it must be 1."),
        Problem("epsilon", "epsilon is ''; it must be 1."),
    ]
    assert problems_sentence(problems[:1]) == "inputs is 0; it must be 1."
    assert problems_sentence([problems[0], problems[0]]) == "inputs is 0; it must be 1."
    whole = "inputs is 0; it must be 1. Wrong too: seed, epsilon."
    assert problems_sentence(problems) == whole
