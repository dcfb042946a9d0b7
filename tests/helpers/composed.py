"""Checks put together by hand, and checks in which some values are others."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from gradviz.checking.comparison import Comparison
from gradviz.checking.engines.entries import Entries
from gradviz.checking.evidence import Evidence
from gradviz.checking.expected import ExpectedError
from gradviz.checking.experiment import Experiment
from gradviz.checking.noise import Noise
from gradviz.checking.result import CheckResult
from gradviz.checking.trust import Trust
from gradviz.checking.verdict import judge, wrong_entries
from gradviz.network.layout import Array


def composed(experiment: Experiment, grad: Array, gradapprox: Array, **changes: Any) -> CheckResult:
    """Return a check of all entries, by the loop, whose numerical error was not measured.

    Parameters
    ----------
    experiment
        What it is of; nothing of it is computed.
    grad, gradapprox
        The two gradients.
    changes
        As `changed` takes them.
    """
    size = grad.size
    zeros, none = np.zeros(size), np.zeros(size, bool)
    entries = Entries(zeros, zeros, gradapprox, ~none, none)
    comparison = Comparison(experiment.subject.layout, grad, entries)
    evidence = Evidence(comparison, experiment.check, problem="by hand")
    wrong = wrong_entries(evidence)
    judgement = judge(evidence, wrong)
    result = CheckResult(experiment, "loop", zeros, 1.0, evidence, wrong, judgement, 0.0)
    return changed(result, **({"problem": None} | changes))


def changed(result: CheckResult, **changes: Any) -> CheckResult:
    """Return a check in which some values are others, judged anew; each by its name.

    They are fields of the result, of its evidence, its entries or its trust; where the numerical
    error was not measured, that to expect is nothing.
    """
    trust = result.trust
    if _of(Trust, changes):
        trust = replace(trust or _nothing(result.size), **_of(Trust, changes))
    if changes.get("expected", trust) is None:
        trust = None
    comparison = replace(
        result.comparison,
        entries=replace(result.entries, **_of(Entries, changes)),
        **_of(Comparison, changes),
    )
    settings = changes.get("experiment", result.experiment).check
    parts = {"comparison": comparison, "trust": trust, "settings": settings}
    evidence = replace(result.evidence, **(parts | _of(Evidence, changes)))
    found = replace(result, evidence=evidence, **_of(CheckResult, changes))
    return found.under(found.assumed)


def _nothing(size: int) -> Trust:
    none, zeros = Noise((), (), 0, 0, {}), np.zeros(size)
    return Trust(none, ExpectedError(zeros, zeros, zeros), None, None, None, None)


def _of(kind: type, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes that are fields of one of the parts."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in changes.items() if name in names}
