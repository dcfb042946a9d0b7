"""The incremental engine computes the finite difference of the textbook loop."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import check, check_steps
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.engines.incremental import bends
from gradviz.checking.engines.incremental.engine import incremental
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.persistence.arrays import arrays_experiment, read_arrays
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import BuiltNetwork, NetworkSubject, network_of
from tests.helpers.rounding import cost_rounding, near_a_kink
from tests.helpers.strategies import examples, experiments, with_network, with_settings
from tests.helpers.subjects import filled_for

CASES = Path(__file__).resolve().parents[3] / "cases"
EPSILONS = (1e-3, 1e-5, 1e-7, 1e-9, 1e-12)
FLOORS = 4


def both(experiment: Experiment) -> tuple[CheckResult, CheckResult]:
    """Return the check by the loop and by the incremental engine."""
    names = ("loop", "incremental")
    loop, found = (check(with_settings(experiment, engine=name)) for name in names)
    return loop, found


def both_alone(experiment: Experiment) -> tuple[Entries, Entries]:
    """Return what the loop and the incremental engine fill in, without what a check adds."""
    return filled_for("loop", experiment), filled_for("incremental", experiment)


def varied(spec: NetworkSpec, **arrays: np.ndarray) -> Experiment:
    """Return an experiment on a network some of whose arrays are others."""
    drawn = NetworkSubject(spec).draw()
    named = {"X": drawn.x, "Y": drawn.y, **drawn.layout.to_arrays(drawn.theta)}
    return Experiment(NetworkSubject(spec, given=GivenArrays("varied", named | arrays)))


# Held to the loop


@pytest.mark.soak
@given(
    experiments(most_units=9, most_examples=12),
    st.sampled_from((1e-14, 1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 1e-2, 0.1, 1.0)),
)
@examples(300)
def test_it_equals_the_loop_within_rounding(experiment: Experiment, epsilon: float) -> None:
    experiment = with_settings(experiment, epsilon=epsilon)
    loop, found = both_alone(experiment)
    assert found.computed.all()
    differ = np.flatnonzero(found.kinks != loop.kinks)
    if network_of(experiment).network.dtype == "float64":
        assert not differ.size
    # In single precision a unit may be so close to a kink that rounding decides its side.
    assert all(near_a_kink(experiment, int(place)) for place in differ)
    if np.all(np.isfinite(loop.gradapprox)):
        bound = cost_rounding(experiment)
        np.testing.assert_allclose(found.plus, loop.plus, rtol=0, atol=bound)
        np.testing.assert_allclose(found.minus, loop.minus, rtol=0, atol=bound)
        divisor = 2 * epsilon if experiment.check.scheme == "central" else epsilon
        np.testing.assert_array_equal(found.gradapprox, (found.plus - found.minus) / divisor)


def network(number: int) -> NetworkSpec:
    """Return one of many networks: dead units, exact zeros and up to three outputs among them."""
    random = np.random.default_rng(number)
    return NetworkSpec(
        layers=tuple(int(random.integers(1, most)) for most in (13, 17, 13, 4)),  # type: ignore[arg-type]
        examples=int(random.integers(1, 31)),
        activation=ACTIVATIONS[number % len(ACTIVATIONS)],
        cost=COSTS[number // 4 % 2],
        seed=number,
        init=("he", "xavier")[number % 3 == 0],
        data=("gaussian", "reference")[number % 5 == 0],
    )


def test_it_equals_the_loop_within_a_few_rounding_floors() -> None:
    """The floor of a check is eps_mach * max(|J|, 1) / epsilon."""
    floors = []
    for number in range(150):
        epsilon = EPSILONS[number % len(EPSILONS)]
        experiment = Experiment(NetworkSubject(network(number)), CheckSettings(epsilon=epsilon))
        loop, found = both_alone(experiment)
        np.testing.assert_array_equal(found.kinks, loop.kinks)
        floor = np.finfo(float).eps * max(abs(network_of(experiment).draw().cost_here), 1) / epsilon
        floors.append(np.max(np.abs(found.gradapprox - loop.gradapprox)) / floor)
    # The noise of the loop itself is about as large, so a rare one may be a little above.
    assert np.mean(np.array(floors) <= FLOORS) >= 0.99
    assert max(floors) <= 2 * FLOORS


def test_those_networks_have_what_is_hard() -> None:
    those = [
        Experiment(NetworkSubject(network(n)), CheckSettings(epsilon=1e-3)) for n in range(150)
    ]
    kinks = [filled_for("incremental", each).kinks for each in those]
    assert sum(bool(crossed.any()) for crossed in kinks) >= 5
    networks = [network_of(each).draw() for each in those]
    assert sum(each.exact_zeros > 0 for each in networks) >= 5
    assert {each.y.shape[0] for each in networks} == {1, 2, 3}
    hidden = [each.here["A2"] for each in networks]
    assert sum(bool(np.any(np.all(a2 == 0, axis=1))) for a2 in hidden) >= 5  # dead units


def scaled(number: int, scale: float, is_scaled_back: bool) -> Experiment:
    """Return a network some of whose inputs are larger, and perhaps the weights on them smaller."""
    spec = network(number)
    drawn = NetworkSubject(spec).draw()
    rows = np.random.default_rng(number).random(spec.layers[0]) < 0.7
    x, w1 = drawn.x.copy(), drawn.here["W1"].copy()
    x[rows] *= scale
    w1[:, rows] /= scale if is_scaled_back else 1
    return varied(spec, X=x, W1=w1)


@pytest.mark.parametrize("scale", [1e3, 1e6, 1e9])
@pytest.mark.parametrize("epsilon", [1.0, 0.1, 1e-5])
def test_with_large_inputs_it_equals_the_loop_within_a_few_rounding_floors(
    scale: float, epsilon: float
) -> None:
    """A straight move of 1e5 that a kink takes back leaves no digits; the floor is that of J+-."""
    floors = []
    for number in range(20):
        base = scaled(number, scale, number % 5 > 0)
        scheme = ("central", "forward")[number % 2]
        loop, found = both_alone(with_settings(base, epsilon=epsilon, scheme=scheme))
        np.testing.assert_array_equal(found.kinks, loop.kinks)
        finite = np.isfinite(loop.gradapprox)
        np.testing.assert_array_equal(np.isfinite(found.gradapprox), finite)
        size = np.maximum(1, np.maximum(np.abs(loop.plus), np.abs(loop.minus)))[finite]
        apart = np.abs(found.gradapprox[finite] - loop.gradapprox[finite])
        floors += list(apart * epsilon / (np.finfo(float).eps * size))
    assert np.mean(np.array(floors) <= FLOORS) >= 0.99
    assert max(floors) <= 4 * FLOORS


def test_a_file_with_inputs_of_a_million() -> None:
    """It was 12,800 floors from the loop."""
    base = arrays_experiment(read_arrays(CASES / "engine.npz"), Experiment(NetworkSubject()))
    loop, found = both_alone(with_settings(base, epsilon=0.1, scheme="forward"))
    known = np.isfinite(loop.gradapprox)
    floor = np.finfo(float).eps * np.maximum(1, loop.plus[known]) / 0.1
    apart = np.abs(found.gradapprox[known] - loop.gradapprox[known])
    assert np.all(apart <= FLOORS * floor)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("scale", [0.3, 3.0, 30.0])
def test_it_sees_what_the_loop_sees_of_saturated_logits(cost: str, scale: float) -> None:
    spec = NetworkSpec((3, 4, 3, 2), 9, cost=cost, init="he", data="gaussian")
    weights = NetworkSubject(spec).draw().here["W3"]
    base = varied(spec, W3=scale * weights)
    loop, found = both(with_settings(base, epsilon=1e-6))
    same = np.isfinite(loop.gradapprox)
    np.testing.assert_array_equal(np.isfinite(found.gradapprox), same)
    bound = cost_rounding(base)
    np.testing.assert_allclose(
        found.entries.plus[same], loop.entries.plus[same], rtol=0, atol=bound
    )


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_many_nearly_saturated_examples_do_not_leave_the_range(cost: str, label: float) -> None:
    """The product of their probabilities would be 1e-2900."""
    spec = NetworkSpec((1, 1, 1, 1), 400, cost=cost, data="gaussian")
    ones = {name: np.ones((1, 1)) for name in ("W1", "W2")}
    zeros = {name: np.zeros((1, 1)) for name in ("b1", "b2", "b3")}
    data = {"X": np.linspace(1, 33, 400)[np.newaxis], "Y": np.full((1, 400), label)}
    sign = {"W3": np.array([[1.0 if label == 0 else -1.0]])}
    base = varied(spec, **ones, **zeros, **data, **sign)
    for epsilon in (1e-7, 1e-2):  # with the short series, and without
        loop, found = both(with_settings(base, epsilon=epsilon))
        assert np.isfinite(loop.entries.plus).all()
        np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=1e-14)


def test_a_tiny_cost_keeps_its_digits() -> None:
    """With logits near 40, J is 1e-17: a sum of 1 + exp(-40) would be nothing."""
    spec = NetworkSpec((1, 1, 1, 1), 20, cost="logits", data="gaussian")
    ones = {name: np.ones((1, 1)) for name in ("W1", "W2", "W3")}
    zeros = {name: np.zeros((1, 1)) for name in ("b1", "b2", "b3")}
    data = {"X": np.linspace(39, 41, 20)[np.newaxis], "Y": np.ones((1, 20))}
    loop, found = both(with_settings(varied(spec, **ones, **zeros, **data), epsilon=1e-5))
    assert 0 < loop.cost < 1e-16
    np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=1e-12)
    np.testing.assert_allclose(found.gradapprox, loop.gradapprox, rtol=1e-8)


def test_soft_labels_are_weighed() -> None:
    labels = np.linspace(0.1, 0.9, 18).reshape(2, 9)
    base = varied(NetworkSpec((3, 4, 3, 2), 9, data="gaussian", init="he"), Y=labels)
    loop, found = both(base)
    np.testing.assert_allclose(
        found.entries.plus, loop.entries.plus, rtol=0, atol=cost_rounding(base)
    )


def test_a_small_cost_of_units_that_move_different_examples_keeps_its_digits() -> None:
    """A trained network: what fills up the shorter of two units must not take digits from J."""
    arrays = {
        "X": np.array([[1.0, 0.9, 0.0], [0.0, 0.0, 1.0]]),
        "Y": np.array([[1.0, 1.0, 0.0]]),
        "W1": np.eye(2),
        "W2": np.eye(2),
        "b1": np.full((2, 1), -0.01),
        "b2": np.full((2, 1), -0.01),
        "W3": np.array([[20.0, -20.0]]),
        "b3": np.zeros((1, 1)),
    }
    base = varied(NetworkSpec((2, 2, 2, 1), 3, cost="logits", data="gaussian"), **arrays)
    loop, found = both(base)
    assert 0 < loop.cost < 1e-7
    np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=1e-14)
    assert found.verdict is loop.verdict is Verdict.PASS


@pytest.mark.parametrize("scale", [1e150, 1e160, 1e200, 1e-160])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_numbers_at_the_ends_of_their_range(scale: float, activation: str) -> None:
    spec = NetworkSpec((3, 4, 3, 1), 5, activation, cost="logits", init="he", data="gaussian")
    loop, found = both(varied(spec, X=scale * NetworkSubject(spec).draw().x))
    assert np.isfinite(loop.cost)
    np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=1e-12)
    np.testing.assert_array_equal(found.entries.kinks, loop.entries.kinks)


def test_an_infinite_parameter_is_no_excuse() -> None:
    spec = NetworkSpec((3, 4, 3, 1), 5, cost="logits", dtype="float32", data="gaussian")
    base = varied(spec, b2=np.array([[-1e39], [0.1], [0.2]]))  # infinite as float32
    loop, found = both(with_settings(base, epsilon=0.1))
    assert np.isinf(loop.theta).any()
    assert np.isfinite(loop.cost)
    np.testing.assert_array_equal(found.entries.kinks, loop.entries.kinks)
    np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=1e-5)


def test_the_step_is_the_one_that_floating_point_takes() -> None:
    """1024 + 1.2e-13 is 1024 + 2.3e-13: the difference quotient shows it, the slope does not."""
    ones = {name: np.ones((1, 1)) for name in ("X", "W2", "W3", "Y")}
    zeros = {name: np.zeros((1, 1)) for name in ("b2", "b3")}
    first = {"W1": np.array([[1024.0]]), "b1": np.array([[-1023.0]])}
    base = varied(
        NetworkSpec((1, 1, 1, 1), 1, cost="logits", data="gaussian"), **ones, **zeros, **first
    )
    loop, found = both(with_settings(base, epsilon=1.2e-13))
    ratio = loop.gradapprox[0] / loop.grad[0]
    assert abs(ratio - 1) > 0.2
    assert found.gradapprox[0] / found.grad[0] == pytest.approx(ratio, rel=0.01)


# Kinks


@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
@pytest.mark.parametrize("epsilon", [1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-9])
def test_where_rounding_decides_the_side_of_a_kink_the_loop_is_asked(
    activation: str, epsilon: float
) -> None:
    """Z of every layer is zero but for rounding: sums of tenths that cancel."""
    spec = NetworkSpec((3, 4, 3, 1), 4, activation=activation, cost="logits")
    tenths = {
        "X": np.array([[0.1, 0.2, 0.3, 0.7]] * 3),
        "W1": np.array([[0.1, 0.2, -0.3], [0.3, -0.1, -0.2], [0.7, -0.6, -0.1], [1.0, 0.1, 0.2]]),
        "b1": np.zeros((4, 1)),
        "W2": np.array([[0.1, 0.2, 0.3, 0.1], [0.3, 0.1, -0.2, -0.1], [0.7, -0.6, -0.1, 0.0]]),
        "b2": np.array([[-0.013], [0.0], [0.0]]),
    }
    base = with_settings(varied(spec, **tenths), epsilon=epsilon)
    loop, found = both(base)
    np.testing.assert_array_equal(found.entries.kinks, loop.entries.kinks)


@pytest.mark.parametrize("epsilon", [1e-16, 1e-15, 1e-14, 1e-13])
def test_so_it_is_where_the_rounding_of_the_layer_below_decides(epsilon: float) -> None:
    """Z1 is a sum of 200 terms that nearly cancel; Z2 is that less what comes out of it."""
    random = np.random.default_rng(3)
    spec = NetworkSpec((200, 1, 1, 1), 1, cost="logits", data="gaussian")
    x, w1 = random.normal(size=(200, 1)), random.normal(size=(1, 200))
    b1 = np.array([[0.01 - (w1 @ x).item()]])
    arrays = {"X": x, "W1": w1, "b1": b1, "W2": np.ones((1, 1))}
    z1 = network_of(varied(spec, **arrays)).draw().here["Z1"]
    base = varied(spec, **arrays, b2=-z1)
    loop, found = both(with_settings(base, epsilon=epsilon))
    np.testing.assert_array_equal(found.entries.kinks, loop.entries.kinks)


def test_a_kink_bends_gradapprox_as_in_the_loop() -> None:
    """The analytic derivative has no mean of two slopes; the finite difference has."""
    spec = NetworkSpec((1, 1, 1, 1), 1, cost="logits")
    ones = {name: np.ones((1, 1)) for name in ("X", "W1", "W2", "W3", "Y")}
    zeros = {name: np.zeros((1, 1)) for name in ("b1", "b2", "b3")}
    base = varied(spec, **(ones | zeros | {"W1": np.array([[1e-3]])}))
    loop, found = both(with_settings(base, epsilon=1e-2))
    # W1 = 1e-3 moves Z1 from -9e-3, which ReLU cuts off, to 11e-3.
    assert found.entries.kinks[0]
    assert found.gradapprox[0] == pytest.approx(loop.gradapprox[0], rel=1e-12)
    assert found.gradapprox[0] == pytest.approx(0.55 * found.grad[0], rel=0.01)


def test_units_above_that_change_sign_are_found_one_by_one() -> None:
    """One step of W1 turns three of four units of layer 2, each at a step of its own."""
    spec = NetworkSpec((1, 1, 4, 1), 1, cost="logits")
    arrays = {
        "X": np.ones((1, 1)),
        "W1": np.ones((1, 1)),
        "b1": np.zeros((1, 1)),
        "W2": np.array([[1.0], [-1.0], [2.0], [1.0]]),
        "b2": np.array([[-1.05], [1.02], [-2.3], [0.5]]),
        "W3": np.array([[1.0, 2.0, 3.0, 4.0]]),
    }
    base = varied(spec, **arrays)
    for epsilon, turned in ((0.01, False), (0.03, True), (0.06, True), (0.4, True)):
        loop, found = both(with_settings(base, epsilon=epsilon))
        assert found.entries.kinks[0] == turned
        np.testing.assert_array_equal(found.entries.kinks, loop.entries.kinks)
        np.testing.assert_allclose(found.gradapprox, loop.gradapprox, rtol=1e-12, atol=1e-13)


# What does not move


def test_an_entry_that_moves_nothing_has_the_cost_itself_on_both_sides() -> None:
    """As in the loop: not a last digit of a sum in another order."""
    for number in range(0, 40, 4):
        experiment = Experiment(NetworkSubject(network(number)), CheckSettings(epsilon=1e-7))
        loop, found = both(experiment)
        still = (
            (loop.entries.plus == loop.cost) & (loop.entries.minus == loop.cost) & (loop.grad == 0)
        )
        np.testing.assert_array_equal(found.entries.plus[still], loop.cost)
        np.testing.assert_array_equal(found.gradapprox[still], 0)


def test_a_step_lost_in_rounding_moves_nothing() -> None:
    loop, found = both(with_settings(Experiment(NetworkSubject()), epsilon=1e-20))
    np.testing.assert_array_equal(found.gradapprox, 0)
    np.testing.assert_array_equal(loop.gradapprox, 0)


def test_a_cost_that_is_not_finite_leaves_no_entry_finite() -> None:
    spec = NetworkSpec((4, 50, 30, 1), 200, data="gaussian")  # N(0, 1): Z3 in the hundreds
    result = check(Experiment(NetworkSubject(spec), CheckSettings(engine="incremental")))
    assert not np.isfinite(result.cost)
    assert not np.isfinite(result.gradapprox).any()


# Blocks


@pytest.mark.parametrize("elements", [1, 7, 100, 2_000])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_any_size_of_block_gives_the_same(
    activation: str, elements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Experiment(
        NetworkSubject(NetworkSpec((5, 6, 4, 2), 11, activation, init="he", data="gaussian"))
    )
    base = with_settings(base, epsilon=0.05, engine="incremental")
    whole = check(base)
    module = "gradviz.checking.engines.incremental"
    monkeypatch.setattr(f"{module}.piecewise.BLOCK_ELEMENTS", elements)
    monkeypatch.setattr(f"{module}.piecewise.MOST_EXAMPLES", 1 + elements // 100)
    monkeypatch.setattr(f"{module}.piecewise.PAIRS_AT_ONCE", elements)
    monkeypatch.setattr(f"{module}.smooth.BLOCK_ELEMENTS", elements)
    monkeypatch.setattr(f"{module}.bends.PAIR_ELEMENTS", elements)
    monkeypatch.setattr(f"{module}.bends.PAIRS_AT_ONCE", elements)
    cut = check(base)
    np.testing.assert_allclose(cut.entries.plus, whole.entries.plus, rtol=1e-14)
    np.testing.assert_array_equal(cut.entries.kinks, whole.entries.kinks)
    if activation in ("relu", "leaky-relu"):
        assert cut.entries.kinks.any()


def test_a_block_is_short_and_they_come_one_by_one() -> None:
    """A check can stop between two of them."""
    subject = NetworkSubject(
        NetworkSpec((784, 128, 64, 1), 128, init="he", data="gaussian")
    ).build()
    request = Request.of_all(subject.layout, 1e-7, "central")
    done = list(incremental(subject, request, Entries.empty(subject.theta.size)))
    assert max(np.diff([0, *done])) < 1_000


def test_many_kinks_cost_a_few_calls_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not one for each unit above: between two blocks a check cannot be stopped."""
    calls, turn = [], bends._turn

    def counted(*values: Any) -> Any:
        calls.append(1)
        return turn(*values)

    monkeypatch.setattr(bends, "_turn", counted)
    spec = NetworkSpec((1, 50, 200, 1), 5, init="he", data="gaussian")
    result = check(
        Experiment(NetworkSubject(spec), CheckSettings(epsilon=1.0, engine="incremental"))
    )
    assert result.crossed > 5_000
    assert len(calls) < 6 * (50 + 200)


