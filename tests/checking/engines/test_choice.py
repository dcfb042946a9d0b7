"""What every engine promises, whatever way it takes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import check
from gradviz.checking.engines.choice import ENGINES, chosen_engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import ENGINES as NAMES
from gradviz.checking.experiment import Experiment
from gradviz.network.layout import Indices, Layout, Mask
from gradviz.network.spec import ACTIVATIONS
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.oracle import pass_values
from tests.helpers.rounding import cost_rounding
from tests.helpers.strategies import examples, experiments, with_settings
from tests.helpers.subjects import Rows, experiment_of, filled, filled_for

every_engine = pytest.mark.parametrize("engine", ENGINES)
LAST_DIGITS = 1e-15  # of J: how far two orders of the same sums may be apart


def test_every_engine_can_be_asked_for_by_its_name() -> None:
    assert ("auto", *ENGINES) == NAMES
    for name in ENGINES:
        assert chosen_engine(with_settings(Experiment(NetworkSubject()), engine=name)) == name


@given(experiments())
@examples(40)
def test_auto_is_one_of_them(experiment: Experiment) -> None:
    auto = with_settings(experiment, engine="auto")
    assert chosen_engine(auto) in ENGINES
    assert check(auto).engine == chosen_engine(auto)


@every_engine
def test_the_central_scheme_is_the_textbooks(engine: str) -> None:
    experiment = with_settings(Experiment(NetworkSubject()), engine=engine, epsilon=1e-4)
    network, result = network_of(experiment).draw(), check(experiment)
    assert result.computed.all()
    for i in range(result.size):
        step = np.zeros(result.size)
        step[i] = 1e-4
        plus, minus = network.cost(network.theta + step), network.cost(network.theta - step)
        assert result.entries.plus[i] == pytest.approx(plus, rel=LAST_DIGITS)
        assert result.entries.minus[i] == pytest.approx(minus, rel=LAST_DIGITS)
        assert result.gradapprox[i] == (result.entries.plus[i] - result.entries.minus[i]) / 2e-4


@every_engine
def test_the_forward_scheme_subtracts_the_cost_itself(engine: str) -> None:
    experiment = with_settings(
        Experiment(NetworkSubject()), engine=engine, epsilon=1e-6, scheme="forward"
    )
    result, central = check(experiment), check(with_settings(experiment, scheme="central"))
    np.testing.assert_allclose(result.entries.plus, central.entries.plus, rtol=LAST_DIGITS)
    np.testing.assert_allclose(result.entries.minus, result.cost, rtol=LAST_DIGITS)
    np.testing.assert_array_equal(
        result.gradapprox, (result.entries.plus - result.entries.minus) / 1e-6
    )
    # Its truncation is of first order: eps J'' / 2.
    assert 1e-8 < np.max(np.abs(result.gradapprox - central.gradapprox)) < 1e-4


@every_engine
@given(experiments(most_units=3))
@examples(30)
def test_it_counts_up_to_the_number_of_entries(engine: str, experiment: Experiment) -> None:
    subject, settings = network_of(experiment).build(), experiment.check
    request = Request.of_all(subject.layout, settings.epsilon, settings.scheme)
    entries = Entries.empty(subject.theta.size)
    last = 0
    for done in ENGINES[engine](subject, request, entries):
        assert done >= last  # there may be places to stop within a block
        assert np.count_nonzero(entries.computed) == done
        last = done
    assert last == subject.theta.size


@every_engine
def test_an_engine_leaves_theta_alone(engine: str) -> None:
    subject = NetworkSubject().build()
    before = subject.theta.copy()
    filled_for(engine, with_settings(Experiment(NetworkSubject()), epsilon=1e-2))
    np.testing.assert_array_equal(subject.theta, before)


# Some columns only


@st.composite
def columns(draw: st.DrawFn, layout: Layout) -> dict[str, Indices]:
    """Draw some columns of each array, perhaps none."""
    return {
        name: np.flatnonzero(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
        for name, (_, count) in zip(layout.names, layout.shapes, strict=True)
    }


@every_engine
@given(experiments(), st.data())
@examples(60)
def test_it_fills_in_the_columns_that_are_wanted_and_no_others(
    engine: str, experiment: Experiment, data: st.DataObject
) -> None:
    subject, settings = network_of(experiment).build(), experiment.check
    wanted = data.draw(columns(subject.layout))
    request = Request(settings.epsilon, settings.scheme, wanted)
    part, whole = filled(engine, subject, request), filled_for(engine, experiment)
    places = request.places(subject.layout)
    assert np.flatnonzero(part.computed).tolist() == places.tolist()
    assert not part.kinks[~part.computed].any()
    for name in ("plus", "minus", "gradapprox"):
        assert np.isnan(getattr(part, name)[~part.computed]).all()
    if np.all(np.isfinite(whole.plus)) and np.all(np.isfinite(whole.minus)):
        tolerance = cost_rounding(experiment)
        for name in ("plus", "minus"):
            found, all_found = getattr(part, name)[places], getattr(whole, name)[places]
            np.testing.assert_allclose(found, all_found, rtol=0, atol=tolerance)
    np.testing.assert_array_equal(part.kinks[places], whole.kinks[places])


# Kinks

ONE_EACH: dict[str, Rows] = {
    "X": [[1]],
    "Y": [[1]],
    "W1": [[1]],
    "W2": [[1]],
    "W3": [[1]],
    "b3": [[0]],
}
NEAR_1 = {**ONE_EACH, "b1": [[-15 / 16]], "b2": [[1]]}  # Z1 is 1/16, Z2 a little over 1
NEAR_2 = {**ONE_EACH, "b1": [[0]], "b2": [[-15 / 16]]}  # Z1 is 1, Z2 is 1/16
BELOW_2 = {**ONE_EACH, "b1": [[0]], "b2": [[-17 / 16]]}  # Z2 is -1/16
AT_1 = {**ONE_EACH, "b1": [[-1]], "b2": [[1]]}  # Z1 is 0
OFF_1 = {**ONE_EACH, "b1": [[-2]], "b2": [[1 / 16]]}  # Z1 is -1, so Z2 is moved by b2 alone
TWO: dict[str, Rows] = {
    "X": [[1, 1], [0, 4]],  # the second input moves the second example alone
    "Y": [[1, 0]],
    "W1": [[1, 0], [1, 1]],
    "b1": [[-15 / 16], [1]],  # Z1 is 1/16 for the first unit, over 1 for the second
    "W2": [[1, 1]],
    "b2": [[1]],
    "W3": [[1]],
    "b3": [[0]],
}
LAYER_1, LAYER_2 = ("W1[0,0]", "b1[0,0]"), ("W2[0,0]", "b2[0,0]")


def at_a_kink(engine: str, experiment: Experiment) -> list[str]:
    kinks, layout = filled_for(engine, experiment).kinks, experiment.subject.layout
    found = [layout.locate(int(place)) for place in np.flatnonzero(kinks)]
    return [f"{name}[{row},{column}]" for name, row, column in found]


@every_engine
@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
@pytest.mark.parametrize(
    ("arrays", "epsilon", "scheme", "kinks"),
    [
        (NEAR_1, 1 / 8, "central", LAYER_1),
        (NEAR_1, 1 / 16, "central", LAYER_1),  # to exactly 0, which is not > 0
        (NEAR_1, 1 / 32, "central", ()),
        (NEAR_1, 1 / 8, "forward", ()),
        (NEAR_2, 1 / 8, "central", LAYER_1 + LAYER_2),
        (NEAR_2, 1 / 32, "central", ()),
        (NEAR_2, 1 / 8, "forward", ()),
        (BELOW_2, 1 / 8, "forward", LAYER_1 + LAYER_2),
        (BELOW_2, 1 / 16, "forward", ()),  # to exactly 0
        (BELOW_2, 1 / 8, "central", LAYER_1 + LAYER_2),
        (AT_1, 1e-7, "central", LAYER_1),
        (AT_1, 1e-7, "forward", LAYER_1),
        (AT_1, 1e-12, "central", LAYER_1),
        (OFF_1, 1 / 8, "central", ("b2[0,0]",)),
        (TWO, 1 / 8, "central", ("W1[0,0]", "W1[0,1]", "b1[0,0]")),
        (TWO, 1 / 32, "central", ("W1[0,1]",)),
    ],
)
def test_an_entry_whose_step_changes_the_side_of_a_unit_is_at_a_kink(
    engine: str,
    activation: str,
    arrays: dict[str, Rows],
    epsilon: float,
    scheme: str,
    kinks: tuple[str, ...],
) -> None:
    experiment = experiment_of(arrays, activation)
    found = at_a_kink(engine, with_settings(experiment, epsilon=epsilon, scheme=scheme))
    assert found == list(kinks)


@every_engine
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("arrays", [NEAR_1, NEAR_2, AT_1, TWO])
def test_a_smooth_activation_has_no_kink(
    engine: str, activation: str, arrays: dict[str, Rows]
) -> None:
    experiment = with_settings(experiment_of(arrays, activation), epsilon=0.5)
    assert at_a_kink(engine, experiment) == []
    assert check(experiment).exact_zeros == 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_exact_zeros_are_counted_where_there_is_a_kink(activation: str) -> None:
    has_kinks = activation in ("relu", "leaky-relu")
    for arrays, zeros in ((NEAR_1, 0), (AT_1, 1), ({**AT_1, "b2": [[0]]}, 2)):
        found = check(experiment_of(arrays, activation)).exact_zeros
        assert found == (zeros if has_kinks else 0)


@every_engine
@given(experiments(), st.sampled_from([1e-1, 1e-2, 1e-3, 1e-7]))
@examples(100)
def test_the_kinks_are_those_of_the_pass_written_out(
    engine: str, experiment: Experiment, epsilon: float
) -> None:
    experiment = with_settings(experiment, epsilon=epsilon)
    wanted, is_sure = kinks_written_out(experiment)
    found = filled_for(engine, experiment).kinks
    np.testing.assert_array_equal(found[is_sure], wanted[is_sure])


def kinks_written_out(experiment: Experiment) -> tuple[Mask, Mask]:
    """Return which entries are at a kink, and of which rounding leaves no doubt."""
    network, settings = network_of(experiment).draw(), experiment.check
    epsilon = network.theta.dtype.type(settings.epsilon)
    unit = 1e3 * np.finfo(network.theta.dtype).eps
    kinks, is_sure = np.zeros(network.theta.size, bool), np.ones(network.theta.size, bool)
    if network_of(experiment).network.activation not in ("relu", "leaky-relu"):
        return kinks, is_sure

    def hidden(theta: np.ndarray) -> np.ndarray:
        arrays = network.layout.to_arrays(theta.astype(np.float64))
        values = pass_values(
            arrays, network.x.astype(np.float64), network_of(experiment).network.activation
        )
        return np.concatenate([values["Z1"].ravel(), values["Z2"].ravel()])

    for place in range(kinks.size):
        plus, minus = network.theta.copy(), network.theta.copy()
        plus[place] += epsilon
        if settings.scheme == "central":
            minus[place] -= epsilon
        high, low = hidden(plus), hidden(minus)
        kinks[place] = np.any((high > 0) != (low > 0))
        size = max(1, np.max(np.abs(high)))
        is_sure[place] = np.all(np.minimum(np.abs(high), np.abs(low)) > unit * size)
    return kinks, is_sure
