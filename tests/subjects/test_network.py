"""What a check asks of the built-in network."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.estimate import chunk_size
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of


def test_it_is_the_network_of_its_experiment() -> None:
    experiment = Experiment(NetworkSubject())
    subject, network = network_of(experiment).build(), network_of(experiment).draw()
    np.testing.assert_array_equal(subject.theta, network.theta)
    assert subject.layout == experiment.subject.layout
    assert subject.chunk == chunk_size(network_of(experiment).network)
    assert subject.network is network
    assert subject.cost == network.cost(network.theta)
    stack = np.stack([network.theta, network.theta * 2])
    costs, masks = subject.run(stack)
    wanted_costs, wanted_masks = network.run(stack)
    np.testing.assert_array_equal(costs, wanted_costs)
    for mask, wanted in zip(masks, wanted_masks, strict=True):
        np.testing.assert_array_equal(mask, wanted)


def test_the_gradient_is_that_of_the_program_with_its_bugs() -> None:
    right, _ = NetworkSubject().build().gradients()
    gradient, problem = NetworkSubject(bugs=("dW2-twice",)).build().gradients()
    wrong = gradient.copy()
    assert problem is None
    factors = np.ones(47)
    factors[NetworkSubject().layout.slices["W2"]] = 2
    np.testing.assert_array_equal(wrong, factors * right)


def test_the_gradient_of_one_network_and_program_is_shared_and_read_only() -> None:
    one = Experiment(NetworkSubject())
    other = replace(one, check=CheckSettings(epsilon=1e-3, scheme="forward", engine="loop"))
    gradient, _ = network_of(one).build().gradients()
    assert network_of(other).build().gradients()[0] is gradient
    with pytest.raises(ValueError, match="read-only"):
        gradient[0] = 1
    for different in (
        replace(one, subject=replace(network_of(one), lines=("dW2 = 0 * W2",))),
        Experiment(NetworkSubject(NetworkSpec(seed=3))),
    ):
        found, _ = network_of(different).build().gradients()
        assert np.any(found != gradient)
    assert network_of(one).build().gradients()[0] is not found


def test_the_gradient_is_double_whatever_the_network_is() -> None:
    subject = NetworkSubject(NetworkSpec(dtype="float32")).build()
    assert subject.theta.dtype == np.float32
    assert subject.gradients()[0].dtype == np.float64