def test_numpys_warnings_are_as_they_were_between_two_blocks() -> None:
    subject = NetworkSubject(NetworkSpec((20, 40, 30, 1), 50, data="gaussian")).build()
    request = Request.of_all(subject.layout, 1e-7, "central")
    before = np.geterr()
    for _ in incremental(subject, request, Entries.empty(subject.theta.size)):
        assert np.geterr() == before


def test_two_checks_at_once_do_not_disturb_each_other() -> None:
    """They use the same memory again and again, each thread its own."""
    experiments = [
        Experiment(
            NetworkSubject(
                NetworkSpec((20, 40, 30, 1), 50, name, init="he", data="gaussian", seed=seed)
            )
        )
        for name, seed in (("relu", 1), ("relu", 2), ("tanh", 3), ("leaky-relu", 4))
    ]
    asked = [with_settings(each, engine="incremental") for each in experiments]
    alone = [check(each) for each in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(check, asked * 3))
    for found, wanted in zip(together, alone * 3, strict=True):
        np.testing.assert_array_equal(found.entries.plus, wanted.entries.plus)
    halves = [check_steps(each) for each in asked]
    for _ in zip(*halves, strict=False):
        pass  # one block of each in turn
    np.testing.assert_array_equal(check(asked[0]).entries.plus, alone[0].entries.plus)


def test_another_subject_is_checked_by_stacks() -> None:
    class Other(BuiltNetwork):
        network = None  # type: ignore[assignment]

        def run(self, thetas):  # type: ignore[no-untyped-def]
            return self.subject.draw().run(thetas)

        theta = property(lambda self: self.subject.draw().theta)
        layout = property(lambda self: self.subject.layout)

    subject = Other(NetworkSubject(), NetworkSubject().draw())
    entries = Entries.empty(47)
    list(incremental(subject, Request.of_all(subject.layout, 1e-7, "central"), entries))
    wanted = check(Experiment(NetworkSubject()))
    np.testing.assert_allclose(entries.plus, wanted.entries.plus, rtol=1e-15)


def test_float32_keeps_its_precision() -> None:
    base = with_network(Experiment(NetworkSubject()), dtype="float32", cost="logits", examples=30)
    loop, found = both(with_settings(base, epsilon=1e-2))
    assert np.array_equal(found.entries.plus, found.entries.plus.astype(np.float32))
    np.testing.assert_allclose(found.entries.plus, loop.entries.plus, rtol=3e-6)
