"""A diagnosis in words."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.diagnosis import (
    CARRIES_MEAN,
    alike,
    evidence,
    headline,
    joint_sentence,
    mistakes_words,
    named_evidence,
    pattern,
    right_line,
    sentence,
    summary,
    wrong_lines,
)

TWICE = Mistake(Kind.SCALED, "2 times too large", "2 * (1/m * dZ2 @ A1.T)", 2.0, "a 2", 15, 15)
SIGN = Mistake(Kind.SIGN, "the sign is wrong", "-(1/m * dZ2 @ A1.T)", -1.0, "", 15, 15)


def finding(name: str = "dW2", verdict: str = "origin", **changes: object) -> LineFinding:
    rule = np.ones((3, 5))
    nothing = np.zeros((3, 5), dtype=bool)
    found = LineFinding(name, LineVerdict(verdict), 2 * rule, rule, rule, rule, nothing)
    return replace(found, **changes)  # type: ignore[arg-type]


def diagnosis(*wrong: LineFinding) -> Diagnosis:
    lines = {name: finding(name, "right") for name in LINE_NAMES}
    return Diagnosis(lines | {each.name: each for each in wrong})


def test_the_headline_names_the_line_and_what_it_does() -> None:
    assert headline(diagnosis()) is None
    assert headline(diagnosis(finding(mistakes=(TWICE,)))) == (
        "backprop is wrong at dW2: 2 times too large"
    )
    assert headline(diagnosis(finding(mistakes=(TWICE, SIGN)))) == (
        "backprop is wrong at dW2: 2 times too large, or the sign is wrong"
    )
    assert headline(diagnosis(finding())) == "backprop is wrong at dW2"


def test_the_headline_of_several_lines() -> None:
    first, second = finding("dZ3", mistakes=(SIGN,)), finding("db1", mistakes=(TWICE,))
    assert headline(diagnosis(first, second)) == (
        "backprop is wrong at dZ3 (the sign is wrong) and db1 (2 times too large)"
    )
    third = finding("dA1")
    assert headline(diagnosis(first, second, third)) == (
        "backprop is wrong at dZ3 (the sign is wrong), dA1 and db1 (2 times too large)"
    )
    assert headline(diagnosis(first, second, third, finding("dW3"))) == (
        "backprop is wrong at dZ3, dW3, dA1 and db1"
    )


def test_the_headline_of_what_is_only_possible() -> None:
    maybe = [finding(name, "undecidable", why=Why.POSSIBLE, value=None) for name in ("dA2", "dZ2")]
    assert headline(diagnosis(*maybe)) == "backprop is wrong at dA2 or dZ2, or in several lines"
    known = replace(maybe[0], mistakes=(SIGN,))
    assert headline(diagnosis(known, maybe[1])) == "backprop is wrong at dA2 or dZ2"
    assert headline(diagnosis(known, finding(mistakes=(TWICE,)))) == (
        "backprop is wrong at dW2: 2 times too large"
    )


def test_the_headline_tells_what_may_spoil_lines_from_the_lines_themselves() -> None:
    changes = {"why": Why.POSSIBLE, "mistakes": (SIGN,)}
    unknown = [finding(name, "undecidable", value=None, **changes) for name in ("dA2", "dZ2")]
    found = [finding(name, "undecidable", **changes) for name in ("dW2", "db2")]
    assert headline(diagnosis(*unknown, *found)) == (
        "backprop is wrong at dA2 or dZ2, or at dW2 and db2 themselves: the sign is wrong"
    )
    assert headline(diagnosis(unknown[0], found[0])) == (
        "backprop is wrong at dA2, or at dW2 itself: the sign is wrong"
    )
    assert headline(diagnosis(*found)) == "backprop is wrong at dW2 or db2: the sign is wrong"
    other = replace(found[0], mistakes=(TWICE,))
    assert headline(diagnosis(unknown[0], other)) == "backprop is wrong at dA2, or at dW2 itself"
    nothing = [replace(each, mistakes=()) for each in (*unknown, *found)]
    assert headline(diagnosis(*nothing)) == "backprop is wrong at dA2 or dZ2, or in several lines"
    assert headline(diagnosis(nothing[0], nothing[2])) == (
        "backprop is wrong at dA2, or at dW2 itself, or in several lines"
    )


def test_a_sentence_for_each_verdict() -> None:
    assert sentence(finding("dZ1", "right")) == "dZ1 is right."
    assert sentence(finding("dZ1", "inherited")) == (
        "dZ1 is wrong only because of what it reads; its own rule is right."
    )
    assert sentence(finding(mistakes=(TWICE,))) == "dW2 is wrong: 2 times too large (a 2)."
    assert sentence(finding(mistakes=(SIGN, TWICE, replace(TWICE, words="other")))) == (
        "dW2 is wrong: the sign is wrong, or 2 times too large, or other (a 2)."
    )
    assert mistakes_words(finding()) == ""


def test_a_sentence_for_lines_of_which_the_same_is_said() -> None:
    lines = [finding(name, "inherited") for name in ("dW2", "db2", "dA1")]
    assert joint_sentence(lines) == (
        "dW2, db2 and dA1 are wrong only because of what they read; their own rules are right."
    )
    assert joint_sentence([finding("dZ1", "right"), finding("dW1", "right")]) == (
        "dZ1 and dW1 are right."
    )
    uncovered = [finding(name, "undecidable", why=Why.NOT_COVERED) for name in ("dW2", "db2")]
    assert joint_sentence(uncovered) == (
        "dW2 and db2 cannot be judged: what they read makes them zero here, whatever the lines are."
    )
    assert sentence(uncovered[0]) == (
        "dW2 cannot be judged: what it reads makes it zero here, whatever the line is."
    )


@pytest.mark.parametrize("why", list(Why))
def test_of_several_lines_no_reason_speaks_of_one(why: Why) -> None:
    both = [finding(name, "undecidable", why=why, mistakes=(SIGN,)) for name in ("dA2", "dZ2")]
    text = joint_sentence(both)
    assert text.startswith("dA2 and dZ2 cannot be judged: ")
    assert text.endswith(" (the sign is wrong).")
    said = text.removesuffix(" (the sign is wrong).").partition(": ")[2].split()
    assert not {"its", "line"} & set(said)


def test_lines_are_together_only_where_the_same_is_said_of_them() -> None:
    wrong = (
        finding("dW3", "undecidable", why=Why.NOISE),
        finding("dA2", mistakes=(SIGN,)),
        finding("dZ2", mistakes=(SIGN,)),
        finding("dW2", "inherited"),
        finding("db2", "undecidable", why=Why.NOISE),
        finding("dA1", "undecidable", why=Why.POSSIBLE, mistakes=(SIGN,)),
        finding("dZ1", "undecidable", why=Why.POSSIBLE),
        finding("db1", "inherited"),
    )
    groups = [" ".join(each.name for each in group) for group in alike(diagnosis(*wrong))]
    assert groups == ["dZ3 db3 dW1", "dW3 db2", "dA2", "dZ2", "dW2 db1", "dA1", "dZ1"]


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_why_a_line_cannot_be_judged_is_a_sentence(why: Why) -> None:
    text = sentence(finding("dZ1", "undecidable", why=why))
    assert text.startswith("dZ1 cannot be judged: ")
    assert text.endswith(".")
    assert "None" not in text
    with_cause = sentence(finding("dZ1", "undecidable", why=why, mistakes=(SIGN,)))
    assert with_cause == f"{text[:-1]} (the sign is wrong)."
    assert sentence(finding("dZ1", "undecidable")) == "dZ1 cannot be judged: nothing can be said."


def test_an_unknown_mistake_is_told_by_its_pattern() -> None:
    assert sentence(finding()) == (
        "dW2 is wrong: 15 of 15 entries differ, by 1, and no known mistake explains it."
    )
    value = np.ones((3, 5))
    value[0, 1] = 1.25
    assert pattern(finding(value=value)) == (
        "1 of 15 entries differs, by 0.25, and no known mistake explains it"
    )
    value[2, 2] = -99
    assert pattern(finding(value=value)) == (
        "2 of 15 entries differ, by 0.25 to 1e2, and no known mistake explains it"
    )
    assert pattern(finding(value=None)) == "no known mistake explains it"
    huge = finding(value=np.full((3, 5), 1e308), rule=np.full((3, 5), -1.7e308))
    assert pattern(huge)
    large = finding(value=np.full((3, 5), 1e300), rule=np.full((3, 5), -1e300))
    assert pattern(large).startswith("15 of 15 entries differ, by 2e300, ")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (TWICE, "ratio 2.000000, 15 of 15 entries"),
        (replace(TWICE, fitted=4, entries=4), "ratio 2.000000, 4 of 4 entries that can tell"),
        (replace(TWICE, fitted=1, entries=1), "ratio 2.000000, 1 of 1 entry that can tell"),
        (replace(TWICE, factor=1 / 3), "ratio 0.333333, 15 of 15 entries"),
        (replace(TWICE, factor=1.000001), "ratio 1.000001, 15 of 15 entries"),
        (replace(TWICE, factor=1 + 1e-8), "ratio 1.00000001, 15 of 15 entries"),
        (replace(TWICE, factor=1e-9), "ratio 1e-9, 15 of 15 entries"),
        (replace(TWICE, factor=0.0), "ratio 0.000000, 15 of 15 entries"),
        (replace(TWICE, factor=1e300), "ratio 1e300, 15 of 15 entries"),
        (Mistake(Kind.CACHE, "X", "X", fitted=15, entries=15), "15 of 15 entries"),
        (Mistake(Kind.ADDED, "X", "X", 0.025, "", 15, 15), "share 0.025, 15 of 15 entries"),
        (Mistake(Kind.CONSTANT, "X", "X", 0.5, "", 15, 15), "15 of 15 entries"),
        (Mistake(Kind.PART, "X", None, 2.0, "", 3, 3), "ratio 2.000000, 3 of 15 entries"),
        (Mistake(Kind.NOT_FINITE, "X", fitted=2, entries=15), "2 of 15 entries"),
    ],
)
def test_the_evidence(mistake: Mistake, said: str) -> None:
    assert evidence(finding(mistakes=(mistake,))) == [said]


def test_evidence_for_each_of_several_and_none_for_none() -> None:
    assert len(evidence(finding(mistakes=(TWICE, SIGN)))) == 2
    assert evidence(finding()) == []


def test_of_several_causes_the_evidence_says_which_it_belongs_to() -> None:
    assert named_evidence(finding(mistakes=(TWICE, replace(SIGN, fitted=4, entries=4)))) == [
        "2 times too large: ratio 2.000000, 15 of 15 entries",
        "the sign is wrong: ratio -1.000000, 4 of 4 entries that can tell",
    ]
    assert named_evidence(finding(mistakes=(TWICE,))) == ["ratio 2.000000, 15 of 15 entries"]
    assert named_evidence(finding()) == []


def test_the_evidence_for_a_line_that_was_not_given_is_that_of_what_depends_on_it() -> None:
    unknown = finding("dZ2", value=None, mistakes=(replace(TWICE, fitted=40, entries=40),))
    assert evidence(unknown) == [
        "ratio 2.000000, 40 of 40 entries of the gradients that depend on it"
    ]


def test_the_corrected_line_and_the_wrong_one() -> None:
    assert right_line(finding("dZ2"), "relu") == "dZ2 = dA2 * (Z2 > 0)"
    assert right_line(finding("dZ1"), "tanh") == "dZ1 = dA1 * (1 - A1**2)"
    forgotten = finding("dW2", mistakes=(Mistake(Kind.L2, "the L2 term is missing"),))
    assert right_line(forgotten, "relu") == "dW2 = 1/m * dZ2 @ A1.T + lambd/m * W2"
    without = replace(SIGN, expression=None)
    assert wrong_lines(finding(mistakes=(TWICE, without))) == ["dW2 = 2 * (1/m * dZ2 @ A1.T)"]


def test_the_summary_says_nothing_of_right_lines() -> None:
    assert list(summary(diagnosis())) == []
    found = diagnosis(
        finding("dZ2", mistakes=(SIGN,)),
        finding("dW2", "inherited"),
        finding("db2", "inherited"),
        finding("dZ1", "undecidable", why=Why.NOT_COVERED),
    )
    assert list(summary(found)) == [
        "dZ2 is wrong: the sign is wrong.",
        "dW2 and db2 are wrong only because of what they read; their own rules are right.",
        "dZ1 cannot be judged: what it reads makes it zero here, whatever the line is.",
    ]
    assert list(summary(replace(found, carries_mean=True)))[3:] == [CARRIES_MEAN]
