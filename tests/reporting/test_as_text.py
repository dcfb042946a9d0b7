"""The report that people read."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.check import check
from gradviz.checking.entry import read_experiment
from gradviz.checking.experiment import GivenArrays
from gradviz.checking.presets import preset_experiment
from gradviz.reporting.as_text import report
from gradviz.reporting.terminal import Style
from tests.helpers.results import checked, stopped


def report_of(preset: str, style: Style | None = None, **texts: str) -> str:
    return report(check(read_experiment(texts, preset_experiment(preset))), style)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_a_pass_says_what_ran() -> None:
    text = squeezed(report_of("default"))
    assert text.startswith("✓ PASS: difference 1.7")
    assert "is not greater than the threshold 1e-7" in text
    assert "4-5-3-1, relu, 47 parameters; 12 examples of gaussian" in text
    assert f"central differences, epsilon 1e-7, {checked('default').engine} engine" in text
    assert "94 values of J in" in text
    assert "logits form, float64" in text
    assert "is the other" not in text
    assert "Replaced lines" not in text


def test_a_fail_shows_the_lines_before_and_after_and_the_factor_of_the_worst_entries() -> None:
    text = report_of("course-bugs")
    assert text.startswith("✗ FAIL: difference 0.2850931568 is greater than the threshold 1e-7")
    assert "was  dW2 = 1/m * dZ2 @ A1.T" in text
    assert "now  db1 = 4/m * sum(dZ1)" in text
    assert "(bug db1-4-over-m: 4/m in place of 1/m)" in text
    worst = [line.split() for line in text.splitlines() if line.startswith("  b1[0,0]")]
    assert worst == [["b1[0,0]", "2.531631", "0.6329079", "4", "1.899", "✗"]]
    assert text.index("b1[0,0]") < text.index("W2[2,0]"), "worst first"
    assert "rounding alone" not in text


def test_each_array_has_a_line_with_its_own_verdict() -> None:
    lines = [line.split() for line in report_of("course-bugs").splitlines()]
    rows = {line[0]: line[1:] for line in lines if line and line[0] in {"W1", "W2", "b2"}}
    assert rows["W2"] == ["3", "x", "5", "0.3333", "✗", "0.9158", "4/15"]
    assert rows["b2"][4] == "✓"


def test_a_fail_by_rounding_says_that_it_may_be_one() -> None:
    text = squeezed(report_of("course"))
    assert "No entry does so alone" in text
    assert "rounding alone can reach this size" in text
    assert "--cost logits or --epsilon 1e-5" in text


def test_in_single_precision_double_is_what_would_tell() -> None:
    text = squeezed(report_of("float32", epsilon="1e-5"))
    assert "would change with --dtype float64; a wrong line" in text


def test_a_step_lost_in_rounding_is_no_fail() -> None:
    text = squeezed(report_of("float32"))
    assert text.startswith("? INCONCLUSIVE")
    assert "The step is lost in rounding in 2 of 47 entries" in text
    assert "use a larger epsilon or float64" in text


def test_a_pass_says_what_it_cannot_see() -> None:
    text = squeezed(report_of("course", cost="logits"))
    assert "In 20 entries the gradient is zero, and a wrong factor there cannot be seen" in text


def test_the_engine_is_the_one_that_ran() -> None:
    assert "epsilon 1e-7, loop engine" in squeezed(report_of("default", engine="loop"))
    assert "auto" not in report_of("default", engine="auto")


def test_steps_over_a_kink_are_said() -> None:
    words = "kinks 3 entries step over a kink of relu, so their gradapprox mixes two slopes"
    assert words in squeezed(report_of("course", epsilon="0.1"))
    one = replace(checked("course"), kinks=np.arange(47) == 5)
    words = "kinks 1 entry steps over a kink of relu, so its gradapprox mixes two slopes"
    assert words in squeezed(report(one))


def test_kinks_that_no_step_goes_over_are_not_spoken_of() -> None:
    for text in (report_of("course"), report_of("breast-cancer")):
        assert "kink" not in text


def test_an_array_that_hides_in_the_whole_is_named() -> None:
    bugs = ("db2-sign",)
    experiment = replace(preset_experiment("default"), bugs=bugs)
    text = report(check(read_experiment({"threshold": "0.5"}, experiment)))
    assert text.startswith("✓ PASS")
    assert "Taken alone, b2 is over the threshold" in squeezed(text)


def test_a_typed_line_is_told_from_a_bug() -> None:
    experiment = replace(preset_experiment("default"), lines=("dW2 = dZ2 @ A1.T",))
    assert "(typed by hand)" in report(check(experiment))


def test_what_is_not_finite_says_why() -> None:
    text = report_of("default", epsilon="1e-7")
    experiment = replace(preset_experiment("default"), lines=("db2 = log(0 * sum(dZ2))",))
    text = squeezed(report(check(experiment)))
    assert text.startswith("? INCONCLUSIVE: the difference is not a number line db2: ")
    assert "yields infinity" in text
    assert "-inf" in text


def test_exact_agreement_lists_no_worst_entries() -> None:
    network = preset_experiment("course").build()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    gradapprox = network.layout.to_arrays(check(preset_experiment("course")).gradapprox)
    arrays |= {f"d{name}": array for name, array in gradapprox.items()}
    given = GivenArrays("mine.npz", arrays)
    text = report(check(replace(preset_experiment("course"), given=given)))
    assert "PASS: difference 0 is" in text
    assert "Every entry of the two gradients is exactly equal." in text
    assert "dW1 to db3 of mine.npz" in text
    assert "all from mine.npz" in squeezed(text)
    assert "textbook form (--cost logits is the other), float64" in squeezed(text)


def test_a_stopped_check_says_so() -> None:
    assert "Stopped after 5 of 47 parameters." in report(stopped("course", 5))


@pytest.mark.parametrize("width", [80, 60, 40, 24])
@pytest.mark.parametrize("preset", ["default", "course-bugs", "breast-cancer", "float32"])
def test_it_fits_the_width(preset: str, width: int) -> None:
    lines = report_of(preset, Style(width)).splitlines()
    # A single number or name may be wider than a very narrow terminal.
    assert max(map(len, lines)) <= max(width, 44)


def test_colour_is_there_only_where_asked_for_and_changes_no_word() -> None:
    import re

    plain, coloured = report_of("course-bugs"), report_of("course-bugs", Style(colour=True))
    assert "\x1b" not in plain
    assert "\x1b[1;31m✗ FAIL" in coloured
    stripped = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert re.sub(r"in .* ms", "", stripped) == re.sub(r"in .* ms", "", plain)
