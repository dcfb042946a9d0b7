"""The progress of a long check, on one line of a terminal."""

from time import monotonic
from typing import Protocol, TextIO

from gradviz.analysis.check import check_steps
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import Estimate, estimate_of
from gradviz.checking.forecast.rates import measure_rates
from gradviz.checking.result import CheckResult
from gradviz.presenting.words import count, duration
from gradviz.reporting.streams import say, write_or_drop
from gradviz.reporting.terminal import encodable, style_of

LONG = 1.0  # seconds: a check that may take longer shows its progress
PAUSE = 0.1  # seconds between two drawings


def check_with_bar(experiment: Experiment, stream: TextIO, *, quiet: bool) -> CheckResult:
    """Check, with the cost said first and a bar drawn if that may take long.

    Parameters
    ----------
    experiment
        What to check.
    stream
        Where the bar is drawn, if it is a terminal.
    quiet
        Whether the cost is said on a terminal only.
    """
    measure_rates()
    expected = estimate_of(experiment)
    is_long = expected.seconds > LONG
    if is_long and (stream.isatty() or not quiet):
        say(forecast(expected))
    bar = ProgressBar(stream, expected)
    steps = check_steps(experiment)
    try:
        while True:
            progress = next(steps)
            if is_long:
                bar.show(progress)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    finally:
        bar.clear()


def forecast(expected: Estimate) -> str:
    """Return what a check will cost, in one line."""
    return (
        f"{count(expected.parameters, 'parameter')}, {expected.passes:,} values of J, "
        f"about {duration(expected.seconds)}."
    )


class HowFar(Protocol):
    """What a bar shows."""

    @property
    def done(self) -> int:
        """How much is done."""

    @property
    def total(self) -> int:
        """How much there is to do."""

    @property
    def seconds_left(self) -> float:
        """The time left."""


class ProgressBar:
    """Draws a bar over itself; draws nothing where the stream is no terminal.

    Parameters
    ----------
    stream
        Where to draw.
    expected
        What the check will cost; without it no passes are counted.
    """

    def __init__(self, stream: TextIO, expected: Estimate | None = None) -> None:
        self._stream = stream
        self._expected = expected
        self._shown = stream.isatty()
        self._next = 0.0

    def show(self, progress: HowFar) -> None:
        """Draw how far the check is, if it is time to."""
        now = monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + PAUSE
        width = style_of(self._stream).width
        line = self._line(progress, width - 1)
        shown = encodable(line, self._stream.encoding)[: width - 1]
        write_or_drop(self._stream, f"\r{shown}")

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown and self._next:
            width = style_of(self._stream).width
            write_or_drop(self._stream, "\r" + " " * (width - 1) + "\r")

    def _line(self, progress: HowFar, width: int) -> str:
        words = [
            f"{progress.done:,}/{progress.total:,}",
            f"{duration(progress.seconds_left)} left",
        ]
        if self._expected is not None:
            passes = self._expected.passes * progress.done // max(progress.total, 1)
            words.append(f"{passes:,} passes")
        percent = f"{100 * progress.done // max(progress.total, 1):3d}%"
        text = percent
        for word in words:
            if len(text) + len(word) + 2 <= width:
                text += "  " + word
        room = min(width - len(text) - 1, 30)
        if room >= 5:
            filled = room * progress.done // max(progress.total, 1)
            text = "█" * filled + "░" * (room - filled) + " " + text
        return text.ljust(width)
