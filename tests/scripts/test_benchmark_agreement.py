from collections.abc import Iterator

import numpy as np
import pytest

from benchmark_agreement import (
    agreement_on_case,
    agreement_on_random,
    lost_digits,
    random_networks,
)
from benchmark_cases import Case, case
from benchmark_textbook import Textbook
from gradviz.checking.engines.choice import ENGINES, Engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import Built
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of


def ignore(line: str) -> None:
    pass


def test_the_random_networks_are_of_every_kind() -> None:
    those = list(random_networks(80))
    specs = [network_of(each).network for each in those]
    assert len({(each.activation, each.cost) for each in specs}) == 8
    assert {each.layers[3] for each in specs} == {1, 2, 3}
    assert min(min(each.layers) for each in specs) == 1
    assert max(max(each.layers) for each in specs) <= 30
    networks = [network_of(each).draw() for each in those]
    assert any(network.exact_zeros for network in networks)
    assert any(np.any(np.all(n.here["Z1"] < -10, axis=1)) for n in networks)


def test_the_loop_agrees_with_the_textbook_to_the_last_bit() -> None:
    [found] = agreement_on_case(case("S"), ["loop"], 1000, ignore)
    assert (found.checks, found.entries) == (10, 470)
    assert found.worst_saturated == found.other_kinks == found.other_infinities == 0


def off_by(floors: float, *, kink: bool = False) -> Engine:
    """Return an engine that is off in one entry."""

    def engine(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
        yield from ENGINES["loop"](subject, request, entries)
        scale = np.finfo(np.float64).eps * max(abs(subject.cost), 1)
        entries.gradapprox[3] += floors * scale / request.epsilon
        entries.kinks[3] ^= kink

    return engine


def test_what_is_off_is_counted_in_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "off", off_by(10))
    monkeypatch.setitem(ENGINES, "astray", off_by(0, kink=True))
    plain = Case("plain", Experiment(NetworkSubject(NetworkSpec(init="he", cost="logits"))))
    off, astray = agreement_on_case(plain, ["off", "astray"], 10_000, ignore)
    assert off.worst == pytest.approx(10, rel=1e-3)
    assert off.within == pytest.approx(1 - 1 / 47)
    assert (off.other_kinks, astray.other_kinks) == (0, 10)
    assert astray.worst == 0


def test_a_saturated_cost_is_counted_apart_by_the_digits_that_it_loses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # In the exercise A3 is 0.9985 where the label is 0: log(1 - A3) loses three digits.
    monkeypatch.setitem(ENGINES, "off", off_by(10))
    this = case("S")
    lost = lost_digits(Textbook.of(this.network)) / this.network.cost_here
    assert lost > 10
    [found] = agreement_on_case(this, ["off"], 1000, ignore)
    assert (found.saturated, found.worst) == (10, 0)
    assert found.worst_saturated == pytest.approx(10, rel=1e-3)
    assert found.worst_saturated_own == pytest.approx(10 / lost, rel=1e-3)


def test_every_engine_is_held_to_the_textbook_on_random_networks() -> None:
    said: list[str] = []
    incremental, batched = agreement_on_random(["incremental", "batched"], 10, said.append)
    assert incremental.checks == batched.checks == 100
    assert incremental.within == batched.within == 1
    assert incremental.other_kinks == batched.other_kinks == 0
    assert said == ["agreement: 10 of 10 random networks"]
