"""Subjects whose every number is known, and requests to check them."""

from collections.abc import Mapping, Sequence

import numpy as np

from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import Built
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of

Rows = Sequence[Sequence[float]]


def experiment_of(
    arrays: Mapping[str, Rows], activation: str = "relu", cost: str = "logits"
) -> Experiment:
    """Return an experiment on a network written by hand: X, Y, W1, b1 ... W3, b3."""
    named = {name: np.array(rows, dtype=np.float64) for name, rows in arrays.items()}
    outputs = (named[f"W{number}"].shape[0] for number in (1, 2, 3))
    n_x, m = named["X"].shape
    n_1, n_2, n_y = outputs
    spec = NetworkSpec((n_x, n_1, n_2, n_y), m, activation, cost, data="gaussian")
    return Experiment(NetworkSubject(spec, given=GivenArrays("by hand", named)))


def filled(engine: str, subject: Built, request: Request) -> Entries:
    """Return what an engine fills in."""
    entries = Entries.empty(subject.theta.size)
    for _ in ENGINES[engine](subject, request, entries):
        pass
    return entries


def filled_for(engine: str, experiment: Experiment) -> Entries:
    """Return what an engine fills in for all of an experiment, whatever engine that names."""
    settings, subject = experiment.check, network_of(experiment).build()
    request = Request.of_all(subject.layout, settings.epsilon, settings.scheme)
    return filled(engine, subject, request)
