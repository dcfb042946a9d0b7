"""The forecast of a whole check: the sum of its parts, each counted by what it does.

A part that is added to a check is a function here that returns its work, and a term of one of the
two sums: what every check takes, and what is measured once of a network.
"""

from dataclasses import dataclass
from functools import lru_cache

from gradviz.checking.estimate import BYTES_OF_BOTH, check_bytes
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.engines import Run, engine_work, fastest_engine
from gradviz.checking.forecast.of_subject import share_within
from gradviz.checking.forecast.parts import intermediates_work, lines_work, mistakes_work
from gradviz.checking.forecast.rates import NOMINAL, known_rates
from gradviz.checking.forecast.tries import once_work, remedy_work
from gradviz.checking.forecast.work import Work
from gradviz.checking.subject import Subject
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

SAMPLE_SECONDS = 0.03  # of a coarse answer that follows the hand
BY_ITSELF_SECONDS = 1.0  # a check that takes no longer follows it without being asked for
BENDING_SECONDS = 0.005  # of one of the four numerical gradients that tell how J bends

VERDICT = Work(calls=1_200, numbers=0.0)  # what is worked out once of every check
VERDICT_NUMBERS = 60  # of each parameter
SETTLED, SETTLED_NUMBERS = 200_000, 100  # from so many on, what is shown is worked out beforehand


@dataclass(frozen=True)
class Estimate:
    """What a check will cost.

    Attributes
    ----------
    parameters
        How many entries theta has.
    passes
        Forward passes of its engine: two a parameter, or one and one more for the forward scheme.
    first
        The work of the first check of a network.
    again
        That of another one, with another epsilon, say: what is measured once is known.
    """

    parameters: int
    passes: int
    first: Work
    again: Work

    @property
    def seconds(self) -> float:
        """How long the first check takes on this machine, as far as its pace is known."""
        return self.first.seconds(known_rates())

    @property
    def seconds_again(self) -> float:
        """How long another check of the same network takes on this machine."""
        return self.again.seconds(known_rates())

    @property
    def nominal_seconds(self) -> float:
        """How long the first check takes on the nominal machine."""
        return self.first.seconds(NOMINAL)


def estimate_of(experiment: Experiment) -> Estimate:
    """Return what a check of an experiment will cost."""
    subject, settings = experiment.subject, experiment.check
    name, scheme, size = settings.engine, settings.scheme, subject.layout.size
    engine = subject.fastest_engine(scheme) if name == "auto" else name
    first, again = subject.check_work(Run(engine, scheme, settings.epsilon))
    return Estimate(size, 2 * size if scheme == "central" else size + 1, first, again)


@lru_cache(maxsize=64)
def estimate(
    spec: NetworkSpec,
    scheme: str,
    engine: str,
    epsilon: float = 1e-7,
    is_edited: bool = False,
) -> Estimate:
    """Return what a check of a network will cost.

    A backward pass that is edited is taken to be wrong: its mistakes are looked for, and no remedy.
    """
    size = Layout.of_layers(spec.layers).size
    name = fastest_engine(spec, scheme) if engine == "auto" else engine
    again = engine_work(spec, Run(name, scheme, epsilon)) + intermediates_work(spec)
    of_each = VERDICT_NUMBERS + (SETTLED_NUMBERS if size >= SETTLED else 0)
    again += VERDICT + Work(numbers=of_each * size)
    once = once_work(spec, scheme, name) + lines_work(spec)
    run = Run(name, scheme, epsilon)
    if is_edited:
        once += mistakes_work(spec)
    else:
        once += remedy_work(spec, run)
    first = again + once
    if not is_edited:
        again += remedy_work(spec, run, is_kept=check_bytes(spec) <= BYTES_OF_BOTH)
    passes = 2 * size if scheme == "central" else size + 1
    return Estimate(size, passes, first, again)


def follows_by_itself(experiment: Experiment) -> bool:
    """Return whether the whole check follows a sample without being asked for."""
    return estimate_of(experiment).seconds <= BY_ITSELF_SECONDS


def sample_share(subject: Subject, scheme: str, engine: str) -> float:
    """Return which share of the columns an engine checks in `SAMPLE_SECONDS`."""
    return share_within(subject, Run(engine, scheme), SAMPLE_SECONDS)
