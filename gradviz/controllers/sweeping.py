"""One sweep, from its whole decades to its end; it can be stopped and goes on where it was."""

from collections.abc import Generator
from math import log10

from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import Subject
from gradviz.checking.sweep import LARGEST, SMALLEST, SweepProgress, sweep_steps

DECADES = round(log10(LARGEST / SMALLEST)) + 1  # the whole ones, which come first
# After them, a sweep that would take longer than this waits to be asked for.
BY_ITSELF_SECONDS = 2.0

Snapshot = tuple[SweepProgress, SweepResult]


class Sweeping:
    """A sweep of an experiment, driven in a worker by one job after the other.

    Attributes
    ----------
    experiment
        What is swept.
    result
        What is known so far; None before the first answer.
    seconds_left
        How long the rest is expected to take, at the last answer.
    waits
        Whether it goes on only if the user asks for it.
    is_broken
        Whether it failed, and cannot go on.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.result: SweepResult | None = None
        self.seconds_left = 0.0
        self.waits = False
        self.is_broken = False
        self._steps = sweep_steps(experiment)
        # What that came to, in the worker; the answer to the window may be behind it.
        self._reached: SweepProgress | None = None
        self._whole: SweepResult | None = None
        self._failure: Exception | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to compute."""
        is_whole = self.result is not None and not self.result.is_partial
        return is_whole or self.is_broken

    def is_of(self, experiment: Experiment) -> bool:
        """Whether it is the sweep of an experiment: epsilon, threshold and scheme play no part."""
        return swept_of(self.experiment) == swept_of(experiment)

    def take(self, news: Snapshot) -> None:
        """Keep what an answer brought, if there is an epsilon in it."""
        progress, result = news
        self.seconds_left = progress.seconds_left
        if result.done:
            self.result = result

    def take_last(self, news: Snapshot) -> None:
        """Keep what a job brought at its end; after the whole decades a long sweep waits."""
        self.take(news)
        self.waits = not self.is_over and self.seconds_left > BY_ITSELF_SECONDS

    def steps(self) -> Generator[SweepProgress, None, Snapshot]:
        """Go on to the end of the whole decades, or to the end of it all if they are done.

        Whoever closes this leaves the sweep where it is. What it came to is kept, an exception
        too: the answer of this job may be dropped, and another job asks again.
        """
        while self._whole is None:
            reached = self._reached
            if reached is not None and reached.done == DECADES and self._is_before_decades():
                return snapshot(reached)
            self._advance()
            if self._whole is None and self._reached is not None:
                yield self._reached
        assert self._reached is not None
        return self._reached, self._whole

    def _advance(self) -> None:
        if self._failure is not None:
            raise self._failure
        try:
            self._reached = next(self._steps)
        except StopIteration as end:
            self._whole = end.value
        except Exception as error:
            self._failure = error
            raise

    def _is_before_decades(self) -> bool:
        return self.result is None or self.result.done < DECADES


def snapshot(progress: SweepProgress) -> Snapshot:
    """Return progress with its partial result."""
    return progress, progress.result()


def swept_of(experiment: Experiment) -> tuple[Subject, str]:
    """Return what a sweep depends on: what is checked, and by which engine."""
    return experiment.subject, experiment.check.engine
