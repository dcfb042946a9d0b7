"""A cure in words: on a button, as flags, and what is promised of it."""

from dataclasses import replace

import pytest

from gradviz.checking.check import check
from gradviz.checking.cure import Cure, Remedy
from gradviz.checking.entry import read_experiment
from gradviz.checking.presets import preset_experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.cli import main
from gradviz.reporting.cure import changed_settings, cure_flags, cure_name, cure_promise
from tests.helpers.results import checked, saturated


def single() -> CheckResult:
    return check(read_experiment({"dtype": "float32"}, preset_experiment("course")))


CASES = {
    "course": (checked("course"), "Use epsilon 1e-4", {"epsilon": "1e-4"}),
    "kink": (checked("kink"), "Use seed 55", {"seed": "55"}),
    "float32": (checked("float32"), "Use float64", {"dtype": "float64"}),
    "saturated": (saturated(), "Use the logits cost", {"cost": "logits"}),
    "two": (single(), "Use float64 and epsilon 1e-4", {"epsilon": "1e-4", "dtype": "float64"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_cure_names_what_it_changes(case: str) -> None:
    result, name, changed = CASES[case]
    assert result.cure is not None
    assert cure_name(result.cure) == name
    assert changed_settings(result) == changed


@pytest.mark.parametrize("case", CASES)
def test_what_is_changed_typed_in_is_the_experiment_of_the_cure(case: str) -> None:
    result, _, changed = CASES[case]
    assert result.cure is not None
    assert read_experiment(changed, result.experiment) == result.cure.experiment


def test_its_flags_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cure_flags(single()) in (
        "--epsilon 1e-4 --dtype float64",
        "--dtype float64 --epsilon 1e-4",
    )
    assert main(["check", "--preset", "course"]) == 3
    assert main(["check", "--preset", "course", *cure_flags(checked("course")).split()]) == 0
    assert "PASS" in capsys.readouterr().out


def test_without_a_cure_nothing_is_changed() -> None:
    assert changed_settings(checked("default")) == {}
    assert cure_flags(checked("default")) == ""


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.PASS, "the check passes"),
        (Verdict.FAIL, "the check fails beyond doubt"),
        (None, "the check may tell; it takes too long to be tried here"),
    ],
)
def test_no_more_is_promised_than_was_found(verdict: Verdict | None, words: str) -> None:
    cure = checked("course").cure
    assert cure is not None
    assert cure_promise(replace(cure, verdict=verdict)) == words


def test_the_order_of_the_remedies_is_that_of_the_name() -> None:
    experiment = preset_experiment("float32")
    cure = Cure((Remedy.COST, Remedy.EPSILON), experiment, None)
    assert cure_name(cure) == "Use the logits cost and epsilon 1e-7"
