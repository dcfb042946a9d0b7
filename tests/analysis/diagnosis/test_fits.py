"""What explains a wrong line: true down to rounding, plain before far-fetched, never an error."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.diagnosis.suspect import layers_of
from gradviz.checking.expected import SURE
from gradviz.checking.mistake import Kind
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from gradviz.presenting.words import count
from tests.helpers.strategies import examples
from tests.helpers.suspects import mistakes_of, suspect_of

SPEC = NetworkSpec((4, 5, 3, 1), 12, "tanh", data="gaussian", cost="logits")
SIZES = [((4, 5, 3, 1), 12), ((1, 1, 1, 1), 1), ((3, 3, 3, 3), 3), ((2, 4, 1, 2), 1)]


def odd_values(rule: Array) -> dict[str, Array]:
    largest = float(np.finfo(rule.dtype).max)
    normal = np.random.default_rng(0).standard_normal(rule.shape)
    first = np.arange(rule.size).reshape(rule.shape) == 0
    with np.errstate(all="ignore"):
        found = {
            "zero": rule * 0,
            "huge": normal * (largest / 10),
            "largest": np.full_like(rule, largest),
            "least": np.full_like(rule, -largest),
            "scaled up": rule * (largest / 1e8),
            "tiny": rule * 1e-300,
            "denormal": np.full_like(rule, 5e-324),
            "nan": np.where(first, np.nan, rule),
            "infinite": np.where(first, np.inf, rule),
            "random": normal,
            "one": np.where(first, rule + 1, rule),
            "same": rule,
        }
        return {name: value.astype(rule.dtype) for name, value in found.items()}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("layers", "m"), SIZES)
def test_odd_values_raise_nothing_and_are_said_in_short(
    layers: tuple[int, int, int, int], m: int, activation: str, dtype: str
) -> None:
    spec = NetworkSpec(layers, m, activation, dtype=dtype, data="gaussian", cost="logits")
    tried = 0
    for name in LINE_NAMES:
        rule = suspect_of(spec, name, np.copy).rule
        for kind, value in odd_values(rule).items():
            for found in mistakes_of(suspect_of(spec, name, value)):
                tried += 1
                assert len(found.words) <= 110, (name, kind, found.words)
                assert 0 <= found.fitted <= found.entries <= rule.size
    assert tried > 40


def test_huge_values_are_not_explained_by_anything() -> None:
    huge = np.random.default_rng(0).standard_normal((3, 5)) * 1e300
    assert mistakes_of(suspect_of(SPEC, "dW2", huge)) == ()
    large = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: rule * 1e300))
    assert [each.words for each in large] == ["1e300 times too large"]


def test_values_that_are_not_finite_are_counted() -> None:
    value = np.full((3, 5), 1.0)
    value[0, :2] = np.inf
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", value))
    assert (found.kind, found.words) == (Kind.NOT_FINITE, "it yields infinity")
    assert (found.fitted, found.entries) == (2, 15)
    value[1, 1] = np.nan
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", value))
    assert (found.words, found.fitted) == ("it yields NaN", 3)


@given(st.floats(1e-6, 1e6).filter(lambda factor: abs(factor - 1) > 1e-5), st.booleans())
@examples(40)
def test_any_constant_factor_is_found(size: float, is_negative: bool) -> None:
    factor = -size if is_negative else size
    found = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: factor * rule))[0]
    assert found.factor == pytest.approx(factor, rel=1e-9)
    assert found.kind is (Kind.SIGN if factor == -1 else Kind.SCALED)
    assert (found.fitted, found.entries) == (15, 15)


def test_a_factor_near_a_plain_one_is_not_called_plain() -> None:
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: (2 + 1e-8) * rule))
    assert found.words == "2.00000001 times too large"
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: (1 + 1e-8) * rule))
    assert found.words == "1.00000001 times what it should be"
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: (-1 + 1e-8) * rule))
    assert found.words == "0.99999999 times what it should be, and the sign is wrong"


def test_digits_that_are_rounding_are_not_shown_in_single_precision() -> None:
    single = NetworkSpec((4, 5, 3, 1), 12, "tanh", dtype="float32", data="gaussian", cost="logits")
    for factor in (50.0, 0.37, 12.5):
        (found,) = mistakes_of(
            suspect_of(single, "dW2", lambda rule, by=factor: (by * rule).astype(np.float32))  # type: ignore[misc]
        )
        assert found.factor == factor


def test_plain_causes_come_before_factors_that_nobody_writes() -> None:
    narrow = NetworkSpec((3, 1, 1, 1), 6, "sigmoid", data="gaussian", cost="logits")
    summed = suspect_of(narrow, "dA1", np.copy)
    value = np.asarray(summed.known["dZ2"])
    found = mistakes_of(suspect_of(narrow, "dA1", value))
    assert [each.words for each in found] == ["summed over units, without the weights"]
    # Without a bias Z2 is a multiple of A1, by a factor that nobody writes.
    narrow = NetworkSpec((3, 1, 1, 1), 6, "sigmoid", init="xavier", data="gaussian", cost="logits")
    penalty = 0.1 * suspect_of(narrow, "dA1", np.copy).network.here["A1"]
    found = mistakes_of(suspect_of(narrow, "dA1", lambda rule: rule + penalty))
    assert [each.words for each in found] == ["0.1 * A1 is added"]


def test_of_one_entry_only_a_factor_that_somebody_writes_is_named() -> None:
    one = NetworkSpec((1, 1, 1, 1), 3, "tanh", data="gaussian", cost="logits")
    assert mistakes_of(suspect_of(one, "db1", lambda rule: rule * 1.2345678)) == ()
    (found,) = mistakes_of(suspect_of(one, "db1", lambda rule: rule * 1.25))
    assert found.words == "1.25 times too large"
    assert (found.fitted, found.entries) == (1, 1)
    a2 = suspect_of(one, "dW2", np.copy)
    value = np.asarray(a2.known["dZ2"]) @ a2.network.here["A2"].T / 3
    assert mistakes_of(suspect_of(one, "dW2", value))[0].words == "A2 in the place of A1"


def test_at_most_three_are_named() -> None:
    for name in LINE_NAMES:
        for value in (0.0, 1.0):
            tiny = NetworkSpec((1, 1, 1, 1), 1, "relu", data="gaussian", cost="logits")
            found = mistakes_of(suspect_of(tiny, name, np.full((1, 1), value)))
            assert len(found) <= 3
            assert len({each.words for each in found}) == len(found)


def test_a_constant_needs_two_entries() -> None:
    (found,) = mistakes_of(suspect_of(SPEC, "db2", lambda rule: rule - 0.25))
    assert found.kind is Kind.CONSTANT
    assert found.factor == pytest.approx(-0.25)
    assert found.words == "-0.25 is added to every entry"
    alone = mistakes_of(suspect_of(SPEC, "db3", lambda rule: rule + 0.25))
    assert Kind.CONSTANT not in {each.kind for each in alone}


def test_weight_decay_is_said_to_be_that() -> None:
    weights = np.asarray(suspect_of(SPEC, "dW2", np.copy).known["W2"])
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: rule + 0.1 / 12 * weights))
    assert found.words == "0.1/m * W2 is added"
    assert found.hint == "weight decay, which the cost does not have"
    assert found.expression == "1/m * dZ2 @ A1.T + 0.1/m * W2"


def test_entries_that_are_zero_in_both_tell_nothing() -> None:
    spec = NetworkSpec((4, 5, 3, 1), 3, data="reference", cost="logits")
    suspect = suspect_of(spec, "dW2", lambda rule: 2 * rule)
    decidable = np.count_nonzero(suspect.rule)
    assert 0 < decidable < 15
    assert count(mistakes_of(suspect)[0].entries, "entry", "entries") == f"{decidable} entries"


def test_the_sizes_of_a_network() -> None:
    assert layers_of(suspect_of(SPEC, "dW1", np.copy).network) == (4, 5, 3, 1)


def test_zeros_are_counted_by_what_they_should_be() -> None:
    (found,) = mistakes_of(suspect_of(SPEC, "dW2", lambda rule: 0 * rule))
    assert (found.kind, found.factor, found.fitted, found.entries) == (Kind.ZERO, 0, 15, 15)


def test_what_hardly_anybody_writes_is_named_only_where_nothing_else_fits() -> None:
    one = NetworkSpec((4, 4, 4, 1), 1, "tanh", data="gaussian", cost="logits")
    seeds = (NetworkSpec(one.layers, 1, "tanh", data="gaussian", seed=seed) for seed in range(99))
    spec = next(each for each in seeds if not suspect_of(each, "dZ2", np.copy).network.y.any())
    passed = np.asarray(suspect_of(spec, "dZ2", np.copy).known["dA2"])
    assert [each.words for each in mistakes_of(suspect_of(spec, "dZ2", passed))] == [
        "tanh's derivative is missing"  # and not Y, which is 0 here, in the place of A2
    ]
    dz = np.asarray(suspect_of(SPEC, "dW2", np.copy).known["dZ2"])
    z = suspect_of(SPEC, "dW2", np.copy).network.here["A2"]
    odd = dz @ np.repeat(z[:1], 5, axis=0).T / 12
    assert all("Y" not in each.words for each in mistakes_of(suspect_of(SPEC, "dW2", odd)))
    square = NetworkSpec((4, 4, 4, 4), 9, "tanh", data="gaussian", cost="logits")
    suspect = suspect_of(square, "dW2", np.copy)
    value = np.asarray(suspect.known["dZ2"]) @ suspect.network.y.T / 9
    assert [each.words for each in mistakes_of(suspect_of(square, "dW2", value))] == [
        "Y in the place of A1"
    ]


def test_a_mask_is_shifted_only_if_one_threshold_parts_on_from_off() -> None:
    relu = NetworkSpec((4, 5, 3, 1), 12, data="gaussian", cost="logits")
    right = suspect_of(relu, "dZ2", np.copy)
    passed, z = np.array(right.known["dA2"]), right.network.here["Z2"]
    found = mistakes_of(suspect_of(relu, "dZ2", passed * (z > -0.4)))
    assert [each.kind for each in found] == [Kind.MASK]
    low, _, high = found[0].words.partition(" t from ")[2].partition(" to ")
    assert float(low) <= -0.4 <= float(high)
    assert found[0].expression is not None
    written = float(found[0].expression.partition("> ")[2].rstrip(")"))
    np.testing.assert_array_equal(z > written, z > -0.4)
    passed[1, 2] = 0  # which tells nothing of the mask
    known = {**right.known, "dA2": passed}
    lost = replace(right, known=known, value=passed * (z > -0.4), rule=passed * (z > 0))
    assert "shifted" in mistakes_of(lost)[0].words
    random = np.random.default_rng(0).random(z.shape) < 0.5
    mixed = mistakes_of(suspect_of(relu, "dZ2", passed * random))
    assert not any("shifted" in each.words for each in mixed)


def test_a_factor_of_rounded_values_has_the_digits_that_they_tell() -> None:
    right = suspect_of(SPEC, "dW2", np.copy)
    for factor in (2.0, 1.06, 7.0):
        value = np.round(factor * right.rule, 5)
        (found,) = mistakes_of(replace(right, value=value, rounding=SURE * 5e-6))
        assert found.factor == factor, found


def test_a_slope_that_rounding_may_make_of_the_right_one_is_no_cause() -> None:
    relu = NetworkSpec((4, 5, 3, 1), 12, data="gaussian", cost="logits")
    right = suspect_of(relu, "dZ2", np.copy)
    coarse = replace(right, rounding=1e-3 * np.abs(right.rule) + 1e-12)
    off = np.where(np.arange(12) == 5, 0.9985, 0.9995) * right.rule
    assert not any("slope is" in each.words for each in mistakes_of(replace(coarse, value=off)))
    half = replace(coarse, value=0.5 * right.rule * (1 + 1e-4))
    assert mistakes_of(half)[0].words == "2 times too small"
