"""What the engines take of any subject, at nominal rates."""

from gradviz.checking.forecast.engines import Run
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.subject import Subject


def nominal_seconds(subject: Subject, run: Run) -> float:
    """Return the time of an engine at nominal rates: what is chosen by it is no machine's own."""
    return subject.engine_work(run).seconds(NOMINAL)


def share_within(subject: Subject, run: Run, seconds: float) -> float:
    """Return which share of the columns of every array an engine checks in nominal seconds."""
    return min(1.0, seconds / nominal_seconds(subject, run))
