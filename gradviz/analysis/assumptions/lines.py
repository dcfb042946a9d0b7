"""What is said of each line where an assumption explains the gradients."""

from dataclasses import replace

from gradviz.analysis.diagnosis.factors import factor_words
from gradviz.checking.assumption import Assumed, Assumption, What
from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind, Mistake
from gradviz.checking.rules import READS
from gradviz.network.backward import LINE_NAMES

_KINDS = {
    What.L2: Kind.L2,
    What.COST: Kind.COST,
    What.DIVISOR: Kind.DIVISOR,
    What.UPDATED: Kind.UPDATED,
}


def said_of_lines(
    assumptions: tuple[Assumption, ...], given: tuple[str, ...]
) -> dict[str, LineVerdict]:
    """Return what is said of each line.

    No line is accused where the gradients are right for something else. Where they are wrong
    whatever was meant, the lines that make them so are, as far as their values were given with
    what they read.
    """
    wrong = [line for each in assumptions if each.is_wrong for line in each.at]
    said = dict.fromkeys(LINE_NAMES, LineVerdict.UNDECIDABLE)
    if not wrong:
        return said
    spoilt: set[str] = set()  # through lines whose values were not given too
    for name in LINE_NAMES:
        reads = READS[name]
        is_spoilt = not spoilt.isdisjoint(reads)
        if is_spoilt or name in wrong:
            spoilt.add(name)
        if name not in given:
            continue
        if name in wrong:
            is_shown = all(each in given for each in reads) or _is_own(assumptions, name)
            said[name] = LineVerdict.ORIGIN if is_shown else LineVerdict.UNDECIDABLE
        else:
            said[name] = LineVerdict.INHERITED if is_spoilt else LineVerdict.RIGHT
    return said


def _is_own(assumptions: tuple[Assumption, ...], name: str) -> bool:
    """Return whether a line is wrong by itself, whatever it reads: a term of its own is missing."""
    return any(each.what is What.L2 and name in each.at for each in assumptions)


def under(diagnosis: Diagnosis, assumed: Assumed) -> Diagnosis:
    """Return a diagnosis in which lines are judged by what explains the gradients.

    Parameters
    ----------
    diagnosis
        Of the pass that the check assumes: its values stay.
    assumed
        What explains the gradients.
    """
    said = {name: _said(each, assumed) for name, each in diagnosis.lines.items()}
    return Diagnosis(said)


def _said(finding: LineFinding, assumed: Assumed) -> LineFinding:
    verdict, why = assumed.lines[finding.name], None
    if verdict is LineVerdict.RIGHT and finding.why is Why.NOT_COVERED:
        return finding  # zeros tell nothing, whatever is assumed
    causes = [each for each in assumed.assumptions if finding.name in places(each)]
    if verdict is LineVerdict.UNDECIDABLE:
        why = Why.POSSIBLE if causes else Why.ASSUMED
        if not causes and assumed.is_wrong and finding.value is None:
            why = Why.NOT_GIVEN
    mistakes = tuple(_mistake(each, finding, verdict) for each in causes)
    return replace(finding, verdict=verdict, mistakes=mistakes, why=why)


def places(assumption: Assumption) -> tuple[str, ...]:
    """Return the lines that may be wrong: another divisor may as well be a factor in dZ3."""
    is_factor = assumption.factor is not None and "dZ3" not in assumption.at
    return ("dZ3", *assumption.at) if is_factor else assumption.at


def _mistake(assumption: Assumption, finding: LineFinding, verdict: LineVerdict) -> Mistake:
    entries, factor = finding.rule.size, assumption.factor
    words = mistake_words(assumption)
    if verdict is LineVerdict.ORIGIN or factor is None:
        return Mistake(_KINDS[assumption.what], words, fitted=entries, entries=entries)
    hint = words if finding.name in assumption.at else ""
    return Mistake(Kind.SCALED, factor_words(factor), None, factor, hint, entries, entries)


def mistake_words(assumption: Assumption) -> str:
    """Return what is wrong with a line, to stand after "dW2 is wrong: "."""
    match assumption.what:
        case What.L2:
            return f"the L2 term is missing, lambda/m * W with lambda {assumption.fits}"
        case What.UPDATED:
            rate = assumption.fits
            return f"W was already updated, by {rate} * dW, when dA was computed from it"
        case What.COST if assumption.value is None:
            return f"it is that of {assumption.fits}"
        case _ if assumption.value == 1:
            return "1/m is missing"
        case _:
            source = f"({assumption.fits})" if " " in assumption.fits else assumption.fits
            share = f"1/{assumption.value or 1:.0f}"
            return f"1/{source}, here {share}, in the place of 1/m, 1/{assumption.instead}"
