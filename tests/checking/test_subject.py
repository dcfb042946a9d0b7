"""What a check asks of the built-in network."""

import numpy as np

from gradviz.checking.estimate import chunk_size
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import NetworkSubject
from gradviz.network.spec import NetworkSpec


def test_it_is_the_network_of_its_experiment() -> None:
    experiment = Experiment()
    subject, network = NetworkSubject.of(experiment), experiment.build()
    np.testing.assert_array_equal(subject.theta, network.theta)
    assert subject.layout == experiment.layout
    assert subject.chunk == chunk_size(experiment.network)
    assert subject.cost(network.theta) == network.cost(network.theta)
    stack = np.stack([network.theta, network.theta * 2])
    np.testing.assert_array_equal(subject.costs(stack), network.costs(stack))


def test_the_gradient_is_that_of_the_program_with_its_bugs() -> None:
    right, _ = NetworkSubject.of(Experiment()).gradients()
    wrong, problem = NetworkSubject.of(Experiment(bugs=("dW2-twice",))).gradients()
    assert problem is None
    part = Experiment().layout.slices["W2"]
    np.testing.assert_array_equal(wrong[part], 2 * right[part])
    wrong[part] = right[part]
    np.testing.assert_array_equal(wrong, right)


def test_the_gradient_is_double_whatever_the_network_is() -> None:
    subject = NetworkSubject.of(Experiment(NetworkSpec(dtype="float32")))
    assert subject.theta.dtype == np.float32
    assert subject.gradients()[0].dtype == np.float64
