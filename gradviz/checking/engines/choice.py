"""Which engine runs."""

from collections.abc import Callable, Iterator

from gradviz.checking.engines.batched import batched
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.engines.incremental.engine import incremental
from gradviz.checking.engines.loop import loop
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import Built

Engine = Callable[[Built, Request, Entries], Iterator[int]]

ENGINES: dict[str, Engine] = {"incremental": incremental, "batched": batched, "loop": loop}


def chosen_engine(experiment: Experiment) -> str:
    """Return the engine that checks an experiment: where it says ``auto``, the fastest."""
    wanted = experiment.check.engine
    return (
        experiment.subject.fastest_engine(experiment.check.scheme) if wanted == "auto" else wanted
    )
