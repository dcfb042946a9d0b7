"""The flags that several commands take, and the experiment that they describe."""

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gradviz.network.fields import InvalidSettings, number_problem, read_number
from gradviz.reporting.streams import print_text

if TYPE_CHECKING:
    from gradviz.checking.experiment import Experiment
    from gradviz.checking.network_subject import NetworkSubject

SETTINGS = ("activation", "cost", "dtype", "epsilon", "threshold", "scheme", "engine")
OF_THE_NETWORK = ("layers", "examples", "seed", "init", "data")  # an arrays file holds them


class UsageError(Exception):
    """Flags that cannot be used; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` in place of printing its usage and exiting.

    A flag has to be written out, and one may be followed by a negative number.
    """

    def __init__(self, prog: str, description: str, epilog: str = "", usage: str = "") -> None:
        super().__init__(
            prog=prog,
            usage=usage or None,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the flags."""
        raise UsageError(f"{message} ({self.prog} --help lists the flags).")

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - argparse's
        # What --help and --version print; argparse leaves it to Python's end to write it out.
        print_text(message)

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the flags that arguments set."""
        return self.parse_args(_joined(arguments))


def _joined(arguments: Sequence[str]) -> list[str]:
    """Return arguments with ``--epsilon -1e-7`` as one, which argparse takes for two flags."""
    found: list[str] = []
    for argument in arguments:
        negative = re.match(r"-(\d|\.\d|inf|nan)", argument, re.IGNORECASE)
        if negative and found and re.fullmatch(r"--[a-z-]+", found[-1]):
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return found


def add_experiment_flags(
    parser: Parser, epsilon: str = "the step that each parameter is moved by"
) -> None:
    """Add the flags that `experiment_of` reads, and say what epsilon is for."""
    from gradviz.checking.entry import experiment_texts
    from gradviz.checking.presets import presets

    default = experiment_texts(preset("default"))
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
    from gradviz.network.expressions import FUNCTIONS

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
    from gradviz.checking.experiment import ENGINES, SCHEMES
    from gradviz.network.data import DATA_SETS
    from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS

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


def experiment_of(flags: argparse.Namespace) -> "Experiment":
    """Return the experiment that flags describe.

    Raises
    ------
    UsageError
        If two flags contradict each other.
    InvalidSettings
        If a value cannot be used.
    """
    from gradviz.checking.entry import read_experiment
    from gradviz.checking.network_subject import network_of

    if flags.arrays is not None:
        refuse(flags, ("preset",), "cannot go with --arrays: each brings a network of its own")
        refuse(flags, OF_THE_NETWORK, "cannot go with --arrays: the file says that already")
        base = on_arrays(Path(flags.arrays))
    else:
        base = preset("default" if flags.preset is None else flags.preset)
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


def _stating(subject: "NetworkSubject", texts: Iterable[str]) -> "NetworkSubject":
    """Return the network that knows which flags were given: these are no mere defaults."""
    from gradviz.checking.given import STATABLE

    if not subject.checks_given_gradients:
        return subject
    return replace(subject, stated=subject.stated | (set(texts) & set(STATABLE)))


def given(flags: argparse.Namespace) -> list[str]:
    """Return the names of the flags that are set."""
    return [name for name, value in vars(flags).items() if value not in (None, False, [])]


def refuse(flags: argparse.Namespace, names: Iterable[str], why: str) -> None:
    """Raise a `UsageError` that names those flags that are set, if any is."""
    all_given = given(flags)
    found = [f"--{name.replace('_', '-')}" for name in names if name in all_given]
    if found:
        raise UsageError(f"{' and '.join(found)} {why}.")


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


def preset(name: str) -> "Experiment":
    """Return the experiment of a preset."""
    from gradviz.checking.presets import preset_experiment

    return preset_experiment(name)


def on_arrays(path: Path) -> "Experiment":
    """Return the experiment on the arrays of a file."""
    from gradviz.persistence.arrays import arrays_experiment, read_arrays

    return arrays_experiment(read_arrays(path), preset("default"))
