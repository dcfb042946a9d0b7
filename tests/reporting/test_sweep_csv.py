"""A sweep for a spreadsheet."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.curves import SweepResult
from gradviz.checking.sweep import sweep_steps
from gradviz.reporting.sweep_csv import sweep_csv
from gradviz.subjects.presets import preset_experiment
from tests.helpers.sweeps import swept


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_a_header_and_a_row_for_each_epsilon() -> None:
    text = sweep_csv(swept("course"))
    assert text.startswith("epsilon,central_difference,central_noise_floor,central_truncation,")
    assert text.count("\r\n") == text.count("\n") == 86
    assert len(read(text)) == 85


def test_every_number_can_be_read_back_to_its_last_digit() -> None:
    sweep, rows = swept("course"), read(sweep_csv(swept("course")))
    for name, values in (
        ("epsilon", sweep.central.epsilons),
        ("central_difference", sweep.central.differences),
        ("forward_b3", sweep.forward.arrays["b3"]),
        ("forward_truncation", sweep.forward.truncation),
    ):
        np.testing.assert_array_equal([float(row[name]) for row in rows], values)
    assert [int(row["central_crossed"]) for row in rows] == sweep.central.crossed.tolist()


def test_nan_is_an_empty_field() -> None:
    sweep = swept("course")
    nothing = replace(sweep.central, differences=np.full(85, np.nan))
    rows = read(sweep_csv(replace(sweep, central=nothing)))
    assert {row["central_difference"] for row in rows} == {""}


def test_what_is_compared_has_columns_of_its_own() -> None:
    rows = read(sweep_csv(swept("course-bugs"), swept("course")))
    found = [float(row["compare_central_difference"]) for row in rows]
    np.testing.assert_array_equal(found, swept("course").central.differences)


@pytest.mark.parametrize(("done", "compared"), [(15, 85), (85, 15), (20, 15), (15, 20)])
def test_one_that_came_less_far_leaves_fields_empty(done: int, compared: int) -> None:
    rows = read(sweep_csv(partly("course-bugs", done), partly("course", compared)))
    epsilons = [float(row["epsilon"]) for row in rows]
    assert epsilons == sorted(set(epsilons), reverse=True)
    assert len(rows) == max(done, compared)
    for name, count, preset in (("", done, "course-bugs"), ("compare_", compared, "course")):
        curve = partly(preset, count).central
        found = {
            float(row["epsilon"]): float(row[f"{name}central_difference"])
            for row in rows
            if row[f"{name}central_difference"]
        }
        assert found == dict(zip(curve.epsilons, curve.differences, strict=True))


def partly(name: str, done: int) -> SweepResult:
    """Return a sweep that was stopped after so many epsilons."""
    for progress in sweep_steps(preset_experiment(name)):
        if progress.done == done:
            return progress.result()
    return swept(name)
