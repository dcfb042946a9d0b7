"""The one value that moves through the house: what is checked, and how."""

from dataclasses import dataclass, field

from gradviz.checking.subject import Subject
from gradviz.network.fields import InvalidSettings, choice_problem, number_problem

SCHEMES = ("central", "forward")
ENGINES = ("auto", "incremental", "batched", "loop")
SMALLEST_STEP, LARGEST_STEP = 1e-20, 1.0


@dataclass(frozen=True)
class CheckSettings:
    """How the gradient is checked.

    Attributes
    ----------
    epsilon
        The step that each parameter is moved by.
    threshold
        The difference above which the textbook calls the gradient wrong.
    scheme
        ``central``: (J(theta+eps) - J(theta-eps)) / (2 eps); ``forward``:
        (J(theta+eps) - J(theta)) / eps.
    engine
        ``loop`` is the textbook's; ``batched`` computes the same by stacks, ``incremental`` the
        same from what lies downstream of each parameter; ``auto`` is the fastest of them.

    Raises
    ------
    InvalidSettings
        If any field is not allowed; it names every one that is not.
    """

    epsilon: float = 1e-7
    threshold: float = 1e-7
    scheme: str = "central"
    engine: str = "auto"

    def __post_init__(self) -> None:
        problems = (
            number_problem("epsilon", self.epsilon, SMALLEST_STEP, LARGEST_STEP),
            number_problem("threshold", self.threshold, SMALLEST_STEP, LARGEST_STEP),
            choice_problem("scheme", self.scheme, SCHEMES),
            choice_problem("engine", self.engine, ENGINES),
        )
        found = [problem for problem in problems if problem]
        if found:
            raise InvalidSettings(found)


@dataclass(frozen=True)
class Experiment:
    """What is checked, and how.

    Two experiments compute the same J and check the same gradient if their subjects are equal.

    Attributes
    ----------
    subject
        What is checked.
    check
        How it is checked.
    """

    subject: Subject
    check: CheckSettings = field(default_factory=CheckSettings)
