"""The backward pass as lines: what is refused, what is reported, what is right."""

import numpy as np
import pytest
from hypothesis import given

from gradviz.network.backward import (
    LINE_NAMES,
    SHAPED_LIKE,
    BackwardProgram,
    LineError,
    correct_lines,
    correct_program,
    parse_line,
)
from gradviz.network.layout import Layout
from gradviz.network.network import Network, pass_shapes
from gradviz.network.parameters import draw
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from tests.helpers.strategies import examples, specs

SHAPES = pass_shapes((4, 5, 3, 1), 3)


def network_of(spec: NetworkSpec) -> Network:
    x, y, parameters = draw(spec)
    layout = Layout.of_layers(spec.layers)
    return Network(x, y, layout.to_vector(parameters), layout, spec.activation, spec.cost)


def program_with(text: str, activation: str = "relu") -> BackwardProgram:
    return correct_program(activation).replacing([parse_line(text)])


def misfit(text: str) -> str:
    with pytest.raises(LineError) as caught:
        program_with(text).check_shapes(SHAPES)
    assert caught.value.line == text.partition(" ")[0]
    return str(caught.value)


def test_the_lines_are_those_of_the_exercise_in_order() -> None:
    assert tuple(correct_lines("relu")) == LINE_NAMES
    assert " ".join(LINE_NAMES) == "dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1"
    assert correct_lines("relu")["dZ2"] == "dA2 * (Z2 > 0)"
    assert correct_lines("relu")["dZ1"] == "dA1 * (Z1 > 0)"


def test_a_line_reads_back_as_it_was_written() -> None:
    assert str(parse_line("  dW2=2/m*dZ2 @  A1.T ")) == "dW2 = 2/m*dZ2 @  A1.T"


@pytest.mark.parametrize("text", ["", "Q2", "dQ = 1", "dW4 = 1", "= 1", "1/m * dZ2 @ A1.T"])
def test_what_is_no_line_is_refused_with_the_names_that_are(text: str) -> None:
    with pytest.raises(LineError, match=r"no such line; write it as .* dZ3, dW3, db3"):
        parse_line(text)


@pytest.mark.parametrize("name", LINE_NAMES)
def test_a_line_without_its_right_hand_side_is_told_so(name: str) -> None:
    with pytest.raises(LineError) as caught:
        parse_line(name)
    assert str(caught.value) == (
        f'line \'{name}\': "=" and the right-hand side are missing; write it as "{name} = ...".'
    )


@pytest.mark.parametrize("name", ["DW2", "dw2", "W2", "dW_2", "d_W2", "grads['dW2']", "self.dW2"])
def test_a_name_that_comes_near_to_a_line_is_asked_for(name: str) -> None:
    with pytest.raises(LineError, match=r": no such line; did you mean dW2\?$"):
        parse_line(f"{name} = 1/m * dZ2 @ A1.T")


@pytest.mark.parametrize("sign", ["+=", "-=", " *=", "@=", ":="])
def test_a_line_with_another_sign_than_equals_is_told_so(sign: str) -> None:
    with pytest.raises(LineError, match=r'only "=" is allowed; write it as "dW2 = ..."'):
        parse_line(f"dW2 {sign} 1")


def test_a_long_name_is_not_repeated_in_full() -> None:
    with pytest.raises(LineError) as caught:
        parse_line("a" * 10_000 + " = 1")
    assert len(str(caught.value)) < 250


def test_every_line_may_be_replaced_and_the_others_stay() -> None:
    for name in LINE_NAMES:
        changed = correct_program("tanh").replacing([parse_line(f"{name} = 0")])
        texts = [str(line) for line in changed.lines]
        correct = [f"{n} = {e}" for n, e in correct_lines("tanh").items()]
        assert [a != b for a, b in zip(texts, correct, strict=True)] == [
            n == name for n in LINE_NAMES
        ]


def test_a_wrong_shape_is_reported_with_operands_and_what_is_expected() -> None:
    assert misfit("dW2 = 1/m * dZ2 @ A2.T") == (
        "line dW2: 1/m * dZ2 @ A2.T has the shape (3, 3), and dW2 must be (3, 5) "
        "(dZ2 (3, 3), A2 (3, 3))."
    )


def test_numbers_have_no_shape_to_report() -> None:
    assert misfit("dZ3 = m * dZ2") == "line dZ3: 'dZ2' is computed later."
    assert misfit("db3 = 1/m * dZ3").endswith("must be (1, 1) (dZ3 (1, 3)).")
    network = network_of(NetworkSpec())
    _, problem = network.gradients(program_with("db2 = m/0"))
    assert str(problem) == "line db2: m/0 yields infinity."


