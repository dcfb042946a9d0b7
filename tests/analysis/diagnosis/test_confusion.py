"""Wrong lines in many random networks: named, missed, and right lines that are accused.

A line is wrong beyond the noise if its value differs from that of the right line, given what it
reads as it is, by more than a thousand times the threshold of the check, entries at an exact zero
left out, and rounding explains no more than ten times that threshold: see `helpers.diagnosed`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from gradviz.checking.experiment import Experiment
from gradviz.network.backward import correct_lines
from gradviz.network.bugs import bugs
from gradviz.network.fields import InvalidSettings
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.diagnosed import (
    LINES,
    ROUNDING,
    Confusion,
    change,
    fitting_bugs,
    random_experiments,
    values_of,
)

NETWORKS = 48
# What they change is too small to be called wrong, or there is nothing where they change it.
HIDDEN = {"dW2-tiny", "db2-tiny", "dZ2-mask-ge", "dZ1-mask-ge"}
SCOPE = ("X", "Y", "W1", "b1", "W2", "b2", "W3", "b3", "Z1", "A1", "Z2", "A2", "Z3", "A3", "m")
SIGNS = ("+", "-", "*", "/", "@", ">", "<", ">=", "**")
FUNCTIONS = ("abs", "exp", "tanh", "sqrt", "sum", "mean", "total", "sum_units", "log")
NUMBERS = ("2", "0.5", "3", "-1", "0.9", "1.01", "1e-3", "0", "7")


@cache
def networks() -> tuple[Experiment, ...]:
    return tuple(random_experiments(NETWORKS, seed=0))


def a_few(experiment: Experiment, seen: Counter[str], most: int) -> list[str]:
    """Return some bugs that fit, those first that were seen least."""
    fitting = sorted(fitting_bugs(experiment), key=lambda bug: seen[bug.id])
    seen.update(bug.id for bug in fitting[:most])
    return [bug.id for bug in fitting[:most]]


def two(experiment: Experiment, random: Random) -> tuple[str, str]:
    """Return two bugs in two lines."""
    while True:
        one, other = random.sample(fitting_bugs(experiment), 2)
        if one.line != other.line:
            return one.id, other.id


def edits(experiment: Experiment, random: Random, most: int) -> Iterator[Experiment]:
    """Yield an experiment with lines that somebody may type; some happen to be right."""
    right, found = correct_lines(network_of(experiment).network.activation), 0
    while found < most:
        line = random.choice(LINES)
        scope = (*SCOPE, *LINES[: LINES.index(line)])
        text = right[line]
        for _ in range(random.choice((1, 1, 2))):
            text = edited(text, scope, random)
        try:
            other = replace(
                experiment, subject=replace(network_of(experiment), lines=(f"{line} = {text}",))
            )
        except InvalidSettings:  # it does not fit
            continue
        found += 1
        yield other


def edited(text: str, scope: tuple[str, ...], random: Random) -> str:
    """Return an expression with something else in one place, or around it."""
    words = re.findall(r"[A-Za-z]\w*|\d+\.?\d*|\*\*|[<>=!]=|\S", text)
    names = [place for place, word in enumerate(words) if word in scope]
    signs = [place for place, word in enumerate(words) if word in SIGNS]
    other, number = random.choice(scope), random.choice(NUMBERS)
    function, way = random.choice(FUNCTIONS), random.randrange(9)
    around = {
        0: f"{number} * ({text})",
        1: f"{text} + {number} * {other}",
        2: f"where({other} > {number}, {text}, {random.choice((other, number))})",
        3: f"{function}({text})",
        4: f"({text}) * {other}",
        5: f"maximum({text}, {other})",
    }
    if way in around:
        return around[way]
    if way == 6 and signs:
        words[random.choice(signs)] = random.choice(SIGNS)
    elif names:
        place = random.choice(names)
        words[place] = other if way == 7 else f"{function}({words[place]})"
    return " ".join(words).replace(" . T", ".T")


def is_right(experiment: Experiment) -> bool:
    """Return whether a line is right in other networks, too."""
    (text,) = network_of(experiment).lines
    line = text.partition(" = ")[0]
    for seed, (layers, examples) in enumerate((((5, 7, 2, 3), 4), ((3, 4, 8, 2), 9)) * 3):
        activation = network_of(experiment).network.activation
        spec = NetworkSpec(layers, examples, activation, "logits", seed=seed, data="gaussian")
        try:
            other = Experiment(NetworkSubject(spec, lines=(text,)))
        except InvalidSettings:
            return False
        if change(other, line, values_of(other)) > ROUNDING:
            return False
    return True


def hold(what: str, confusion: Confusion) -> None:
    print(f"{what}: {confusion}")
    assert not confusion.missed, "\n".join(confusion.missed[:5])
    assert not confusion.accused, "\n".join(confusion.accused[:5])


@pytest.mark.soak
def test_every_bug_of_the_catalogue_is_named() -> None:
    confusion, seen = Confusion(), Counter[str]()
    for experiment in networks():
        for bug in a_few(experiment, seen, 15):
            confusion.add(
                replace(experiment, subject=replace(network_of(experiment), bugs=(bug,))),
                {bugs()[bug].line},
            )
    hold("one bug of the catalogue", confusion)
    assert set(seen) == set(bugs())
    assert min(seen.values()) >= 3
    assert set(bugs()) - confusion.named <= HIDDEN
    assert confusion.counted["named"] > 0.9 * confusion.counted.total() > 500


@pytest.mark.soak
def test_two_bugs_are_both_named() -> None:
    confusion, random = Confusion(), Random(1)
    for experiment in networks():
        for _ in range(6):
            pair = two(experiment, random)
            confusion.add(
                replace(experiment, subject=replace(network_of(experiment), bugs=pair)),
                {bugs()[bug].line for bug in pair},
            )
    hold("two bugs of the catalogue", confusion)
    assert confusion.counted["named"] > 0.9 * confusion.counted.total() > 500


@pytest.mark.parametrize("seed", [2, pytest.param(3, marks=pytest.mark.soak)])
def test_lines_that_nobody_listed_are_named(seed: int) -> None:
    confusion, random = Confusion(), Random(seed)
    for experiment in networks():
        for typed in edits(experiment, random, 5):
            line = network_of(typed).lines[0].partition(" = ")[0]
            confusion.add(typed, {line}, is_right=is_right(typed))
    hold("one line typed at random", confusion)
    assert confusion.counted["named"] > 0.8 * confusion.counted.total() > 170
