"""What each line should be by numbers, and the error to expect of that."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.analysis.diagnosis.intermediates import Intermediates, intermediates_steps
from gradviz.analysis.diagnosis.truth import Truth, truth_steps
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.steps import finished
from gradviz.network.spec import COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.composed import changed
from tests.helpers.diagnosed import BETWEEN, GRADIENTS, values_of

SPEC = NetworkSpec((4, 6, 5, 2), 12, "leaky-relu", "logits", data="gaussian")


def truths_of(experiment: Experiment) -> tuple[Mapping[str, Truth], Intermediates]:
    settings, network = experiment.check, network_of(experiment).draw()
    between = finished(intermediates_steps(network, settings.epsilon, settings.scheme))
    return finished(truth_steps(check(experiment), network, between)), between


def test_it_is_that_of_the_check_and_of_what_was_found_between() -> None:
    experiment = Experiment(NetworkSubject(SPEC), CheckSettings(epsilon=0.01))
    result, (found, between) = check(experiment), truths_of(experiment)
    assert set(found) == {*GRADIENTS, *BETWEEN}
    for name, part in result.layout.slices.items():
        for array, whole in (
            (found[f"d{name}"].numerical, result.gradapprox),
            (found[f"d{name}"].expected, result.expected_errors),
            (found[f"d{name}"].kinks, result.evidence.explained_by_kinks),
        ):
            np.testing.assert_array_equal(array.reshape(-1), whole[part])
    for name, each in between.items():
        np.testing.assert_array_equal(found[f"d{name}"].numerical, each.gradapprox)
        np.testing.assert_array_equal(found[f"d{name}"].kinks, each.kinks)


def test_a_kink_is_no_error_to_expect_of_the_other_entries() -> None:
    found, between = truths_of(Experiment(NetworkSubject(SPEC), CheckSettings(epsilon=0.1)))
    kinks = between["Z1"].kinks
    assert kinks.any()
    assert np.max(between["Z1"].spread[kinks]) > 1e-2
    assert np.max(found["dZ1"].expected[kinks]) < 1e-12
    assert np.all(found["dZ1"].expected[~kinks] >= between["Z1"].spread[~kinks])


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("scheme", ["central", "forward"])
def test_rounding_is_expected_about_as_large_as_it_is(cost: str, scheme: str) -> None:
    """At a tiny epsilon nothing but rounding is left; it is known to a factor of some 30."""
    spec = replace(SPEC, activation="tanh", cost=cost, init="xavier")
    for epsilon in (1e-10, 1e-12):
        experiment = Experiment(NetworkSubject(spec), CheckSettings(epsilon=epsilon, scheme=scheme))
        network = network_of(experiment).draw()
        exact = values_of(experiment)
        between = finished(intermediates_steps(network, epsilon, scheme))
        # Without the spread, which sees a part of the rounding too.
        quiet = {
            name: replace(each, spread=np.zeros_like(each.spread)) for name, each in between.items()
        }
        found = finished(truth_steps(check(experiment), network, quiet))
        for name in BETWEEN:
            error = np.linalg.norm(found[name].numerical - exact[name])
            expected = np.linalg.norm(found[name].expected)
            assert error / 30 < expected < 100 * error, (name, epsilon, error / expected)


def test_a_staircase_of_one_loss_is_expected_of_its_example_alone() -> None:
    """Where A3 is nearly 1 the textbook cost of an example moves in stairs."""
    experiment = Experiment(
        NetworkSubject(replace(SPEC, cost="textbook", activation="tanh", layers=(4, 6, 5, 1)))
    )
    network = network_of(experiment).draw()
    b3 = network.layout.slices["b3"]
    theta = network.theta.copy()
    theta[b3] += 20
    moved = replace(network, theta=theta)
    result = check(experiment)
    between = finished(intermediates_steps(moved, 1e-7, "central"))
    expected = finished(truth_steps(result, moved, between))["dZ3"].expected[0]
    stairs = moved.resolution_of_losses / 2e-7
    assert np.ptp(stairs) > 1e-4
    assert np.all(expected >= stairs)


@pytest.mark.parametrize(("scheme", "steps"), [("central", 2), ("forward", 1)])
def test_the_noise_of_one_loss_is_that_of_their_mean_times_the_root_of_m(
    scheme: str, steps: int
) -> None:
    experiment = Experiment(NetworkSubject(SPEC), CheckSettings(epsilon=1e-3, scheme=scheme))
    result, network = check(experiment), network_of(experiment).draw()
    assert result.noise is not None
    noise = replace(result.noise, levels=tuple(1e-3 for _ in result.noise.levels))
    between = finished(intermediates_steps(network, 1e-3, scheme))
    found = finished(truth_steps(changed(result, noise=noise), network, between))["dZ3"].expected
    of_two_losses = np.sqrt(2 * 12) * 1e-3 / (steps * 1e-3)
    np.testing.assert_allclose(found, of_two_losses + between["Z3"].spread, rtol=1e-9)
