"""What came with arrays from elsewhere, and what is assumed of them, in words."""

from collections.abc import Iterator
from typing import Any

from gradviz.checking.experiment import STATABLE, Experiment, GivenArrays
from gradviz.network.numbers import exact, rough
from gradviz.reporting.assumptions import title_of


def given_sentences(experiment: Experiment) -> Iterator[str]:
    """Yield what a reader must know of given arrays: what is assumed, overruled and not used."""
    given = experiment.given
    if given is None:
        return
    if experiment.assumes:
        yield assumes_sentence(experiment)
    yield from _overruled(given, experiment)
    if given.lambd:
        yield f"lambd is {exact(given.lambd)} in the file; this check has no L2 term."
    if given.unknown:
        yield f"Not understood, and not used: {', '.join(given.unknown)}."


def assumes_sentence(experiment: Experiment) -> str:
    """Return what is assumed of given gradients: ``Assumes ReLU and the logits cost: ...``."""
    what = " and ".join(_title(experiment, name) for name in experiment.assumes)
    return f"Assumes {what}: nothing in the file says."


def of_rounded_parameters(checked: str, apart: float, name: str) -> str:
    """Return that a gradient is right for parameters with more digits, and what to do.

    Parameters
    ----------
    checked
        What is checked, as the subject of a sentence.
    apart
        The relative difference.
    name
        Of the precision: ``parameters of 4 decimals``.
    """
    return (
        f"{checked} is right as far as these parameters tell, which have {_digits(name)}: the "
        "gradient belongs to parameters with more digits, and what is left out of them makes a "
        f"difference of about {rough(apart)}. Are they rounded in the file? Save them as they are."
    )


def _digits(name: str) -> str:
    """Return ``4 decimals`` of parameters, or ``the digits of float32``."""
    where, _, what = name.removeprefix("parameters ").partition(" ")
    return f"the digits of {what}" if where == "in" else what


def given_fields(experiment: Experiment) -> dict[str, Any]:
    """Return what is to be known of given arrays as fields of a JSON object."""
    given = experiment.given
    if given is None:
        return {}
    fields: dict[str, Any] = {}
    if experiment.checks_given_gradients:
        fields["stated"] = sorted(experiment.stated)
    if given.lambd is not None:
        fields["lambd"] = given.lambd
    if given.unknown:
        fields["not_understood"] = list(given.unknown)
    return fields


def _title(experiment: Experiment, name: str) -> str:
    if name == "activation":
        return title_of(experiment.network.activation)
    return f"the {experiment.network.cost} cost"


def _overruled(given: GivenArrays, experiment: Experiment) -> Iterator[str]:
    for name in STATABLE:
        said, used = getattr(given, name), getattr(experiment.network, name)
        if said is not None and said != used:
            yield f"The file says {name} {said}; {used} was set in its place."
