from pathlib import Path

import pytest

from benchmark_agreement import Agreement
from benchmark_around import Fact
from benchmark_rounds import Timing
from benchmark_table import BEGIN, END, CaseFigures, Figures, duration, markdown, replaced, rewrite
from checkout import ROOT


def timing(label: str, seconds: float, ratio: float, computed: int) -> Timing:
    return Timing(label, seconds, ratio, seconds, seconds, computed, 5, 1.0, 0.5)


LARGE = CaseFigures(
    "XL 784-128-64-1, m=128",
    108_801,
    "textbook",
    "incremental",
    [timing("textbook loop", 89.443, 1, 1024), timing("ours", 0.0754, 1186.3, 108_801)],
)
LARGEST = CaseFigures("XXL", 630_501, "textbook", "incremental", [timing("ours", 0.61, 1, 630_501)])
AGREEMENT = Agreement("150 networks", "incremental", 1500, 90_000, 2.27, 1.0, 30, 56.2, 1.39, 0, 0)


def figures(
    *cases: CaseFigures,
    agreement: Agreement | None = None,
    fact: Fact | None = None,
    absent: str | None = None,
) -> Figures:
    optional = [[each] if each else [] for each in (agreement, fact, absent)]
    return Figures("Python, 2 cores", cases, *optional)  # type: ignore[arg-type]


def rows(table: str) -> dict[str, list[str]]:
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    return {first.strip(): [cell.strip() for cell in rest] for first, *rest in lines}


def test_a_time_and_its_ratio_stand_in_a_cell_and_a_sample_is_said_so() -> None:
    table = markdown(figures(LARGE, LARGEST))
    found = rows(table)
    assert found[""] == ["XL 784-128-64-1, m=128", "XXL"]
    assert found["parameters"] == ["108,801", "630,501"]
    assert found["textbook loop"] == ["89.4 s (from 1,024)", ""]
    assert found["ours"] == ["75.4 ms, 1,186 x", "610 ms"]
    assert "(from n): extrapolated" in table


def test_without_samples_nothing_is_said_of_them() -> None:
    assert "extrapolated" not in markdown(figures(LARGEST))


def test_who_is_absent_is_named() -> None:
    assert "SciPy: not installed here." in markdown(
        figures(LARGE, absent="SciPy: not installed here.")
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00017, "0.17 ms"),
        (0.00996, "9.96 ms"),
        (0.072, "72.0 ms"),
        (0.165, "165 ms"),
        (0.99951, "1.00 s"),
        (4.461, "4.46 s"),
        (1441.66, "1,442 s"),
    ],
)
def test_a_time_has_three_digits(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_agreement_names_saturated_costs_apart() -> None:
    table = markdown(figures(LARGE, agreement=AGREEMENT))
    row = rows(table)["150 networks"]
    assert row[:5] == ["incremental", "1,500, 90,000", "2.27 floors", "100 %", "none"]
    assert row[5] == "30 checks, furthest 56.2 floors, or 1.39 of their own"


def test_a_figure_that_could_not_be_measured_says_why() -> None:
    there, not_there = (
        Fact("peak", 412.3, "MB", "under 600"),
        Fact("paint", None, "ms", "", "no Qt"),
    )
    assert rows(markdown(figures(LARGE, fact=there)))["peak"] == ["412 MB", "under 600", ""]
    assert rows(markdown(figures(LARGE, fact=not_there)))["paint"] == ["", "", "no Qt"]


def test_only_what_is_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "BENCHMARKS.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    rewrite(page, "| new |")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"
    rewrite(page, "| new |")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}"])
def test_without_both_markers_nothing_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="there must be one line"):
        replaced(text, "table")


def test_the_page_of_figures_has_the_markers() -> None:
    text = (ROOT / "scripts" / "BENCHMARKS.md").read_text(encoding="utf-8")
    assert "| new |" in replaced(text, "| new |")
