"""A pass that hides entries known to be wrong is told as such; held against other derivatives."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.presenting.hidden import array_sign, passes_but, result_sign, wrong_arrays_words
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.networks import oracle_of
from tests.helpers.other_passes import OtherPass, given, random_arrays
from tests.helpers.results import checked


def with_lines(*lines: str, threshold: str) -> CheckResult:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=lines),
    )
    return check(read_experiment({"threshold": threshold}, experiment))


def wrong_by_array(result: CheckResult) -> dict[str, tuple[int, int]]:
    """Return how many entries of each array are off from a derivative in longdouble, and of all."""
    exact = oracle_of(result.experiment).gradient()
    off = np.abs(result.grad - exact) > 1e-9 * (np.abs(exact) + np.abs(result.grad))
    slices = result.layout.slices.items()
    found = {name: (int(off[part].sum()), off[part].size) for name, part in slices}
    return {name: counts for name, counts in found.items() if counts[0]}


ONE = ("db2 = -1/m * sum(dZ2)",)
TWO = (*ONE, "db1 = -1/m * sum(dZ1)")
THREE = (*TWO, "db3 = -1/m * sum(dZ3)")


@pytest.mark.parametrize("lines", [ONE, TWO, THREE])
def test_each_array_is_named_with_how_many_entries_are_wrong(lines: tuple[str, ...]) -> None:
    result = with_lines(*lines, threshold="0.9")
    assert result.verdict is Verdict.PASS
    wrong = wrong_by_array(result)
    assert len(wrong) == len(lines)
    words = wrong_arrays_words(result)
    assert words is not None
    for name, (count, of) in wrong.items():
        assert f"d{name} in {count} of {of}" in words.replace(" is known to be wrong in", " in")
    assert words.count(" is known to be wrong in ") == 1
    assert words.count(" entries") == 1
    assert words.count(" and ") == min(1, len(lines) - 1)
    assert words.count(", ") == max(0, len(lines) - 2)


def test_the_sign_of_a_pass_that_hides_something_is_another_one() -> None:
    hides = with_lines(*ONE, threshold="0.9")
    assert passes_but(hides)
    assert result_sign(hides) == "!"
    signs = {array.name: array_sign(hides, array) for array in hides.arrays}
    wrong = wrong_by_array(hides)
    assert {name for name, sign in signs.items() if sign != "✓"} == set(wrong)


def test_an_array_whose_norm_passes_is_marked_where_its_own_entries_are_wrong() -> None:
    arrays = random_arrays(1)
    gradients = OtherPass(arrays).gradients()
    sizes = np.abs(gradients["dW1"])
    place = np.unravel_index(int(np.argmin(np.where(sizes > 0, sizes, np.inf))), sizes.shape)
    gradients["dW1"][place] *= -1  # a small one, which hardly shows in the norm
    result = check(read_experiment({"threshold": "0.3"}, given(arrays, gradients)))
    assert result.verdict is Verdict.PASS
    assert result.arrays[0].difference < 0.3
    signs = {array.name: array_sign(result, array) for array in result.arrays}
    assert signs == {"W1": "!", "b1": "✓", "W2": "✓", "b2": "✓", "W3": "✓", "b3": "✓"}
    assert wrong_arrays_words(result) == "dW1 is known to be wrong in 1 of 20 entries"
    assert result_sign(result) == "!"


def test_either_a_wrong_entry_or_a_wrong_line_is_enough() -> None:
    entries = with_lines(*ONE, threshold="0.9")
    assert passes_but(replace(entries, diagnosis=None))
    arrays = random_arrays(1)
    right = given(arrays, OtherPass(arrays).gradients())
    between = {"dZ3": 1 / (1 + np.exp(-network_of(right).draw().here["Z3"])) - arrays["Y"]}
    for factor, hides in ((1, False), (2, True)):
        lines = given(arrays, OtherPass(arrays).gradients() | {"dZ3": factor * between["dZ3"]})
        result = check(read_experiment({"threshold": "1e-5"}, lines))
        assert result.verdict is Verdict.PASS
        assert passes_but(result) is hides
        assert wrong_arrays_words(result) is None


def test_a_fail_hides_nothing_and_neither_does_a_right_pass() -> None:
    for preset, sign in (("default", "✓"), ("course-bugs", "✗"), ("kink", "?")):
        result = checked(preset)
        assert not passes_but(result)
        assert result_sign(result) == sign
    assert wrong_arrays_words(checked("default")) is None
    failed = checked("course-bugs")
    assert {array_sign(failed, array) for array in failed.arrays if array.name in ("W2", "b1")} == {
        "✗"
    }
