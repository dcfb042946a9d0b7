"""Measure how long it takes to find which line of a backward pass is wrong.

A default network and a large one, 784-128-64-1 with 128 examples, each without a bug, with bugs,
and with a mistake that nothing explains: the median of several runs, with nothing kept from the
run before, and its share of the whole check. The aims are 20 ms and 1 s.

    python scripts/benchmark_diagnosis.py [--runs 15] [--json]
"""

import argparse
import json
import statistics
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

if __name__ == "__main__":  # as a file, it does not know where the program is
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gradviz.analysis.check import check
from gradviz.analysis.diagnosis.diagnose import diagnosis_steps
from gradviz.checking.blas import blas_limit
from gradviz.checking.experiment import Experiment
from gradviz.checking.steps import finished
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import BuiltNetwork, NetworkSubject, network_of

LARGE = NetworkSpec((784, 128, 64, 1), 128, cost="logits", init="he", data="gaussian")
BUGS = ("dZ2-no-mask", "dW3-no-mean")
UNEXPLAINED = "dW2 = 1/m * exp(dZ2) @ A1.T + tanh(W2)"  # all that is known is tried in vain
CASES = {
    "default": (Experiment(NetworkSubject()), 20.0),
    "large": (Experiment(NetworkSubject(LARGE)), 1000.0),
}


def milliseconds(experiment: Experiment) -> tuple[float, float]:
    """Return the time of a diagnosis and that of a whole check, of a network not seen before."""
    began = perf_counter()
    result = check(experiment)
    whole = perf_counter() - began
    subject = network_of(experiment)
    built = BuiltNetwork(subject, replace(subject.draw()))  # what is kept is kept by the object
    with blas_limit(subject):
        began = perf_counter()
        finished(diagnosis_steps(result, built))
        return 1000 * (perf_counter() - began), 1000 * whole


def measure(experiment: Experiment, runs: int) -> tuple[float, float]:
    """Return the median milliseconds of a diagnosis, and its share of a check."""
    times = []
    for seed in range(1, runs + 2):
        other = replace(
            experiment,
            subject=replace(
                network_of(experiment), network=replace(network_of(experiment).network, seed=seed)
            ),
        )
        times.append(milliseconds(other))
    diagnoses, checks = zip(*times[1:], strict=True)  # the first one warms up
    median = statistics.median(diagnoses)
    return median, median / statistics.median(checks)


def main() -> int:
    """Measure and print; the exit status is 1 if a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="diagnoses of each kind")
    parser.add_argument("--json", action="store_true", help="print one object")
    runs, as_json = vars(parser.parse_args()).values()
    rows, kept = {}, True
    for name, (experiment, limit) in CASES.items():
        for kind, each in (
            ("right", experiment),
            ("wrong", replace(experiment, subject=replace(network_of(experiment), bugs=BUGS))),
            (
                "unexplained",
                replace(experiment, subject=replace(network_of(experiment), lines=(UNEXPLAINED,))),
            ),
        ):
            median, share = measure(each, runs)
            rows[f"{name}, {kind}"] = {"ms": median, "share": share, "limit_ms": limit}
            kept = kept and median < limit
    if as_json:
        print(json.dumps(rows))
        return 0 if kept else 1
    for title, values in rows.items():
        part = f"{values['share']:4.0%} of the check"
        print(f"{title:22}{values['ms']:8.1f} ms   {part}   limit {values['limit_ms']:5.0f} ms")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
