"""Compare the speed of the working tree with that of another commit, side by side in one run.

    python scripts/benchmark_commits.py REV [--rounds 7] [--sizes S,M,L,XL] [--no-paint]

REV is checked out into a temporary worktree. Each round runs one process of either side for each
case, in turn, so that a change of the machine's pace hits both. A process checks a network of the
size right and with a bug: the first check, which measures the error of J, and another one with a
neighbouring epsilon. At the end the first paint of the window is timed, offscreen. The table gives
the least processor time of either side in ms (for the first paint the least time) and their ratio:
more than 1 is slower than REV.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SIZES = {
    "S": "preset",
    "M": "20,32,16,1:64",
    "L": "64,128,64,1:128",
    "XL": "784,128,64,1:128",
}
REPEATS = {"S": 20, "M": 5, "L": 2, "XL": 1}

# Runs in either commit, so it uses only what both have; the first check of each seed is the first
# of its network.
CHECKS = """
import json, sys
from dataclasses import replace
from time import process_time
from gradviz import CheckSettings, Experiment, NetworkSpec, check
size, repeats = sys.argv[1], int(sys.argv[2])
def spec(seed):
    if size == "preset":
        return NetworkSpec(seed=seed)
    layers, examples = size.split(":")
    layers = tuple(int(each) for each in layers.split(","))
    return NetworkSpec(layers, int(examples), seed=seed, init="he", data="gaussian")
def described(spec, lines=()):
    try:
        from gradviz import NetworkSubject
    except ImportError:  # a commit in which an experiment holds the network itself
        return Experiment(spec, CheckSettings(epsilon=1e-6), lines=lines)
    return Experiment(NetworkSubject(spec, lines=lines), CheckSettings(epsilon=1e-6))
def timed(experiment):
    began = process_time()
    check(experiment)
    return process_time() - began
found = {}
check(described(NetworkSpec()))  # what is imported and made once
for seed in range(2, 2 + repeats):
    for name, far, lines in (("right", 0, ()), ("bug", 1000, ("dW2 = 2/m * dZ2 @ A1.T",))):
        one = described(spec(seed + far), lines)
        other = replace(one, check=replace(one.check, epsilon=2e-6))
        found.setdefault(f"first check, {name}", []).append(timed(one))
        found.setdefault(f"another, {name}", []).append(timed(other))
print(json.dumps({name: min(times) for name, times in found.items()}))
"""


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check a commit out into a temporary worktree."""
    with tempfile.TemporaryDirectory(prefix="gradviz-benchmark-") as folder:
        place = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(place), revision], check=True)
        try:
            yield place
        finally:
            subprocess.run([*git, "remove", "--force", str(place)], check=True)


def checks_of(tree: Path, size: str) -> dict[str, float]:
    """Return the seconds of the checks of a size in a process of a tree."""
    command = [sys.executable, "-c", CHECKS, SIZES[size], str(REPEATS[size])]
    return json.loads(_output(command, tree))  # type: ignore[no-any-return]


def first_paint_of(tree: Path) -> float:
    """Return the seconds to the first paint of the window, in a process of a tree."""
    command = [sys.executable, str(tree / "scripts" / "benchmark_start.py"), "--rounds", "2"]
    found = json.loads(_output([*command, "--limit", "100", "--json"], tree))
    return float(found["first_paint_ms"]) / 1000


def _output(command: Sequence[str], tree: Path) -> str:
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {**os.environ, **one_thread, "PYTHONPATH": str(tree)}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    found = subprocess.run(
        command, cwd=tree, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return found.stdout.strip().splitlines()[-1]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", metavar="REV", help="the commit to compare with")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--no-paint", action="store_true", help="leave the first paint out")
    wanted = parser.parse_args(argv)
    with checked_out(wanted.revision) as other:
        trees = {"before": other, "now": ROOT}
        least = measured(trees, wanted.sizes.split(","), wanted.rounds, not wanted.no_paint)
    print(table(least))


def measured(
    trees: dict[str, Path], sizes: Sequence[str], rounds: int, with_paint: bool
) -> dict[str, dict[str, float]]:
    """Return the least seconds of every case, by case and side."""
    least: dict[str, dict[str, float]] = defaultdict(dict)

    def take(case: str, side: str, seconds: float) -> None:
        least[case][side] = min(seconds, least[case].get(side, seconds))

    for number in range(rounds):
        order = list(trees) if number % 2 else list(trees)[::-1]
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for size in sizes:
            for side in order:
                for name, seconds in checks_of(trees[side], size).items():
                    take(f"{size} {name}", side, seconds)
        for side in order if with_paint else ():
            take("first paint", side, first_paint_of(trees[side]))
    return least


def table(least: dict[str, dict[str, float]]) -> str:
    """Return a Markdown table of milliseconds and ratios."""
    lines = ["| | before, ms | now, ms | now / before |", "|---|---|---|---|"]
    for case, sides in least.items():
        before, now = (1000 * sides[side] for side in ("before", "now"))
        lines.append(f"| {case} | {before:.1f} | {now:.1f} | {now / before:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
