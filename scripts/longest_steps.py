"""Measure the longest steps of whole checks: between two of them nothing is answered.

Networks that are wide, have many outputs or many examples, stand at exact zeros, or come with
gradients from elsewhere, right and with a bug, are checked through the generator of the check. Of
each, the longest steps are printed in milliseconds of processor time, and the function of GradViz
in which most of such a step went by. Of an engine only the first steps are taken, as all are
alike; the entries that are left are filled in from a right backward pass.

    python scripts/longest_steps.py [--only WORD ...] [--top 5] [--engine-steps 40] [--least 20]
"""

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from time import perf_counter, thread_time
from types import FrameType

if __name__ == "__main__":  # as a file, it does not know where the program is
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from gradviz.analysis.check import check_steps
from gradviz.checking.engines.choice import ENGINES, Engine
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.subject import Built, Layered
from gradviz.network.backward import LINE_NAMES, correct_program
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.spec import Layers, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of

SAMPLE_SECONDS = 0.005  # of processor time, between two looks where a step is
PACKAGE = str(Path(__file__).resolve().parent.parent / "gradviz")
Values = dict[str, Array]


def unchanged(values: dict[str, Array]) -> None:
    """Leave arrays as they are."""


@dataclass
class Clock:
    """The processor time of the program alone.

    Attributes
    ----------
    own
        Seconds that this script took in the middle of a step.
    places
        Where the program was, by function, at each look since the step began.
    """

    own: float = 0.0
    places: Counter[str] = field(default_factory=Counter)

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Count the innermost function of GradViz that runs."""
        while frame is not None and not frame.f_code.co_filename.startswith(PACKAGE):
            frame = frame.f_back
        if frame is not None:
            code = frame.f_code
            self.places[f"{Path(code.co_filename).relative_to(PACKAGE)}:{code.co_name}"] += 1


@dataclass(frozen=True)
class Step:
    """A step of a check: seconds of processor time, and where they went by."""

    seconds: float
    place: str


def steps_of(experiment: Experiment, clock: Clock) -> tuple[list[Step], str]:
    """Return the steps of a check, and its verdict."""
    steps, found = check_steps(experiment), []
    while True:
        clock.places.clear()
        began, own = thread_time(), clock.own
        try:
            next(steps)
            verdict = ""
        except StopIteration as end:
            verdict = f"{end.value.verdict.value}"
        seconds = thread_time() - began - (clock.own - own)
        ranked = clock.places.most_common(2)
        found.append(Step(seconds, ", ".join(name for name, _ in ranked) or "?"))
        if verdict:
            return found, verdict


def shortened(engine: Engine, most: int, clock: Clock) -> Engine:
    """Return an engine that takes some steps, and fills in the rest from a right backward pass."""

    def run(subject: Built, request: Request, entries: Entries) -> Iterator[int]:
        yield from islice(engine(subject, request, entries), most)
        began = thread_time()
        places = request.places(subject.layout)
        left = places[~entries.computed[places]]
        if left.size and isinstance(subject, Layered):
            change = request.epsilon * _right_gradient(subject.network)[left]
            back = change if request.scheme == "central" else 0.0
            entries.fill(request, left, subject.cost + change, subject.cost - back, False)
        clock.own += thread_time() - began
        yield places.size

    return run


def _right_gradient(network: Network) -> Array:
    return network.gradients(correct_program(network.activation))[0]


def built(layers: Layers, m: int, **changes: object) -> Experiment:
    """Return a check of a network with random data."""
    settings = {
        name: changes.pop(name) for name in ("epsilon", "engine", "scheme") if name in changes
    }
    bugs = tuple(str(changes.pop("bugs", "")).split())
    lines = (str(changes.pop("line")),) if "line" in changes else ()
    changes = {"data": "gaussian", "init": "he", "cost": "logits", **changes}
    spec = NetworkSpec(layers, m, **changes)  # type: ignore[arg-type]
    return Experiment(NetworkSubject(spec, bugs=bugs, lines=lines), CheckSettings(**settings))  # type: ignore[arg-type]


def given(
    experiment: Experiment,
    names: tuple[str, ...] = (),
    spoil: Callable[[Values], None] = unchanged,
    data: Callable[[Values], None] = unchanged,
) -> Experiment:
    """Return a check of gradients as a file would bring them.

    Parameters
    ----------
    experiment
        With the network and the backward pass.
    names
        The lines that the file has beside the six gradients.
    spoil
        Changes the lines.
    data
        Changes X, Y and the parameters before the pass is run.
    """
    network = network_of(experiment).draw()
    arrays: Values = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays = {name: np.array(each, dtype=np.float64) for name, each in arrays.items()}
    data(arrays)
    brought = replace(
        experiment,
        subject=replace(
            network_of(experiment), given=GivenArrays("given", arrays), bugs=(), lines=()
        ),
    )
    values = dict(network_of(brought).build().network.known())
    lines, _ = network_of(experiment).program.run(values)
    lines = {name: np.array(lines[name]) for name in LINE_NAMES}
    spoil(lines)
    kept = {n: each for n, each in lines.items() if n[1] in "Wb" or n in names}
    return replace(
        brought,
        subject=replace(network_of(brought), given=GivenArrays("given", {**arrays, **kept})),
    )


def blank(examples: int, units: int = 0) -> Callable[[Values], None]:
    """Return what makes some examples, and units, zero: those units stand at their kinks."""

    def change(arrays: Values) -> None:
        for name in ("b1", "b2", "b3"):
            arrays[name][:] = 0
        arrays["X"][:, :examples] = 0
        arrays["W1"][:units] = 0

    return change


def half_slopes(values: Values, *, scale: float = 1.0) -> None:
    """Draw other values of dW1, as mixed slopes at kinks make them."""
    draws = np.random.default_rng(3)
    values["dW1"] = scale * values["dW1"] * draws.uniform(0.5, 1.0, values["dW1"].shape)


def in_float32(arrays: Values) -> None:
    """Round parameters as a file of float32 does."""
    for name in ("W1", "b1", "W2", "b2", "W3", "b3"):
        arrays[name] = arrays[name].astype(np.float32).astype(np.float64)


def rounded_after(experiment: Experiment) -> Experiment:
    """Return gradients of parameters that are rounded to float32 only afterwards."""
    whole = given(experiment, LINE_NAMES)
    brought = network_of(whole).given
    assert brought is not None
    arrays = dict(brought.arrays)
    in_float32(arrays)
    return replace(whole, subject=replace(network_of(whole), given=GivenArrays("given", arrays)))


def times_1_3(values: Values) -> None:
    """Spoil a line by a factor that nobody writes."""
    values["dW2"] = 1.3 * values["dW2"]


def all_lines_below_2(values: Values) -> None:
    """Spoil what reads dZ2, as if that line, which is not given, were wrong."""
    for name in ("dW2", "db2", "dW1", "db1"):
        values[name] = 1.7 * values[name]


WIDE_OUTPUTS = (4, 5, 3, 1000)
CASES: dict[str, Callable[[], Experiment]] = {
    "S": lambda: Experiment(NetworkSubject()),
    "M": lambda: built((20, 32, 16, 1), 64),
    "L": lambda: built((64, 128, 64, 1), 128),
    "XL": lambda: built((784, 128, 64, 1), 128),
    "XL, bug": lambda: built((784, 128, 64, 1), 128, bugs="dW2-twice"),
    "XL, tanh": lambda: built((784, 128, 64, 1), 128, activation="tanh"),
    "XL, unexplained": lambda: built(
        (784, 128, 64, 1), 128, line="dW2 = 1/m * exp(dZ2) @ A1.T + tanh(W2)"
    ),
    "XL, zeros": lambda: built((784, 128, 64, 1), 128, init="zeros", bugs="dZ2-no-mask"),
    "XXL": lambda: built((2000, 300, 100, 1), 128, bugs="dZ1-no-mask"),
    "largest": lambda: built((8_000, 440, 100, 1), 10),
    "largest, bug": lambda: built((8_000, 440, 100, 1), 10, bugs="dW1-no-mean"),
    "outputs": lambda: built(WIDE_OUTPUTS, 1000),
    "outputs, textbook": lambda: built(WIDE_OUTPUTS, 1000, cost="textbook"),
    "outputs, bug": lambda: built(WIDE_OUTPUTS, 1000, bugs="dZ2-no-mask"),
    "outputs, tanh": lambda: built(WIDE_OUTPUTS, 1000, activation="tanh", bugs="dW3-no-mean"),
    "outputs, batched": lambda: built(WIDE_OUTPUTS, 1000, engine="batched"),
    "outputs, loop": lambda: built(WIDE_OUTPUTS, 1000, engine="loop"),
    "outputs, epsilon 0.1": lambda: built(WIDE_OUTPUTS, 1000, epsilon=0.1),
    "outputs, zeros": lambda: built(WIDE_OUTPUTS, 1000, init="zeros"),
    "10,000 outputs": lambda: built((4, 5, 3, 10_000), 300, bugs="dZ1-no-mask"),
    "examples": lambda: built((10, 440, 10, 1), 10_000),
    "examples, bug": lambda: built((10, 440, 10, 1), 10_000, bugs="dZ1-no-mask"),
    "examples, tanh": lambda: built(
        (10, 440, 10, 1), 10_000, activation="tanh", bugs="dW1-no-mean"
    ),
    "examples, batched": lambda: built((10, 440, 10, 1), 10_000, engine="batched"),
    "examples, epsilon 0.1": lambda: built((10, 440, 10, 1), 10_000, epsilon=0.1),
    "examples, zeros": lambda: built((10, 440, 10, 1), 10_000, init="zeros"),
    "examples, unexplained": lambda: built(
        (10, 440, 10, 1), 10_000, line="dW2 = 1/m * exp(dZ2) @ A1.T + tanh(W2)"
    ),
    "examples, float32": lambda: built((10, 440, 10, 1), 10_000, dtype="float32"),
    "wide first": lambda: built((1, 1000, 1, 1), 1000, bugs="dZ2-no-mask"),
    "wide first, largest": lambda: built((10, 10_000, 10, 1), 420, bugs="dZ1-no-mask"),
    "wide second": lambda: built((4, 3, 1000, 1), 1000, bugs="dZ1-no-mask"),
    "wide second, largest": lambda: built((4, 10, 10_000, 1), 420, bugs="dZ2-no-mask"),
    "wide all": lambda: built((300, 300, 300, 300), 1000, bugs="dW2-twice"),
    "heavy pass": lambda: built((1000, 900, 60, 1), 1000),
    "heavy pass, bug": lambda: built((1000, 900, 60, 1), 1000, bugs="dZ1-no-mask"),
    "kinks, six": lambda: given(built((4, 5, 3, 1), 40), (), half_slopes, blank(9, 1)),
    "kinks, all": lambda: given(built((4, 5, 3, 1), 60), LINE_NAMES, half_slopes, blank(20)),
    "kinks, wide": lambda: given(built((30, 10, 8, 1), 40), (), half_slopes, blank(8)),
    "kinks, wider": lambda: given(built((100, 20, 10, 1), 40), (), half_slopes, blank(5)),
    "kinks, dA1": lambda: given(built((20, 12, 8, 2), 60), ("dA1",), half_slopes, blank(7)),
    "kinks, layer 1": lambda: given(built((40, 30, 20, 1), 100), (), half_slopes, blank(3)),
    "given, XL": lambda: given(built((784, 128, 64, 1), 128), (), times_1_3),
    "given, XL, all": lambda: given(built((784, 128, 64, 1), 128), LINE_NAMES, times_1_3),
    "given, XL, hidden line": lambda: given(
        built((784, 128, 64, 1), 128), ("dZ3",), all_lines_below_2
    ),
    "given, examples, hidden line": lambda: given(
        built((10, 440, 10, 1), 10_000), ("dZ3",), all_lines_below_2
    ),
    "given, examples, all": lambda: given(built((10, 440, 10, 1), 10_000), LINE_NAMES, times_1_3),
    "given, outputs, hidden line": lambda: given(built(WIDE_OUTPUTS, 1000), (), all_lines_below_2),
    "given, outputs, all": lambda: given(built(WIDE_OUTPUTS, 1000), LINE_NAMES, times_1_3),
    "rounded parameters, XL": lambda: rounded_after(built((784, 128, 64, 1), 128)),
    "rounded parameters, examples": lambda: rounded_after(built((10, 440, 10, 1), 10_000)),
    "rounded parameters, outputs": lambda: rounded_after(built(WIDE_OUTPUTS, 1000)),
    "given, examples, zeros": lambda: given(
        built((10, 440, 10, 1), 10_000), (), half_slopes, blank(2000)
    ),
}


def main(argv: list[str] | None = None) -> int:
    """Print the longest steps of each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="WORD", help="of cases")
    parser.add_argument("--top", type=int, default=5, help="steps of each case")
    parser.add_argument("--engine-steps", type=int, default=40, help="that an engine takes")
    parser.add_argument("--least", type=float, default=20.0, metavar="MS", help="that is printed")
    wanted = parser.parse_args(argv)
    clock = Clock()
    for name, engine in list(ENGINES.items()):
        ENGINES[name] = shortened(engine, wanted.engine_steps, clock)
    signal.signal(signal.SIGPROF, clock.look)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)
    for name, make in CASES.items():
        if wanted.only and not any(word in name for word in wanted.only):
            continue
        experiment = make()
        began = perf_counter()
        steps, verdict = steps_of(experiment, clock)
        seconds, worst = perf_counter() - began, sorted(steps, key=lambda each: -each.seconds)
        longest = 1000 * worst[0].seconds
        print(f"{longest:7.1f} ms  {name}: {verdict}, {len(steps)} steps, {seconds:.1f} s")
        for step in worst[: wanted.top]:
            if 1000 * step.seconds >= wanted.least:
                print(f"    {1000 * step.seconds:7.1f}  {step.place}")
        sys.stdout.flush()
    signal.setitimer(signal.ITIMER_PROF, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