def test_operands_that_do_not_fit_are_reported_with_their_shapes() -> None:
    said = misfit("dA1 = W2 @ dZ2")
    assert said == (
        "line dA1: W2 @ dZ2 does not fit: (3, 5) @ (3, 3), and 5 is not 3; dA1 must be (5, 3)."
    )


def test_a_result_too_large_to_stretch_is_refused() -> None:
    assert "must be (1, 1)" in misfit("db3 = dZ3")


def test_unknown_and_later_names_are_told_apart() -> None:
    assert misfit("dW3 = Q @ A2.T") == "line dW3: 'Q' is not a name of this pass."
    assert misfit("dZ3 = dZ2") == "line dZ3: 'dZ2' is computed later."
    assert misfit("dZ3 = dZ3") == "line dZ3: 'dZ3' is computed later."
    assert len(misfit("dW3 = " + "q" * 290)) < 100


@given(specs(most_units=6, dtypes=("float64", "float32")))
@examples(40)
def test_every_correct_program_fits_and_runs(spec: NetworkSpec) -> None:
    program = correct_program(spec.activation)
    network = network_of(spec)
    program.check_shapes(pass_shapes(spec.layers, spec.examples))
    known = network.known()
    gradients, problem = program.run(known)
    assert problem is None
    assert tuple(gradients) == LINE_NAMES
    for name, value in gradients.items():
        like = np.asarray(known[SHAPED_LIKE[name]])
        assert (value.shape, value.dtype) == (like.shape, like.dtype)


@given(specs(most_units=6))
@examples(20)
def test_the_shapes_known_beforehand_are_those_of_the_pass(spec: NetworkSpec) -> None:
    known = network_of(spec).known()
    found = {name: np.shape(value) for name, value in known.items()}
    assert found == pass_shapes(spec.layers, spec.examples)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("dW2 = 1/0 * dZ2 @ A1.T", "NaN"),  # 0 * inf where ReLU is off
        ("dZ2 = dA2 / 0", "infinity"),
        ("dZ2 = log(-A2 - 1)", "NaN"),
        ("db2 = 1/0", "infinity"),
        ("dW1 = exp(1000) * (W1**2 + 1)", "infinity"),
        ("dZ3 = sqrt(-A3)", "NaN"),
    ],
)
def test_nan_and_infinity_are_reported_with_the_line_and_its_operands(text: str, what: str) -> None:
    network = network_of(NetworkSpec())
    gradient, problem = network.gradients(program_with(text))
    assert problem is not None
    name, _, source = text.partition(" = ")
    assert problem.line == name
    assert str(problem).startswith(f"line {name}: {source} yields {what}")
    assert not np.all(np.isfinite(gradient))


def test_the_first_line_that_is_not_finite_is_the_one_that_is_named() -> None:
    network = network_of(NetworkSpec())
    _, problem = network.gradients(program_with("dZ3 = A3 / (Y - Y)"))
    assert problem is not None
    assert problem.line == "dZ3"


def test_a_line_that_was_given_nan_says_where_it_came_from() -> None:
    network = network_of(NetworkSpec())
    network.theta[network.layout.index("W3", 0, 0)] = np.nan
    _, problem = network.gradients(correct_program("relu"))
    assert problem is not None
    assert str(problem) == (
        "line dZ3: A3 - Y yields NaN; A3 already holds it, so use smaller inputs or parameters "
        "(A3 (1, 3), Y (1, 3))."
    )


def test_a_result_that_numpy_would_stretch_is_stretched() -> None:
    network = network_of(NetworkSpec())
    gradient, problem = network.gradients(program_with("db1 = 7"))
    assert problem is None
    assert gradient[network.layout.slices["b1"]].tolist() == [7.0] * 5


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_is_shown_is_what_runs(activation: str) -> None:
    """Each correct line, evaluated by Python itself, is the value of that line."""
    network = network_of(NetworkSpec(activation=activation, seed=3, layers=(4, 5, 3, 2)))
    known = network.known()
    gradients, _ = correct_program(activation).run(known)
    names = dict(known) | gradients
    functions = {"sum": lambda x: np.sum(x, axis=1, keepdims=True), "where": np.where}
    for name, text in correct_lines(activation).items():
        wanted = eval(text, {"__builtins__": {}} | functions | names)
        np.testing.assert_allclose(gradients[name], wanted, rtol=1e-15, atol=0)
