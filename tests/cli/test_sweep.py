"""A sweep over epsilon on the command line."""

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from gradviz.cli import main
from tests.helpers.commands import ROOT, Captured, gradviz, json_object, refusal

COURSE_BUGS = 0.2850931567761623  # published

# Correct backprop of the exercise by epsilon: measured elsewhere.
REFERENCE = {
    1e-2: 1.7e-6, 1e-3: 1.7e-8, 1e-4: 1.9e-10, 1e-5: 9.3e-10, 1e-6: 8.3e-9, 1e-7: 1.2e-7,
    1e-8: 1.2e-6, 1e-10: 1.2e-4,
}  # fmt: skip


def sweep_object(capsys: Captured, *flags: str) -> Any:
    status, found = json_object(capsys, "sweep", *flags)
    assert status == 0
    return found


def difference_at(found: Any, epsilon: float) -> float:
    (place,) = np.flatnonzero(np.isclose(found["epsilons"], epsilon, rtol=1e-6, atol=0))
    return float(found["differences"][place])


def test_the_sweep_of_the_exercise_is_the_one_that_is_known(capsys: Captured) -> None:
    found = sweep_object(capsys, "--preset", "course")
    for epsilon, difference in REFERENCE.items():
        assert difference / 6 < difference_at(found, epsilon) < difference * 6
    assert len(found["epsilons"]) >= 6 * 14 + 1
    assert found["epsilons"] == sorted(found["epsilons"], reverse=True)
    assert (found["epsilons"][0], found["epsilons"][-1]) == pytest.approx((1e-1, 1e-15))
    assert 1e-6 < found["best_epsilon"] < 1e-3


def test_every_series_is_as_long_as_the_epsilons(capsys: Captured) -> None:
    found = sweep_object(capsys, "--points", "2")
    count = len(found["epsilons"])
    for scheme in (found, found["schemes"]["central"], found["schemes"]["forward"]):
        for name in ("differences", "noise_floor", "truncation", "crossed"):
            assert len(scheme[name]) == count
        assert list(scheme["arrays"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert found["schemes"]["central"]["differences"] == found["differences"]


def test_the_noise_floor_and_the_truncation_explain_the_curve(capsys: Captured) -> None:
    found = sweep_object(capsys, "--preset", "course", "--points", "1")
    epsilons = np.array(found["epsilons"])
    explained = np.array(found["noise_floor"]) + np.array(found["truncation"])
    ratio = np.array(found["differences"]) / explained
    between = (epsilons < 2e-2) & (epsilons > 1e-11)
    assert np.all((ratio[between] < 10) & (ratio[between] > 0.02))


def test_a_bug_stays_at_every_epsilon_and_the_status_is_0_all_the_same(capsys: Captured) -> None:
    found = sweep_object(capsys, "--preset", "course-bugs", "--points", "1", "--to", "1e-8")
    np.testing.assert_allclose(found["differences"], COURSE_BUGS, rtol=1e-2)
    assert main(["sweep", "--preset", "course-bugs", "--points", "1"]) == 0
    assert "look at the backward pass" in " ".join(capsys.readouterr().out.split())


def test_flags_choose_the_epsilons(capsys: Captured) -> None:
    found = sweep_object(capsys, "--points", "1", "--from", "1e-2", "--to", "1e-6")
    np.testing.assert_allclose(found["epsilons"], [1e-2, 1e-3, 1e-4, 1e-5, 1e-6])


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("1e-3", "9.99999e-4"),
        ("1e-3", "9.99999999999999e-4"),
        ("3e-4", "2.9e-4"),
        ("0.1", "0.0999"),
    ],
)
def test_a_sweep_may_be_narrower_than_a_sign(capsys: Captured, first: str, last: str) -> None:
    assert main(["sweep", "--from", first, "--to", last]) == 0
    assert "epsilon" in capsys.readouterr().out


def test_flags_of_the_check_describe_the_experiment(capsys: Captured, course_file: Path) -> None:
    flags = ("--dtype", "float32", "--scheme", "forward", "--epsilon", "1e-3", "--points", "1")
    found = sweep_object(capsys, *flags, "--bug", "db1-sign", "--threshold", "1e-4")
    assert (found["dtype"], found["scheme"], found["epsilon"]) == ("float32", "forward", 1e-3)
    assert (found["bugs"], found["threshold"]) == (["db1-sign"], 1e-4)
    assert found["differences"] == found["schemes"]["forward"]["differences"]
    found = sweep_object(
        capsys, "--arrays", str(course_file), "--cost", "textbook", "--points", "1"
    )
    assert difference_at(found, 1e-7) == pytest.approx(1.189e-7, rel=0.05)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("cost", "logits cost"),
        ("dtype", "float32"),
        ("scheme", "forward differences"),
        ("bugs", "without bugs"),
    ],
)
def test_another_curve_is_shown_beside_it(capsys: Captured, name: str, title: str) -> None:
    flags = ("--preset", "course-bugs", "--compare", name, "--points", "1")
    found = sweep_object(capsys, *flags)
    assert found["compare"]["name"] == title
    assert found["compare"]["epsilons"] == found["epsilons"]
    assert found["compare"]["differences"] != found["differences"]
    assert main(["sweep", *flags]) == 0
    assert f"Beside it, {title}: " in " ".join(capsys.readouterr().out.split())


