"""Measure how right the forecast of a check is, on networks of random structure.

    python scripts/benchmark_forecast.py [--networks 60] [--seed 0] [--longest 3]

Prints quantiles of actual time / forecast, of the first check of a network and of another one with
a neighbouring epsilon, by engine. The time is that of the processor, so that other programs hardly
matter. Networks whose check is forecast to take longer than --longest seconds are left out.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import thread_time

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gradviz.analysis.check import check  # noqa: E402
from gradviz.checking.experiment import SCHEMES, CheckSettings, Experiment  # noqa: E402
from gradviz.checking.forecast.check import estimate_of  # noqa: E402
from gradviz.checking.forecast.rates import measure_rates  # noqa: E402
from gradviz.network.fields import InvalidSettings  # noqa: E402
from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS, NetworkSpec  # noqa: E402
from gradviz.subjects.network import NetworkSubject, network_of  # noqa: E402

LARGEST = (1_000, 1_000, 1_000, 300, 10_000)  # n_x, n_1, n_2, n_y and m
WRONG = ("dW2-twice", "db1-4-over-m")
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def random_experiment(random: np.random.Generator) -> Experiment:
    """Return a check of a network: sizes of all orders of magnitude, usual settings."""
    while True:
        sizes = [round(float(np.exp(random.uniform(0, np.log(most))))) for most in LARGEST]
        *layers, examples = sizes
        try:
            spec = NetworkSpec(
                layers=tuple(layers),  # type: ignore[arg-type]
                examples=examples,
                activation=str(random.choice(ACTIVATIONS)),
                cost=str(random.choice(COSTS)),
                dtype=DTYPES[int(random.random() < 0.2)],
                init=str(random.choice([init for init in INITS if init != "zeros"])),
                seed=int(random.integers(1000)),
                data="gaussian",
            )
            engine = "auto" if random.random() < 0.7 else str(random.choice(["batched", "loop"]))
            scheme = SCHEMES[int(random.random() < 0.2)]
            bugs = WRONG if random.random() < 0.3 else ()
            return Experiment(
                NetworkSubject(spec, bugs=bugs), CheckSettings(1e-7, 1e-7, scheme, engine)
            )
        except InvalidSettings:
            continue


def timed(experiment: Experiment) -> float:
    began = thread_time()
    check(experiment)
    return thread_time() - began


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--networks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=3.0)
    parser.add_argument("--each", action="store_true", help="print every network too")
    wanted = parser.parse_args(argv)
    print(f"rates {measure_rates()}")
    random = np.random.default_rng(wanted.seed)
    ratios: dict[str, list[float]] = defaultdict(list)
    while len(ratios["first check"]) < wanted.networks:
        experiment = random_experiment(random)
        expected = estimate_of(experiment)
        if expected.seconds > wanted.longest:
            continue
        first = timed(experiment)
        other = replace(experiment, check=replace(experiment.check, epsilon=2e-7))
        ratios["first check"].append(first / expected.seconds)
        ratios["another one"].append(timed(other) / expected.seconds_again)
        ratios[f"first, {experiment.check.engine}"].append(first / expected.seconds)
        if wanted.each:
            last = [ratios[name][-1] for name in ("first check", "another one")]
            print(
                f"{last[0]:5.2f} {last[1]:5.2f} {first:.3f} s {network_of(experiment).network}",
                flush=True,
            )
    report(ratios)


def report(ratios: dict[str, list[float]]) -> None:
    print("time / forecast   n " + "".join(f"{100 * each:6.0f} %" for each in QUANTILES))
    for name, found in ratios.items():
        values = np.quantile(found, QUANTILES)
        print(f"{name:16} {len(found):3} " + "".join(f"{each:8.2f}" for each in values))
    for name, found in ratios.items():
        within = np.mean([0.5 <= each <= 2 for each in found])
        print(f"{name}: {100 * within:.0f} % within a factor of 2")


if __name__ == "__main__":
    main()
