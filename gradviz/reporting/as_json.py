"""A check as one JSON object, which other programs read."""

import json
import math
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.findings import JUDGED, Diagnosis, LineFinding
from gradviz.checking.kinks import exact_zeros
from gradviz.checking.mistake import Mistake
from gradviz.checking.noise import Noise
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.checking.verdict import Verdict
from gradviz.presenting.assumptions import assumed_fields
from gradviz.presenting.diagnosis import lines_activation, right_line, sentence
from gradviz.presenting.given import given_fields
from gradviz.presenting.remedy import changed_settings
from gradviz.reporting.entries_json import entries_json, value_count
from gradviz.reporting.subject_fields import edited_fields
from gradviz.subjects.network import network_of

MOST_ZEROS = 100  # exact zeros that are named


def json_text(result: CheckResult, *, full: bool = False) -> str:
    """Return a check as one JSON object.

    Numbers that are NaN or infinite are null, with a ``problem`` beside them.

    Parameters
    ----------
    result
        The check.
    full
        Whether grad, gradapprox, the error to expect and the cause of each entry are in it, as
        nested lists by array.
    """
    return finished(full_json_steps(result)) if full else object_text(_fields(result))


def full_json_steps(result: CheckResult) -> Generator[float, None, str]:
    """Write a check in full, in a worker.

    Yields
    ------
    float
        How much of it is written, from 0 to 1.

    Returns
    -------
    str
        What ``json_text`` returns.
    """
    pieces = [object_text(_fields(result), indent=None).removesuffix("}"), ", "]
    done, total = 0, value_count(result)
    for text, values in entries_json(result):
        pieces.append(text)
        done += values
        yield done / total
    return "".join([*pieces, "}"])


def object_text(fields: Mapping[str, Any], indent: int | None = 2) -> str:
    """Return a JSON object in ASCII, with null for NaN and infinity and no line feed at its end."""
    return json.dumps(finite(fields), indent=indent, allow_nan=False)


def finite(value: Any) -> Any:
    """Return a value with null in place of NaN and infinity, at any depth."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return value


def _fields(result: CheckResult) -> dict[str, Any]:
    experiment = result.experiment
    settings = experiment.check
    fields: dict[str, Any] = {
        "verdict": str(result.verdict),
        "difference": result.difference,
        "threshold": settings.threshold,
        "epsilon": settings.epsilon,
        "scheme": settings.scheme,
        "engine": result.engine,
        "dtype": experiment.subject.dtype,
        "cost": result.cost,
        "parameters": result.size,
        "seconds": result.seconds,
        **({"computed": result.done, "sample": result.is_sample} if result.is_partial else {}),
        **_trust(result),
        **_opinion(result),
        **_taylor(result),
        "coverage": {"nonzero": result.nonzero, "total": result.size},
        "kinks": _kinks(result),
        **edited_fields(experiment),
        **given_fields(experiment),
        **assumed_fields(result.assumed),
        "arrays": {array.name: _array(array) for array in result.arrays},
        **({} if result.diagnosis is None else _lines(result.diagnosis, lines_activation(result))),
    }
    if result.problem or not math.isfinite(result.difference):
        fields["problem"] = result.problem or "The gradients hold values that are not finite."
    return _with_problem(fields)


def _with_problem(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields with a problem that names those which are null for leaving the range."""
    numbers = {name: each for name, each in fields.items() if isinstance(each, float | list)}
    found = [name for name, each in numbers.items() if finite(each) != each]
    if not found or "problem" in fields:
        return fields
    return fields | {"problem": f"What is not finite: {', '.join(found)}."}


def _lines(diagnosis: Diagnosis, activation: str) -> dict[str, Any]:
    """Return what is said of each line, the lines that are wrong, and why they may be so."""
    lines = diagnosis.lines.values()
    fields: dict[str, Any] = {
        "lines": {each.name: str(each.verdict) for each in lines},
        "diagnosis": [_accused(each, activation) for each in diagnosis.origins],
    }
    resolution = {each.name: each.resolution for each in lines if each.verdict in JUDGED}
    if resolution:
        fields["resolution"] = resolution
    if diagnosis.carries_mean:
        fields["carries_mean"] = True
    why = {each.name: str(each.why) for each in lines if each.why is not None}
    if diagnosis.possible:
        fields["possible"] = [_accused(each, activation) for each in diagnosis.possible]
    return fields | ({"undecidable": why} if why else {})


