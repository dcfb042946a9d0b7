"""All words of random passes, right and wrong, held against the truth and against each other."""

import pytest

from gradviz.checking.check import check
from tests.helpers.passes import draw_pass
from tests.helpers.words_held import contradictions, false_words


def hold(seeds: range, wrong: int | None = None) -> None:
    for seed in seeds:
        drawn = draw_pass(seed, wrong)
        result = check(drawn.experiment)
        said = [*false_words(drawn, result), *contradictions(drawn, result)]
        assert not said, (seed, drawn, said)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_nothing_false_is_said_of_a_few(wrong: int) -> None:
    hold(range(12), wrong)


@pytest.mark.soak
def test_nothing_false_is_said_of_many() -> None:
    hold(range(100, 230))  # scripts/stress_lines.py holds as many as one has time for
