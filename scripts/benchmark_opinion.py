"""Measure what the second opinion costs of the first check of a network.

    python scripts/benchmark_opinion.py [--repeats 5]

Prints a Markdown table for S, M, L and XL: the least processor time of a first check, that of the
second opinion alone on a network of the same form whose forward pass is known, and its share. It is
taken once of a network: another epsilon takes none.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import thread_time

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmark_commits import SIZES  # noqa: E402
from gradviz.analysis.check import check  # noqa: E402
from gradviz.checking.experiment import CheckSettings, Experiment  # noqa: E402
from gradviz.checking.second_opinion.opinion import opinion_steps  # noqa: E402
from gradviz.checking.steps import finished  # noqa: E402
from gradviz.network.spec import NetworkSpec  # noqa: E402
from gradviz.subjects.drawing import drawn  # noqa: E402
from gradviz.subjects.network import BuiltNetwork, NetworkSubject  # noqa: E402


def spec_of(size: str, seed: int) -> NetworkSpec:
    """Return a network of a size of `SIZES`."""
    if size == "preset":
        return NetworkSpec(seed=seed)
    layers, examples = size.split(":")
    sizes = tuple(int(each) for each in layers.split(","))
    return NetworkSpec(sizes, int(examples), seed=seed, init="he", data="gaussian")  # type: ignore[arg-type]


def times(size: str, seed: int) -> tuple[float, float]:
    """Return the seconds of a first check and of the second opinion alone."""
    spec = spec_of(size, seed)
    described = NetworkSubject(spec)
    subject = BuiltNetwork(described, drawn(spec))
    finished(subject.network.here_steps())
    began = thread_time()
    finished(opinion_steps(subject))
    between = thread_time()
    check(Experiment(described, CheckSettings(epsilon=1e-6)))
    return thread_time() - between, between - began


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=5)
    wanted = parser.parse_args(argv)
    check(Experiment(NetworkSubject()))  # what is imported and made once
    print("| | first check, ms | second opinion, ms | share |\n|---|---|---|---|")
    for name, size in SIZES.items():
        found = [times(size, seed) for seed in range(2, 2 + wanted.repeats)]
        whole, opinion = (1000 * min(each) for each in zip(*found, strict=True))
        print(f"| {name} | {whole:.1f} | {opinion:.1f} | {100 * opinion / whole:.0f} % |")


if __name__ == "__main__":
    main()
