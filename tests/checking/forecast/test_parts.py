"""The work of what is measured beside the engine, held to what is really done: counted."""

from collections.abc import Callable, Generator

import numpy as np
import pytest

from gradviz.analysis.diagnosis.intermediates import intermediates_steps
from gradviz.checking.forecast.parts import (
    bending_work,
    intermediates_work,
    noise_work,
    opinion_work,
)
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.forecast.work import Work
from gradviz.checking.noise import noise_steps
from gradviz.checking.second_opinion.opinion import opinion_steps
from gradviz.checking.steps import finished
from gradviz.checking.taylor_terms import taylor_bending_steps
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import BuiltNetwork, NetworkSubject
from tests.checking.forecast.test_engines import random_spec
from tests.helpers.counted import counted, counting

Steps = Callable[[BuiltNetwork], Generator[None, None, object]]


def between(subject: BuiltNetwork) -> Generator[None, None, object]:
    return intermediates_steps(subject.network, 1e-7, "central")


def bending(subject: BuiltNetwork) -> Generator[None, None, object]:
    return taylor_bending_steps(subject.network)


@pytest.mark.parametrize(
    ("steps", "foretold", "least", "most"),
    [
        # What Python does beside NumPy for every line is foretold, and not counted here.
        (noise_steps, noise_work, 0.3, 2),
        (bending, bending_work, 0.5, 2),
        # A root of a sum of squares takes longer than the plain number that it is counted as.
        (opinion_steps, opinion_work, 0.3, 1.5),
        (between, intermediates_work, 0.5, 2),
    ],
    ids=["noise", "bending", "opinion", "intermediates"],
)
def test_it_is_what_is_done_within_a_factor_of_two(
    steps: Steps,
    foretold: Callable[[NetworkSpec], Work],
    least: float,
    most: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ratios = []
    for number in range(24):
        spec = random_spec(number)
        subject = counted(NetworkSubject(spec).build())
        with counting(monkeypatch) as count:
            finished(steps(subject))
        ratios.append(count.work.seconds(NOMINAL) / foretold(spec).seconds(NOMINAL))
    assert min(ratios) > least
    assert max(ratios) < most
    assert 0.4 < float(np.median(ratios)) < 2
