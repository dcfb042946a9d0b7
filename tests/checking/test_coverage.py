"""How many entries of the correct gradient are covered."""

from dataclasses import replace

from gradviz.analysis.check import check
from gradviz.checking.coverage import coverage_of, covered_entries
from gradviz.checking.uncovered import Cause
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment


def test_the_reference_case_lights_27_of_47_and_three_units_are_to_blame() -> None:
    coverage = coverage_of(network_of(preset_experiment("course")).draw())
    assert (coverage.covered, coverage.total, coverage.exact_zeros) == (27, 47, 0)
    assert [(each.cause, each.layer, each.units) for each in coverage.reasons] == [
        (Cause.OFF, 1, (4,)),
        (Cause.OFF, 2, (0, 1)),
    ]


def test_bugs_play_no_part() -> None:
    experiment = replace(
        preset_experiment("course"),
        subject=replace(
            network_of(preset_experiment("course")), lines=("dW1 = 0 * W1", "dZ2 = dA2")
        ),
    )
    assert covered_entries(network_of(experiment).draw()) == 27
    assert check(experiment).nonzero != 27
