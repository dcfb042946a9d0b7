"""Hold what is said of random backward passes against the truth, and against itself.

    python scripts/stress_lines.py [--passes 5000] [--seed 0] [--wrong N] [--save FOLDER]

Passes are drawn right and wrong, of six kinds of network, kept in several precisions, with six to
eleven lines given; which lines were changed is known, and the right ones are computed in plain
NumPy. What is counted: right lines that are accused, lines called right that are not, and words
that contradict each other. Exit status 1 if there was any.
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from gradviz.analysis.check import check  # noqa: E402
from gradviz.checking.findings import LineVerdict  # noqa: E402
from gradviz.subjects.network import network_of  # noqa: E402
from tests.helpers.passes import Pass, draw_pass  # noqa: E402
from tests.helpers.words_held import contradictions, false_words  # noqa: E402

SHOWN = 3  # examples of each kind of false word


def main() -> int:
    """Draw, check, count and print."""
    flags = _flags()
    counted, found = Counter[str](), dict[str, list[str]]()
    began = time.perf_counter()
    for seed in range(flags.seed, flags.seed + flags.passes):
        drawn = draw_pass(seed, flags.wrong)
        words = _said(drawn, counted)
        for each in words:
            kind = each.partition(":")[0]
            found.setdefault(kind, []).append(_example(seed, drawn, each))
        if words and flags.save:
            _save(drawn, Path(flags.save) / f"{seed}.npz")
        if sys.stderr.isatty():
            print(f"\r{seed - flags.seed + 1:,} passes", end="", file=sys.stderr)
    seconds = time.perf_counter() - began
    print(f"{flags.passes:,} passes in {seconds:.0f} s: {_listed(counted)}")
    for kind, examples in sorted(found.items(), key=lambda each: -len(each[1])):
        print(f"{len(examples):,} times: {kind}")
        for example in examples[:SHOWN]:
            print(f"    {example}")
    print(f"{sum(map(len, found.values())):,} false words")
    return 1 if found else 0


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passes", type=int, default=5000, help="how many are drawn")
    parser.add_argument("--seed", type=int, default=0, help="of the first one")
    parser.add_argument("--wrong", type=int, help="how many lines are changed; else 0 to 2")
    parser.add_argument("--save", help="a folder for the passes of which something false is said")
    return parser.parse_args()


def _said(drawn: Pass, counted: Counter[str]) -> list[str]:
    result = check(drawn.experiment)
    diagnosis = result.diagnosis
    assert diagnosis is not None
    counted[f"verdict {result.verdict}"] += 1
    counted["right passes"] += not drawn.changed
    counted["lines right"] += sum(
        each.verdict is LineVerdict.RIGHT for each in diagnosis.lines.values()
    )
    counted["origins"] += len(diagnosis.origins)
    counted["wrong lines"] += len(drawn.changed)
    counted["passes with possible lines"] += bool(diagnosis.possible)
    return [*false_words(drawn, result), *contradictions(drawn, result)]


def _example(seed: int, drawn: Pass, words: str) -> str:
    settings = drawn.experiment.check
    return (
        f"seed {seed} ({drawn.kind}, {drawn.stored}, {drawn.given}, "
        f"{network_of(drawn.experiment).network.activation}, {drawn.zeros} zeros, epsilon "
        f"{settings.epsilon:g} {settings.scheme}, {dict(drawn.changed)}): {words}"
    )


def _save(drawn: Pass, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    given = network_of(drawn.experiment).given
    assert given is not None
    np.savez(path, allow_pickle=False, **given.arrays)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in sorted(counted.items()))


if __name__ == "__main__":
    sys.exit(main())
