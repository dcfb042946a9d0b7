"""Values that are right in another order, of some examples alone, or in some places alone."""

import time

import numpy as np
import pytest

from gradviz.analysis.diagnosis.patterns import permuted, some_examples, wrong_places
from gradviz.checking.mistake import Kind, Mistake
from gradviz.network.layout import Array, Indices
from gradviz.network.spec import NetworkSpec
from tests.helpers.suspects import Change, mistakes_of, suspect_of

SPEC = NetworkSpec((4, 6, 5, 2), 12, "tanh", data="gaussian", cost="logits")


def words(name: str, change: Change, spec: NetworkSpec = SPEC) -> list[str]:
    return [each.words for each in mistakes_of(suspect_of(spec, name, change))]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("dW2", lambda rule: rule[::-1], "its rows are reversed"),
        ("dW3", lambda rule: rule[::-1], "its rows are exchanged"),
        ("dW2", lambda rule: rule[:, ::-1], "its columns are reversed"),
        ("dW2", lambda rule: np.roll(rule, 1, 0), "its rows are shifted by one"),
        ("dW2", lambda rule: np.roll(rule, -1, 0), "its rows are shifted by one"),
        ("db2", lambda rule: rule[[2, 0, 1, 4, 3]], "its rows are in another order: 2, 0, 1, 4, 3"),
        ("dZ1", lambda rule: rule[:, [1, 0, *range(2, 12)]],
         "its columns are in another order: 1, 0, 2, 3, 4, 5, 6, 7, ..."),
    ],
)  # fmt: skip
def test_another_order(name: str, change: Change, said: str) -> None:
    found = [*filter(None, permuted(suspect_of(SPEC, name, change)))]
    assert [(each.kind, each.words) for each in found] == [(Kind.PERMUTED, said)]
    assert said in words(name, change)


def test_what_is_in_order_is_not_said_to_be_in_another() -> None:
    assert not [*filter(None, permuted(suspect_of(SPEC, "dW2", np.copy)))]
    assert not [*filter(None, permuted(suspect_of(SPEC, "dW2", lambda rule: rule[::-1] * 1.001)))]
    one = NetworkSpec((1, 1, 1, 1), 1, "tanh", data="gaussian", cost="logits")
    assert not [*filter(None, permuted(suspect_of(one, "dW2", lambda rule: rule + 1)))]


def test_an_operand_out_of_order() -> None:
    suspect = suspect_of(SPEC, "dA1", np.copy)
    weights, dz = np.asarray(suspect.known["W2"]), np.asarray(suspect.known["dZ2"])
    reshaped = weights.reshape(weights.shape[::-1]) @ dz
    assert words("dA1", lambda _: reshaped) == ["W2 is reshaped, not transposed"]
    derivative, passed = 1 - suspect.network.here["A2"] ** 2, np.asarray(suspect.known["dA2"])
    for other, said in (
        (derivative[::-1], "the units of the derivative are reversed"),
        (derivative[:, ::-1], "the examples of the derivative are reversed"),
        (np.roll(derivative, 1, 1), "the examples of the derivative are shifted by one"),
    ):
        assert words("dZ2", lambda _, other=other: passed * other) == [said]  # type: ignore[misc]
    suspect = suspect_of(SPEC, "dW2", np.copy)
    a, dz = suspect.network.here["A1"], np.asarray(suspect.known["dZ2"])
    assert words("dW2", lambda _: dz @ a.reshape(a.shape[::-1]) / 12) == [
        "A1 is reshaped, not transposed"
    ]


def counted(name: str, times: Array, spec: NetworkSpec = SPEC) -> Array:
    """Return a sum over examples in which they do not all count once."""
    suspect = suspect_of(spec, name, np.copy)
    dz = np.asarray(suspect.known[f"dZ{name[-1]}"]) * times
    read = "X" if name[-1] == "1" else f"A{int(name[-1]) - 1}"
    a = np.asarray(suspect.known[read])
    found: Array = (dz @ a.T if name.startswith("dW") else dz.sum(1, keepdims=True)) / spec.examples
    return found


@pytest.mark.parametrize("name", ["dW1", "dW2", "dW3", "db1", "db2", "db3"])
def test_one_example_left_out_or_counted_twice(name: str) -> None:
    times = np.ones(12)
    times[7] = 0
    assert words(name, lambda _: counted(name, times)) == ["example 7 is left out"]
    times[7] = 2
    assert words(name, lambda _: counted(name, times)) == ["example 7 counts twice"]


def test_several_examples() -> None:
    times = np.ones(12)
    times[[2, 5]] = 0
    assert words("dW2", lambda _: counted("dW2", times)) == ["examples 2 and 5 are left out"]
    times[5] = 0.5
    assert words("dW2", lambda _: counted("dW2", times)) == ["examples 2 and 5 do not count once"]
    times[:6] = 0
    assert words("dW2", lambda _: counted("dW2", times)) == [
        "6 examples (0, 1, 2, 3, ...) are left out"
    ]


