"""Backward passes that are wrong at one line, from values alone."""

from collections.abc import Callable, Mapping

import numpy as np

from gradviz.analysis.diagnosis.fits import mistakes_steps
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis, LineFinding
from gradviz.checking.mistake import Mistake
from gradviz.checking.rules import rule_values
from gradviz.checking.steps import finished
from gradviz.network.backward import LINE_NAMES, BackwardProgram, parse_line
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject

Change = Callable[[Array], Array]


def suspect_of(spec: NetworkSpec, name: str, change: Change | Array) -> Suspect:
    """Return a line of a pass that is right up to there, with another value."""
    network = NetworkSubject(spec).draw()
    rules = rule_values(network, {})
    value = change(rules[name]) if callable(change) else change
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    known = network.known() | {each: rules[each] for each in earlier}
    unit = float(np.finfo(network.theta.dtype).eps) / 2
    decidable = np.ones(rules[name].shape, dtype=bool)
    return Suspect(name, value, rules[name], decidable, known, network, 1e-14, unit)


def mistakes_of(suspect: Suspect) -> tuple[Mistake, ...]:
    """Return the mistakes that explain the value of a wrong line, the likeliest first."""
    return finished(mistakes_steps(suspect))


def values_with(network: Network, name: str, change: Change) -> dict[str, Array]:
    """Return every line of a pass that is right but for the value of one line."""
    changed = {name: change(rule_values(network, {})[name])}
    return rule_values(network, changed) | changed


def given_values(spec: NetworkSpec, values: Mapping[str, Array]) -> Experiment:
    """Return a check of gradients from elsewhere; those between the layers may be left out."""
    network = NetworkSubject(spec).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    return Experiment(NetworkSubject(spec, given=GivenArrays("mine.npz", arrays | dict(values))))


def explains(mistake: Mistake, finding: LineFinding, network: Network, found: Diagnosis) -> bool:
    """Return whether the expression of a mistake yields the value of its line, down to rounding.

    A factor of seven digits or more is written with seven.
    """
    assert mistake.expression is not None
    assert finding.value is not None
    before = LINE_NAMES[: LINE_NAMES.index(finding.name)]
    values = {name: found.lines[name].value for name in before}
    known = network.known() | {name: each for name, each in values.items() if each is not None}
    line = parse_line(f"{finding.name} = {mistake.expression}")
    computed = BackwardProgram((line,)).run(known)[0][finding.name]
    factor = mistake.factor
    is_long = factor is not None and abs(float(f"{factor:.7g}") - factor) > 1e-12 * abs(factor)
    is_fraction = "/" in mistake.expression.partition("(")[0]
    rounding = 1e-6 if is_long and not is_fraction else 1e-11
    size = np.linalg.norm(finding.value) + np.linalg.norm(finding.rule)
    return bool(np.linalg.norm(computed - finding.value) <= rounding * size)
