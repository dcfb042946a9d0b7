"""The catalogue of bugs: complete, true to what it says, and never in the way."""

import re
from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest
from hypothesis import given

from gradviz.network.backward import LINE_NAMES, correct_lines, correct_program
from gradviz.network.bugs import Bug, bug_lines, bugs
from gradviz.network.fields import InvalidSettings
from gradviz.network.layout import Array, Layout
from gradviz.network.network import Network, pass_shapes
from gradviz.network.parameters import draw
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from tests.helpers.strategies import examples, specs

every_bug = pytest.mark.parametrize("bug", bugs().values(), ids=bugs().keys())

# One or more of each kind of mistake that people make, by line.
FAMILIES = {
    "a factor 2": {"dW2-twice", "db1-twice"},
    "4/m": {"db1-4-over-m", "dW3-4-over-m"},
    "missing 1/m": {"dW1-no-mean", "db3-no-mean"},
    "1/m twice": {"dW1-mean-twice", "dW3-mean-twice"},
    "a sign": {"dZ3-sign", "dW2-sign", "db2-sign", "dA1-sign"},
    "a missing mask": {"dZ1-no-mask", "dZ2-no-mask"},
    ">= in the mask": {"dZ1-mask-ge", "dZ2-mask-ge"},
    "the other layer's mask": {"dZ1-mask-other-layer", "dZ2-mask-other-layer"},
    "mask of A against Z": {"dZ1-mask-of-A-ge", "dZ2-mask-of-A-ge"},
    "A1 for A2": {"dW3-A1-for-A2"},
    "Z for A": {"dW3-Z2-for-A2", "dW2-Z1-for-A1"},
    "X for A1": {"dW2-X-for-A1"},
    "a missing transpose": {"dA1-no-transpose", "dW2-no-transpose"},
    "an elementwise product": {"dA1-elementwise", "dW1-elementwise"},
    "a sum over the wrong axis": {"db1-total", "db1-wrong-axis", "dA1-sum-units"},
    "a forgotten term": {"dZ3-no-label", "dW1-decay"},
    "another activation's derivative": {"dZ1-as-tanh", "dZ2-as-relu"},
    "the extra sigmoid derivative": {"dZ3-sigmoid-derivative"},
    "a bias gradient that is a mean": {"db1-double-mean", "db3-double-mean"},
    "too small to see": {"dW2-tiny", "db2-tiny"},
}


@cache
def network_of(spec: NetworkSpec) -> Network:
    x, y, parameters = draw(spec)
    layout = Layout.of_layers(spec.layers)
    return Network(x, y, layout.to_vector(parameters), layout, spec.activation, spec.cost)


@cache
def pool(activation: str) -> tuple[Network, ...]:
    """Return networks of every shape that a mistake may need to run, and to show."""
    sizes: Iterable[tuple[tuple[int, int, int, int], int]] = (
        ((4, 5, 3, 1), 3),
        ((4, 5, 3, 2), 7),
        ((3, 3, 3, 3), 3),  # every product and every transpose fits
        ((2, 3, 1, 2), 1),
    )
    drawn = [network_of(NetworkSpec(n, m, activation, seed=4)) for n, m in sizes]
    return (*drawn, at_the_kink(activation, "b1"), at_the_kink(activation, "b1", "b2"))


def at_the_kink(activation: str, *biases: str) -> Network:
    """Return a network with an example of zeros and some biases zero, so that Z is too."""
    drawn = network_of(NetworkSpec((3, 3, 3, 3), 3, activation, seed=4))
    theta, x = drawn.theta.copy(), drawn.x.copy()
    x[:, 0] = 0
    for name in biases:
        theta[drawn.layout.slices[name]] = 0
    return Network(x, drawn.y, theta, drawn.layout, activation, "logits")


def lines_of(network: Network, bug: Bug | None) -> dict[str, Array]:
    edits = [bug.replacement(network.activation)] if bug else []
    gradients, _ = correct_program(network.activation).replacing(edits).run(network.known())
    return gradients


def changed_lines(network: Network, bug: Bug) -> set[str]:
    right, wrong = lines_of(network, None), lines_of(network, bug)
    return {n for n in LINE_NAMES if not np.allclose(right[n], wrong[n], rtol=1e-9, atol=1e-12)}


def fits(network: Network, bug: Bug) -> bool:
    sizes = (network.x.shape[0], *(network.layout.shape(f"b{layer}")[0] for layer in (1, 2, 3)))
    return bug.misfit(network.activation, pass_shapes(sizes, network.x.shape[1])) is None


def changes(bug: Bug) -> list[set[str]]:
    """Return, for each network of the pool on which the bug shows, the lines that change."""
    networks = [n for a in ACTIVATIONS for n in pool(a) if bug.applies_to(a) and fits(n, bug)]
    return [found for found in (changed_lines(network, bug) for network in networks) if found]


def test_there_are_at_least_thirty_over_all_lines() -> None:
    assert len(bugs()) >= 30
    assert {bug.line for bug in bugs().values()} == set(LINE_NAMES)


def test_they_come_in_the_order_of_the_backward_pass() -> None:
    places = [LINE_NAMES.index(bug.line) for bug in bugs().values()]
    assert places == sorted(places)


def test_every_kind_of_mistake_is_there() -> None:
    for kind, ids in FAMILIES.items():
        assert ids <= set(bugs()), kind


