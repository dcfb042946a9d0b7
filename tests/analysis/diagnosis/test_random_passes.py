"""All words of random passes, right and wrong, held against the truth and against each other."""

import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.network.bugs import bugs
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from gradviz.subjects.network import NetworkSubject
from tests.helpers.passes import LINES, draw_pass
from tests.helpers.words_held import (
    contradictions,
    contradictions_of,
    false_words,
    false_words_of_bugs,
)


def hold(seeds: range, wrong: int | None = None) -> None:
    for seed in seeds:
        drawn = draw_pass(seed, wrong)
        result = check(drawn.experiment)
        said = [*false_words(drawn, result), *contradictions(drawn, result)]
        assert not said, (seed, drawn, said)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_nothing_false_is_said_of_a_few(wrong: int) -> None:
    hold(range(12), wrong)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nothing_false_is_said_of_the_catalogue(activation: str) -> None:
    for bug in bugs().values():
        if bug.applies_to(activation):
            spec = NetworkSpec((4, 4, 4, 4), 4, activation)  # every transpose fits
            result = check(Experiment(NetworkSubject(spec, bugs=(bug.id,))))
            said = [*false_words_of_bugs({bug.line}, result), *contradictions_of(LINES, result)]
            assert not said, (bug.id, said)


# Of each kind of false word that was said once, the pass of which it was said.
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(7082, id="a sigmoid that float32 makes zero"),
        pytest.param(50758, id="an array that float16 makes zero"),
        pytest.param(20095, id="a factor of dZ2 that may be that of dA2"),
        pytest.param(50373, id="a factor that slopes at kinks hide in db1"),
        pytest.param(7177, id="examples in another order in dZ1"),
        pytest.param(50010, id="examples in another order in dA2, which no sum shows"),
        pytest.param(100172, id="a factor that any change above makes"),
        pytest.param(232, id="one or another line has no slopes that explain it"),
        pytest.param(541, id="a line above, hidden by slopes at kinks"),
        pytest.param(335, id="a slope of a side that was found but for rounding"),
        pytest.param(20013, id="an error of the size of the allowance"),
        pytest.param(50037, id="a right pass near kinks in float32"),
        pytest.param(101448, id="two small numbers of float16"),
        pytest.param(9525, id="a mistake above that coarse lines deny"),
        pytest.param(101290, id="a given slope near that of a side"),
        pytest.param(5593, id="digits of a gradient with the largest slope at a kink"),
        pytest.param(300484, id="zeros that an order above makes as well"),
        pytest.param(300611, id="an array off by less than what a line may be"),
        pytest.param(300825, id="two lines of zeros that one above makes as well"),
        pytest.param(400644, id="a slope that rounding may make of 1"),
        pytest.param(400080, id="a value that other slopes at kinks make right"),
        pytest.param(101166, id="slopes at kinks of what a wrong line above passes on"),
        pytest.param(500275, id="an added term that one entry tells"),
        pytest.param(500972, id="sums that cancel, passed on by a slope at a kink"),
        pytest.param(500702, id="an error that lines right to few digits do not show"),
        pytest.param(502748, id="a line above one that slopes at kinks may explain"),
        pytest.param(503706, id="lines that read what a wrong divisor spoilt"),
        pytest.param(504241, id="two numbers of one size, in another order or of another sign"),
        pytest.param(600333, id="one number that many slips give"),
        pytest.param(601832, id="what a wrong line above and slopes at kinks give together"),
        pytest.param(603097, id="an error hardly beyond rounding"),
        pytest.param(603712, id="so many kinks that slopes are not looked for, in both layers"),
        pytest.param(604232, id="a sum that slopes of a wrong line make right"),
        pytest.param(604411, id="an added term of which one entry shows"),
        pytest.param(700696, id="slopes of one unit, others at their kinks"),
        pytest.param(700808, id="a lost sign, beside slopes at kinks"),
        pytest.param(800201, id="a far-fetched mistake above one column"),
        pytest.param(801421, id="what one example adds to a sum"),
        pytest.param(802749, id="a lost sign where all units stand at kinks"),
        pytest.param(393, id="a range of slopes at kinks that a far-fetched mistake fits"),
        pytest.param(911257, id="an added term among values of few digits"),
        pytest.param(901089, id="a slope that may be a factor in what is read"),
        pytest.param(1000051, id="a sum of what may be wrong itself, beside units at their kinks"),
        pytest.param(1101728, id="another slope at a kink of what is wrong above"),
        pytest.param(1000621, id="a given array off by less than its line tells"),
        pytest.param(1300472, id="one array in another order among zeros"),
        pytest.param(1200038, id="one number of float16 that is more than rounding"),
        pytest.param(1401437, id="values of three digits that a mistake in another line fits"),
        pytest.param(1402345, id="an added term that four entries tell"),
        pytest.param(1401284, id="another value in a sum, beside slopes at kinks"),
        pytest.param(1501082, id="slopes at kinks of what is zero but for rounding"),
        pytest.param(930114, id="a right gradient of which float16 makes zeros"),
        pytest.param(910650, id="zeros that float32 makes in every line"),
        pytest.param(931248, id="values that rounding blurs, in another order"),
        pytest.param(100788, id="an updated weight that one number tells"),
    ],
)
def test_what_was_false_once_is_not_said(seed: int) -> None:
    hold(range(seed, seed + 1))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(100, 700, 50))
def test_nothing_false_is_said_of_many(first: int) -> None:
    hold(range(first, first + 50))  # scripts/stress_lines.py holds as many as one has time for
