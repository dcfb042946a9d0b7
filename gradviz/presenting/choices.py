"""The words for what can be chosen, and one sentence on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.checking.experiment import ENGINES, SCHEMES
from gradviz.network.data import DATA_SETS
from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS


@dataclass(frozen=True)
class Choice:
    """One of a few.

    Attributes
    ----------
    key
        The word for it in an experiment.
    title
        The words for it in the window.
    sentence
        What it means.
    """

    key: str
    title: str
    sentence: str


_WORDS = {
    "relu": ("ReLU", "max(0, Z), with a kink at 0."),
    "leaky-relu": ("leaky ReLU", "Z where it is positive, else 0.01 Z; a kink at 0."),
    "tanh": ("tanh", "The hyperbolic tangent: smooth everywhere."),
    "sigmoid": ("sigmoid", "1 / (1 + exp(-Z)): smooth everywhere."),
    "textbook": ("textbook, from A3", "From the probabilities A3, as the exercise writes it."),
    "logits": ("from logits Z3", "From Z3 before the sigmoid: the same cost with less rounding."),
    "float64": ("float64", "Double precision, about 16 digits."),
    "float32": ("float32", "Single precision, about 7 digits: too few for a small epsilon."),
    "normal": ("normal", "Weights and biases from N(0, 1), as in the exercise."),
    "he": ("He", "Weights scaled by sqrt(2 / inputs), biases 0; made for ReLU."),
    "xavier": ("Xavier", "Weights scaled by the layer's size, biases 0; made for tanh."),
    "zeros": ("zeros", "All weights and biases 0: most of the gradient is 0, so bugs hide."),
    "central": ("central", "(J(theta + eps) - J(theta - eps)) / (2 eps): two passes each."),
    "forward": ("forward", "(J(theta + eps) - J(theta)) / eps: one pass each, less exact."),
    "auto": ("auto", "The fastest engine for the network at hand; all give the same result."),
    "incremental": (
        "incremental",
        "Only what a parameter changes is computed anew: the fastest for large networks.",
    ),
    "batched": (
        "batched",
        "Many parameters in one stacked forward pass: the fastest for small networks.",
    ),
    "loop": ("loop", "One parameter after the other, as the exercise writes it: slow."),
}


def choices(keys: Sequence[str]) -> tuple[Choice, ...]:
    """Return what may be chosen, with its words; a key without words stands for itself."""
    return tuple(Choice(key, *_WORDS.get(key, (key, ""))) for key in keys)


def data_choices() -> tuple[Choice, ...]:
    """Return the data sets."""
    return tuple(Choice(each.name, each.title, each.sentence) for each in DATA_SETS.values())


CHOICES = {
    "activation": choices(ACTIVATIONS),
    "cost": choices(COSTS),
    "dtype": choices(DTYPES),
    "init": choices(INITS),
    "scheme": choices(SCHEMES),
    "engine": choices(ENGINES),
}


def sentence(message: str) -> str:
    """Return a message with a capital at its start."""
    return message[:1].upper() + message[1:]