def test_the_other_scheme_beside_it_is_not_computed_twice(capsys: Captured) -> None:
    found = sweep_object(capsys, "--compare", "scheme", "--points", "1")
    assert found["compare"]["differences"] == found["schemes"]["forward"]["differences"]


def test_the_text_has_a_plot_and_a_table(capsys: Captured) -> None:
    assert main(["sweep", "--preset", "course"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.startswith("Best epsilon ")
    assert "● central" in captured.out
    assert "present" in captured.out


def test_files_are_written_beside_the_report(capsys: Captured, tmp_path: Path) -> None:
    table, plot = tmp_path / "a.csv", tmp_path / "a.svg"
    flags = ("sweep", "--csv", str(table), "--plot", str(plot), "--points", "2")
    assert main(flags) == 0
    said = capsys.readouterr().out
    assert f"Wrote the numbers to {table}\n" in said
    assert f"Drew the curves to {plot}\n" in said
    with table.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 29
    assert "Best epsilon" in str(ElementTree.parse(plot).getroot()[0].text)
    assert main([*flags, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == 47


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--epsilon", "0"], "epsilon is 0"),
        (["--preset", "none"], "preset is 'none'"),
        (["--points", "0"], "points is 0; it must be a whole number from 1 to 100"),
        (["--points", "many"], "points is 'many'"),
        (["--from", "2"], "from is 2"),
        (["--to", "-1"], "to is -1"),
        (["--to", ""], "to is ''"),
        (["--from", "1e-9", "--to", "1e-3"], "--to must be smaller than --from"),
        (["--compare", "x"], "compare is 'x'; it must be one of cost, dtype, scheme, bugs"),
        (["--compare", "bugs"], "--compare bugs has nothing to compare: no line is replaced."),
        (["--plot", "a.pdf"], "must end in .svg or .png"),
        (["--csv", "/nowhere/a.csv"], "no such file or directory"),
        (["--one-d"], "unrecognized arguments: --one-d"),
        (["--arrays", "a.npz", "--seed", "0"], "--seed cannot go with --arrays"),
    ],
)
def test_nonsense_gets_one_line(capsys: Captured, flags: list[str], words: str) -> None:
    assert words in refusal(capsys, "sweep", *flags)
    assert words in refusal(capsys, "sweep", *flags, "--json")


def test_whether_files_can_be_written_is_known_before_the_sweep(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the sweep has started")

    monkeypatch.setattr("gradviz.cli.sweep.sweep_with_bar", never)
    nowhere = str(tmp_path / "no" / "a.svg")
    assert "cannot be written" in refusal(capsys, "sweep", "--plot", nowhere)
    assert "cannot be written" in refusal(capsys, "sweep", "--csv", nowhere)


def test_control_c_is_one_line(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gradviz.cli.sweep.sweep_with_bar", stop)
    assert main(["sweep"]) == 130
    assert capsys.readouterr() == ("", "gradviz: interrupted.\n")


def test_the_help_says_that_the_status_is_no_verdict(capsys: Captured) -> None:
    assert main(["sweep", "--help"]) == 0
    assert "0 the sweep was made, whatever it shows" in capsys.readouterr().out


def test_it_needs_no_qt() -> None:
    code = (
        "import sys, gradviz.cli; assert gradviz.cli.main(['sweep', '--points', '1']) == 0;"
        "assert not {'PySide6', 'shiboken6', 'pyqtgraph'} & set(sys.modules)"
    )
    done = gradviz_python(code)
    assert (done.returncode, complaints(done.stderr)) == (0, [])


def complaints(stderr: str) -> list[str]:
    """Return what is no forecast: on a busy machine a sweep may take longer than a second."""
    return [
        line for line in stderr.splitlines() if not re.match(r"gradviz: .* about .* s\.$", line)
    ]


def gradviz_python(code: str) -> Any:
    import subprocess

    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_picture_is_drawn_as_png(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    done = gradviz("sweep", "--points", "1", "--plot", str(path))
    assert (done.returncode, complaints(done.stderr)) == (0, [])
    assert path.read_bytes().startswith(b"\x89PNG")
