"""No step of a whole check takes long, trust and diagnosis included: work is counted, not timed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradviz.analysis.check import check_steps
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.subject import Built, Layered
from gradviz.network.backward import correct_program
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.counted import Counted, counted, counting

SHORT = 0.025  # nominal seconds between two places to stop
MANY_EXAMPLES = NetworkSpec((4, 300, 3, 1), 3000, data="gaussian", init="he", cost="logits")
MANY_OUTPUTS = NetworkSpec((4, 5, 3, 600), 1000, data="gaussian", init="he", cost="logits")
MANY_ZEROS = NetworkSpec((4, 300, 3, 1), 3000, data="gaussian", init="zeros", cost="logits")


def at_once(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
    """Fill in the right gradient: the engines are counted by themselves."""
    assert isinstance(subject, Layered)
    network, places = subject.network, request.places(subject.layout)
    change = request.epsilon * network.gradients(correct_program(network.activation))[0][places]
    back = change if request.scheme == "central" else 0 * change
    entries.fill(request, places, subject.cost + change, subject.cost - back, False)
    yield places.size


def count_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what is done with every array that is made, and check counted networks."""
    for name in ("empty", "zeros", "ones", "full"):
        made = getattr(np, name)

        def counting_made(*args: Any, made: Any = made, **kwargs: Any) -> Any:
            return made(*args, **kwargs).view(Counted)

        monkeypatch.setattr(np, name, counting_made)
    build = NetworkSubject.build
    monkeypatch.setattr(NetworkSubject, "build", lambda subject: counted(build(subject)))
    for name in ENGINES:
        monkeypatch.setitem(ENGINES, name, at_once)


def with_bug(spec: NetworkSpec, *bugs: str) -> Experiment:
    return Experiment(NetworkSubject(spec, bugs=bugs), CheckSettings(epsilon=1e-5))


def given_off(spec: NetworkSpec) -> Experiment:
    """Return a check of six gradients of which all that dZ2 leads to are off by one factor."""
    network = NetworkSubject(spec).draw()
    lines, _ = correct_program(spec.activation).run(network.known())
    lines = {name: lines[name] for name in lines if name[1] in "Wb"}
    off = {name: 1.7 * lines[name] for name in ("dW2", "db2", "dW1", "db1")}
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    return replace(
        with_bug(spec),
        subject=replace(
            network_of(with_bug(spec)), given=GivenArrays("given", {**arrays, **lines, **off})
        ),
    )


@pytest.mark.soak
@pytest.mark.parametrize(
    "experiment",
    [
        with_bug(MANY_EXAMPLES, "dZ1-no-mask"),
        with_bug(MANY_OUTPUTS, "dW3-no-mean"),
        with_bug(MANY_ZEROS),
        given_off(MANY_EXAMPLES),
    ],
    ids=["many examples", "many outputs", "many zeros", "given"],
)
def test_a_check_can_stop_after_little_work(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counting(monkeypatch) as count:
        count_all(monkeypatch)
        before, steps = 0.0, []
        for _ in check_steps(experiment):
            now = count.work.seconds(NOMINAL)
            before, taken = now, now - before
            steps.append(taken)
    assert len(steps) > 100
    assert 0 < max(steps) < SHORT
