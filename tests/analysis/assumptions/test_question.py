"""Each assumption is recognised where it holds, and none is claimed where it does not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradviz.analysis.assumptions.question import assumptions_steps
from gradviz.checking.assumption import Assumed
from gradviz.checking.experiment import Experiment
from gradviz.checking.steps import finished
from gradviz.network.bugs import bugs
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.other_passes import (
    ACTIVATIONS as OTHERS,
)
from tests.helpers.other_passes import (
    LOSSES,
    Floats,
    OtherPass,
    given,
    random_arrays,
)

SEEDS = range(3)


def question(experiment: Experiment) -> Assumed | None:
    return finished(assumptions_steps(experiment))


def answers(experiment: Experiment) -> list[tuple[str, str]]:
    found = question(experiment)
    return [] if found is None else [(str(each.what), each.fits) for each in found.assumptions]


def answers_of(other: OtherPass, **changes: Any) -> list[tuple[str, str]]:
    return answers(given(other.arrays, other.gradients(), **changes))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("assumed", ACTIVATIONS)
@pytest.mark.parametrize("name", OTHERS)
def test_another_activation(name: str, assumed: str, seed: int) -> None:
    other = OtherPass(random_arrays(seed), name, name)
    found = answers_of(other, activation=assumed)
    assert found == ([] if name == assumed else [("activation", name)])


@pytest.mark.parametrize("first", ACTIVATIONS)
@pytest.mark.parametrize("second", ACTIVATIONS)
def test_another_activation_in_each_layer(first: str, second: str) -> None:
    if first != second:
        found = answers_of(OtherPass(random_arrays(5), first, second))
        assert found == [("activation", f"{first} and {second}")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("loss", LOSSES)
def test_another_cost(loss: str, activation: str, seed: int) -> None:
    arrays = random_arrays(seed, (4, 5, 3, 3))
    found = answers_of(OtherPass(arrays, activation, activation, loss), activation=activation)
    assert found == ([] if loss == "cross-entropy" else [("cost", loss)])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n_y", [1, 3])
def test_the_sum_of_the_losses(n_y: int, seed: int) -> None:
    found = answers_of(OtherPass(random_arrays(seed, (4, 5, 3, n_y)), divisor=1))
    assert found == [("cost", "sum")]
    if n_y > 1:
        arrays = random_arrays(seed, (4, 5, 3, n_y))
        found = answers_of(OtherPass(arrays, divisor=arrays["Y"].size))
        assert found == [("cost", "mean over outputs and examples")]


@pytest.mark.parametrize(
    ("divisor", "source"),
    [(4, "X.shape[0]"), (3, "Y.shape[0]"), (8, "m - 1"), (18, "2 * m"), (36, "X.size")],
)
def test_one_divisor_for_all(divisor: int, source: str) -> None:
    arrays = random_arrays(1, (4, 5, 3, 3))
    experiment = given(arrays, OtherPass(arrays, divisor=divisor).gradients())
    assert answers(experiment) == [("divisor", source)]
    found = question(experiment)
    assert found is not None
    assert found.is_fail


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lambd", [0.7, 0.01, 12.5])
def test_an_l2_term(lambd: float, seed: int) -> None:
    other = OtherPass(random_arrays(seed), lambd=lambd)
    assert answers_of(other) == [("l2", f"{lambd:g}")]
    assert answers_of(other, lambd=lambd) == [("l2", f"{lambd:g}")]
    tanh = OtherPass(random_arrays(seed), "tanh", "tanh", lambd=lambd)
    assert answers_of(tanh) == [("activation", "tanh"), ("l2", f"{lambd:g}")]


def test_an_l2_term_with_another_lambda_than_the_file_says() -> None:
    other = OtherPass(random_arrays(1), lambd=0.7)
    found = question(given(other.arrays, other.gradients(), lambd=0.3))
    assert found is not None
    assert found.is_fail
    assert not found.is_wrong


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_an_l2_term_that_one_line_lacks(layer: int) -> None:
    other = OtherPass(random_arrays(layer), lambd=0.7)
    gradients = other.gradients()
    gradients[f"dW{layer}"] = replace(other, lambd=0.0).gradients()[f"dW{layer}"]
    found = question(given(other.arrays, gradients))
    assert found is not None
    assert found.assumptions[0].at == (f"dW{layer}",)
    assert found.is_fail
    assert [n for n, verdict in found.lines.items() if verdict == "origin"] == [f"dW{layer}"]


def test_a_term_in_one_line_alone_is_no_l2_term() -> None:
    other = OtherPass(random_arrays(4), lambd=0.7)
    gradients = replace(other, lambd=0.0).gradients() | {"dW2": other.gradients()["dW2"]}
    assert answers(given(other.arrays, gradients)) == []
    # That the file says so is the witness that was missing.
    assert answers(given(other.arrays, gradients, lambd=0.7)) == [("l2", "0.7")]


def test_terms_that_do_not_agree_are_no_l2_term() -> None:
    other = OtherPass(random_arrays(4), lambd=0.7)
    gradients = other.gradients()
    gradients["dW2"] = replace(other, lambd=0.71).gradients()["dW2"]
    assert answers(given(other.arrays, gradients)) == []
    minus = replace(other, lambd=-0.7).gradients()
    assert answers(given(other.arrays, minus)) == []


def joined(gradients: dict[str, Floats], order: list[str], how: Any) -> dict[str, Floats]:
    """Join gradients in an order and cut them in the usual one."""
    vector = np.concatenate([gradients[name].ravel(order=how) for name in order])
    found, start = {}, 0
    for name, array in gradients.items():
        found[name] = vector[start : start + array.size].reshape(array.shape)
        start += array.size
    return found


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("how", ["C", "F"])
@pytest.mark.parametrize("seed", range(6))
def test_another_order_of_the_vector(seed: int, how: str, activation: str) -> None:
    other = OtherPass(random_arrays(seed, (4, 5, 3, 2)), activation, activation)
    gradients = other.gradients()
    order = [list(gradients)[place] for place in np.random.default_rng(seed).permutation(6)]
    cut = joined(gradients, order, how)
    (answer, *more) = answers(given(other.arrays, cut, activation=activation))
    assert answer[0] == "order"
    assert not more
    assert joined_like(gradients, answer[1]) == pytest.approx(flat(cut), rel=1e-12, abs=1e-15)


def joined_like(gradients: dict[str, Floats], words: str) -> Floats:
    names, _, columns = words.partition(", each")
    return flat(joined(gradients, names.split(", "), "F" if columns else "C"))


def flat(gradients: dict[str, Floats]) -> Floats:
    return np.concatenate([array.ravel() for array in gradients.values()])


@pytest.mark.parametrize(
    ("way", "words"), [(np.trunc, "cut"), (np.rint, "rounded"), (np.floor, "rounded down")]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_whole_numbers(seed: int, way: Any, words: str) -> None:
    arrays = random_arrays(seed)
    arrays |= {"X": 400 * arrays["X"], "W1": arrays["W1"] / 400}
    gradients = {name: way(each) for name, each in OtherPass(arrays).gradients().items()}
    assert answers(given(arrays, gradients)) == [("whole numbers", words)]
    gradients["dW1"] = gradients["dW1"] + 1
    assert answers(given(arrays, gradients)) == []


def test_nothing_but_zeros_is_no_whole_number() -> None:
    other = OtherPass(random_arrays(1))
    zeros = {name: 0 * array for name, array in other.gradients().items()}
    assert answers(given(other.arrays, zeros)) == []


def hand_written(arrays: dict[str, Floats], rate: float, masks: Any = (1.0, 1.0)) -> Any:
    """Return all lines of a ReLU pass whose weights move too early, or with dropout."""
    m = arrays["X"].shape[1]
    w = {layer: arrays[f"W{layer}"].copy() for layer in (1, 2, 3)}
    z1 = w[1] @ arrays["X"] + arrays["b1"]
    a1 = np.maximum(z1, 0) * masks[0]
    z2 = w[2] @ a1 + arrays["b2"]
    a2 = np.maximum(z2, 0) * masks[1]
    found = {"dZ3": 1 / (1 + np.exp(-(w[3] @ a2 + arrays["b3"]))) - arrays["Y"]}
    for layer, a, z in ((3, a2, z2), (2, a1, z1), (1, arrays["X"], None)):
        dz = found[f"dZ{layer}"]
        found[f"dW{layer}"], found[f"db{layer}"] = dz @ a.T / m, dz.sum(axis=1, keepdims=True) / m
        w[layer] -= rate * found[f"dW{layer}"]
        if z is not None:
            found[f"dA{layer - 1}"] = w[layer].T @ dz * masks[layer - 2]
            found[f"dZ{layer - 1}"] = found[f"dA{layer - 1}"] * (z > 0)
    return found


def six(lines: dict[str, Floats]) -> dict[str, Floats]:
    return {name: each for name, each in lines.items() if name[1] in "Wb"}


@pytest.mark.parametrize("rate", [0.5, 0.0075, 1.2])
@pytest.mark.parametrize("seed", SEEDS)
def test_weights_that_were_updated_too_early(seed: int, rate: float) -> None:
    arrays = random_arrays(seed)
    lines = hand_written(arrays, rate)
    for some in (lines, six(lines)):
        assert answers(given(arrays, some)) == [("updated weights", f"{rate:g}")]
    found = question(given(arrays, lines))
    assert found is not None
    assert [n for n, verdict in found.lines.items() if verdict == "origin"] == ["dA2", "dA1"]


@pytest.mark.parametrize("keep", [0.8, 0.5])
@pytest.mark.parametrize("seed", SEEDS)
def test_dropout_with_all_lines_or_all_dz(seed: int, keep: float) -> None:
    draw = np.random.default_rng(seed)
    arrays = random_arrays(seed, m=20)
    masks = tuple((draw.random((n, 20)) < keep) / keep for n in (5, 3))
    lines = hand_written(arrays, 0.0, masks)
    without_da = {name: each for name, each in lines.items() if name not in ("dA2", "dA1")}
    for some in (lines, without_da):
        assert answers(given(arrays, some)) == [("dropout", f"{keep:g}")]
    wrong = lines | {"dW1": 1.001 * lines["dW1"]}
    assert answers(given(arrays, wrong)) == []


def correct(activation: str, seed: int, layers: Any = (4, 5, 3, 2), m: int = 7) -> Experiment:
    spec = NetworkSpec(layers, m, activation, "logits", "float64", seed, "normal", "gaussian")
    return Experiment(NetworkSubject(spec))


def lines_of(experiment: Experiment) -> dict[str, Any]:
    values, _ = network_of(experiment).program.run(network_of(experiment).draw().known())
    return {name: np.asarray(value) for name, value in values.items()}


def arrays_of(experiment: Experiment) -> dict[str, Any]:
    network = network_of(experiment).draw()
    return {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}


@pytest.mark.soak
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_bug_is_explained_by_an_assumption(activation: str) -> None:
    """Of dZ3 a factor is allowed: a sum, or another divisor, makes the same gradients."""
    experiment = correct(activation, 3, m=5)
    shapes = pass_shapes(
        network_of(experiment).network.layers, network_of(experiment).network.examples
    )
    arrays = arrays_of(experiment)
    fitting = [bug for bug in bugs().values() if bug.misfit(activation, shapes) is None]
    for place, bug in enumerate(fitting):
        lines = lines_of(
            replace(experiment, subject=replace(network_of(experiment), bugs=(bug.id,)))
        )
        some = six(lines) if place % 2 else lines
        found = answers(given(arrays, some, activation=activation))
        is_factor = bug.line == "dZ3" and found and found[0][0] in ("divisor", "cost")
        assert not found or is_factor, bug.id


@pytest.mark.parametrize("assumed", ["relu", "sigmoid"])
def test_a_wrong_pass_of_another_activation_is_not_right_for_it(assumed: str) -> None:
    experiment = correct("tanh", 4)
    arrays, right = arrays_of(experiment), lines_of(experiment)
    for name in six(right):
        for factor, some in ((2.0, six), (-1.0, dict), (1 + 1e-6, six), (0.0, dict)):
            wrong = right | {name: factor * right[name]}
            assert answers(given(arrays, some(wrong), activation=assumed)) == []


ROUNDED = {
    "float64": lambda each: each,
    "float32": lambda each: each.astype(np.float32).astype(np.float64),
    "float16": lambda each: each.astype(np.float16).astype(np.float64),
    "six digits": lambda each: np.vectorize(lambda v: float(f"{v:.5e}"))(each),
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("precision", ROUNDED)
def test_a_right_pass_is_never_questioned(precision: str, activation: str, seed: int) -> None:
    experiment = correct(activation, seed)
    arrays, right = arrays_of(experiment), lines_of(experiment)
    rounded = {name: ROUNDED[precision](each) for name, each in right.items()}
    carrying = {n: each / 7 if n[1] in "ZA" else each for n, each in rounded.items()}
    for some in (rounded, six(rounded), carrying if precision == "float64" else rounded):
        assert answers(given(arrays, some, activation=activation)) == []


@pytest.mark.parametrize("precision", ROUNDED)
def test_another_activation_is_found_in_any_precision(precision: str) -> None:
    for seed in range(5):
        experiment = correct("tanh", seed)
        rounded = {n: ROUNDED[precision](each) for n, each in lines_of(experiment).items()}
        found = answers(given(arrays_of(experiment), six(rounded)))
        assert found == [("activation", "tanh")]


@pytest.mark.parametrize("slope", [0.0, 1.0, 0.5])
def test_any_slope_at_an_exact_zero_is_of_the_same_activation(slope: float) -> None:
    arrays = {name: np.rint(2 * array) for name, array in random_arrays(2).items()}
    arrays["Y"] = random_arrays(2)["Y"]
    arrays["b1"][:] = arrays["b2"][:] = 0.0
    lines = hand_written(arrays, 0.0)
    z = {1: arrays["W1"] @ arrays["X"]}
    z[2] = arrays["W2"] @ np.maximum(z[1], 0)
    assert any(np.any(each == 0) for each in z.values())
    for layer in (2, 1):
        lines[f"dA{layer}"] = arrays[f"W{layer + 1}"].T @ lines[f"dZ{layer + 1}"]
        kept = np.where(z[layer] == 0, slope, z[layer] > 0)
        lines[f"dZ{layer}"] = lines[f"dA{layer}"] * kept
        before = np.maximum(z[1], 0) if layer == 2 else arrays["X"]
        lines[f"dW{layer}"] = lines[f"dZ{layer}"] @ before.T / 9
        lines[f"db{layer}"] = lines[f"dZ{layer}"].sum(axis=1, keepdims=True) / 9
    assert answers(given(arrays, lines)) == []
    assert answers(given(arrays, lines, activation="tanh")) == [("activation", "relu")]


def test_an_array_that_float16_makes_zero_is_not_another_order() -> None:
    arrays = random_arrays(4, (1, 6, 1, 1), 3)
    arrays["X"] *= 1e-9
    lines = OtherPass(arrays, "tanh", "tanh").gradients()
    kept = {name: ROUNDED["float16"](each) for name, each in lines.items()}
    assert not kept["dW1"].any()
    assert answers(given(arrays, kept, activation="tanh")) == []
