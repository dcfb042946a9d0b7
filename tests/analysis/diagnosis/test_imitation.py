"""Lines that were not given and may be wrong in place of one that is accused."""

from collections.abc import Generator, Mapping

import numpy as np
import pytest

from gradviz.analysis.diagnosis.imitation import Imitation
from gradviz.analysis.diagnosis.judge import Judged
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.findings import LineVerdict
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.steps import finished
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from tests.helpers.suspects import suspect_of

TWICE = (Mistake(Kind.SCALED, "2 times too large", factor=2.0),)
SIX = ("dW3", "db3", "dW2", "db2", "dW1", "db1")


def judged(verdicts: Mapping[str, LineVerdict], value: float = 1.0) -> dict[str, Judged]:
    one = np.full((1, 1), value)
    yes = np.ones((1, 1), dtype=bool)
    return {
        name: Judged(verdict, None, one, one, yes, 1e-12 * one)
        for name, verdict in verdicts.items()
    }


def twice(name: str) -> Suspect:
    return suspect_of(NetworkSpec(), name, lambda right: 2 * right)


Wrong = Generator[None, None, set[str]]


def nothing_wrong(values: Mapping[str, Array]) -> Wrong:
    yield
    return set()


def all_wrong(values: Mapping[str, Array]) -> Wrong:
    yield
    return set(values)


def lines(**verdicts: LineVerdict) -> dict[str, LineVerdict]:
    return {name: verdicts.get(name, LineVerdict.RIGHT) for name in (*SIX, "dZ2", "dZ1")}


def test_a_factor_of_a_given_dz_may_be_that_of_the_line_that_it_reads() -> None:
    known = judged(lines(dZ2=LineVerdict.ORIGIN))
    assert finished(Imitation(known, nothing_wrong).of_steps(twice("dZ2"), TWICE)) == ("dA2",)
    assert finished(Imitation(known, all_wrong).of_steps(twice("dZ2"), TWICE)) == ()


@pytest.mark.parametrize(("at_kinks", "found"), [((), ()), (("dZ1",), ("dA1", "dZ1"))])
def test_a_right_line_tells_unless_slopes_at_kinks_may_hide_it(
    at_kinks: tuple[str, ...], found: tuple[str, ...]
) -> None:
    verdicts = dict.fromkeys(SIX, LineVerdict.RIGHT) | {"dW1": LineVerdict.ORIGIN}
    verdicts |= {"dZ2": LineVerdict.RIGHT}
    imitation = Imitation(judged(verdicts), nothing_wrong, at_kinks)
    assert finished(imitation.of_steps(twice("dW1"), TWICE)) == found


def test_what_is_in_another_order_may_be_so_above() -> None:
    known = judged(dict.fromkeys(SIX, LineVerdict.RIGHT) | {"dW1": LineVerdict.ORIGIN})
    shifted = (Mistake(Kind.PERMUTED, "the examples of X are shifted by one"),)
    assert finished(Imitation(known, all_wrong).of_steps(twice("dW1"), shifted)) == ("dZ1",)


def test_of_doubtful_lines_each_may_be_the_wrong_one() -> None:
    known = judged(lines(db2=LineVerdict.ORIGIN))
    imitation = Imitation(known, all_wrong, ("dZ2",), doubtful=("db2", "db1"))
    assert finished(imitation.of_steps(twice("db2"), TWICE)) == ("db1",)


def test_slopes_at_kinks_hide_a_line_that_leads_to_nothing_else_that_is_right() -> None:
    verdicts = dict.fromkeys(SIX, LineVerdict.RIGHT) | {"dW1": LineVerdict.ORIGIN}
    imitation = Imitation(judged(verdicts), all_wrong, ("dZ1",))
    assert imitation.hidden("dW1") == ("dA1", "dZ1")
    assert Imitation(judged(verdicts), all_wrong).hidden("dW1") == ()


def test_what_is_all_zeros_may_be_so_above() -> None:
    known = judged(dict.fromkeys(SIX, LineVerdict.RIGHT), 1.0)
    known |= judged({"dW1": LineVerdict.ORIGIN, "db1": LineVerdict.ORIGIN}, 0.0)
    zeros = (Mistake(Kind.ZERO, "all zeros"),)
    found = finished(Imitation(known, all_wrong).of_steps(twice("dW1"), zeros))
    assert set(found) == {"dA1", "dZ1"}
    known |= judged({"db1": LineVerdict.RIGHT}, 1.0)
    assert finished(Imitation(known, all_wrong).of_steps(twice("dW1"), zeros)) == ()
