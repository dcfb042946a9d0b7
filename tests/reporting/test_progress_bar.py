"""The bar of a long check."""

import io
import re

import pytest

from gradviz.analysis.check import check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import Estimate
from gradviz.checking.forecast.rates import known_rates
from gradviz.checking.forecast.work import Work
from gradviz.reporting import progress_bar
from gradviz.reporting.progress_bar import ProgressBar, check_with_bar, forecast
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def experiment() -> Experiment:
    return read_experiment({"engine": "loop"}, Experiment(NetworkSubject()))


@pytest.fixture
def all_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "LONG", 0.0)
    monkeypatch.setattr(progress_bar, "PAUSE", 0.0)


@pytest.mark.usefixtures("all_are_long")
@pytest.mark.parametrize("columns", [100, 80, 50, 30, 24])
def test_it_counts_up_over_itself_within_the_width(
    experiment: Experiment,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Terminal()
    result = check_with_bar(experiment, terminal, quiet=True)
    assert result.done == 47
    drawn = terminal.getvalue().split("\r")
    assert "\n" not in terminal.getvalue()
    assert max(map(len, drawn)) < columns
    percents = [int(found[1]) for each in drawn if (found := re.search(r"(\d+)%", each))]
    assert list(dict.fromkeys(percents)) == [100 * done // 47 for done in range(1, 48)]
    assert drawn[-1] == ""
    assert drawn[-2].strip() == "", "the bar is taken away"
    assert "94 values of J" in capsys.readouterr().err


@pytest.mark.usefixtures("all_are_long")
def test_a_wide_one_shows_count_passes_and_time_left(experiment: Experiment) -> None:
    terminal = Terminal()
    check_with_bar(experiment, terminal, quiet=True)
    line = terminal.getvalue().split("\r")[10]
    assert re.search(r"█+░+ +21%  10/47  .* left  20 passes", line)


@pytest.mark.usefixtures("all_are_long")
def test_no_terminal_no_bar_and_no_word_if_quiet(
    experiment: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    check_with_bar(experiment, stream, quiet=True)
    assert (stream.getvalue(), capsys.readouterr().err) == ("", "")
    check_with_bar(experiment, stream, quiet=False)
    assert stream.getvalue() == ""
    assert capsys.readouterr().err.startswith("gradviz: 47 parameters, 94 values of J, about ")


def lasting(parameters: int, passes: int, seconds: float) -> Estimate:
    """Return an estimate of so many seconds, on a machine of any pace."""
    work = Work(calls=seconds / known_rates().call)
    return Estimate(parameters, passes, work, work)


def test_a_short_check_shows_nothing(
    experiment: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    check_with_bar(experiment, terminal, quiet=False)
    assert (terminal.getvalue(), capsys.readouterr().err) == ("", "")


def test_an_encoding_without_blocks_gets_a_bar_of_ascii(experiment: Experiment) -> None:
    terminal = Terminal()
    terminal.encoding = "ascii"
    bar = ProgressBar(terminal, lasting(47, 94, 2.0))
    bar.show(next(check_steps(experiment)))
    assert terminal.getvalue().isascii()
    assert "..." in terminal.getvalue()


def test_the_forecast() -> None:
    words = forecast(lasting(108_801, 217_602, 131.0))
    assert words == "108,801 parameters, 217,602 values of J, about 2 min 11 s."
