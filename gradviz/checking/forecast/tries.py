"""The work of what is tried: epsilons, and remedies of an inconclusive check.

How many are depends on what is found. What can be known of it beforehand is counted: a cost that
is not finite has no epsilon to try, single precision finds none that is good, and a remedy is a
check in itself.
"""

from dataclasses import replace
from math import erfc, sqrt

from gradviz.checking.estimate import MOST_TRIED
from gradviz.checking.forecast.engines import Run, engine_work, fastest_engine, share_within
from gradviz.checking.forecast.parts import (
    bending_work,
    best_epsilon_work,
    lines_work,
    noise_work,
    opinion_work,
    taylor_work,
)
from gradviz.checking.forecast.rates import NOMINAL
from gradviz.checking.forecast.work import Work
from gradviz.network.forward import KINKED
from gradviz.network.layout import Layout
from gradviz.network.spec import NetworkSpec

TRIAL_SECONDS = 0.03  # of a numerical gradient that is tried; of a large network a sample has to do
# By precision and scheme: the epsilon that is best, mostly, and how many are tried from there.
TRIED = {
    ("float64", "central"): (1e-5, 1.2),
    ("float64", "forward"): (1e-8, 3.0),
    ("float32", "central"): (1e-2, 5.0),
    ("float32", "forward"): (1e-3, 5.0),
}
CROSSED, TRIALS_IF_CROSSED = 0.3, 2.5
# A network whose engine takes longer is not checked again for each remedy, and no more is one of
# many parameters, which takes long to draw: the most likely remedy is proposed, and not promised.
LONGEST_REMEDY = 0.05  # seconds
SLOPES_SECONDS = 0.1  # of the one-sided slopes at exact zeros; others are not judged by them
STACKED = 0.5  # stacks take half as long
HALF = 0.7  # labels beyond: J is as likely to be a number as not; measured
MANY_ZEROS = 0.7  # of the examples for which all units are off, on average
OFTEN = 0.5  # of the textbook's cost, a forward difference is inconclusive
SATURATED = {"float64": 36.7, "float32": 16.6}  # Z3 from which on 1 - A3 is 0


def is_finite(spec: NetworkSpec) -> bool:
    """Return whether J is likely to be a number: the textbook's takes log(1 - A3).

    Of parameters drawn from N(0, 1) the logits are as large as a root of the number of units.
    """
    if spec.cost != "textbook" or spec.init != "normal":
        return True
    n_x, n_1, n_2, n_y = spec.layers
    squares = n_x + 1.0  # of Z, usually
    for units in (n_1, n_2):
        of_activation = squares / 2 if spec.activation in KINKED else min(1.0, squares)
        squares = units * of_activation + 1
    beyond = erfc(SATURATED[spec.dtype] / sqrt(2 * squares)) / 2
    independent = float(spec.examples)
    if spec.activation not in KINKED:  # few units that are saturated know few examples apart
        independent = min(independent, 2.0 ** min(n_1, n_2, 30))
    return beyond * n_y * independent / 2 < HALF  # measured: a label of either kind may spoil J


def has_exact_zeros(spec: NetworkSpec) -> bool:
    """Return whether units are likely to stand exactly at their kinks.

    Where every unit of the first layer is off, Z2 is b2, which is drawn as 0.
    """
    is_off = spec.activation == "relu" and spec.init != "normal"
    return is_off and spec.examples > MANY_ZEROS * 2.0 ** min(spec.layers[1], 30)


def zeros_work(spec: NetworkSpec) -> Work:
    """Return the work of one-sided slopes at exact zeros, and of a look near theta."""
    if not has_exact_zeros(spec):
        return Work()
    size = Layout.of_layers(spec.layers).size
    one_entry = engine_work(spec, Run("loop")) * (1 / size)
    moved = sum(spec.layers[:2]) * spec.layers[1]  # entries of the first layer, and some above
    most = min(moved, SLOPES_SECONDS / (2 * one_entry.seconds(NOMINAL)))
    return one_entry * (2 * most * STACKED) + opinion_work(spec) * 2 + lines_work(spec)


def trials_work(spec: NetworkSpec, scheme: str, engine: str) -> Work:
    """Return the work of `suggestion_steps`, which tries the suggested epsilon on a sample."""
    if not is_finite(spec):
        return Work()
    epsilon, trials = TRIED[spec.dtype, scheme]
    hidden = (spec.layers[1] + spec.layers[2]) * spec.examples
    if spec.activation in KINKED and hidden * epsilon > CROSSED:
        trials = max(trials, TRIALS_IF_CROSSED)  # smaller ones step over fewer kinks
    run = Run(engine, scheme, epsilon)
    return engine_work(spec, run, share_within(spec, run, TRIAL_SECONDS)) * trials


def once_work(spec: NetworkSpec, scheme: str, engine: str) -> Work:
    """Return the work of all that is measured once of a network, but for its lines."""
    found = noise_work(spec) + bending_work(spec) + opinion_work(spec) + zeros_work(spec)
    if not is_finite(spec):
        return found
    return found + taylor_work(spec) + best_epsilon_work(spec) + trials_work(spec, scheme, engine)


def remedy_work(spec: NetworkSpec, run: Run, is_kept: bool = False) -> Work:
    """Return the work of `remedy_steps`, which checks a small network with other settings.

    Where the networks that are tried were kept, only their engines run again.
    """
    is_small = Layout.of_layers(spec.layers).size <= MOST_TRIED
    if not is_small or engine_work(spec, run).seconds(NOMINAL) > LONGEST_REMEDY:
        return Work()
    double = replace(spec, dtype="float64")
    if spec.dtype == "float32":
        found = _tried(double, run, is_kept)
        if spec.cost == "textbook":
            found += _tried(replace(spec, cost="logits"), run, is_kept) * 2
        return found
    if has_exact_zeros(spec):
        return _tried(spec, run, is_kept)  # with another seed
    if spec.cost == "logits":
        return Work()
    careful = _tried(replace(spec, cost="logits"), run, is_kept)
    if not is_finite(spec):
        return careful
    return careful * OFTEN if run.scheme == "forward" else Work()


def _tried(spec: NetworkSpec, run: Run, is_kept: bool) -> Work:
    name = fastest_engine(spec, run.scheme) if run.engine != "loop" else "loop"
    found = engine_work(spec, replace(run, engine=name))
    return found if is_kept else found + once_work(spec, run.scheme, name)
