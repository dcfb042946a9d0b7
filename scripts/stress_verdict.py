"""Hold the verdict against an independent oracle, on twenty kinds of hard network.

Random networks with inputs of 1e9, Unix times, mixed scales, saturated outputs, exact zeros,
gradients in float32, float16 and six digits; right backward passes and passes with a bug that
shows. The oracle is a complex step in longdouble through a forward pass of its own. Counted are
right passes that are called wrong, bugs that are not seen, and by how much the error that is
expected of the numerical gradient differs from the one it has.

    python scripts/stress_verdict.py [--checks 5000] [--seed 0] [--kind NAME] [--worst 5]

The exit status is 1 if a right pass was called wrong.
"""

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

if __name__ == "__main__":  # as a file, it does not know where the program is
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from gradviz.analysis.check import check
from gradviz.checking.difference import difference, norm
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.bugs import bugs
from gradviz.network.fields import InvalidSettings
from gradviz.subjects.network import network_of
from tests.helpers.hard_networks import KINDS, hard_experiment, truth_of
from tests.helpers.oracle import Floats

VISIBLE = 1e-5  # a bug that changes the gradient by so much is to be seen
WITHIN = 10.0  # an expected error is good if it is within this factor


@dataclass
class Tally:
    """What was found on one kind of network."""

    verdicts: Counter[str] = field(default_factory=Counter)
    bugs: Counter[str] = field(default_factory=Counter)
    ratios: list[float] = field(default_factory=list)
    opinions: list[float] = field(default_factory=list)


def error_ratio(result: CheckResult, truth: Floats) -> float | None:
    """Return the error to expect over the one that gradapprox has, in norms; None if both are 0.

    Entries that step over a kink take no part: their error is no rounding and no truncation.
    """
    if result.expected is None:
        return None
    smooth = result.computed & ~result.entries.kinks & ~result.evidence.at_zero
    expected = result.expected.rounding + result.expected.step + result.expected.truncation
    with np.errstate(all="ignore"):
        found = norm((result.gradapprox - truth)[smooth])
    wanted = norm(expected[smooth])
    if not found or not np.isfinite(found):
        return None
    return wanted / found


def visible_bug(experiment: Experiment, truth: Floats, draws: np.random.Generator) -> str | None:
    """Return a bug that changes the gradient by far more than rounding; None if none is found."""
    if network_of(experiment).checks_given_gradients:
        return None
    network = network_of(experiment).draw()
    for name in draws.permutation(list(bugs())):
        try:
            grad, _ = network.gradients(
                network_of(
                    replace(experiment, subject=replace(network_of(experiment), bugs=(str(name),)))
                ).program
            )
        except InvalidSettings:
            continue
        if np.isfinite(grad).all() and difference(grad, truth) > VISIBLE:
            return str(name)
    return None


def stress(kind: str, checks: int, seed: int, tally: Tally, worst: list[str]) -> None:
    """Check so many random networks of a kind, right ones and each with a bug."""
    for number in range(checks):
        draws = np.random.default_rng([seed, number, list(KINDS).index(kind)])
        experiment = hard_experiment(kind, draws)
        truth = truth_of(experiment)
        result = check(experiment)
        tally.verdicts[str(result.verdict)] += 1
        if result.verdict == "pass" and result.judgement.wrong_arrays:
            tally.verdicts["pass, but"] += 1
        ratio = error_ratio(result, truth)
        if ratio is not None:
            tally.ratios.append(ratio)
        if result.opinion is not None:
            off = np.abs(result.opinion.value - truth) - result.opinion.reach
            with np.errstate(all="ignore"):
                units = np.where(off <= 0, 0.0, off / result.opinion.error)
            tally.opinions.append(float(np.max(units)))
        if result.verdict == "fail" or result.judgement.wrong_arrays:
            wrong = int(np.count_nonzero(result.wrong_entries))
            worst.append(
                f"{kind} --seed {seed} #{number}: {result.verdict}, {wrong} wrong entries, "
                f"off by {difference(result.grad, truth):.1e}, {network_of(experiment).network}, "
                f"{experiment.check}"
            )
        bug = visible_bug(experiment, truth, draws)
        if bug is not None:
            buggy = check(replace(experiment, subject=replace(network_of(experiment), bugs=(bug,))))
            tally.bugs[str(buggy.verdict)] += 1
            if buggy.verdict != "fail":
                worst.append(
                    f"{kind} --seed {seed} #{number}: {bug} is {buggy.verdict}, "
                    f"difference {buggy.difference:.1e}, second opinion "
                    f"{buggy.evidence.opinion_difference or 0:.1e}, {buggy.exact_zeros} exact zeros"
                )


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checks", type=int, default=5000, help="of right passes, of all kinds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, help="one kind alone")
    parser.add_argument("--worst", type=int, default=5, help="how many surprises are named")
    flags = parser.parse_args()
    kinds = [flags.kind] if flags.kind else list(KINDS)
    tallies: dict[str, Tally] = defaultdict(Tally)
    worst: list[str] = []
    print(f"{'kind':<20} pass incon. fail  bugs seen   expected error within 10: share, extremes")
    for kind in kinds:
        tally = tallies[kind]
        stress(kind, flags.checks // len(kinds), flags.seed, tally, worst)
        print(f"{kind:<20} {row(tally)}", flush=True)
    for each in worst[: flags.worst]:
        print(each)
    failed = sum(tally.verdicts["fail"] for tally in tallies.values())
    seen = sum(tally.bugs["fail"] for tally in tallies.values())
    total = sum(sum(tally.bugs.values()) for tally in tallies.values())
    ratios = np.array([ratio for tally in tallies.values() for ratio in tally.ratios])
    within = float(np.mean((ratios >= 1 / WITHIN) & (ratios <= WITHIN)))
    print(
        f"{failed} right passes called wrong; {seen} of {total} visible bugs are fails; "
        f"expected error within a factor of {WITHIN:g} on {within:.1%}"
    )
    return int(failed > 0)


def row(tally: Tally) -> str:
    """Return the figures of a kind as a line."""
    verdicts, ratios = tally.verdicts, np.array(tally.ratios)
    within = np.mean((ratios >= 1 / WITHIN) & (ratios <= WITHIN)) if ratios.size else np.nan
    low, high = (ratios.min(), ratios.max()) if ratios.size else (np.nan, np.nan)
    seen = f"{tally.bugs['fail']}/{sum(tally.bugs.values())}"
    return (
        f"{verdicts['pass']:>4} {verdicts['inconclusive']:>6} {verdicts['fail']:>4}  {seen:>9}   "
        f"{within:6.1%} {low:.1e} {high:.1e}   opinion off by {max(tally.opinions, default=0):.1f}"
        f" units{', pass but ' + str(verdicts['pass, but']) if verdicts['pass, but'] else ''}"
    )


if __name__ == "__main__":
    sys.exit(main())
