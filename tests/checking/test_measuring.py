"""What is measured once of a network, step by step, and kept with it."""

from dataclasses import replace

import numpy as np

from gradviz.checking.error_model import ErrorModel
from gradviz.checking.experiment import Experiment
from gradviz.checking.measuring import model_steps
from gradviz.checking.steps import finished
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.functions import subject_of
from tests.helpers.networks import random_network
from tests.helpers.strategies import with_settings


def steps_of(experiment: Experiment) -> tuple[int, ErrorModel]:
    subject = network_of(experiment).build()
    steps, count = model_steps(subject, experiment), 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return count, end.value
        count += 1


def test_it_is_measured_once_of_a_network() -> None:
    experiment = with_settings(random_network("he", 71), engine="loop")
    steps, model = steps_of(experiment)
    assert steps > 5, "there are places to stop"
    others = [
        replace(
            experiment, subject=replace(network_of(experiment), lines=("db2 = 2/m * sum(dZ2)",))
        ),
        with_settings(experiment, epsilon=1e-3, scheme="forward", threshold=0.1),
    ]
    for other in others:
        found = steps_of(other)
        assert found[0] == 0
        assert found[1] is model
    assert steps_of(with_settings(random_network("he", 72), engine="loop"))[1] is not model


def test_each_engine_measures_for_itself_and_both_are_kept() -> None:
    loop, incremental = (
        with_settings(random_network("he", 73), engine=e) for e in ("loop", "incremental")
    )
    models = [steps_of(each)[1] for each in (loop, incremental)]
    assert models[0] is not models[1]
    for experiment, model in zip((loop, incremental, loop), (*models, models[0]), strict=True):
        assert steps_of(experiment)[0] == 0
        assert steps_of(experiment)[1] is model


def test_what_rounds_is_that_of_the_subject() -> None:
    experiment = random_network("normal", 4)
    subject = network_of(experiment).build()
    model = steps_of(experiment)[1]
    assert model.resolution == subject.resolution > 0
    assert model.opinion is not None
    np.testing.assert_array_equal(model.backward, model.opinion.error)
    assert model.slopes is None


def test_only_of_a_network_with_exact_zeros_the_slopes_are_taken() -> None:
    model = steps_of(preset_experiment("kink"))[1]
    assert model.slopes is not None
    places = np.flatnonzero(model.slopes.moves)
    assert places.size == 3 <= model.most_slopes
    assert np.isfinite(model.slopes.left[places]).all()
    of_all = model.of_slope(model.slopes.step)
    np.testing.assert_array_equal(
        np.delete(model.slopes.expected, places), np.delete(of_all, places)
    )
    assert np.all(model.slopes.expected[places] >= of_all[places])


def test_a_subject_that_is_no_network_is_measured_each_time() -> None:
    subject = subject_of(lambda t: 2 + np.sin(t).sum(axis=-1), layers=(4, 5, 3, 1))
    experiment = Experiment(NetworkSubject())
    first, second = (finished(model_steps(subject, experiment)) for _ in range(2))
    assert first is not second
    assert first.resolution == np.spacing(subject.cost)
    assert not first.backward.any()
    assert first.slopes is None
    assert first.cost == subject.cost
    np.testing.assert_array_equal(first.bending.third, second.bending.third)
