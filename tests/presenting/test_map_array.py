from dataclasses import replace

import pytest

from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import number
from gradviz.presenting.map_array import ShownArray
from gradviz.presenting.map_data import split_by_array
from gradviz.presenting.map_views import MapView
from tests.helpers.composed import changed
from tests.helpers.results import checked, saturated, stopped

W2 = ShownArray(checked("course").arrays[2], Verdict.PASS, 1e-7, None, 0)


def shown(result: CheckResult) -> dict[str, ShownArray]:
    parts = split_by_array(result, MapView.ERROR)
    return {
        array.name: ShownArray.of(result, array, data)
        for array, data in zip(result.arrays, parts, strict=True)
    }


def test_coverage_is_told_in_words() -> None:
    assert W2.coverage == "4 of 15 entries of grad are not zero"
    assert replace(W2, below_noise=11).coverage == (
        "4 of 15 entries of grad are not zero; 11 of 15 computed are below the noise"
    )
    large = replace(W2.array, shape=(64, 128), nonzero=8182, computed=8192)
    assert "8,182 of 8,192" in replace(W2, array=large, below_noise=8000).coverage
    part = replace(W2, array=stopped("course", 22).arrays[1], below_noise=0)
    assert "0 of 2 computed" in part.coverage


def test_entries_at_a_kink_are_counted_where_there_are_some() -> None:
    received = shown(checked("kink"))
    assert received["b2"].coverage.endswith("are below the noise; 3 at a kink")
    assert "kink" not in received["W1"].coverage
    assert replace(W2, at_kink=2).coverage.endswith("are not zero; 2 at a kink")


def test_without_a_measured_noise_nothing_is_called_below_it() -> None:
    assert shown(checked("course"))["W1"].below_noise == 20
    stopped = changed(checked("course"), expected=None, opinion=None, problem="Stopped.")
    assert shown(stopped)["W1"].below_noise is None


@pytest.mark.parametrize(
    ("preset", "name", "verdict", "words"),
    [
        ("default", "W1", Verdict.PASS, "≤ threshold 1e-7"),
        ("course-bugs", "W2", Verdict.FAIL, "0.3333 > threshold 1e-7"),
        (
            "course",
            "W1",
            Verdict.INCONCLUSIVE,
            "> threshold 1e-7, no more than numerical error explains",
        ),
        (
            "kink",
            "b2",
            Verdict.INCONCLUSIVE,
            "> threshold 1e-7, no more than kinks and numerical error explain",
        ),
    ],
)
def test_the_difference_is_told_with_what_explains_it(
    preset: str, name: str, verdict: Verdict, words: str
) -> None:
    received = shown(checked(preset))[name]
    assert received.verdict is verdict
    assert received.comparison.endswith(words)
    assert received.comparison.startswith(f"{number(received.array.difference, 4)} ")


def test_what_is_no_number_is_not_compared() -> None:
    assert {each.comparison for each in shown(saturated()).values()} >= {"not finite"}
    assert shown(stopped("course", 22))["W3"].comparison == "not computed"
