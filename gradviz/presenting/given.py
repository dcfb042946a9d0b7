"""What came with arrays from elsewhere, and what is assumed of them, in words."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis
from gradviz.network.numbers import exact, rough
from gradviz.presenting.assumptions import title_of
from gradviz.subjects.given import STATABLE, GivenArrays
from gradviz.subjects.network import given_of, network_of

MOST_NAMED, MOST_HINTS = 12, 3  # of names that are not understood; the JSON object has all
# What names that are not understood most likely mean, in small letters and without underscores.
LIKELY = {
    **dict.fromkeys(
        ("lambda", "lam", "lmbda", "lamda", "reg", "l2", "l2reg", "weightdecay", "regularization"),
        "lambd",
    ),
    **dict.fromkeys(("act", "activations", "activationfunction", "hiddenactivation"), "activation"),
    **dict.fromkeys(("loss", "costfunction", "lossfunction"), "cost"),
}


def given_sentences(experiment: Experiment) -> Iterator[str]:
    """Yield what a reader must know of given arrays: what is assumed, overruled and not used."""
    given = given_of(experiment)
    if given is None:
        return
    if network_of(experiment).assumes:
        yield assumes_sentence(experiment)
    yield from _overruled(given, experiment)
    if given.lambd:
        yield f"lambd is {exact(given.lambd)} in the file; this check has no L2 term."
    if given.unknown:
        yield f"Not understood, and not used: {_named(given.unknown)}{_likely(given.unknown)}."


def _named(names: Sequence[str]) -> str:
    """Return the first few names: ``a, b, c and 2,988 more``."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _likely(names: Sequence[str]) -> str:
    """Return what is to be written in the place of names that are not understood."""
    meant = {each: LIKELY.get(re.sub(r"[^a-z0-9]", "", each.casefold())) for each in names}
    parts = [f"{name} is to be called {right}" for name, right in meant.items() if right]
    return f"; {', '.join(parts[:MOST_HINTS])} here" if parts else ""


def assumes_sentence(experiment: Experiment) -> str:
    """Return what is assumed of given gradients: ``Assumes ReLU and the logits cost: ...``."""
    what = " and ".join(_title(experiment, name) for name in network_of(experiment).assumes)
    return f"Assumes {what}: nothing in the file says."


def questions(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield what to ask oneself of given gradients where nothing explains them, and what to save.

    A pass that drops units, or gradients of other parameters, spoil every line at once.
    """
    if not diagnosis.is_at_a_loss:
        return
    yield (
        "Are these the parameters that the gradients belong to, not updated or rounded since, and "
        "these X and Y? Has the network another activation or cost, or dropout?"
    )
    missing = [name for name, each in diagnosis.lines.items() if each.value is None]
    if missing:
        yield f"Save {joined(missing)} too: then each line is judged by what it reads."


def joined(names: list[str]) -> str:
    """Return names as a list in words: dZ3, dA2 and dZ2."""
    return f"{', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]}"


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
    given = given_of(experiment)
    if given is None:
        return {}
    subject = network_of(experiment)
    fields: dict[str, Any] = {}
    if subject.checks_given_gradients:
        fields["stated"] = sorted(subject.stated)
    if given.lambd is not None:
        fields["lambd"] = given.lambd
    if given.unknown:
        fields["not_understood"] = list(given.unknown)
    return fields


def _title(experiment: Experiment, name: str) -> str:
    if name == "activation":
        return title_of(network_of(experiment).network.activation)
    return f"the {network_of(experiment).network.cost} cost"


def _overruled(given: GivenArrays, experiment: Experiment) -> Iterator[str]:
    for name in STATABLE:
        said, used = getattr(given, name), getattr(network_of(experiment).network, name)
        if said is not None and said != used:
            yield f"The file says {name} {said}; {used} was set in its place."
