"""A remedy in words: on a button, as flags, and what is promised of it."""

from dataclasses import replace

import pytest

from gradviz.analysis.check import check
from gradviz.checking.remedy import Change, Remedy
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.cli import main
from gradviz.presenting.remedy import changed_settings, remedy_flags, remedy_name, remedy_promise
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.presets import preset_experiment
from tests.helpers.results import checked, saturated


def single() -> CheckResult:
    return check(read_experiment({"dtype": "float32"}, preset_experiment("course")))


CASES = {
    "course": (checked("course"), "Use epsilon 1e-4", {"epsilon": "1e-4"}),
    "kink": (checked("kink"), "Use seed 58", {"seed": "58"}),
    "float32": (checked("float32"), "Use float64", {"dtype": "float64"}),
    "saturated": (saturated(), "Use the logits cost", {"cost": "logits"}),
    "two": (single(), "Use float64 and epsilon 1e-4", {"epsilon": "1e-4", "dtype": "float64"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_remedy_names_what_it_changes(case: str) -> None:
    result, name, changed = CASES[case]
    assert result.remedy is not None
    assert remedy_name(result.remedy) == name
    assert changed_settings(result) == changed


@pytest.mark.parametrize("case", CASES)
def test_what_is_changed_typed_in_is_the_experiment_of_the_remedy(case: str) -> None:
    result, _, changed = CASES[case]
    assert result.remedy is not None
    assert read_experiment(changed, result.experiment) == result.remedy.experiment


def test_its_flags_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert remedy_flags(single()) in (
        "--epsilon 1e-4 --dtype float64",
        "--dtype float64 --epsilon 1e-4",
    )
    assert main(["check", "--preset", "course"]) == 3
    assert main(["check", "--preset", "course", *remedy_flags(checked("course")).split()]) == 0
    assert "PASS" in capsys.readouterr().out


def test_without_a_remedy_nothing_is_changed() -> None:
    assert changed_settings(checked("default")) == {}
    assert remedy_flags(checked("default")) == ""


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.PASS, "the check passes"),
        (Verdict.FAIL, "the check fails beyond doubt"),
        (None, "the check may tell; it takes too long to be tried here"),
    ],
)
def test_no_more_is_promised_than_was_found(verdict: Verdict | None, words: str) -> None:
    remedy = checked("course").remedy
    assert remedy is not None
    assert remedy_promise(replace(remedy, verdict=verdict)) == words


def test_the_order_of_the_remedies_is_that_of_the_name() -> None:
    experiment = preset_experiment("float32")
    remedy = Remedy((Change.COST, Change.EPSILON), experiment, None)
    assert remedy_name(remedy) == "Use the logits cost and epsilon 1e-7"


def test_a_seed_that_covers_less_says_so_on_the_button_and_in_the_promise() -> None:
    found = checked("kink").remedy
    assert found is not None
    less = replace(found, covered=(39, 20))
    assert remedy_name(less) == "Use seed 58 (covers 20, not 39)"
    assert remedy_promise(less) == (
        "the check passes, but 20 entries of the gradient are covered, not 39"
    )
    for covered in ((39, 39), (39, 47)):
        assert remedy_name(replace(found, covered=covered)) == "Use seed 58"
        assert remedy_promise(replace(found, covered=covered)) == "the check passes"