@every_bug
def test_every_bug_is_complete(bug: Bug) -> None:
    assert bugs()[bug.id] is bug
    assert re.fullmatch(rf"{bug.line}-[\w-]+", bug.id, re.ASCII)
    assert re.fullmatch(r"[a-z ']+(ReLU mask)?", bug.family)
    assert 3 <= len(bug.title) <= 60
    assert not bug.title.endswith(".")
    assert bug.story.endswith(".")
    assert re.fullmatch(r"\S.*[^.]\.", bug.story)
    assert not re.search(r"[.!?] [A-Z]", bug.story), "one sentence"
    assert 20 <= len(bug.story) <= 100
    assert set(bug.activations) <= set(ACTIVATIONS)


def test_title_and_line_tell_every_bug_from_every_other() -> None:
    named = [(bug.line, bug.title) for bug in bugs().values()]
    assert len(set(named)) == len(named)


@every_bug
def test_a_replacement_is_another_line_than_the_correct_one(bug: Bug) -> None:
    for activation in ACTIVATIONS:
        if bug.applies_to(activation):
            line = bug.replacement(activation)
            assert line.name == bug.line
            assert line.expression.source != correct_lines(activation)[bug.line]


@every_bug
def test_every_bug_shows_on_some_network(bug: Bug) -> None:
    assert changes(bug)


@every_bug
def test_a_bug_propagates_exactly_if_other_lines_change(bug: Bug) -> None:
    found = changes(bug)
    assert all(bug.line in lines for lines in found)
    assert any(lines - {bug.line} for lines in found) == bug.propagates


@given(specs(most_units=4, dtypes=("float64", "float32")))
@examples(40)
def test_every_bug_runs_on_every_size_or_says_why_it_cannot(spec: NetworkSpec) -> None:
    network = network_of(spec)
    shapes = pass_shapes(spec.layers, spec.examples)
    like = {name: value.shape for name, value in lines_of(network, None).items()}
    for bug in bugs().values():
        why = bug.misfit(spec.activation, shapes)
        if why is None:
            assert {n: v.shape for n, v in lines_of(network, bug).items()} == like
        else:
            assert why.isprintable()
            assert why.startswith(("only with ", "the shapes do not fit here: line "))


def test_a_misfit_says_what_does_not_fit() -> None:
    shapes = pass_shapes((4, 5, 3, 1), 3)
    assert bugs()["dA1-no-transpose"].misfit("relu", shapes) == (
        "the shapes do not fit here: line dA1: W2 @ dZ2 does not fit: (3, 5) @ (3, 3), and 5 is "
        "not 3; dA1 must be (5, 3)."
    )
    assert bugs()["dZ1-no-mask"].misfit("tanh", shapes) == (
        "only with relu, and the activation is tanh"
    )


def test_a_product_elementwise_is_the_same_where_its_story_says_so() -> None:
    one_output = network_of(NetworkSpec((4, 5, 3, 1), 3, seed=2))
    assert "with one unit above it is the same" in bugs()["dA2-elementwise"].story
    assert not changed_lines(one_output, bugs()["dA2-elementwise"])
    one_example = network_of(NetworkSpec((4, 5, 3, 1), 1, seed=2))
    assert "with one example it is the same" in bugs()["dW2-elementwise"].story
    assert not changed_lines(one_example, bugs()["dW2-elementwise"])


@pytest.mark.parametrize(("layer", "biases"), [("1", ("b1",)), ("2", ("b1", "b2"))])
def test_mask_greater_or_equal_shows_only_at_exact_zeros(
    layer: str, biases: tuple[str, ...]
) -> None:
    bug = bugs()[f"dZ{layer}-mask-ge"]
    assert f"dZ{layer}" in changed_lines(at_the_kink("relu", *biases), bug)
    assert not changed_lines(network_of(NetworkSpec((3, 3, 3, 3), 3, seed=4)), bug)


def test_a_bias_mean_is_too_small_by_the_number_of_examples() -> None:
    network = network_of(NetworkSpec((4, 5, 3, 1), 4, seed=2))
    right, wrong = lines_of(network, None), lines_of(network, bugs()["db1-double-mean"])
    np.testing.assert_allclose(wrong["db1"] * 4, right["db1"], rtol=1e-14)


def test_bug_lines_are_the_replacements() -> None:
    lines = bug_lines(("dW2-twice", "db1-4-over-m"), "relu")
    assert [str(line) for line in lines] == [
        "dW2 = 2 * 1/m * dZ2 @ A1.T",
        "db1 = 4/m * sum(dZ1)",
    ]


@pytest.mark.parametrize(
    ("ids", "activation", "said"),
    [
        (["dW2-nothing"], "relu", "bug 'dW2-nothing' does not exist; gradviz bugs lists them all."),
        (["x" * 999], "relu", "does not exist"),
        (["dZ1-no-mask"], "tanh", "bug dZ1-no-mask needs the activation relu; it is tanh."),
        (
            ["dW2-twice", "dW2-sign"],
            "relu",
            "bugs dW2-twice and dW2-sign both replace line dW2; take one.",
        ),
        (["dW2-twice", "dW2-twice"], "relu", "is named twice"),
    ],
)
def test_bugs_that_cannot_be_taken_are_refused(ids: list[str], activation: str, said: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        bug_lines(ids, activation)
    (problem,) = caught.value.problems
    assert problem.field == "bugs"
    assert said in problem.message
    assert len(problem.message) < 150


def test_the_derivative_of_another_activation_is_that_of_the_layer_of_its_line() -> None:
    catalogue = bugs()
    assert catalogue["dZ1-as-tanh"].expression == "dA1 * (1 - A1**2)"
    assert catalogue["dZ2-as-sigmoid"].expression == "dA2 * A2 * (1 - A2)"
    assert not any("{" in each.expression.replace("{correct}", "") for each in catalogue.values())
