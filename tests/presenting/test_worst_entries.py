"""The rows of the table of worst entries, without Qt."""

from itertools import groupby

import numpy as np
import pytest

from gradviz.checking.cause import cause_of
from gradviz.presenting.worst_entries import (
    COLUMNS,
    shown,
    sorted_entries,
    tab_separated,
    worst_entries,
)
from tests.helpers.composed import changed
from tests.helpers.results import checked, equal, saturated, stopped

TITLES = [column.title for column in COLUMNS]


def test_worst_first() -> None:
    result = checked("course-bugs")
    entries = worst_entries(result)
    assert len(entries) == 47
    assert entries[0].name == "b1[0, 0]"
    errors = [entry.error for entry in entries]
    assert errors == sorted(errors, reverse=True)
    assert [entry.is_failing for entry in entries].count(True) == np.count_nonzero(
        result.wrong_entries
    )
    assert entries[0].ratio == pytest.approx(4)
    assert entries[0].relative == pytest.approx(0.6)


def test_only_computed_entries_and_only_so_many() -> None:
    assert len(worst_entries(stopped("course-bugs", 12))) == 12
    assert len(worst_entries(checked("course-bugs"), most=5)) == 5


def test_six_digits_and_no_ratio_to_zero() -> None:
    result = checked("course-bugs")
    entry = worst_entries(result)[0]
    assert shown(entry, TITLES.index("parameter")) == "b1[0, 0]"
    assert shown(entry, TITLES.index("grad")) == f"{entry.grad:.6g}"
    zeros = changed(equal(), gradapprox=np.zeros(equal().size))
    assert shown(worst_entries(zeros)[0], TITLES.index("ratio")) == "–"
    _, row = tab_separated(worst_entries(zeros)[:1]).splitlines()
    assert row.split("\t")[TITLES.index("ratio")] == ""


@pytest.mark.parametrize("descending", [True, False])
def test_nan_is_first_whichever_way(descending: bool) -> None:
    gradapprox = checked("default").gradapprox.copy()
    gradapprox[7] = np.nan
    entries = worst_entries(changed(checked("default"), gradapprox=gradapprox))
    rows = sorted_entries(entries, TITLES.index("relative"), descending)
    assert rows[0].index == 7
    relative = [entry.relative for entry in rows[1:]]
    assert relative == sorted(relative, reverse=descending)


def test_for_a_spreadsheet_every_digit_is_there() -> None:
    entries = worst_entries(checked("course-bugs"))
    header, first, *others = tab_separated(entries).splitlines()
    assert header.split("\t") == TITLES
    name, error, why, grad, *_ = first.split("\t")
    assert (name, float(error), float(grad)) == ("b1[0, 0]", entries[0].error, entries[0].grad)
    assert why == "wrong"
    assert len(others) == 46


@pytest.mark.parametrize("preset", ["course-bugs", "kink", "float32"])
def test_every_entry_says_why_it_differs(preset: str) -> None:
    result = checked(preset)
    for entry in worst_entries(result):
        assert shown(entry, TITLES.index("why")) == str(cause_of(result, entry.index))


def test_sorted_by_why_what_is_wrong_is_first_and_both_zero_last() -> None:
    entries = worst_entries(checked("course-bugs"))
    why = TITLES.index("why")
    words = [shown(entry, why) for entry in sorted_entries(entries, why, descending=True)]
    assert [word for word, _ in groupby(words)] == ["wrong", "rounding", "both zero"]
    other_way = [shown(entry, why) for entry in sorted_entries(entries, why, descending=False)]
    assert other_way == words[::-1]


def test_nan_reads_nan() -> None:
    assert shown(worst_entries(saturated())[0], 1) == "NaN"
