"""The numerical gradients between the layers, held to a loop and to complex steps."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.diagnosis.intermediates import NAMES, Intermediate, intermediates_steps
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.steps import finished
from gradviz.network.forward import activate, cost_of
from gradviz.network.network import Network
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.diagnosed import Floats, with_exact_zeros
from tests.helpers.oracle import LEAK
from tests.helpers.strategies import examples, specs

COMPLEX_STEP = 1e-200
STEEPEST = 1e4  # 1 / (1 - A3): so many digits the textbook cost loses at most in what is compared
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def found_in(
    network: Network, epsilon: float = 1e-5, scheme: str = "central"
) -> dict[str, Intermediate]:
    return finished(intermediates_steps(network, epsilon, scheme))


def network_with(activation: str, cost: str = "logits", **changes: object) -> Network:
    form = {"layers": (4, 5, 3, 2), "examples": 6, "init": "he", "data": "gaussian", **changes}
    return NetworkSubject(NetworkSpec(activation=activation, cost=cost, **form)).draw()  # type: ignore[arg-type]


def finish(network: Network, name: str, value: Floats) -> tuple[float, list[Floats]]:
    """Return J and the Z that may be at a kink, from one value between layers on."""
    here, activation = network.here, network.activation
    zs, layer = [], int(name[1])
    with np.errstate(all="ignore"):
        while layer < 3:
            if name.startswith("Z") or layer > int(name[1]):
                zs.append(value)
                value = activate(value, activation)
            layer += 1
            value = here[f"W{layer}"] @ value + here[f"b{layer}"]
        return float(cost_of(value, network.y, network.cost_form)), zs


def naive(
    network: Network, name: str, epsilon: float, scheme: str = "central"
) -> tuple[Floats, Floats]:
    """Return m times the difference of J for one entry after the other, and which flip a unit."""
    value, m = network.here[name], network.x.shape[1]
    gradapprox, kinks = np.empty(value.shape), np.zeros(value.shape, bool)
    for place in np.ndindex(value.shape):
        passes = []
        for step in (epsilon, -epsilon if scheme == "central" else 0.0):
            moved = value.copy()
            moved[place] += step
            passes.append(finish(network, name, moved))
        (plus, plus_zs), (minus, minus_zs) = passes
        with np.errstate(invalid="ignore"):
            gradapprox[place] = m * (plus - minus) / (epsilon * (1 + (scheme == "central")))
        if network.activation in ("relu", "leaky-relu"):
            sides = zip(plus_zs, minus_zs, strict=True)
            kinks[place] = any(np.any((one > 0) != (two > 0)) for one, two in sides)
    return gradapprox, kinks


def rounding(network: Network, epsilon: float) -> float:
    """Return what rounding may make of m times a difference of J."""
    unit, a3 = float(np.finfo(network.theta.dtype).eps), network.here["A3"]
    sizes = sum(float(np.max(np.abs(network.here[f"Z{layer}"]))) for layer in "123")
    steep = float(np.max(1 / (1 - a3))) if network.cost_form == "textbook" else 1.0
    losses = network.x.shape[1] * abs(network.cost_here)
    return float(20 * unit * (losses + network.y.size * (1 + sizes) * steep) / epsilon)


def is_tame(network: Network) -> bool:
    return bool(np.all(1 - network.here["A3"] > 1 / STEEPEST)) and np.isfinite(network.cost_here)


@given(
    spec=specs(most_examples=6, dtypes=("float64", "float64", "float32")),
    decade=st.sampled_from((-5, -3, -1)),
    scheme=st.sampled_from(("central", "forward")),
)
@examples(60)
def test_they_are_what_a_loop_over_the_entries_finds(
    spec: NetworkSpec, decade: int, scheme: str
) -> None:
    network, epsilon = NetworkSubject(spec).draw(), 10.0**decade
    if not is_tame(network):
        return
    found = found_in(network, epsilon, scheme)
    assert tuple(found) == NAMES == ("Z3", "A2", "Z2", "A1", "Z1")
    for name, each in found.items():
        gradapprox, kinks = naive(network, name, epsilon, scheme)
        assert each.gradapprox.dtype == each.spread.dtype == np.float64
        assert each.gradapprox.shape == each.spread.shape == each.kinks.shape == gradapprox.shape
        tolerance = rounding(network, epsilon)
        np.testing.assert_allclose(each.gradapprox, gradapprox, rtol=0, atol=tolerance)
        if spec.dtype == "float64" and not network.exact_zeros:
            np.testing.assert_array_equal(each.kinks, kinks)


@pytest.mark.parametrize("scheme", ["central", "forward"])
@pytest.mark.parametrize("seed", [0, 2, 3, 5, 6, 7])
def test_a_step_over_a_kink_and_one_from_it_are_marked(seed: int, scheme: str) -> None:
    spec = NetworkSpec((3, 5, 4, 2), 6, ACTIVATIONS[seed % 2], "logits", data="gaussian")
    network = network_of(with_exact_zeros(Experiment(NetworkSubject(spec)), Random(seed))).draw()
    found, crossed = found_in(network, 0.25, scheme), 0  # whole numbers and quarters: no rounding
    for name, each in found.items():
        _, kinks = naive(network, name, 0.25, scheme)
        np.testing.assert_array_equal(each.kinks, kinks)
        crossed += int(kinks.sum())
    assert network.exact_zeros
    assert crossed > 0
    assert not found["Z3"].kinks.any()
    assert not found["A2"].kinks.any()


def exact(network: Network, name: str) -> Floats:
    """Return m times dJ of a value between layers, by complex steps in longdouble."""
    value = network.here[name].astype(np.clongdouble)
    found = np.empty(value.shape)
    for place in np.ndindex(value.shape):
        moved = value.copy()
        moved[place] += 1j * np.longdouble(COMPLEX_STEP)
        found[place] = float(_total_loss(network, name, moved).imag / np.longdouble(COMPLEX_STEP))
    return found


def _total_loss(network: Network, name: str, value: np.ndarray) -> np.clongdouble:
    slope: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "relu": lambda z: np.where(z.real > 0, z, 0 * z),
        "leaky-relu": lambda z: np.where(z.real > 0, z, LEAK * z),
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    }
    for layer in range(int(name[1]), 3):
        if name.startswith("Z") or layer > int(name[1]):
            value = slope[network.activation](value)
        weights = network.here[f"W{layer + 1}"].astype(np.longdouble)
        value = (weights[:, :, None] * value[None]).sum(axis=1) + network.here[f"b{layer + 1}"]
    one = np.clongdouble(1)
    return np.sum(np.log(one + np.exp(value)) - network.y * value)  # type: ignore[no-any-return]


@pytest.mark.parametrize("cost", COSTS)
@every_activation
def test_they_are_m_times_the_exact_gradient_of_the_cost(activation: str, cost: str) -> None:
    network = network_with(activation, cost, init="normal", layers=(4, 3, 3, 2))
    for name, each in found_in(network).items():
        assert not each.kinks.any()
        np.testing.assert_allclose(each.gradapprox, exact(network, name), rtol=1e-7, atol=1e-8)


@every_activation
@pytest.mark.parametrize(("epsilon", "scheme"), [(0.03, "central"), (1e-3, "forward")])
def test_the_spread_is_about_as_large_as_the_truncation_error(
    activation: str, epsilon: float, scheme: str
) -> None:
    network = network_with(activation, init="normal", seed=4)
    for name, each in found_in(network, epsilon, scheme).items():
        smooth = ~each.kinks
        error = np.linalg.norm((each.gradapprox - exact(network, name))[smooth])
        assert 0.45 * error < np.linalg.norm(each.spread[smooth]) < 2 * error


@every_activation
def test_float32_is_computed_in_float32(activation: str) -> None:
    single = network_with(activation, dtype="float32")
    with np.errstate(all="ignore"):
        double = replace(
            single,
            x=single.x.astype(float),
            y=single.y.astype(float),
            theta=single.theta.astype(float),
        )
    for name, each in found_in(single, 1e-4).items():
        apart = np.abs(each.gradapprox - found_in(double, 1e-4)[name].gradapprox)
        assert np.max(apart) < rounding(single, 1e-4)
        assert np.max(apart) > 1e-6  # rounding of float32 is not hidden


def test_a_saturated_cost_gives_what_is_not_finite_and_no_warning() -> None:
    network = network_with("relu", "textbook", init="normal", seed=3)
    wild = replace(network, theta=100 * network.theta)
    saturated = np.isin(wild.here["A3"], (0, 1))
    assert saturated.any()
    for name, each in found_in(wild).items():
        bad = ~np.isfinite(each.gradapprox)
        examples_lost = ~np.isfinite(naive_losses(wild))
        assert bad.any()
        # One example's loss spoils that example alone.
        np.testing.assert_array_equal(bad.any(axis=0), examples_lost, err_msg=name)
        if name == "Z3":  # and of that all outputs, though one alone may have no finite loss
            np.testing.assert_array_equal(bad.all(axis=0), examples_lost)


@pytest.mark.parametrize("seed", range(6))
def test_of_one_example_the_same_outputs_are_not_finite_as_in_a_loop(seed: int) -> None:
    network = network_with("relu", "textbook", init="normal", layers=(2, 4, 3, 5), examples=1)
    wild = replace(network, theta=(20.0 + 20 * seed) * network.theta)
    with np.errstate(invalid="ignore"):
        expected, _ = naive(wild, "Z3", 1e-5)
    found = found_in(wild)["Z3"].gradapprox
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))


def naive_losses(network: Network) -> Floats:
    """Return J of each example alone, shape (m,)."""
    z3 = network.here["Z3"]
    columns = range(z3.shape[1])
    return np.array(
        [cost_of(z3[:, [n]], network.y[:, [n]], network.cost_form) for n in columns], dtype=float
    )


def test_one_step_is_short_and_is_a_place_to_stop() -> None:
    small, large = network_with("tanh"), network_with("relu", layers=(20, 128, 64, 1), examples=128)
    assert len(list(intermediates_steps(small, 1e-5, "central"))) == len(NAMES)
    assert len(list(intermediates_steps(large, 1e-5, "central"))) > 128
    stopped = intermediates_steps(small, 1e-6, "central")
    next(stopped)
    stopped.close()
    np.testing.assert_array_equal(
        found_in(small, 1e-6)["Z1"].gradapprox, found_in(twin(small), 1e-6)["Z1"].gradapprox
    )


def twin(network: Network) -> Network:
    """Return the same network as another object, of which nothing is kept."""
    return replace(network)


def test_stacks_do_not_change_the_values() -> None:
    network = network_with("relu", layers=(3, 70, 60, 3), examples=40, init="normal")
    found = found_in(network, 1e-3)
    for example in range(0, 40, 7):
        column = [example]
        alone = found_in(replace(network, x=network.x[:, column], y=network.y[:, column]), 1e-3)
        for name in NAMES:
            for part in ("gradapprox", "spread", "kinks"):
                whole, one = (getattr(each[name], part) for each in (found, alone))
                np.testing.assert_allclose(whole[:, column], one, rtol=0, atol=1e-9)


def test_they_are_kept_for_a_network_and_its_epsilon_and_scheme() -> None:
    network = network_with("relu")
    first = found_in(network)
    assert found_in(network) is first
    assert list(intermediates_steps(network, 1e-5, "central")) == []
    for epsilon, scheme in ((1e-2, "central"), (1e-5, "forward")):
        other = found_in(network, epsilon, scheme)
        assert other is not first
        fresh = found_in(twin(network), epsilon, scheme)
        for name in NAMES:
            np.testing.assert_array_equal(other[name].gradapprox, fresh[name].gradapprox)
    assert found_in(twin(network)) is not first


def test_settings_of_the_check_reach_them() -> None:
    settings = CheckSettings(epsilon=0.5, scheme="forward")
    network = network_with("tanh")
    found = found_in(network, settings.epsilon, settings.scheme)["Z3"].gradapprox
    gradapprox, _ = naive(network, "Z3", 0.5, "forward")
    np.testing.assert_allclose(found, gradapprox, rtol=0, atol=1e-12)
    assert not np.allclose(found, exact(network, "Z3"), rtol=1e-3)