def _accused(finding: LineFinding, activation: str) -> dict[str, Any]:
    """Return a line that is wrong, or may be: the likeliest cause, and others that fit as well."""
    fields: dict[str, Any] = {"line": finding.name}
    first, *others = [_cause(each) for each in finding.mistakes] or [{"cause": "unknown"}]
    fields |= first | {"message": sentence(finding)}
    fields["correct"] = right_line(finding, activation)
    return fields | ({"or": others} if others else {})


def _cause(mistake: Mistake) -> dict[str, Any]:
    fields: dict[str, Any] = {"cause": str(mistake.kind), "words": mistake.words}
    if mistake.factor is not None:
        fields["factor"] = mistake.factor
    if mistake.expression is not None:
        fields["computes"] = mistake.expression
    return fields | {"evidence": {"entries": mistake.entries, "explained": mistake.fitted}}


def _trust(result: CheckResult) -> dict[str, Any]:
    """Return why the verdict is what it is, and what numerical error explains."""
    judgement, remedy = result.judgement, result.remedy
    fields: dict[str, Any] = {"reason": str(judgement.reason)}
    if result.noise is not None:
        fields |= {"noise_floor": result.noise_floor, "truncation": result.truncation}
        fields["noise"] = _noise(result.noise, result.experiment.check.epsilon)
    if result.suggestion is not None:
        fields["suggested_epsilon"] = result.suggestion.epsilon
        fields["suggested_difference"] = result.suggestion.difference
    if judgement.wrong_arrays:
        fields["wrong_arrays"] = list(judgement.wrong_arrays)
    if remedy is not None:
        fields["remedy"] = {"set": changed_settings(result), "verdict": _text(remedy.verdict)}
    return fields


def _opinion(result: CheckResult) -> dict[str, Any]:
    """Return what the second opinion finds; nothing where it was not taken."""
    opinion = result.opinion
    if opinion is None or not opinion.known.any():
        return {}
    wrong = int(np.count_nonzero(result.wrong_entries & opinion.known))
    fields: dict[str, Any] = {
        "method": opinion.method,
        "difference": result.evidence.opinion_difference,
        "verdict": str(result.verdict if result.is_explained else _of_wrong(wrong)),
        "wrong": wrong,
        "entries": int(np.count_nonzero(opinion.known)),
    }
    if opinion.precision.is_short:
        fields["precision"] = opinion.precision.name
    return {"second_opinion": _with_problem(fields)}


def _of_wrong(wrong: int) -> Verdict:
    return Verdict.FAIL if wrong else Verdict.PASS


def _taylor(result: CheckResult) -> dict[str, Any]:
    """Return the Taylor remainder test; nothing where it was not taken."""
    taylor = result.taylor
    if taylor is None:
        return {}
    fields: dict[str, Any] = {} if taylor.order is None else {"order": taylor.order}
    fields |= {"steps": taylor.steps.tolist(), "remainders": taylor.remainders.tolist()}
    return {"taylor": _with_problem(fields)}


def _noise(noise: Noise, epsilon: float) -> dict[str, Any]:
    """Return how the noise of J was measured, and what was found."""
    fields: dict[str, Any] = {
        "level": float(noise.level(np.array(epsilon))),
        "values": noise.evaluations,
        "found": {str(finding): count for finding, count in noise.findings.items()},
    }
    return fields | ({"problem": noise.problem} if noise.problem else {})


def _text(verdict: Verdict | None) -> str:
    return "not tried" if verdict is None else str(verdict)


def _kinks(result: CheckResult) -> dict[str, Any]:
    fields: dict[str, Any] = {"crossed": result.crossed, "exact_zeros": result.exact_zeros}
    if result.crossed or result.exact_zeros:
        fields["difference_without"] = result.difference_without_kinks
    if result.exact_zeros:
        zeros = exact_zeros(network_of(result.experiment).draw(), MOST_ZEROS)
        fields["zeros"] = [vars(zero) for zero in zeros]
    return fields


def _array(array: ArrayResult) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "difference": array.difference,
        "max_abs_error": array.max_abs_error,
        "worst": list(array.worst),
        "grad": array.grad,
        "gradapprox": array.gradapprox,
        "nonzero": array.nonzero,
        "kinks": array.kinks,
    }
    for name in ("grad", "gradapprox"):
        if not math.isfinite(fields[name]):
            where = ", ".join(map(str, array.worst))
            fields["problem"] = f"{name} of {array.name} is not finite at [{where}]."
    return fields
