"""The figures of the benchmark as tables for BENCHMARKS.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

from benchmark_agreement import LIMIT, Agreement
from benchmark_around import Fact
from benchmark_rounds import Timing

BEGIN = "<!-- benchmark: begin, written by scripts/benchmark.py -->"
END = "<!-- benchmark: end -->"


@dataclass(frozen=True)
class CaseFigures:
    """The times of one case.

    Attributes
    ----------
    title
        Its name, layers and examples.
    parameters, cost, chosen
        How many parameters it has, which form of the cost, and the engine that ``auto`` chose.
    timings
        Of everyone who took part.
    """

    title: str
    parameters: int
    cost: str
    chosen: str
    timings: Sequence[Timing]

    @property
    def has_loop(self) -> bool:
        """Whether the first row is the textbook loop, which the ratios are to."""
        return bool(self.timings) and self.timings[0].label == "textbook loop"


@dataclass(frozen=True)
class Figures:
    """Everything that one run of the benchmark measured.

    Attributes
    ----------
    machine
        Where, in a sentence.
    cases, agreements, facts
        The three tables.
    absent
        A sentence for everyone who could not take part.
    """

    machine: str
    cases: Sequence[CaseFigures]
    agreements: Sequence[Agreement]
    facts: Sequence[Fact]
    absent: Sequence[str]


def markdown(figures: Figures) -> str:
    """Return the tables, and the sentences that say how to read them."""
    parts = [_times(figures.cases), _reading(figures)]
    if figures.facts:
        parts.append(_facts(figures.facts))
    if figures.agreements:
        parts += [
            "<details><summary>Agreement with the textbook loop, in rounding floors</summary>",
            _agreement(figures.agreements),
            _agreement_reading(figures.agreements),
            "</details>",
        ]
    return "\n\n".join(parts)


def replaced(text: str, table: str) -> str:
    """Return a text with what is between its two markers replaced.

    Raises
    ------
    ValueError
        If the markers are not there, once and in order.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"there must be one line {BEGIN!r} and one {END!r} below it")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def rewrite(path: Path, table: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(replaced(text, table), encoding="utf-8", newline="\n")


def duration(seconds: float) -> str:
    """Return a time with two or three digits."""
    if seconds < 0.9995:
        return f"{_digits(1000 * seconds)} ms"
    return f"{_digits(seconds)} s"


def _digits(value: float) -> str:
    if value >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = "|" + "---|" * len(head)
    return "\n".join([_row(head), rule, *(_row(row) for row in rows)])


def _times(cases: Sequence[CaseFigures]) -> str:
    labels = list(dict.fromkeys(timing.label for case in cases for timing in case.timings))
    rows = [
        ["parameters", *(f"{case.parameters:,}" for case in cases)],
        ["cost", *(case.cost for case in cases)],
        ["engine that `auto` chooses", *(case.chosen for case in cases)],
    ]
    for label in labels:
        rows.append([label, *(_cell(case, label) for case in cases)])
    return _table(["", *(case.title for case in cases)], rows)


def _cell(case: CaseFigures, label: str) -> str:
    found = [timing for timing in case.timings if timing.label == label]
    if not found:
        return ""
    [timing] = found
    text = duration(timing.seconds)
    if timing.computed < case.parameters:
        text += f" (from {timing.computed:,})"
    if case.has_loop and timing is not case.timings[0]:
        text += f", {_digits(timing.ratio)} x"
    return text


def _reading(figures: Figures) -> str:
    timings = [timing for case in figures.cases for timing in case.timings]
    rounds = sorted({timing.rounds for timing in timings}) or [0]
    counted = f"{rounds[0]}" if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]}"
    sentences = [
        f"{figures.machine}.",
        f"Central differences in float64, medians of {counted} rounds in which all take their "
        "turn; x is how many times as fast as the textbook loop, the median of the rounds' ratios.",
    ]
    if any(t.computed < case.parameters for case in figures.cases for t in case.timings):
        sentences.append(
            "(from n): extrapolated from n of the parameters, whole columns of the arrays drawn "
            "at random, anew each round."
        )
    return "\n".join([*sentences, *figures.absent])


def _agreement(agreements: Sequence[Agreement]) -> str:
    head = [
        "",
        "engine",
        "checks, entries",
        "furthest from the loop",
        f"within {LIMIT} floors",
        "other kinks",
        "saturated cost",
    ]
    return _table(head, [_agreement_row(each) for each in agreements])


def _agreement_row(each: Agreement) -> list[str]:
    saturated, own = "none", each.worst_saturated_own
    if each.saturated:
        saturated = (
            f"{each.saturated:,} checks, furthest {_digits(each.worst_saturated)} floors"
            + ("" if isnan(own) else f", or {_digits(own)} of their own")
        )
    plain = each.saturated < each.checks
    return [
        each.of,
        each.engine,
        f"{each.checks:,}, {each.entries:,}",
        f"{_digits(each.worst)} floors" if plain else "",
        f"{100 * each.within:.4g} %" if plain else "",
        f"in {each.other_kinks:,} checks" if each.other_kinks else "none",
        saturated,
    ]


def _agreement_reading(agreements: Sequence[Agreement]) -> str:
    text = (
        "The agreement with the textbook loop at epsilon 1e-3, 1e-4 … 1e-12. A floor is "
        "eps_mach\\*max(|J|, 1)/epsilon, what one rounding of J does to gradapprox. A saturated "
        "cost loses digits in log(1 - A3), so that two ways to add up Z3 differ by more than a "
        "floor: there the textbook's cost is compared all the same, in floors and in floors of "
        "its own, which take that loss in."
    )
    other = sum(each.other_infinities for each in agreements)
    if other:
        text += f" In {other:,} checks other values are not finite than in the loop."
    return text


def _facts(facts: Sequence[Fact]) -> str:
    return _table(["", "measured", "aim", ""], [_fact_row(each) for each in facts])


def _fact_row(fact: Fact) -> list[str]:
    measured = "" if fact.value is None else f"{_digits(fact.value)} {fact.unit}"
    return [fact.what, measured, fact.aim, fact.note]
