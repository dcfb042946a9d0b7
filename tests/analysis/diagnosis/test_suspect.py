"""A wrong line held against what may explain it."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.diagnosis import suspect as module
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.difference import BLOCK
from gradviz.network.backward import parse_line
from gradviz.network.spec import NetworkSpec
from tests.helpers.suspects import suspect_of

SPEC = NetworkSpec((4, 5, 3, 1), 12, "tanh", data="gaussian", cost="logits")


def suspect(factor: float = 2.0) -> Suspect:
    return replace(suspect_of(SPEC, "dW2", lambda rule: rule * factor), rounding=0.0)


def test_what_it_should_be_is_the_line_of_its_activation() -> None:
    assert suspect().right == "1/m * dZ2 @ A1.T"
    assert suspect_of(SPEC, "dZ1", np.copy).right == "dA1 * (1 - A1**2)"
    assert suspect().m == 12


@pytest.mark.parametrize("size", [1.0, 1e-300, 1e-150, 1e150, 1e300])
def test_it_fits_down_to_rounding_at_any_size(size: float) -> None:
    line = replace(suspect(), value=suspect().value * size, rule=suspect().rule * size)
    assert line.fits(line.rule * 2)
    assert line.fits(line.rule * (2 + 4e-15))
    assert not line.fits(line.rule * (2 + 1e-9))
    assert not line.fits(line.rule)
    assert not line.fits(line.rule * np.nan)
    assert line.ratio(line.rule) == pytest.approx(2, rel=1e-12)
    assert line.is_times(2, line.rule)
    assert not line.is_times(2 + 1e-9, line.rule)


def test_rounding_leaves_room_but_never_for_much_of_the_error() -> None:
    exact = suspect()
    size = float(np.linalg.norm(exact.rule))
    coarse = replace(exact, rounding=1e-6 * size / np.sqrt(exact.rule.size))
    assert coarse.fits(coarse.value * (1 + 2e-7))
    assert not coarse.fits(coarse.value * (1 + 2e-6))
    loud = replace(exact, rounding=10 * size)
    assert not loud.fits(loud.value * 1.01), "a hundredth of the error may be left"


def test_only_the_entries_that_can_tell_are_looked_at() -> None:
    line = suspect()
    value = line.value.copy()
    value[0, 0] = 99
    decidable = np.ones(value.shape, dtype=bool)
    decidable[0, 0] = False
    part = replace(line, value=value, decidable=decidable)
    assert part.ratio(part.rule) == pytest.approx(2)
    assert replace(part, decidable=~decidable).ratio(part.rule) != pytest.approx(2)


def test_it_is_no_multiple_of_zeros_or_of_another_array() -> None:
    line = suspect()
    assert line.ratio(np.zeros_like(line.rule)) is None
    assert line.ratio(np.full_like(line.rule, np.inf)) is None
    assert line.ratio(np.asarray(line.known["W2"])) is None


def test_other_lines_are_run_on_what_it_reads_as_it_is() -> None:
    line = suspect()
    twice = parse_line("dW2 = 2/m * dZ2 @ A1.T")
    assert line.fits(line.run(twice))
    assert line.run(twice) is line.run(twice), "it is computed once"
    halved = {"dZ2": np.asarray(line.known["dZ2"]) / 2}
    np.testing.assert_allclose(line.run_with(twice, halved), line.rule, rtol=1e-12)
    other = replace(line, known={**line.known, **halved}, computed={})
    np.testing.assert_allclose(other.run(twice), line.rule, rtol=1e-12)


def test_of_a_large_line_the_last_entry_counts_as_the_first() -> None:
    wide = NetworkSpec((400, 200, 3, 1), 4, "tanh", data="gaussian", cost="logits")
    line = replace(suspect_of(wide, "dW1", lambda rule: 2 * rule), rounding=0.0)
    assert line.rule.size > BLOCK
    assert line.fits(line.rule, 2.0)
    assert line.ratio(line.rule) == pytest.approx(2, rel=1e-12)
    for place in ((0, 0), (199, 399)):
        value = 2 * line.rule
        value[place] += np.max(np.abs(value))
        assert not line.fits(value)
        off = replace(line, value=value)
        assert off.ratio(off.rule) is None


def test_what_others_give_is_kept_of_a_bounded_number_of_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "KEPT", 2 * suspect().rule.size)
    line = suspect()
    for factor in range(2, 7):
        line.run(parse_line(f"dW2 = {factor}/m * dZ2 @ A1.T"))
    assert len(line.computed) == 2
