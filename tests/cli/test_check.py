"""A check on the command line."""

import os
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from gradviz.checking.experiment import Experiment
from gradviz.cli import main
from gradviz.cli.check import STATUS
from gradviz.reporting.progress_bar import check_with_bar
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import presets
from tests.helpers.commands import Captured, check_object, gradviz, refusal

COURSE_BUGS = 0.2850931567761623  # published
COURSE = 1.1890913024229996e-07  # published

# The numbers


def test_the_reference_values_of_the_exercise(capsys: Captured) -> None:
    status, found = check_object(capsys, "--preset", "course-bugs", "--engine", "loop")
    assert status == 1
    assert found["difference"] == pytest.approx(COURSE_BUGS, rel=1e-6)
    status, found = check_object(capsys, "--preset", "course")
    assert (status, found["verdict"]) == (3, "inconclusive")
    assert found["difference"] == pytest.approx(COURSE, rel=0.05)
    assert found["cost"] == pytest.approx(2.407833389834357, rel=1e-12)
    assert check_object(capsys, "--preset", "course", "--threshold", "2e-7")[0] == 0


def test_the_one_d_case_of_the_exercise(capsys: Captured) -> None:
    status, found = check_object(capsys, "--one-d", "--x", "2", "--theta", "4")
    assert (status, found["difference"]) == (0, 2.919335883291695e-10)
    _, found = check_object(capsys, "--one-d", "--x", "3")
    assert found["difference"] == 7.814075313343006e-11
    assert main(["check", "--one-d", "--x", "-3", "--epsilon", "1e-3"]) == 0
    assert "theta+ = theta + 1e-3 = 4.001" in capsys.readouterr().out
    assert check_object(capsys, "--one-d", "--threshold", "1e-12")[0] == 3
    assert check_object(capsys, "--one-d", "--epsilon", "1e-18")[0] == 3


def test_other_costs_of_one_parameter(capsys: Captured) -> None:
    status, found = check_object(capsys, "--one-d", "--curve", "sin", "--theta", "0.5")
    assert (status, found["curve"]) == (0, "sin")
    assert found["grad"] == pytest.approx(0.8775825618903728)
    message = refusal(capsys, "check", "--one-d", "--curve", "sin", "--x", "3")
    assert "--x cannot go with --curve sin, which has no x." in message
    assert "curve is 'zigzag'" in refusal(capsys, "check", "--one-d", "--curve", "zigzag")


@pytest.mark.parametrize("preset", presets())
def test_every_preset_runs(capsys: Captured, preset: str) -> None:
    status, found = check_object(capsys, "--preset", preset)
    assert status == STATUS[found["verdict"]]
    assert main(["check", "--preset", preset]) == status
    assert found["verdict"].upper() in capsys.readouterr().out


def test_each_flag_reaches_the_experiment(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Experiment] = []
    usual = check_with_bar

    def spy(experiment: Experiment, *args: Any, **kwargs: Any) -> Any:
        seen.append(experiment)
        return usual(experiment, *args, **kwargs)

    monkeypatch.setattr("gradviz.cli.check.check_with_bar", spy)
    flags = [
        "--layers=2,4,3,2", "--examples=9", "--seed=7", "--init=xavier", "--activation=leaky-relu",
        "--cost=textbook", "--dtype=float32", "--data=moons", "--epsilon=1e-2",
        "--threshold=1e-3", "--scheme=forward", "--engine=loop",
    ]  # fmt: skip
    check_object(capsys, *flags, "--bug", "db3-sign", "--bug", "dW2-twice", "--line", "dW1 = W1")
    (found,) = seen
    network, settings = network_of(found).network, found.check
    assert network.layers == (2, 4, 3, 2)
    assert (network.examples, network.seed, network.init) == (9, 7, "xavier")
    assert (network.activation, network.cost, network.dtype) == (
        "leaky-relu",
        "textbook",
        "float32",
    )
    assert network.data == "moons"
    assert (settings.epsilon, settings.threshold) == (1e-2, 1e-3)
    assert (settings.scheme, settings.engine) == ("forward", "loop")
    assert (network_of(found).bugs, network_of(found).lines) == (
        ("db3-sign", "dW2-twice"),
        ("dW1 = W1",),
    )


def test_bugs_are_added_to_those_of_the_preset(capsys: Captured) -> None:
    _, found = check_object(capsys, "--preset", "course-bugs", "--bug", "db3-sign")
    assert found["bugs"] == ["dW2-twice", "db1-4-over-m", "db3-sign"]


def test_inconclusive_is_status_3(capsys: Captured) -> None:
    status, found = check_object(capsys, "--line", "db2 = log(0 * sum(dZ2))")
    assert (status, found["verdict"], found["difference"]) == (3, "inconclusive", None)
    assert "db2" in found["problem"]


def test_full_gradients(capsys: Captured) -> None:
    _, found = check_object(capsys, "--preset", "course", "--full")
    assert np.shape(found["grad"]["W1"]) == np.shape(found["gradapprox"]["W1"]) == (5, 4)


# Arrays files


def test_an_arrays_file_is_checked(capsys: Captured, course_file: Path) -> None:
    flags = ("--arrays", str(course_file), "--cost", "textbook")
    _, found = check_object(capsys, *flags)
    assert found["difference"] == pytest.approx(COURSE, rel=0.05)
    _, found = check_object(capsys, *flags, "--bug", "dW2-twice", "--bug", "db1-4-over-m")
    assert found["difference"] == pytest.approx(COURSE_BUGS, rel=1e-6)


def test_gradients_in_the_file_are_what_is_checked(capsys: Captured, course_file: Path) -> None:
    arrays = dict(np.load(course_file))
    arrays |= {f"d{name}": np.zeros_like(arrays[name]) for name in arrays if name not in "XY"}
    np.savez(course_file, **arrays)
    status, found = check_object(capsys, "--arrays", str(course_file))
    assert (status, found["difference"]) == (1, 1.0)
    message = refusal(capsys, "check", "--arrays", str(course_file), "--bug", "dW2-twice")
    assert "brings its own gradients" in message


def test_an_unusable_arrays_file(capsys: Captured, tmp_path: Path) -> None:
    assert "there is no such file" in refusal(capsys, "check", "--arrays", str(tmp_path / "a.npz"))
    assert "it is a folder" in refusal(capsys, "check", "--arrays", "")


# Plots


def test_a_plot_is_drawn_beside_the_report(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "maps.svg"
    assert main(["check", "--preset", "course-bugs", "--plot", str(path)]) == 1
    assert f"Drew the maps to {path}" in capsys.readouterr().out
    assert "0.285093" in str(ElementTree.parse(path).getroot()[0].text)
    check_object(capsys, "--plot", str(path))
    assert "PASS" in path.read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == ["maps.svg"]


def test_a_png_is_drawn_in_a_process_of_its_own_without_a_display(tmp_path: Path) -> None:
    path = tmp_path / "maps.png"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = gradviz("check", "--plot", str(path), env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_whether_the_plot_can_be_written_is_known_before_the_check(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the check has started")

    monkeypatch.setattr("gradviz.cli.check.check_with_bar", never)
    assert "cannot be written" in refusal(capsys, "check", "--plot", str(tmp_path / "no" / "a.svg"))
    monkeypatch.setitem(sys.modules, "PySide6.QtSvg", None)
    assert "write .svg instead" in refusal(capsys, "check", "--plot", str(tmp_path / "a.png"))
