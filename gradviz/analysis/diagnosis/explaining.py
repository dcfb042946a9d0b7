"""What explains the values of the lines of a backward pass that look wrong."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.analysis.diagnosis.deduce import deduce_steps
from gradviz.analysis.diagnosis.deduction import Deduction
from gradviz.analysis.diagnosis.fits import mistakes_steps
from gradviz.analysis.diagnosis.imitation import Imitation
from gradviz.analysis.diagnosis.judge import Judge, Judged, Verdicts
from gradviz.analysis.diagnosis.suspect import Suspect
from gradviz.checking.findings import LineVerdict
from gradviz.checking.kinks import theta_nearby
from gradviz.checking.mistake import Mistake
from gradviz.checking.precision import Precision
from gradviz.checking.result import CheckResult
from gradviz.checking.rules import rule_steps, rule_values
from gradviz.checking.steps import sparsely
from gradviz.network.backward import LINE_NAMES
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.subjects.network import network_of

# The mistakes of each wrong line, or what follows where some values were not given.
Explained = Mapping[str, tuple[Mistake, ...]] | Deduction


def origins(verdicts: Verdicts) -> list[str]:
    """Return the lines whose rule is wrong, in the order in which they run."""
    lines = verdicts.lines.items()
    return [name for name, each in lines if each.verdict is LineVerdict.ORIGIN]


@dataclass(frozen=True, eq=False)
class Case:
    """A pass of which every line was judged.

    Attributes
    ----------
    result
        The check that it is of.
    network
        What was checked.
    verdicts
        What is said of each line of which the value is known, given what it reads.
    precision
        How finely those values are known.
    carries_mean
        Whether dZ and dA carry the 1/m of the mean; see `Diagnosis`.
    """

    result: CheckResult
    network: Network
    verdicts: Verdicts
    precision: Precision
    carries_mean: bool

    @property
    def _unit(self) -> float:
        return max(self.precision.unit, self.precision.kept)

    @property
    def judged(self) -> Mapping[str, Judged]:
        """The lines of which the value is known."""
        return self.verdicts.lines

    def explained_steps(self, looks_nearby: bool) -> Generator[None, None, Explained]:
        """Return what explains the values of the lines, step by step.

        Parameters
        ----------
        looks_nearby
            Whether the lines are looked at near theta, as none is wrong there.
        """
        if looks_nearby:
            suspects = yield from self._nearby()
        else:
            suspects = yield from self._suspects()
        if len(self.judged) < len(LINE_NAMES):
            imitation = self._imitation()
            deducing = deduce_steps(self.network, self.judged, suspects, imitation)
            return (yield from sparsely(deducing, numbers_of(self.network)))
        mistakes = {}
        for name, suspect in suspects.items():
            mistakes[name] = yield from sparsely(mistakes_steps(suspect), numbers_of(self.network))
            yield
        return mistakes

    def _imitation(self) -> Imitation:
        """Return what looks for lines that were not given in place of those accused."""
        threshold = self.result.experiment.check.threshold
        judge = Judge(self.network, threshold, self.precision, is_own=False)
        at_kinks = self.verdicts.at_kinks

        def wrong_among(values: Mapping[str, Array]) -> Generator[None, None, set[str]]:
            return set(origins((yield from judge.judge_steps(values))))

        return Imitation(self.judged, wrong_among, tuple(at_kinks.slopes), at_kinks.doubtful)

    def _suspects(self) -> Generator[None, None, dict[str, Suspect]]:
        """Return the wrong lines with all that their values can be explained by."""
        names = origins(self.verdicts)
        values = {name: each.value for name, each in self.judged.items()}
        if names and len(values) < len(LINE_NAMES):  # what was not given follows its rule
            slopes = self.verdicts.at_kinks.slopes
            values = (yield from rule_steps(self.network, values, slopes)) | values
        return {
            name: self._suspect(name, self.judged[name], self.network, values) for name in names
        }

    def _suspect(
        self, name: str, judged: Judged, network: Network, values: Mapping[str, Array]
    ) -> Suspect:
        return Suspect(
            name,
            judged.value,
            judged.rule,
            judged.decidable,
            _read_by(name, network, values),
            network,
            judged.tolerance,
            self._unit,
        )

    def _nearby(self) -> Generator[None, None, dict[str, Suspect]]:
        """Return the lines that are wrong near theta, where no unit is at its kink.

        Where units stand exactly at theirs, a line may give any slope between two; but a pass that
        can be run elsewhere is wrong all the same if it is wrong there. Those lines are looked at
        that take another slope than their rule at theta, or all, where none does.
        """
        is_given = network_of(self.result.experiment).checks_given_gradients
        if not self.network.exact_zeros or is_given or self.carries_mean:
            return {}
        network = replace(self.network, theta=theta_nearby(self.network.theta))
        values, _ = network_of(self.result.experiment).program.run(network.known())
        judge = Judge(network, self.result.experiment.check.threshold, self.precision)
        yield
        verdicts = yield from judge.judge_steps(values)
        found = {
            name: self._suspect(name, verdicts.lines[name], network, values)
            for name in origins(verdicts)
            if name in ("dZ2", "dZ1")
        }
        at_kinks = {name: each for name, each in found.items() if self.takes_another_slope(name)}
        return at_kinks or found

    def takes_another_slope(self, name: str) -> bool:
        """Return whether a value is not that of its line's expression, at kinks where it may be."""
        if name not in self.verdicts.at_kinks.slopes:
            return False
        values = {each: judged.value for each, judged in self.judged.items()}
        return not np.array_equal(values[name], rule_values(self.network, values)[name])


def numbers_of(network: Network) -> int:
    """Return how many numbers a pass has."""
    return sum(each.size for each in network.here.values())


def _read_by(name: str, network: Network, values: Mapping[str, Array]) -> dict[str, Array | float]:
    """Return every value that a line may read, as it is."""
    earlier = LINE_NAMES[: LINE_NAMES.index(name)]
    return network.known() | {each: values[each] for each in earlier}
