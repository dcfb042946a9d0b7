"""Curves as a table."""

import csv
import io

import numpy as np

from gradviz.views.curves.curve_table import curves_csv
from gradviz.views.curves.log_scene import LogLine

H = 10.0 ** -np.arange(1.0, 6.0)


def table(*lines: LogLine) -> list[list[str]]:
    return list(csv.reader(io.StringIO(curves_csv(lines, "h"))))


def test_it_holds_all_digits_and_leaves_gaps_empty() -> None:
    third = LogLine("third", H[:3], np.array([0.0, np.nan, 1 / 3]), "text")
    rows = table(LogLine("root", H, H**0.5, "text"), third)
    assert rows[0] == ["h", "root", "third"]
    assert [float(row[0]) for row in rows[1:]] == H.tolist()
    assert [float(row[1]) for row in rows[1:]] == (H**0.5).tolist()
    assert [row[2] for row in rows[1:]] == ["0", "", repr(1 / 3), "", ""]


def test_curves_of_one_name_are_numbered_and_none_are_a_header() -> None:
    lines = [LogLine("remainder", H, H * factor, "text") for factor in (1.0, 2.0)]
    assert table(*lines)[0] == ["h", "remainder 1", "remainder 2"]
    assert table() == [["h"]]


def test_points_of_different_places_stand_in_rows_of_their_own() -> None:
    one = LogLine("a", np.array([1e-3]), np.array([1.5]), "text")
    other = LogLine("b", np.array([0.1]), np.array([1.5]), "text")
    assert table(one, other)[1:] == [["0.1", "", "1.5"], ["1e-3", "1.5", ""]]
