"""Numbers in words."""

import math

import pytest

from gradviz.presenting.words import count, duration, headline, ratio
from tests.helpers.composed import changed
from tests.helpers.numbers import written
from tests.helpers.results import checked, saturated


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.00042, "0.42 ms"), (0.0234, "23 ms"), (1.25, "1.2 s"), (9.96, "10 s"), (59.4, "59 s"),
        (125, "2 min 5 s"), (3780, "1 h 3 min"),
    ],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_ratios() -> None:
    assert ratio(2.0, 1.0) == "2"
    assert ratio(0.0, 0.0) == "1"
    assert ratio(1.0, 0.0) == "-"
    assert ratio(math.nan, 1.0) == "-"
    assert ratio(1.000001, 1.0) == "1"


def test_counts() -> None:
    assert count(1, "entry", "entries") == "1 entry"
    assert count(2, "entry", "entries") == "2 entries"
    assert count(1200, "bug") == "1,200 bugs"


def test_the_headline_holds_the_textbook_comparison_whatever_the_verdict() -> None:
    assert headline(checked("default")) == (
        f"PASS: difference {written(checked('default').difference, 10)} "
        "is not greater than the threshold 1e-7"
    )
    for preset, verdict in (("course", "INCONCLUSIVE"), ("course-bugs", "FAIL")):
        assert headline(checked(preset)) == (
            f"{verdict}: difference {written(checked(preset).difference, 10)} "
            "is greater than the threshold 1e-7"
        )
    assert headline(saturated()) == "INCONCLUSIVE: the difference is not a number"


def test_a_difference_next_to_the_threshold_is_not_written_like_it() -> None:
    over = changed(checked("default"))
    # It is computed once, and kept there.
    vars(over.comparison)["difference"] = 1.0000000000002e-7
    words = "1.0000000000002e-7 is greater than the threshold 1e-7"
    assert words in headline(over.under(None))
