"""What is printed, whatever is asked for: numbers in one way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gradviz.cli import main
from gradviz.network.bugs import bugs
from gradviz.subjects.presets import presets
from tests.helpers.shown import DIALECT, PADDED_EXPONENT

SMALL = [name for name in presets() if name in ("default", "course", "course-bugs", "kink")]
COMMANDS = [
    *(["check", "--preset", name] for name in SMALL),
    ["check", "--preset", "course-bugs", "--line", "dW1 = 1.0000001/m * dZ1 @ X.T"],
    ["check", "--preset", "default", "--dtype", "float32"],
    ["check", "--preset", "default", "--epsilon", "1e-15"],
    ["check", "--one-d"],
    ["check", "--one-d", "--epsilon", "1e-12"],
    ["sweep", "--preset", "course"],
    ["sweep", "--preset", "course-bugs"],
    ["bugs"],
]


def strings(value: Any) -> Iterator[str]:
    """Yield every sentence of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_report_pads_an_exponent(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments)
    printed = capsys.readouterr().out
    assert printed
    assert not PADDED_EXPONENT.findall(printed)


@pytest.mark.parametrize("arguments", COMMANDS[:8], ids=" ".join)
def test_no_sentence_of_the_json_pads_an_exponent(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*arguments, "--json"])
    texts = list(strings(json.loads(capsys.readouterr().out)))
    assert texts
    assert not [text for text in texts if PADDED_EXPONENT.search(text)]


@pytest.mark.parametrize("value", ["2e-21", "-1e-7", "1e9", "nan"])
def test_no_message_pads_an_exponent(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--epsilon={value}"]) == 2
    said = capsys.readouterr().err
    assert said
    assert not PADDED_EXPONENT.findall(said)


@pytest.mark.parametrize("arguments", COMMANDS[:-1], ids=" ".join)
def test_a_report_names_bugs_by_title_in_the_words_of_the_field(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments)
    printed = capsys.readouterr().out
    assert not DIALECT.findall(printed)
    assert not [bug_id for bug_id in bugs() if "-" in bug_id and bug_id in printed]
