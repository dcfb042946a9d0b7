"""On any network, both gradients agree with an oracle that shares no code with them."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.checking.engines.choice import chosen_engine
from gradviz.checking.experiment import ENGINES, CheckSettings, Experiment
from gradviz.network.network import Network
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.oracle import Oracle, mpmath_cost, mpmath_slope
from tests.helpers.strategies import examples, specs
from tests.helpers.subjects import filled_for

EPSILON = 1e-5
GRAD_TOLERANCE = 1e-12
GRADAPPROX_TOLERANCE = 2e-8
# The textbook's log(1 - A3) keeps 16 digits of A3 and so only 13 of 1 - A3 where Z3 is 7.
MOST_LOGIT = 7.0


def oracle_of(network: Network, spec: NetworkSpec) -> Oracle:
    x, y, theta = (a.astype(np.float64) for a in (network.x, network.y, network.theta))
    return Oracle(x, y, theta, spec.layers, spec.activation)


def error(found: np.ndarray, wanted: np.ndarray) -> float:
    """Return the largest error, relative to the largest entry where that is over 1."""
    return float(np.max(np.abs(found - wanted), initial=0) / max(1, np.max(np.abs(wanted))))


def numerical(experiment: Experiment) -> np.ndarray:
    """Return gradapprox, without what a check adds to it."""
    return filled_for(chosen_engine(experiment), experiment).gradapprox


@given(specs())
@examples(300)
def test_grad_agrees_with_complex_step(spec: NetworkSpec) -> None:
    experiment = Experiment(NetworkSubject(spec))
    network = network_of(experiment).draw()
    grad, problem = network.gradients(network_of(experiment).program)
    assert problem is None
    assert error(grad, oracle_of(network, spec).gradient()) <= GRAD_TOLERANCE


@given(specs(most_units=3), st.sampled_from(ENGINES))
@examples(300)
def test_gradapprox_agrees_with_complex_step(spec: NetworkSpec, engine: str) -> None:
    experiment = Experiment(NetworkSubject(spec), CheckSettings(epsilon=EPSILON, engine=engine))
    oracle = oracle_of(network_of(experiment).draw(), spec)
    if spec.cost == "textbook":
        assume(np.max(np.abs(oracle.values()["Z3"])) < MOST_LOGIT)
    smooth = ~oracle.kinks(EPSILON)
    found = numerical(experiment)
    assert error(found[smooth], oracle.gradient()[smooth]) <= GRADAPPROX_TOLERANCE


@pytest.mark.parametrize("n_y", [1, 2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("m", [1, 4])
def test_every_kind_of_network_agrees(n_y: int, activation: str, cost: str, m: int) -> None:
    spec = NetworkSpec((3, 4, 3, n_y), m, activation, cost, seed=5)
    experiment = Experiment(NetworkSubject(spec))
    network = network_of(experiment).draw()
    oracle = oracle_of(network, spec)
    wanted = oracle.gradient()
    assert np.count_nonzero(wanted) > wanted.size // 3, "a network that shows nothing"
    assert error(network.gradients(network_of(experiment).program)[0], wanted) <= GRAD_TOLERANCE
    smooth = ~oracle.kinks(EPSILON)
    for engine in ENGINES:
        settings = CheckSettings(epsilon=EPSILON, engine=engine)
        found = numerical(Experiment(NetworkSubject(spec), settings))
        assert error(found[smooth], wanted[smooth]) <= GRADAPPROX_TOLERANCE


@given(specs(costs=("logits",)))
@examples(60)
def test_cost_agrees_with_longdouble(spec: NetworkSpec) -> None:
    network = NetworkSubject(spec).draw()
    wanted = float(oracle_of(network, spec).cost())
    assert network.cost(network.theta) == pytest.approx(wanted, rel=1e-13)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_oracle_agrees_with_sixty_digits(activation: str) -> None:
    spec = NetworkSpec((3, 2, 3, 2), 4, activation, seed=3)
    oracle = oracle_of(NetworkSubject(spec).draw(), spec)
    assert float(oracle.cost()) == pytest.approx(float(mpmath_cost(oracle)), rel=1e-15)
    gradient = oracle.gradient()
    for place in (0, 7, gradient.size - 1, int(np.argmax(np.abs(gradient)))):
        assert gradient[place] == pytest.approx(float(mpmath_slope(oracle, place)), rel=1e-15)


def test_the_oracle_sees_a_kink_that_is_crossed_and_one_that_is_exact() -> None:
    # Z1 = W1 * X + b1 is exactly 0, so every entry that moves it stands at the kink.
    theta = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    oracle = Oracle(np.ones((1, 1)), np.ones((1, 1)), theta, (1, 1, 1, 1), "relu")
    assert oracle.kinks(1e-5).tolist() == [True, True, False, False, False, False]
    near = Oracle(oracle.x, oracle.y, theta + 1e-6 * (np.arange(6) == 0), oracle.layers, "relu")
    assert near.kinks(1e-5).tolist() == [True, True, False, False, False, False]
    assert not near.kinks(1e-7).any()


@given(specs(dtypes=("float32",), inits=("he", "xavier")))
@examples(40)
def test_float32_grad_is_right_to_float32(spec: NetworkSpec) -> None:
    experiment = Experiment(NetworkSubject(spec))
    network = network_of(experiment).draw()
    oracle = oracle_of(network, spec)
    hidden = np.concatenate([oracle.values()[name].ravel() for name in ("Z1", "Z2")])
    # A pre-activation within float32's rounding of zero may be on either side of the kink.
    assume(not np.any((hidden != 0) & (np.abs(hidden) < 1e-5)))
    grad, problem = network.gradients(network_of(experiment).program)
    assert problem is None
    assert grad.dtype == np.float32
    assert error(grad, oracle.gradient()) <= 1e-4
