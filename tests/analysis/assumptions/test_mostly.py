"""Another activation and a mistake, in a file that says nothing of the first."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradviz.analysis.assumptions.mostly import other_activation_steps
from gradviz.analysis.check import check
from gradviz.checking.assumption import What
from gradviz.checking.findings import LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.checking.verdict import Verdict
from gradviz.cli import main
from gradviz.presenting.diagnosis import lines_activation
from gradviz.subjects.network import network_of
from tests.helpers.commands import Captured, check_object
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

Gradients = dict[str, Floats]

MISTAKES: dict[str, tuple[Callable[[Gradients], Gradients], set[str]]] = {
    "no mean in dW2": (lambda found: {"dW2": 9 * found["dW2"]}, {"dW2"}),
    "another sign of db1": (lambda found: {"db1": -found["db1"]}, {"db1"}),
    "a row of dW1": (lambda found: {"dW1": found["dW1"] * np.c_[[0, 1, 1, 1, 1]]}, {"dW1"}),
}


def checked(
    gradients: Gradients, arrays: dict[str, Floats], stated: frozenset[str] = frozenset()
) -> CheckResult:
    experiment = given(arrays, gradients, stated=stated)
    return check(replace(experiment, check=replace(experiment.check, epsilon=1e-5)))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "leaky-relu"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_wrong_line_is_named_under_the_activation_that_fits(
    mistake: str, activation: str
) -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays, activation, activation).gradients()
    change, wrong = MISTAKES[mistake]
    found = checked(right | change(right), arrays)
    assert found.verdict is Verdict.FAIL
    assert found.assumed is not None
    assert [(each.what, each.fits) for each in found.assumed.assumptions] == [
        (What.ACTIVATION, activation)
    ]
    assert found.diagnosis is not None
    accused = {each.name for each in (*found.diagnosis.origins, *found.diagnosis.possible)}
    assert wrong <= accused
    unseen = {"dZ3", "dA2", "dZ2", "dA1", "dZ1"}
    assert accused <= wrong | unseen
    rest = {f"d{name}" for name in ("W1", "b1", "W2", "b2", "W3", "b3")} - wrong
    assert all(found.diagnosis.lines[name].verdict is LineVerdict.RIGHT for name in rest)
    assert {f"d{name}" for name in found.judgement.wrong_arrays} == wrong
    assert lines_activation(found) == activation


def test_a_mistake_alone_is_no_other_activation() -> None:
    arrays = random_arrays(2)
    right = OtherPass(arrays).gradients()
    for change, wrong in MISTAKES.values():
        found = checked(right | change(right), arrays)
        assert found.assumed is None
        assert {f"d{name}" for name in found.judgement.wrong_arrays} == wrong


def test_gradients_of_nothing_known_are_none_of_another_activation() -> None:
    arrays = random_arrays(3)
    right = OtherPass(arrays).gradients()
    draw = np.random.default_rng(0)
    noise = {name: draw.standard_normal(each.shape) for name, each in right.items()}
    assert checked(noise, arrays).assumed is None


def test_what_was_stated_is_said_to_be_stated() -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays, "tanh", "tanh").gradients()
    found = checked(right | {"dW2": -right["dW2"]}, arrays, frozenset({"activation"}))
    assert found.assumed is not None
    assert found.assumed.assumptions[0].is_stated


def test_what_is_said_of_it(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays, "tanh", "tanh").gradients()
    path = tmp_path / "mine.npz"
    np.savez(path, **arrays, **right | {"dW2": 2 * right["dW2"]})  # type: ignore[arg-type]
    status, answer = check_object(capsys, "--arrays", str(path))
    assert (status, answer["verdict"]) == (1, "fail")
    assert answer["assumed"][0]["message"] == (
        "For tanh, dW3, db3, db2, dW1 and db1 are right; this check assumes ReLU. If ReLU is "
        "meant, A1, A2, dZ2 and dZ1 are those of another activation."
    )
    assert answer["assumed"][0]["flag"] == "--activation tanh"
    assert [each["line"] for each in answer["diagnosis"]] == ["dW2"]
    main(["check", "--arrays", str(path)])
    text = " ".join(capsys.readouterr().out.split())
    assert "If your network uses tanh, backprop is wrong at dW2: 2 times too large." in text
    assert "With --activation tanh the check fails beyond doubt." in text


def test_all_that_fits_but_for_factors_tells_the_activation_too() -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays, "tanh", "tanh").gradients()
    factors = {"dW3": 2.0, "db3": 7.0, "dW2": 3.0, "db2": 5.0, "dW1": 11.0, "db1": 13.0}
    scaled = {name: factor * right[name] for name, factor in factors.items()}
    found = finished(other_activation_steps(given(arrays, scaled), None))
    assert found is not None
    assert network_of(found).network.activation == "tanh"


def test_of_values_that_are_known_coarsely_no_other_activation_is_concluded() -> None:
    arrays = random_arrays(119)  # one of few of which leaky ReLU fits more by accident
    right = OtherPass(arrays).gradients()
    short = {name: each.astype(np.float16).astype(float) for name, each in right.items()}
    wrong = short | {"db2": 1.5 * short["db2"]}
    assert finished(other_activation_steps(given(arrays, wrong), None)) is None
