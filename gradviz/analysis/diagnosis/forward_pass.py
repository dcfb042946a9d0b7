"""Given lines that look wrong because they come from another forward pass than the check's."""

from dataclasses import replace

from gradviz.checking.findings import Diagnosis, LineFinding, LineVerdict, Why
from gradviz.checking.mistake import Kind
from gradviz.network.backward import LINE_NAMES

# Lines that read a value of the forward pass, or X, and nothing else that may be another.
READING = tuple(name for name in LINE_NAMES if name[1] in "ZW")
# These say where a value is off, that examples changed places, or that a unit is on elsewhere.
VAGUE = {Kind.PART, Kind.PERMUTED, Kind.MASK}


def accusing_no_forward_pass(diagnosis: Diagnosis) -> Diagnosis:
    """Return a diagnosis of given lines that accuses none for the forward pass they come from.

    If A3 and A2 are others, of dropout or of other data, dZ3 and dW3 are off at once and no mistake
    explains them; whatever else reads the forward pass is then as little known to be wrong. Where
    a line has the value of a right pass from the start, its forward pass is that of the check.
    """
    lines = diagnosis.lines
    if any(each.verdict is LineVerdict.RIGHT for each in lines.values()):
        return diagnosis
    if not all(_is_unexplained(lines[name]) for name in ("dZ3", "dW3")):
        return diagnosis
    return replace(diagnosis, lines={name: _doubted(each) for name, each in lines.items()})


def _is_unexplained(finding: LineFinding) -> bool:
    is_vague = all(each.kind in VAGUE for each in finding.mistakes)
    return finding.verdict is LineVerdict.ORIGIN and is_vague


def _doubted(finding: LineFinding) -> LineFinding:
    if finding.name not in READING or not _is_unexplained(finding):
        return finding
    verdict = LineVerdict.UNDECIDABLE
    return replace(finding, verdict=verdict, why=Why.POSSIBLE, mistakes=())
