"""The progress of a long sweep over epsilon, on one line of a terminal."""

from typing import TextIO

from gradviz.checking.curves import SweepResult
from gradviz.checking.experiment import Experiment
from gradviz.checking.sweep import SweepProgress, sweep_steps
from gradviz.network.layout import Array
from gradviz.presenting.words import count, duration
from gradviz.reporting.progress_bar import LONG, ProgressBar
from gradviz.reporting.streams import say

FIRST = 2  # epsilons, after which the time that all take is known well enough


def sweep_with_bar(
    experiment: Experiment, epsilons: Array | None, stream: TextIO, *, quiet: bool
) -> SweepResult:
    """Sweep over epsilon; if that takes long, say so and draw a bar.

    Parameters
    ----------
    experiment
        What to sweep.
    epsilons
        The steps, descending, shape (n,); the usual ones if None.
    stream
        Where the bar is drawn, if it is a terminal.
    quiet
        Whether it is said on a terminal only.
    """
    bar = ProgressBar(stream)
    is_said = quiet and not stream.isatty()
    steps = sweep_steps(experiment, epsilons)
    try:
        while True:
            progress = next(steps)
            if _is_long(progress):
                if not is_said:
                    say(_forecast(experiment, progress))
                    is_said = True
                bar.show(progress)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    finally:
        bar.clear()


def _is_long(progress: SweepProgress) -> bool:
    """Return whether a sweep takes long: its first epsilons tell more than an estimate would."""
    return progress.done >= FIRST and progress.seconds + progress.seconds_left > LONG


def _forecast(experiment: Experiment, progress: SweepProgress) -> str:
    size = experiment.subject.layout.size
    return (
        f"{count(size, 'parameter')}, {count(progress.total, 'epsilon')} with "
        f"both schemes, about {duration(progress.seconds + progress.seconds_left)}."
    )
