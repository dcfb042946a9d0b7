"""Checks with a diagnosis made by hand, to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.result import CheckResult
from gradviz.network.algebras import Value
from gradviz.network.backward import LINE_NAMES, BackwardProgram, correct_program, parse_line
from gradviz.network.layout import Array
from gradviz.network.spec import Layers
from gradviz.presenting.pass_nodes import PassGraph
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment

TWICE = Mistake(Kind.SCALED, "2 times too large", factor=2.0, fitted=15, entries=15)
NOISE = 1e-10  # of a numerical gradient made by hand


def experiment_of(layers: Layers = (4, 5, 3, 1), examples: int = 12) -> Experiment:
    """Return a correct experiment of some size."""
    default = preset_experiment("default")
    network = replace(network_of(default).network, layers=layers, examples=examples)
    return replace(default, subject=replace(network_of(default), network=network))


def diagnosed(
    *lines: str, experiment: Experiment | None = None, undecidable: Sequence[str] = ()
) -> CheckResult:
    """Return a check of an experiment with some lines replaced, and what is to be said of them.

    The lines that are replaced are origins, those that read what they spoil are inherited, those
    named are undecidable, and all others are right. The numerical gradient is the correct one with
    some noise.
    """
    shown = replace(
        experiment or experiment_of(),
        subject=replace(network_of(experiment or experiment_of()), lines=lines),
    )
    wrong = {parse_line(line).name for line in lines}
    correct = correct_program(network_of(shown).network.activation)
    known = network_of(shown).draw().known()
    values, truth = network_of(shown).program.run(known)[0], correct.run(known)[0]
    findings: dict[str, LineFinding] = {}
    for name in LINE_NAMES:
        verdict = LineVerdict.RIGHT
        if name in wrong:
            verdict = LineVerdict.ORIGIN
        elif not np.allclose(values[name], truth[name], rtol=1e-12):
            verdict = LineVerdict.INHERITED
        if name in undecidable:
            verdict = LineVerdict.UNDECIDABLE
        rule = _rule(correct, name, {**known, **values})
        findings[name] = _finding(name, verdict, values[name], rule, truth[name])
    return replace(check(shown), diagnosis=Diagnosis(findings))


def graph_of(result: CheckResult, experiment: Experiment | None = None) -> PassGraph:
    """Return the passes of an experiment, that of the check or another, as the check judges it."""
    return PassGraph.of(experiment or result.experiment, result)


def _finding(
    name: str, verdict: LineVerdict, value: Array, rule: Array, truth: Array
) -> LineFinding:
    noise = np.random.default_rng(0).normal(0, NOISE, truth.shape)
    return LineFinding(
        name,
        verdict,
        np.array(value),
        rule,
        np.array(truth + noise, dtype=np.float64),
        np.full(truth.shape, NOISE),
        np.zeros(truth.shape, dtype=bool),
        (TWICE,) if verdict is LineVerdict.ORIGIN else (),
        Why.NOT_COVERED if verdict is LineVerdict.UNDECIDABLE else None,
    )


def _rule(correct: BackwardProgram, name: str, known: Mapping[str, Value]) -> Array:
    line = next(line for line in correct.lines if line.name == name)
    return BackwardProgram((line,)).run(known)[0][name]


def with_finding(result: CheckResult, name: str, **changes: object) -> CheckResult:
    """Return a check in which something else is said of a line."""
    assert result.diagnosis is not None
    changed = replace(result.diagnosis.lines[name], **changes)  # type: ignore[arg-type]
    return replace(result, diagnosis=Diagnosis({**result.diagnosis.lines, name: changed}))
