"""The catalogue of bugs as text and JSON."""

import json

from gradviz.network.backward import correct_lines
from gradviz.network.bugs import bugs
from gradviz.reporting.catalogue import catalogue_json, catalogue_text, matching_bugs
from gradviz.reporting.terminal import Style


def test_every_bug_stands_under_its_line_with_both_versions_and_its_story() -> None:
    found = matching_bugs([])
    text = catalogue_text(found, Style(80))
    assert max(map(len, text.splitlines())) <= 80
    squeezed = " ".join(text.split())
    for bug in bugs().values():
        assert bug.id in squeezed
        assert bug.story in squeezed
    assert "was dW2 = 1/m * dZ2 @ A1.T now dW2 = 2 * 1/m * dZ2 @ A1.T" in squeezed
    heads = [line.split()[0] for line in text.splitlines() if line[:1] == "d"]
    assert heads == list(correct_lines("relu")), "in the order of the backward pass"
    assert "dZ2  (a bug here spreads" in text
    assert "dW2  (a bug here stays" in text
    assert f"{len(found)} bugs." in text


def test_a_bug_of_another_activation_is_shown_for_that_one() -> None:
    text = catalogue_text(matching_bugs(["dZ2-tanh-of-Z"]), Style(80))
    assert "(tanh only)" in text
    assert "was  dZ2 = dA2 * (1 - A2**2)" in text


def test_words_choose() -> None:
    assert {bug.line for bug in matching_bugs(["DW2"])} == {"dW2"}
    assert [bug.id for bug in matching_bugs(["db1", "4/m"])] == ["db1-4-over-m"]
    assert matching_bugs(["nothing of the kind"]) == []


def test_json_holds_the_same() -> None:
    found = json.loads(catalogue_json(matching_bugs([])))["bugs"]
    assert [bug["id"] for bug in found] == list(bugs())
    twice = next(bug for bug in found if bug["id"] == "dW2-twice")
    assert twice["propagates"] is False
    assert twice["before"] == "dW2 = 1/m * dZ2 @ A1.T"
    assert twice["after"] == "dW2 = 2 * 1/m * dZ2 @ A1.T"
