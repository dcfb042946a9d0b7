"""No step of the numerical gradients between layers is long: numbers are counted, not time."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.diagnosis import intermediates
from gradviz.analysis.diagnosis.intermediates import STACK, intermediates_steps
from gradviz.network.forward import losses
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.drawing import drawn


@pytest.mark.parametrize("seed", range(6))
def test_a_step_computes_no_more_numbers_than_a_stack(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(seed)
    n_1, n_2, n_y, m = (int(np.exp(random.uniform(0, np.log(60)))) for _ in range(4))
    wide = [1, 1, 1, 1]
    wide[seed % 4] = 12  # one of them is large beside the others
    n_1, n_2, n_y, m = (a * b for a, b in zip((n_1, n_2, n_y, m), wide, strict=True))
    spec = NetworkSpec((2, n_1, n_2, n_y), m, init="he", data="gaussian")
    network, counted = drawn(spec), []
    monkeypatch.setattr(intermediates, "STACK", STACK // 8)

    def counting(z3: Array, y: Array, cost: str) -> Array:
        counted.append(z3.size)
        return losses(z3, y, cost)

    monkeypatch.setattr(intermediates, "losses", counting)
    steps = sum(1 for _ in intermediates_steps(network, 1e-7, "central"))
    assert steps == len(counted), "a place to stop after each stack"
    assert max(counted) <= STACK // 8


def test_a_cost_that_is_not_finite_takes_no_more_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = NetworkSpec((2, 3, 4, 40), 30, "relu", "textbook", init="normal", data="gaussian")
    counted: list[int] = []

    def counting(z3: Array, y: Array, cost: str) -> Array:
        counted.append(z3.size)
        return losses(z3, y, cost)

    monkeypatch.setattr(intermediates, "losses", counting)
    totals = []
    for scale in (0.01, 1000.0):
        network = drawn(spec)
        network = replace(network, theta=scale * network.theta)
        counted.clear()
        for _ in intermediates_steps(network, 1e-7, "central"):
            pass
        totals.append((np.isfinite(network.cost_here), sum(counted)))
    assert totals == [(True, totals[0][1]), (False, totals[0][1] + 40 * 30)]


def test_what_is_taken_in_parts_is_what_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = NetworkSpec((3, 6, 5, 4), 30, init="he", data="gaussian")
    whole = _found(spec)
    monkeypatch.setattr(intermediates, "STACK", 200)
    parts = _found(spec)
    for name, each in whole.items():
        # Products of other shapes may round otherwise: 1e-7 below is what one rounding makes.
        assert parts[name].gradapprox == pytest.approx(each.gradapprox, abs=1e-7)
        assert np.array_equal(parts[name].kinks, each.kinks)


def _found(spec: NetworkSpec) -> intermediates.Intermediates:
    steps = intermediates_steps(drawn(spec), 1e-7, "central")
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
