"""Arrow keys and slider: numbers as they would be written by hand."""

import pytest

from gradviz.presenting.number_steps import (
    SLIDER_STEPS,
    decade_step,
    slider_place,
    slider_text,
    whole_step,
)


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("1e-7", 1, "1e-6"),
        ("1e-7", -1, "1e-8"),
        ("3e-7", 1, "3e-6"),
        ("0.0000001", 1, "1e-6"),
        ("0.3", 1, "1"),
        ("1e-20", -1, "1e-20"),
        ("abc", 1, "abc"),
        ("", 1, ""),
        ("0", 1, "0"),
        ("-1", 1, "-1"),
        ("nan", 1, "nan"),
        ("inf", -1, "inf"),
    ],
)
def test_decade_step(text: str, direction: int, expected: str) -> None:
    assert decade_step(text, direction) == expected


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("5", 1, "6"),
        ("5", -1, "4"),
        ("1", -1, "1"),
        ("100", 1, "100"),
        ("0", -1, "1"),
        ("900", 1, "100"),
        ("x", 1, "x"),
    ],
)
def test_whole_step(text: str, direction: int, expected: str) -> None:
    assert whole_step(text, direction, 1, 100) == expected


def test_the_slider_goes_from_1e_15_to_a_tenth() -> None:
    assert slider_text(0) == "1e-15"
    assert slider_text(SLIDER_STEPS) == "0.1"
    assert slider_text(6 * 8) == "1e-7"
    assert slider_text(6 * 8 + 3) == "3.2e-7"


def test_every_place_of_the_slider_is_the_place_of_its_text() -> None:
    assert [slider_place(slider_text(place)) for place in range(SLIDER_STEPS + 1)] == list(
        range(SLIDER_STEPS + 1)
    )


def test_a_number_beyond_the_slider_is_at_its_end() -> None:
    assert slider_place("1e-20") == 0
    assert slider_place("1") == SLIDER_STEPS
    assert slider_place("") is None
    assert slider_place("0") is None
    assert slider_place("nan") is None
