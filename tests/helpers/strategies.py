"""Hypothesis strategies for networks, experiments and lines of a backward pass."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from gradviz.checking.experiment import ENGINES, SCHEMES, CheckSettings, Experiment
from gradviz.network.bugs import bugs
from gradviz.network.data import DATA_SETS
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of

GENERATED = ("reference", "gaussian", "xor", "circles", "moons")


def examples(most: int) -> settings:
    """Return a decorator: no more than so many examples."""
    return settings(max_examples=most)


@st.composite
def specs(
    draw: st.DrawFn,
    *,
    most_units: int = 4,
    most_examples: int = 5,
    dtypes: tuple[str, ...] = ("float64",),
    costs: tuple[str, ...] = COSTS,
    inits: tuple[str, ...] = INITS,
    data: tuple[str, ...] = GENERATED,
) -> NetworkSpec:
    """Draw a small network of any kind; sizes from 1, outputs from 1 to 3."""
    name = draw(st.sampled_from(data))
    unit = st.integers(1, most_units)
    n_x = DATA_SETS[name].n_x or draw(unit)
    return NetworkSpec(
        layers=(n_x, draw(unit), draw(unit), draw(st.integers(1, 3))),
        examples=draw(st.integers(1, most_examples)),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        cost=draw(st.sampled_from(costs)),
        dtype=draw(st.sampled_from(dtypes)),
        seed=draw(st.integers(0, 2**32 - 1)),
        init=draw(st.sampled_from(inits)),
        data=name,
    )


@st.composite
def experiments(draw: st.DrawFn, *, most_units: int = 4, most_examples: int = 5) -> Experiment:
    """Draw a small network with any settings and up to two bugs that fit it."""
    spec = draw(specs(most_units=most_units, most_examples=most_examples, dtypes=DTYPES))
    shapes = pass_shapes(spec.layers, spec.examples)
    fitting = [bug for bug in bugs().values() if bug.misfit(spec.activation, shapes) is None]
    chosen = draw(st.lists(st.sampled_from(fitting), max_size=2, unique_by=lambda bug: bug.line))
    return Experiment(
        NetworkSubject(spec, bugs=tuple(bug.id for bug in chosen)), draw(check_settings())
    )


def check_settings() -> st.SearchStrategy[CheckSettings]:
    """Draw settings of a check."""
    step = st.integers(-12, -2).map(lambda decade: 10.0**decade)
    return st.builds(
        CheckSettings,
        epsilon=step,
        threshold=step,
        scheme=st.sampled_from(SCHEMES),
        engine=st.sampled_from(ENGINES),
    )


def with_settings(experiment: Experiment, **changes: object) -> Experiment:
    """Return an experiment with other settings of the check."""
    return replace(experiment, check=replace(experiment.check, **changes))  # type: ignore[arg-type]


def with_network(experiment: Experiment, **changes: object) -> Experiment:
    """Return an experiment with another network."""
    subject = network_of(experiment)
    network = replace(subject.network, **changes)  # type: ignore[arg-type]
    return replace(experiment, subject=replace(subject, network=network))


NAMES = ("X", "Y", "W2", "b1", "Z1", "A2", "dZ2", "m")
NUMBERS = ("0", "1", "2", "0.5", "1e-3", "3.25")
ARITHMETIC = ("+", "-", "*", "/", "@")
COMPARISONS = (">", ">=", "<", "<=", "==", "!=")
ONE_ARGUMENT = ("sum", "mean", "sum_units", "total", "exp", "log", "tanh", "sqrt", "abs")


def expression_texts() -> st.SearchStrategy[str]:
    """Draw a text that is a valid expression; whether its shapes fit is another matter."""
    leaf = st.sampled_from(NAMES) | st.sampled_from(NUMBERS)
    return st.recursive(leaf, _larger, max_leaves=8).filter(lambda text: len(text) <= 300)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return larger texts, some without brackets: precedence is the text's then."""
    return st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(ARITHMETIC), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(ARITHMETIC), inner),
        st.builds("(({}) {} {})".format, inner, st.sampled_from(COMPARISONS), inner),
        st.builds("({})**{}".format, inner, st.sampled_from(("2", "3", "0.5", "-1"))),
        st.builds("-{}".format, inner),
        st.builds("({}).T".format, inner),
        st.builds("{}({})".format, st.sampled_from(ONE_ARGUMENT), inner),
        st.builds("where({}, {}, {})".format, inner, inner, inner),
        st.builds("maximum({}, {})".format, inner, inner),
    )
