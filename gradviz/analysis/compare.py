"""What a sweep can be compared with: the same experiment with one thing changed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.network.fields import InvalidSettings
from gradviz.network.spec import COSTS, DTYPES
from gradviz.subjects.network import NetworkSubject, edits_of, network_of


def compared(experiment: Experiment, name: str) -> Experiment | None:
    """Return the experiment to compare with, or None if there is none.

    Parameters
    ----------
    experiment
        What is compared.
    name
        One of `COMPARISONS`.

    Raises
    ------
    KeyError
        If there is no such comparison.
    """
    change = _CHANGES[name]
    if name != "scheme" and not isinstance(experiment.subject, NetworkSubject):
        return None
    try:
        other = change(experiment)
    except InvalidSettings:  # float64 may need more memory than a check may take
        return None
    return None if other == experiment else other


def contrast(experiment: Experiment, name: str) -> tuple[str, str]:
    """Return what tells an experiment and the one it is compared with apart, in words.

    For example ``textbook cost`` and ``logits cost``.

    Raises
    ------
    KeyError
        If there is no such comparison.
    """
    other = _CHANGES[name](experiment)
    return _WORDS[name](experiment), _WORDS[name](other)


def _other_cost(experiment: Experiment) -> Experiment:
    subject = network_of(experiment)
    other = subject.with_network(cost=_other(COSTS, subject.network.cost))
    return replace(experiment, subject=other)


def _other_dtype(experiment: Experiment) -> Experiment:
    subject = network_of(experiment)
    other = subject.with_network(dtype=_other(DTYPES, subject.network.dtype))
    return replace(experiment, subject=other)


def _other_scheme(experiment: Experiment) -> Experiment:
    return replace(
        experiment,
        check=replace(experiment.check, scheme=_other(SCHEMES, experiment.check.scheme)),
    )


def _without_bugs(experiment: Experiment) -> Experiment:
    return replace(experiment, subject=replace(network_of(experiment), bugs=(), lines=()))


def _other(pair: tuple[str, ...], one: str) -> str:
    first, second = pair
    return second if one == first else first


def _bug_words(experiment: Experiment) -> str:
    count = len(edits_of(experiment))
    if not count:
        return "without bugs"
    return "with the bug" if count == 1 else f"with {count} bugs"


_CHANGES: Mapping[str, Callable[[Experiment], Experiment]] = {
    "cost": _other_cost,
    "dtype": _other_dtype,
    "scheme": _other_scheme,
    "bugs": _without_bugs,
}
_WORDS: Mapping[str, Callable[[Experiment], str]] = {
    "cost": lambda experiment: f"{network_of(experiment).network.cost} cost",
    "dtype": lambda experiment: experiment.subject.dtype,
    "scheme": lambda experiment: experiment.check.scheme,
    "bugs": _bug_words,
}
COMPARISONS = tuple(_CHANGES)
