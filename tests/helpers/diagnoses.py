"""Diagnoses made by hand, where what is shown is tested and not what is found."""

from dataclasses import replace

import numpy as np

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.result import CheckResult
from gradviz.network.backward import LINE_NAMES, SHAPED_LIKE
from gradviz.network.network import pass_shapes
from gradviz.subjects.network import network_of
from tests.helpers.results import checked

TWICE = Mistake(
    Kind.SCALED,
    "2 times too large",
    "2 * (1/m * dZ2 @ A1.T)",
    factor=2.0,
    fitted=15,
    entries=15,
)
NO_MASK = Mistake(Kind.MASK, "the mask is missing", "dA2", fitted=9, entries=9)


def finding(
    experiment: Experiment,
    name: str,
    verdict: LineVerdict,
    mistakes: tuple[Mistake, ...] = (),
    why: Why | None = None,
) -> LineFinding:
    """Return what is known of a line, with zeros for its values."""
    spec = network_of(experiment).network
    shape = pass_shapes(spec.layers, spec.examples)[SHAPED_LIKE[name]]
    zeros, none = np.zeros(shape), np.zeros(shape, dtype=bool)
    return LineFinding(name, verdict, zeros, zeros, zeros, zeros, none, mistakes, why)


def diagnosis_of(
    experiment: Experiment,
    verdicts: dict[str, LineVerdict] | None = None,
    mistakes: dict[str, tuple[Mistake, ...]] | None = None,
    whys: dict[str, Why] | None = None,
) -> Diagnosis:
    """Return a diagnosis in which every line is right but those that are named."""
    given, causes, reasons = verdicts or {}, mistakes or {}, whys or {}
    return Diagnosis(
        {
            name: finding(
                experiment,
                name,
                given.get(name, LineVerdict.RIGHT),
                causes.get(name, ()),
                reasons.get(name),
            )
            for name in LINE_NAMES
        }
    )


def judged(experiment: Experiment, diagnosis: Diagnosis | None) -> CheckResult:
    """Return a check of an experiment that says this of its lines."""
    return replace(checked("default"), experiment=experiment, diagnosis=diagnosis)
