"""Gradients that people bring, each with the right answer.

Every file of tests/cases stands for a kind of mistake that a checker makes: a right gradient that
is called wrong, a wrong one that is not seen or wrongly explained, a file that is refused with a
sentence that does not help.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pytest

from gradviz.cli import main
from tests.helpers.cases import CASES, case
from tests.helpers.commands import Captured, check_object, refusal

PASS, FAIL, INCONCLUSIVE = "pass", "fail", "inconclusive"
NOT_A_FAIL = (PASS, INCONCLUSIVE)


@dataclass(frozen=True)
class Answer:
    """What has to be said of a file.

    Attributes
    ----------
    flags
        Of the command line.
    verdicts
        Which of them are right.
    origins
        The lines that have to be named as wrong, and no others; None if it may be left open.
    suspected
        Lines each of which has to be named, as wrong or as possibly wrong.
    inherited
        Lines that may not be called right.
    assumed
        What has to be named as another assumption: what, and what fits.
    words
        What the report has to say.
    """

    flags: str = ""
    verdicts: Collection[str] = NOT_A_FAIL
    origins: Collection[str] | None = ()
    suspected: Collection[str] = ()
    inherited: Collection[str] = ()
    assumed: tuple[str, str] | None = None
    words: Collection[str] = ()


AT_1E5 = "--epsilon 1e-5"
TANH, LEAKY, SIGMOID = (f"--activation {each}" for each in ("tanh", "leaky-relu", "sigmoid"))

RIGHT = {
    "unixtime_tanh": Answer(TANH),
    "unixtime_relu": Answer(),
    "tinyweights_hugex_leaky": Answer(LEAKY),
    "torch_float32": Answer(TANH, words=("float32",)),
    "six_digits": Answer(f"{TANH} {AT_1E5}", words=("digits",)),
    "float16_accused": Answer(f"{LEAKY} {AT_1E5}", words=("float16",)),
    "right_pass_possible_float32": Answer("--epsilon 1.99e-4 --scheme forward --dtype float32"),
    "reason_rounding_is_kinks": Answer(AT_1E5, words=("kink",)),
    "kink_ge_one": Answer(),
    "kink_ge_small_six": Answer(),
    "kink_ge_small_all": Answer(),
    "kink_ge_zero_column": Answer(),
    "xor_ge_fail": Answer(),
    "xor_ge_fail_all": Answer(),
    "subgradient_blank_0.5_dz": Answer(AT_1E5),
    "subgradient_blank_0.5_six": Answer(AT_1E5),
    "subgradient_blank_1.0_dz": Answer(AT_1E5),
    "subgradient_blank_1.0_six": Answer(AT_1E5),
    "subgradient_integ_0.5_dz": Answer(f"{AT_1E5} {LEAKY}"),
    "subgradient_integ_0.5_six": Answer(f"{AT_1E5} {LEAKY}"),
    "subgradient_integ_1.0_dz": Answer(AT_1E5),
    "subgradient_integ_1.0_six": Answer(AT_1E5),
    "engine": Answer("--epsilon 0.1 --scheme forward --engine incremental"),
    "activation_forgotten": Answer(assumed=("activation", "tanh")),
    "activation_forgotten_eleven": Answer(assumed=("activation", "tanh")),
    "activation_forgotten_sigmoid": Answer(assumed=("activation", "sigmoid")),
    "tanh_net_checked_as_relu": Answer(assumed=("activation", "tanh")),
    "extra_keys_lambd": Answer(words=("lambd", "0.7")),
    "l2_right": Answer(words=("L2",)),
    "softmax_right": Answer(words=("softmax",)),
    "mse": Answer(SIGMOID, verdicts=(INCONCLUSIVE, FAIL), words=("squared error",)),
    "dropout_right": Answer(words=("dropout",)),
}

WRONG = {
    "l2_one_term_forgotten": Answer(verdicts=(FAIL,), origins=("dW2",), words=("L2",)),
    "flip_both_dZ_six": Answer(SIGMOID, (FAIL,), suspected=("dZ2", "dZ1")),
    "flip_both_dZ_all": Answer(SIGMOID, (FAIL,), origins=("dZ2", "dZ1")),
    "no_mean_anywhere_all": Answer(TANH, (FAIL,), origins=None, words=("1/m",)),
    "noise_called_right": Answer(
        f"{LEAKY} --epsilon 1e-6 --cost textbook", (FAIL,), origins=None, suspected=("dZ3",)
    ),
    "one_entry_cause": Answer(
        "--epsilon 1e-4 --scheme forward", (FAIL,), origins=None, suspected=("dA1",)
    ),
    "wrong_line_gap_mask": Answer(
        f"{AT_1E5} --cost textbook", (FAIL,), origins=None, suspected=("dA2",)
    ),
    "hidden_column": Answer(AT_1E5, (PASS,), origins=None, words=("But dW1",)),
    "right_but_wrong_values": Answer(
        f"{TANH} {AT_1E5}",
        (FAIL,),
        origins=None,
        inherited=("dZ1", "dW1", "db1"),
    ),
    "zeros_inconclusive": Answer(f"{LEAKY} {AT_1E5}", (FAIL,), origins=None, suspected=("dW1",)),
    "overestimate_hides": Answer(
        "--epsilon 1e-3 --cost textbook", (FAIL,), origins=None, suspected=("dW2",)
    ),
    "truth_not_possible": Answer(AT_1E5, (FAIL,), origins=None, suspected=("dA2",)),
    "float32_l2_false_cause": Answer(AT_1E5, (FAIL, INCONCLUSIVE), origins=None),
    "absurd_constant": Answer(AT_1E5, (FAIL,), origins=None),
    "order_of_vector": Answer(verdicts=(FAIL, INCONCLUSIVE), words=("order",)),
    "order_W_first": Answer(verdicts=(FAIL, INCONCLUSIVE), words=("order",)),
    "divisor_wrong_axis_all": Answer(verdicts=(FAIL,), origins=None, words=("X.shape[0]",)),
    "int_gradients": Answer(verdicts=(FAIL, INCONCLUSIVE), words=("whole numbers",)),
    "weights_updated_too_early": Answer(verdicts=(FAIL,), origins=None, words=("updated",)),
    "gradient_1e308": Answer(verdicts=(FAIL,), origins=None),
}

REFUSED = {
    "four_layers": "W4",
    "extra_keys_ignored": "W4 and b4",
    "db_not_summed": "sum over",
    "dicts_saved": "**parameters",
    "rows_convention": "rows",
    "y_just_over_1": "Y is 1.0",
    "header_descr_empty_tuple": "",
    "longdouble_garbage": "",
    "shape_of_thousands_of_digits": "",
}

# Right for another cost, dZ3 is another than this one has: it may be what is wrong.
OTHER_COST = {"mse": {"dZ3"}, "softmax_right": {"dZ3"}}

# A line that is right, and was accused; a cause that explains no better than chance.
NEVER_ACCUSED = {
    "no_mean_anywhere_all": ("dZ3",),
    "noise_called_right": ("dW3", "dW2"),
    "one_entry_cause": ("dZ1",),
    "wrong_line_gap_mask": ("dZ2",),
}
NEVER_SAID = {"float32_l2_false_cause": "1.0001 times", "absurd_constant": "6.665"}

ANSWERS = RIGHT | WRONG


def flags_of(name: str) -> list[str]:
    return ["--arrays", str(case(name)), *ANSWERS[name].flags.split()]


def report_of(capsys: Captured, name: str) -> str:
    main(["check", *flags_of(name)])
    captured = capsys.readouterr()
    assert captured.err == ""
    return " ".join(captured.out.split())


def named(found: dict[str, Any], *keys: str) -> set[str]:
    return {each["line"] for key in keys for each in found.get(key, ())}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_what_is_said_is_right(name: str, capsys: Captured) -> None:
    answer = ANSWERS[name]
    _, found = check_object(capsys, *flags_of(name))
    assert found["verdict"] in answer.verdicts
    origins = named(found, "diagnosis")
    if answer.origins is not None:
        assert origins == set(answer.origins)
    assert named(found, "diagnosis", "possible") >= set(answer.suspected)
    assert not origins & set(NEVER_ACCUSED.get(name, ()))
    assert not {line for line in answer.inherited if found["lines"][line] == "right"}
    if answer.assumed is not None:
        assert answer.assumed in {(each["what"], each["fits"]) for each in found["assumed"]}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_report_says_so_in_words(name: str, capsys: Captured) -> None:
    report = report_of(capsys, name)
    assert [words for words in ANSWERS[name].words if words not in report] == []
    assert NEVER_SAID.get(name, "\0") not in report


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_of_a_right_pass_no_line_is_even_possibly_wrong(name: str, capsys: Captured) -> None:
    _, found = check_object(capsys, *flags_of(name))
    assert named(found, "diagnosis", "possible") <= OTHER_COST.get(name, set())
    assert "wrong_arrays" not in found


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(name: str, capsys: Captured) -> None:
    said = refusal(capsys, "check", "--arrays", str(case(name)))
    assert REFUSED[name] in said
    assert len(said) < 400


@pytest.mark.parametrize("flags", ["--activation tanh --scheme forward", "--dtype float32"])
def test_a_gradient_at_the_end_of_the_range_is_wrong_under_other_settings(
    flags: str, capsys: Captured
) -> None:
    _, found = check_object(capsys, *flags_of("gradient_1e308"), *flags.split())
    assert found["verdict"] == FAIL


def test_a_gradient_that_is_infinite_says_so(capsys: Captured) -> None:
    _, found = check_object(capsys, "--arrays", str(case("inf_gradient")))
    assert found["verdict"] == INCONCLUSIVE
    assert "not finite" in found["problem"]


def test_a_scalar_bias_is_taken(capsys: Captured) -> None:
    status, _ = check_object(capsys, "--arrays", str(case("scalar_db3")))
    assert status == 0


def test_every_case_has_an_answer() -> None:
    known = {*ANSWERS, *REFUSED, "inf_gradient", "scalar_db3"}
    assert {path.stem for path in CASES.glob("*.npz")} == known
