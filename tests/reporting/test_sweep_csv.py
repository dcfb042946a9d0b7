"""A sweep for a spreadsheet."""

import csv
import io
from dataclasses import replace

import numpy as np

from gradviz.reporting.sweep_csv import sweep_csv
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