def test_examples_of_units_that_are_off_do_not_hide_one_that_is_left_out() -> None:
    def live_of(seed: int) -> tuple[NetworkSpec, Indices]:
        spec = NetworkSpec((8, 2, 2, 1), 12, data="gaussian", cost="logits", seed=seed)
        dz = np.asarray(suspect_of(spec, "dW1", np.copy).known["dZ1"])
        return spec, np.flatnonzero(dz.any(axis=0))

    spec, live = next(each for each in map(live_of, range(99)) if 4 < each[1].size < 10)
    times = np.ones(12)
    times[live[[1, 3]]] = 0
    (said,) = words("dW1", lambda _: counted("dW1", times, spec), spec)
    assert said == f"examples {live[1]} and {live[3]} are left out"


def test_where_examples_cannot_be_told_none_is_named() -> None:
    times = np.linspace(0, 2, 12)
    assert not list(some_examples(suspect_of(SPEC, "db3", counted("db3", times))))
    assert not list(some_examples(suspect_of(SPEC, "dZ2", lambda rule: rule + 1)))
    one = NetworkSpec((4, 6, 5, 2), 1, "tanh", data="gaussian", cost="logits")
    assert not list(some_examples(suspect_of(one, "dW2", lambda rule: rule * 2)))


def test_where_no_example_counts_as_it_should_none_is_named() -> None:
    for times in (np.linspace(1.5, 3, 12), np.full(12, 2.0), np.zeros(12)):
        assert not list(some_examples(suspect_of(SPEC, "dW2", counted("dW2", times))))


def test_of_one_entry_an_example_is_named_before_a_factor() -> None:
    spec = NetworkSpec((4, 6, 5, 1), 12, "tanh", data="gaussian", cost="logits")
    times = np.ones(12)
    times[7] = 0
    assert words("db3", lambda _: counted("db3", times, spec), spec) == ["example 7 is left out"]


def test_values_that_no_examples_add_up_to_name_none() -> None:
    random = np.random.default_rng(0)
    for name in ("dW1", "dW2", "db2"):
        suspect = suspect_of(SPEC, name, lambda rule: random.standard_normal(rule.shape))
        assert not list(some_examples(suspect))
        few = suspect_of(SPEC, name, lambda rule: rule + 1e-3 * random.standard_normal(rule.shape))
        assert not list(some_examples(few))
    for seed in range(9):  # some examples have no part in these, as units are off
        spec = NetworkSpec((8, 2, 2, 1), 12, data="gaussian", cost="logits", seed=seed)
        for size in (1.0, 1e-3):
            noise = size * random.standard_normal((2, 8))
            assert not list(some_examples(suspect_of(spec, "dW1", noise)))


def at(places: list[tuple[int, int]], add: float = 1.0) -> Change:
    def change(rule: Array) -> Array:
        value = rule.copy()
        for place in places:
            value[place] += add
        return value

    return change


@pytest.mark.parametrize(
    ("name", "change", "where"),
    [
        ("dW2", at([(1, column) for column in range(6)]), ["in row 1"]),
        ("dW2", at([(row, 4) for row in range(5)]), ["in column 4"]),
        ("dZ2", at([(row, 4) for row in range(5)]), ["in example 4"]),
        ("dW2", at([(1, 2)]), ["at [1,2]"]),
        ("dW2", at([(1, 2), (3, 4)]), ["at [1,2], [3,4]"]),
        ("db2", at([(3, 0)]), ["in row 3"]),
        ("dW2", at([(0, 0), (0, 1), (0, 2), (0, 3), (0, 5)]), ["in row 0"]),
        ("dW2", lambda rule: rule + 1, []),
    ],
)
def test_where_it_is_wrong(name: str, change: Change, where: list[str]) -> None:
    suspect = suspect_of(SPEC, name, change)
    found = list(wrong_places(suspect))
    assert [words for words, _ in found] == where
    wrong = suspect.value != suspect.rule
    for _, part in found:
        assert not (wrong & ~part).any()


def test_a_part_that_is_scaled_or_zero_or_just_wrong() -> None:
    def row(factor: float) -> Change:
        return lambda rule: np.where(np.arange(5)[:, np.newaxis] == 2, factor * rule, rule)

    (found,) = mistakes_of(suspect_of(SPEC, "dW2", row(2)))
    assert (found.kind, found.factor) == (Kind.PART, 2)
    assert found.words == "2 times too large, in row 2 alone"
    assert (found.fitted, found.entries, found.expression) == (6, 6, None)
    assert words("dW2", row(-1)) == ["the sign is wrong, in row 2 alone"]
    assert words("dW2", row(0)) == ["it is zero in row 2 alone"]
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", at([(1, 2)], 0.25)))
    assert found.words == "at [1,2] alone, by up to 0.25"
    noise = np.where(np.arange(6) == 3, np.random.default_rng(1).standard_normal((5, 6)), 0)
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: rule + noise))
    assert found == Mistake(Kind.PART, found.words, fitted=5, entries=5)
    assert found.words == f"in column 3 alone, by up to {np.abs(noise).max():.2g}"


def test_a_large_line_is_looked_at_in_no_time() -> None:
    spec = NetworkSpec((784, 128, 64, 1), 100, init="he", data="gaussian", cost="logits")
    noise = 1e-3 * np.random.default_rng(0).standard_normal((128, 784))
    suspect = suspect_of(spec, "dW1", lambda rule: rule + noise)
    start = time.process_time()
    assert mistakes_of(suspect) == ()
    assert time.process_time() - start < 2, "about 0.1 s, and several threads count as one here"
