"""Measure how fast the engines are, beside a textbook loop, plain NumPy and other libraries.

    python scripts/benchmark.py [--cases S,M,L,XL,XXL] [--seconds 60] [--json FILE] [--write]
    python scripts/benchmark.py --quick

SciPy, PyTorch and JAX take part where they are installed: pip install --group benchmark. All who
take part in a case take turns, so that a change of the machine's pace hits all of them. Then the
agreement with the textbook loop is measured, and in processes of their own the memory, the
lateness of the window's thread and its first paint. Progress goes to the standard error, the
tables to the standard output.
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "scripts" / "BENCHMARKS.md"
sys.path.insert(0, str(ROOT))

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
}
if __name__ == "__main__":  # the libraries read these when they are loaded
    os.environ.update(ONE_THREAD)

from benchmark_agreement import Agreement, agreement_on_case, agreement_on_random  # noqa: E402
from benchmark_around import Fact, first_paint, lateness, memory  # noqa: E402
from benchmark_cases import SIZES, case  # noqa: E402
from benchmark_contenders import WHOLE_CHECK, absent, contenders  # noqa: E402
from benchmark_rounds import race  # noqa: E402
from benchmark_table import CaseFigures, Figures, markdown, rewrite  # noqa: E402
from gradviz.checking.engines.choice import chosen_engine  # noqa: E402
from gradviz.reporting.as_json import object_text  # noqa: E402

ENGINES_HELD = ("incremental", "batched", "loop")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def times(names: Sequence[str], seconds: float) -> list[CaseFigures]:
    """Time everyone who takes part, case by case."""
    found = []
    for name in names:
        this = case(name)
        say(f"{this.title}: {this.layout.size:,} parameters, {this.cost} cost")
        timings = race(this, contenders(this), seconds, say)
        chosen = chosen_engine(this.experiment)
        found.append(CaseFigures(this.title, this.layout.size, this.cost, chosen, timings))
    return found


def agreement(names: Sequence[str], quick: bool) -> list[Agreement]:
    """Compare the engines with the textbook loop, on random networks and on the cases."""
    found = agreement_on_random(ENGINES_HELD, 10 if quick else 150, say)
    for name in names:
        # Two loops have to compute the same parameters, ten times.
        most = 100 if quick else 600 if name == "XXL" else 2000
        found += agreement_on_case(case(name), ENGINES_HELD[:1], most, say)
    return found


def beside(cases: Sequence[CaseFigures], names: Sequence[str], quick: bool) -> list[Fact]:
    """Measure what is measured in other processes."""
    large = [name for name in names if name in ("XL", "XXL")]
    return [
        *time_of_the_largest(cases),
        *memory(large, say),
        *lateness(0.5 if quick else 4, say),
        *first_paint(2 if quick else 15, say),
    ]


def time_of_the_largest(cases: Sequence[CaseFigures]) -> list[Fact]:
    """Return how many times XL's time a check of XXL takes, if both were timed."""
    seconds = {
        each.title.split()[0]: timing.seconds
        for each in cases
        for timing in each.timings
        if timing.label == WHOLE_CHECK.label
    }
    if not {"XL", "XXL"} <= set(seconds):
        return []
    return [Fact("time of XXL beside that of XL", seconds["XXL"] / seconds["XL"], "x", "under 12")]


def machine() -> str:
    system = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
    loaded = {name: sys.modules.get(name) for name in ("numpy", "scipy", "torch", "jax")}
    versions = [f"{name} {each.__version__}" for name, each in loaded.items() if each]
    return ", ".join([f"Python {platform.python_version()}", *versions, system, "one thread"])


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", help="comma-separated: S,M,L,XL,XXL")
    parser.add_argument("--seconds", type=float, help="of each case, about")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--write", action="store_true", help=f"rewrite the tables of {PAGE.name}")
    parser.add_argument("--quick", action="store_true", help="S and M, a few seconds each")
    options = parser.parse_args(arguments)
    options.cases = (options.cases or ("S,M" if options.quick else ",".join(SIZES))).split(",")
    unknown = [name for name in options.cases if name not in SIZES]
    if unknown:
        parser.error(f"{unknown[0]!r} is no case; these are: {','.join(SIZES)}")
    if options.seconds is None:
        options.seconds = 3 if options.quick else 60
    return options


def main(arguments: Sequence[str]) -> int:
    options = parsed(arguments)
    cases = times(options.cases, options.seconds)
    figures = Figures(
        machine(),
        cases,
        agreement(options.cases, options.quick),
        beside(cases, options.cases, options.quick),
        absent(),
    )
    table = markdown(figures)
    print(table)
    if options.json:
        options.json.write_text(object_text(asdict(figures)) + "\n", encoding="utf-8")
    if options.write:
        rewrite(PAGE, table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
