"""The flags that several commands take, and the experiment that they describe."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gradviz.checking.experiment import ENGINES, SCHEMES, Experiment
from gradviz.cli.parser import Parser, UsageError, refuse
from gradviz.network.data import DATA_SETS
from gradviz.network.expressions import FUNCTIONS
from gradviz.network.fields import InvalidSettings, number_problem, read_number
from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS
from gradviz.persistence.arrays import arrays_experiment, read_arrays
from gradviz.subjects.entry import experiment_texts, read_experiment
from gradviz.subjects.given import STATABLE
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment, presets

SETTINGS = ("activation", "cost", "dtype", "epsilon", "threshold", "scheme", "engine")
OF_THE_NETWORK = ("layers", "examples", "seed", "init", "data")  # an arrays file holds them


def add_experiment_flags(
    parser: Parser, epsilon: str = "the step that each parameter is moved by"
) -> None:
    """Add the flags that `experiment_of` reads, and say what epsilon is for."""
    default = experiment_texts(preset_experiment("default"))
    names = ", ".join(presets())
    parser.add_argument(
        "--preset", metavar="NAME", help=f"{names}; the flags change it (default: default)"
    )
    parser.add_argument(
        "--arrays",
        metavar="FILE.npz",
        help="X, Y, W1, b1 ... W3, b3, and perhaps the gradients dW1 ... db3 to be checked; "
        "b and Y may have one axis; activation and cost, as texts, and lambd say what they are of",
    )
    layers = ",".join(default[f"layers.{place}"] for place in range(4))
    _add_settings(parser, default | {"layers": layers}, epsilon)
    parser.add_argument(
        "--bug", metavar="ID", action="append", default=[], help="put a bug in: gradviz bugs"
    )
    parser.add_argument(
        "--line",
        metavar="LINE",
        action="append",
        default=[],
        help='replace a line of the backward pass: --line "dW2 = 2/m * dZ2 @ A1.T"; the signs are '
        f"+ - * / ** @ .T and comparisons, the functions {', '.join(FUNCTIONS)}",
    )


def _add_settings(parser: Parser, default: dict[str, str], epsilon: str) -> None:
    for name, metavar, words in (
        ("layers", "SIZES", "n_x, two hidden sizes, n_y"),
        ("examples", "M", "how many columns X has"),
        ("seed", "N", "draws the data and the parameters"),
        ("init", "NAME", ", ".join(INITS)),
        ("activation", "NAME", ", ".join(ACTIVATIONS)),
        ("cost", "NAME", ", ".join(COSTS)),
        ("dtype", "NAME", ", ".join(DTYPES)),
        ("data", "NAME", ", ".join(DATA_SETS)),
        ("epsilon", "E", epsilon),
        ("threshold", "T", "the difference above which the check fails"),
        ("scheme", "NAME", ", ".join(SCHEMES)),
        ("engine", "NAME", f"{', '.join(ENGINES)}: how, not what, is computed"),
    ):
        parser.add_argument(
            f"--{name}", metavar=metavar, help=f"{words} (default: {default[name]})"
        )


DEFAULTS = "Presets, arrays files and data sets bring values of their own for these defaults."


def experiment_of(flags: argparse.Namespace) -> Experiment:
    """Return the experiment that flags describe.

    Raises
    ------
    UsageError
        If two flags contradict each other.
    InvalidSettings
        If a value cannot be used.
    """
    if flags.arrays is not None:
        refuse(flags, ("preset",), "cannot go with --arrays: each brings a network of its own")
        refuse(flags, OF_THE_NETWORK, "cannot go with --arrays: the file says that already")
        base = on_arrays(Path(flags.arrays))
    else:
        base = preset_experiment("default" if flags.preset is None else flags.preset)
    values = vars(flags)
    texts = {n: values[n] for n in (*OF_THE_NETWORK, *SETTINGS) if values[n] is not None}
    experiment = read_experiment(texts, base)
    subject = network_of(experiment)
    if subject.checks_given_gradients and (flags.bug or flags.line):
        raise UsageError(
            f"{flags.arrays} brings its own gradients, so no backward pass runs that --bug or "
            "--line could change."
        )
    bugs, lines = (*subject.bugs, *flags.bug), (*subject.lines, *flags.line)
    subject = replace(_stating(subject, texts), bugs=bugs, lines=lines)
    return replace(experiment, subject=subject)


def _stating(subject: NetworkSubject, texts: Iterable[str]) -> NetworkSubject:
    """Return the network that knows which flags were given: these are no mere defaults."""
    if not subject.checks_given_gradients:
        return subject
    return replace(subject, stated=subject.stated | (set(texts) & set(STATABLE)))


def number(name: str, text: str, smallest: float, largest: float) -> float:
    """Return the value of a flag that is no setting of an experiment.

    Raises
    ------
    InvalidSettings
        If it is no number in that range.
    """
    value = read_number(text)
    problem = number_problem(name, value, smallest, largest)
    if problem:
        raise InvalidSettings([problem])
    return float(value)


def on_arrays(path: Path) -> Experiment:
    """Return the experiment on the arrays of a file."""
    return arrays_experiment(read_arrays(path), preset_experiment("default"))
