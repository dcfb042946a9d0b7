"""The bar of a long sweep."""

import io
import re
from collections.abc import Generator
from dataclasses import dataclass

import pytest

from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.network.layout import Array
from gradviz.reporting import progress_bar, sweep_progress
from gradviz.reporting.sweep_progress import sweep_with_bar
from tests.helpers.sweeps import swept


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@dataclass
class SoFar:
    """Stands in for the progress of a sweep."""

    done: int
    total: int
    seconds: float

    @property
    def seconds_left(self) -> float:
        return self.seconds * (self.total - self.done) / self.done


class Steps:
    """Stands in for a sweep of ten epsilons that takes so many seconds for each."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(
        self, _experiment: Experiment, _epsilons: Array | None
    ) -> Generator[SoFar, None, SweepResult]:
        for done in range(1, 11):
            yield SoFar(done, 10, done * self._seconds)
        return swept("course", 1)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress_bar, "PAUSE", 0.0)
    return Terminal()


def test_a_long_sweep_says_so_and_counts_up_over_itself(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sweep_progress, "sweep_steps", Steps(0.5))
    result = sweep_with_bar(swept("course").experiment, None, terminal, quiet=True)
    assert result is swept("course", 1)
    said = "gradviz: 47 parameters, 10 epsilons with both schemes, about 5.0 s.\n"
    assert capsys.readouterr().err == said
    drawn = terminal.getvalue().split("\r")
    assert "\n" not in terminal.getvalue()
    percents = [int(found[1]) for each in drawn if (found := re.search(r"(\d+)%", each))]
    assert percents == list(range(20, 101, 10))
    assert "passes" not in terminal.getvalue()
    assert drawn[-2].strip() == "", "the bar is taken away"


def test_a_short_sweep_shows_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sweep_progress, "sweep_steps", Steps(0.01))
    sweep_with_bar(swept("course").experiment, None, terminal, quiet=False)
    assert (terminal.getvalue(), capsys.readouterr().err) == ("", "")


@pytest.mark.parametrize(("quiet", "lines"), [(True, 0), (False, 1)])
def test_without_a_terminal_it_is_said_once_unless_it_should_be_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quiet: bool, lines: int
) -> None:
    monkeypatch.setattr(sweep_progress, "sweep_steps", Steps(0.5))
    stream = io.StringIO()
    sweep_with_bar(swept("course").experiment, None, stream, quiet=quiet)
    assert stream.getvalue() == ""
    assert capsys.readouterr().err.count("\n") == lines
