"""The one value that moves through the house."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.fields import InvalidSettings, Problem
from gradviz.network.layout import PARAMETER_NAMES
from gradviz.network.network import pass_shapes
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of


def problems_of(**fields: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidSettings) as caught:
        NetworkSubject(**fields)
    return caught.value.problems


def arrays(gradients: bool = False) -> dict[str, np.ndarray]:
    """Return arrays for 4-5-3-1 and 3 examples."""
    rng = np.random.default_rng(0)
    shapes = pass_shapes((4, 5, 3, 1), 3)
    found = {name: rng.standard_normal(shapes[name]) for name in ("X", "Y", *PARAMETER_NAMES)}
    if gradients:
        found |= {f"d{name}": found[name] + 1 for name in PARAMETER_NAMES}
    return found


def test_the_program_is_the_correct_one_with_the_edits_in() -> None:
    experiment = Experiment(NetworkSubject(bugs=("dW2-twice",), lines=("db1 = 4/m * sum(dZ1)",)))
    lines = [str(line) for line in network_of(experiment).program.lines]
    assert lines[5] == "dW2 = 2 * 1/m * dZ2 @ A1.T"
    assert lines[10] == "db1 = 4/m * sum(dZ1)"
    correct = [str(line) for line in NetworkSubject().program.lines]
    assert [i for i in range(11) if lines[i] != correct[i]] == [5, 10]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"bugs": ("nothing",)}, "bugs", "bug 'nothing' does not exist"),
        ({"bugs": ("dW2-twice", "dW2-sign")}, "bugs", "both replace line dW2; take one."),
        ({"bugs": ("dA1-no-transpose",)}, "bugs", "line dA1: W2 @ dZ2 does not fit"),
        ({"bugs": ("dZ2-as-relu",)}, "bugs", "needs the activation leaky-relu or tanh or sigmoid"),
        ({"lines": ("dW2 = A3",)}, "lines", "line dW2: A3 has the shape (1, 3), and dW2 must"),
        ({"lines": ("dQ = 1",)}, "lines", "line 'dQ': no such line"),
        ({"lines": ("dW2 = X.shape",)}, "lines", "line dW2: '.shape' is not allowed"),
        ({"lines": ("dW2 = 1", "dW2 = 2")}, "lines", "line dW2 is replaced twice"),
        (
            {"bugs": ("dW2-twice",), "lines": ("dW2 = 1",)},
            "lines",
            "line dW2 is replaced twice; take one bug or one --line for it.",
        ),
        ({"bugs": ("dW2-twice",), "lines": ("dQ = 1",)}, "lines", "no such line"),
        ({"bugs": ("dW2-twice",), "lines": ("dW1 = A3",)}, "lines", "line dW1: A3 has the shape"),
        ({"bugs": ("dW2-no-transpose",), "lines": ("db1 = 1",)}, "bugs", "line dW2: "),
    ],
)
def test_what_cannot_be_used_is_named_in_its_field(
    fields: dict[str, Any], field: str, said: str
) -> None:
    (problem,) = problems_of(**fields)
    assert problem.field == field
    assert said in problem.message
    assert problem.message.isprintable()
    assert problem.message.endswith(".")


def test_a_network_too_large_for_the_memory_blames_no_line() -> None:
    (problem,) = problems_of(network=NetworkSpec((9999, 9999, 3, 1)), bugs=("dA1-no-transpose",))
    assert problem.field == "layers"
    assert "GiB is the limit" in problem.message


def test_a_line_that_would_fill_the_memory_is_refused() -> None:
    spec = NetworkSpec((4, 5, 3, 1), 10_000)
    (problem,) = problems_of(network=spec, lines=("dZ3 = A3 - Y + sum_units(X.T @ X)",))
    assert problem.field == "lines"
    assert "numbers in all" in problem.message


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"epsilon": 0}, "epsilon"),
        ({"epsilon": float("nan")}, "epsilon"),
        ({"epsilon": 10**400}, "epsilon"),
        ({"threshold": -1.0}, "threshold"),
        ({"scheme": "both"}, "scheme"),
        ({"engine": ""}, "engine"),
    ],
)
def test_settings_of_the_check_are_validated(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        CheckSettings(**fields)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_all_wrong_settings_are_named() -> None:
    with pytest.raises(InvalidSettings) as caught:
        CheckSettings(epsilon=2, threshold=0, scheme="x", engine="y")
    assert [problem.field for problem in caught.value.problems] == [
        *("epsilon", "threshold", "scheme", "engine")
    ]


def test_equal_experiments_are_equal_and_can_be_keys() -> None:
    one = Experiment(NetworkSubject(bugs=("dW2-twice",), lines=("db1 = 0",)))
    other = Experiment(NetworkSubject(bugs=("dW2-twice",), lines=("db1 = 0",)))
    assert one == other
    assert len({one, other, Experiment(NetworkSubject())}) == 2
    assert network_of(one).edits
    assert one == other, "reading a derived value changes nothing"


def test_an_experiment_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        NetworkSubject().bugs = ()  # type: ignore[misc]


def test_given_arrays_are_equal_if_their_numbers_are() -> None:
    one, other = GivenArrays("a.npz", arrays()), GivenArrays("a.npz", arrays())
    assert one == other
    assert hash(one) == hash(other)
    assert Experiment(NetworkSubject(given=one)) == Experiment(NetworkSubject(given=other))
    changed = arrays()
    changed["W1"][0, 0] += 1e-12
    assert GivenArrays("a.npz", changed) != one
    assert GivenArrays("b.npz", arrays()) != one
    reshaped = arrays() | {"b1": arrays()["b1"].T}
    assert GivenArrays("a.npz", reshaped) != one
    assert "[[" not in repr(one)


def test_given_arrays_take_the_place_of_the_drawn_ones() -> None:
    mine = arrays()
    network = NetworkSubject(given=GivenArrays("a.npz", mine)).draw()
    np.testing.assert_array_equal(network.x, mine["X"])
    np.testing.assert_array_equal(network.y, mine["Y"])
    for name, value in network.layout.to_arrays(network.theta).items():
        np.testing.assert_array_equal(value, mine[name])


def test_given_arrays_take_the_precision_of_the_form() -> None:
    spec = NetworkSpec(dtype="float32")
    network = NetworkSubject(spec, given=GivenArrays("a.npz", arrays())).draw()
    assert network.x.dtype == network.y.dtype == network.theta.dtype == np.float32


@pytest.mark.parametrize("given", [None, GivenArrays("a.npz", arrays())])
def test_experiments_that_differ_in_all_but_the_network_share_it(
    given: GivenArrays | None,
) -> None:
    experiment = Experiment(NetworkSubject(given=given))
    network = network_of(experiment).draw()
    assert network_of(experiment).draw() is network
    others = (
        replace(experiment, check=CheckSettings(epsilon=1e-3, scheme="forward", engine="loop")),
        replace(experiment, subject=replace(network_of(experiment), bugs=("dW2-twice",))),
        replace(experiment, subject=replace(network_of(experiment), lines=("dW2 = 0 * W2",))),
        replace(experiment, subject=replace(network_of(experiment), network=NetworkSpec())),
    )
    assert all(network_of(other).draw() is network for other in others)
    if given is not None:
        same = replace(
            experiment,
            subject=replace(network_of(experiment), given=GivenArrays("a.npz", arrays())),
        )
        assert network_of(same).draw() is network


def test_another_network_is_built_anew() -> None:
    mine, changed = arrays(), arrays()
    changed["W1"][0, 0] += 1e-12
    experiments = [
        Experiment(NetworkSubject()),
        Experiment(NetworkSubject(NetworkSpec(seed=2))),
        Experiment(NetworkSubject(NetworkSpec(dtype="float32"))),
        Experiment(NetworkSubject(NetworkSpec(cost="logits"))),
        Experiment(NetworkSubject(given=GivenArrays("a.npz", mine))),
        Experiment(NetworkSubject(given=GivenArrays("a.npz", changed))),
    ]
    # One after the other and again, so that each takes the place of another in the cache.
    for experiment in experiments * 2:
        subject = network_of(experiment)
        network, spec = subject.draw(), subject.network
        assert (network.theta.dtype.name, network.cost_form) == (spec.dtype, spec.cost)
        if subject.given is not None:
            w1 = network.layout.to_arrays(network.theta)["W1"]
            np.testing.assert_array_equal(w1, subject.given.arrays["W1"])
    networks = [network_of(experiment).draw() for experiment in experiments]
    assert len({id(network) for network in networks}) == len(experiments)
    thetas = {network.theta.tobytes() for network in networks}
    assert len(thetas) == len(experiments) - 1, "the cost alone leaves the parameters"


@pytest.mark.parametrize("given", [None, GivenArrays("a.npz", arrays())])
@pytest.mark.parametrize("name", ["x", "y", "theta"])
def test_a_shared_network_cannot_be_written_over(given: GivenArrays | None, name: str) -> None:
    array = getattr(NetworkSubject(given=given).draw(), name)
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 1


def test_the_arrays_that_were_given_stay_their_owners() -> None:
    mine = arrays()
    network = NetworkSubject(given=GivenArrays("a.npz", mine)).draw()
    before = network.x.copy()
    for array in mine.values():
        array += 1
    np.testing.assert_array_equal(network.x, before)


def test_whether_gradients_came_with_the_arrays() -> None:
    assert NetworkSubject(given=GivenArrays("a.npz", arrays(True))).checks_given_gradients
    assert not NetworkSubject(given=GivenArrays("a.npz", arrays())).checks_given_gradients
    assert not NetworkSubject().checks_given_gradients


def test_given_arrays_must_fit_the_form() -> None:
    given = GivenArrays("a.npz", arrays())
    found = problems_of(network=NetworkSpec((4, 6, 3, 1)), given=given)
    assert {problem.field for problem in found} == {"given"}
    assert found[0].message == "W1 has the shape (5, 4) in a.npz; it must have (6, 4) here."
    without = {name: value for name, value in arrays(True).items() if name != "db2"}
    (problem,) = problems_of(given=GivenArrays("a.npz", without))
    assert problem.message == "db2 is missing in a.npz; it must have (3, 1) here."
    with pytest.raises(InvalidSettings, match="X has the shape"):
        replace(
            Experiment(NetworkSubject(given=given)),
            subject=replace(
                network_of(Experiment(NetworkSubject(given=given))), network=NetworkSpec(examples=4)
            ),
        )
