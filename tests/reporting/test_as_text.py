"""The report that people read."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.findings import LineVerdict, Why
from gradviz.checking.noise import Finding
from gradviz.checking.result import CheckResult
from gradviz.network.backward import LINE_NAMES
from gradviz.network.numbers import rough
from gradviz.reporting.as_text import report
from gradviz.reporting.terminal import Style, encodable
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed
from tests.helpers.diagnoses import diagnosis_of, judged
from tests.helpers.numbers import at_suggested, floor_of, without_kinks, written
from tests.helpers.results import checked, of_huge_inputs, saturated, stopped

GRADIENTS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


def report_of(preset: str, style: Style | None = None, **texts: str) -> str:
    return report(check(read_experiment(texts, preset_experiment(preset))), style)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def array_lines(preset: str) -> list[list[str]]:
    part = report_of(preset).partition("\nArrays\n")[2].partition("\n\n")[0]
    return [line.split() for line in part.splitlines()]


def test_a_pass_says_what_ran() -> None:
    text = squeezed(report_of("default"))
    difference = written(checked("default").difference, 10)
    comparison = f"difference {difference} is not greater than the threshold 1e-7"
    assert text.startswith(f"✓ PASS: {comparison}")
    assert "4-5-3-1, relu, 47 parameters; 12 examples of gaussian" in text
    assert f"central differences, epsilon 1e-7, {checked('default').engine} engine" in text
    assert "94 values of J and more for its noise, in" in text
    assert "logits form, float64" in text
    assert "is the other" not in text
    assert "Replaced lines" not in text


def test_a_fail_shows_the_lines_before_and_after_and_the_factor_of_the_worst_entries() -> None:
    result = checked("course-bugs")
    text = report(result)
    difference = written(result.difference, 10)
    assert text.startswith(f"✗ FAIL: difference {difference} is greater than the threshold 1e-7")
    assert "was  dW2 = 1/m * dZ2 @ A1.T" in text
    assert "now  db1 = 4/m * sum(dZ1)" in text
    assert "(bug: 4/m in place of 1/m)" in text
    worst = [line.split() for line in text.splitlines() if line.startswith("  b1[0,0]")]
    (words,) = worst
    assert [float(each) for each in words[1:5]] == pytest.approx(
        [2.531631, 0.6329079, 4, 1.899], rel=5e-4
    )
    assert words[5:] == ["✗", "wrong"]
    assert text.index("b1[0,0]") < text.index("W2[2,0]"), "worst first"
    explained = f"by more than numerical error explains, which is about {floor_of(result)} here."
    assert explained in squeezed(text)
    assert "At the suggested epsilon, 1e-4, the difference is 0.29." in squeezed(text)
    assert "a correct gradient may be" not in text


def test_each_array_has_a_line_with_its_own_verdict() -> None:
    lines = array_lines("course-bugs")
    rows = {line[0]: line[1:] for line in lines if line and line[0] in {"W1", "W2", "b2"}}
    assert rows["W2"] == ["3", "x", "5", "0.3333", "✗", "0.9158", "4/15"]
    assert rows["b2"][4] == "✓"


def test_an_array_that_noise_alone_puts_over_the_threshold_is_not_called_wrong() -> None:
    for preset in ("course", "course-bugs"):
        lines = array_lines(preset)
        rows = {line[0]: line[4:6] for line in lines if line and line[0] in {"W1", "b3", "b2"}}
        assert {name: sign for name, (_, sign) in rows.items()} == {"W1": "?", "b2": "✓", "b3": "?"}
        for array in checked(preset).arrays:
            if array.name in rows:
                assert rows[array.name][0] == written(array.difference, 4)


def test_a_difference_that_rounding_explains_says_so_and_what_would_tell() -> None:
    result = checked("course")
    text = squeezed(report(result))
    assert result.evidence.opinion_difference is not None
    apart = rough(result.evidence.opinion_difference)
    assert text.startswith(
        f"? INCONCLUSIVE: difference {written(result.difference, 10)} is greater than the "
        f"threshold 1e-7 Rounding alone makes a difference of about {floor_of(result)} here, so a "
        "correct gradient may be above the threshold too. Complex step: the gradient is right to "
        f"{apart}. With --epsilon 1e-4 the check passes."
    )
    assert f"opinion complex step: the gradient is right to {apart} " in text
    assert "✗" not in text


def test_what_numerical_error_makes_and_the_best_epsilon_are_said() -> None:
    result = checked("course")
    text = squeezed(report(result))
    assert f"noise rounding alone makes a difference of {floor_of(result)}, truncation" in text
    assert f"suggested epsilon 1e-4: difference {at_suggested(result)} coverage" in text
    result = check(read_experiment({"epsilon": "1e-2"}, preset_experiment("course")))
    text = squeezed(report(result))
    rounding = f"noise rounding alone makes a difference of {floor_of(result)}"
    assert f"{rounding}, truncation 1.7e-6" in text
    assert "The step is so long that J bends on the way" in text


def test_of_a_large_network_a_sample_is_tried_at_the_best_epsilon() -> None:
    tried = checked("course").suggestion
    assert tried is not None
    some = changed(checked("course"), suggestion=replace(tried, entries=1200))
    assert f"difference {at_suggested(some)} of a sample of 1,200" in squeezed(report(some))


def test_why_each_of_the_worst_entries_differs_is_said() -> None:
    def why(preset: str, **texts: str) -> set[str]:
        rows = (
            report_of(preset, None, **texts)
            .partition("Worst")[2]
            .partition("\n\n")[0]
            .splitlines()[2:]
        )
        return {row.split("  ")[-1].strip() for row in rows if "known to be" not in row}

    assert why("course") == {"rounding"}
    assert why("course-bugs") == {"wrong", "rounding"}
    assert why("kink") == {"exact zero", "rounding"}
    assert why("course", epsilon="0.1") == {"kink crossed", "truncation"}


def test_in_single_precision_double_is_what_would_tell() -> None:
    text = squeezed(report_of("float32"))
    assert text.startswith("? INCONCLUSIVE")
    assert "With --dtype float64 the check passes." in text
    text = squeezed(report_of("course", dtype="float32"))
    assert "With --dtype float64 --epsilon 1e-4 the check passes." in text


def test_without_a_measurement_nothing_is_said_of_it() -> None:
    text = report(stopped("course", 9))
    assert "noise " not in text
    assert "suggested" not in text
    assert "values of J in" in squeezed(text)


def test_noise_that_could_not_be_measured_is_not_made_up() -> None:
    text = squeezed(report(saturated()))
    assert "noise not known, as values of J are not finite" in text
    assert "With --cost logits the check passes." in text
    assert "suggested" not in text
    noise = checked("course").noise
    assert noise is not None
    unknown = replace(noise, findings={Finding.KINKED: 3})
    text = squeezed(report(changed(checked("course"), noise=unknown)))
    assert (
        "the noise of J could not be measured: a kink lies between the "
        "points; only its last rounding is known."
    ) in text


def test_a_pass_says_what_it_cannot_see() -> None:
    text = squeezed(report_of("course", cost="logits"))
    assert "In 20 entries the gradient is zero, and a bug there cannot be seen: W1 4 of 20" in text
    assert "coverage 27 of 47 gradient entries are not zero" in text


def test_the_engine_is_the_one_that_ran() -> None:
    assert "epsilon 1e-7, loop engine" in squeezed(report_of("default", engine="loop"))
    assert "auto" not in report_of("default", engine="auto")


def test_steps_over_a_kink_are_said_and_the_difference_without_them() -> None:
    text = squeezed(report_of("course", epsilon="0.1"))
    assert "3 entries step over a kink of relu, so their gradapprox mixes two slopes." in text
    assert "kinks 3 entries crossed; without their entries the difference is 1.7e-4" in text
    one = changed(checked("course-bugs"), kinks=np.arange(47) == 5)
    words = "1 entry steps over a kink of relu, so its gradapprox mixes two slopes."
    assert words in squeezed(report(one))
    assert "kinks 1 entry crossed; without" in squeezed(report(one))


def test_exact_zeros_are_named_and_the_difference_without_them() -> None:
    text = squeezed(report_of("kink"))
    assert "Z2[0,2], Z2[1,2], Z2[2,2] are exactly zero (unit, example), where relu has" in text
    assert "no epsilon changes that, but another seed, bias or activation does" in text
    assert "With --seed 58 the check passes." in text
    assert (
        "kinks 3 entries crossed, 3 pre-activations exactly zero; without their entries the "
        f"difference is {without_kinks(checked('kink'))}"
    ) in text


def test_kinks_that_no_step_goes_over_are_not_spoken_of() -> None:
    for text in (report_of("course"), report_of("breast-cancer")):
        assert "kink" not in text


def test_an_array_that_hides_in_the_whole_is_named() -> None:
    bugs = ("db2-sign",)
    experiment = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), bugs=bugs),
    )
    text = report(check(read_experiment({"threshold": "0.5"}, experiment)))
    assert text.startswith("! PASS")
    words = "But db2 is known to be wrong in 3 of 3 entries"
    assert words in squeezed(text)
    (row,) = (line.split() for line in text.splitlines() if line.startswith("  b2 "))
    assert row[4:6] == ["1", "✗"]


def test_an_array_that_noise_puts_over_the_threshold_is_not_said_to_hide() -> None:
    text = squeezed(report_of("course", threshold="2e-7"))
    assert text.startswith("✓ PASS")
    assert "by far more than noise" not in text


def test_a_typed_line_is_told_from_a_bug() -> None:
    experiment = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=("dW2 = dZ2 @ A1.T",)),
    )
    assert "(typed by hand)" in report(check(experiment))


def test_what_is_not_finite_says_why() -> None:
    text = report_of("default", epsilon="1e-7")
    experiment = replace(
        preset_experiment("default"),
        subject=replace(
            network_of(preset_experiment("default")), lines=("db2 = log(0 * sum(dZ2))",)
        ),
    )
    text = squeezed(report(check(experiment)))
    assert text.startswith("? INCONCLUSIVE: the difference is not a number line db2: ")
    assert "yields infinity" in text
    assert "-inf" in text


def test_exact_agreement_lists_no_worst_entries() -> None:
    network = network_of(preset_experiment("course")).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    gradapprox = network.layout.to_arrays(check(preset_experiment("course")).gradapprox)
    arrays |= {f"d{name}": array for name, array in gradapprox.items()}
    given = GivenArrays("mine.npz", arrays)
    text = report(
        check(
            replace(
                preset_experiment("course"),
                subject=replace(network_of(preset_experiment("course")), given=given),
            )
        )
    )
    assert "PASS: difference 0 is" in text
    assert "Every entry of the two gradients is exactly equal." in text
    assert "dW1 to db3 of mine.npz" in text
    assert "all from mine.npz" in squeezed(text)
    assert "textbook form (--cost logits is the other), float64" in squeezed(text)


def test_a_stopped_check_says_so() -> None:
    assert "Stopped after 5 of 47 parameters." in report(stopped("course", 5))


@pytest.mark.parametrize("width", [80, 60, 40, 24])
@pytest.mark.parametrize("preset", ["default", "course-bugs", "breast-cancer", "float32", "kink"])
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


def lines_of(text: str) -> str:
    """Return the part of a report that is on the lines of backprop."""
    return text.partition("Lines of backprop\n")[2].partition("\n\n")[0]


def test_the_lines_of_a_correct_backprop_are_one_line() -> None:
    assert lines_of(report_of("default")) == "  ✓ every line is right, to 1.1e-16"


def test_a_wrong_line_is_shown_with_its_evidence_and_the_right_line() -> None:
    assert lines_of(report_of("course-bugs", Style(100))) == (
        "  ✗ dW2 is wrong: 2 times too large (a 2 left over, as from the derivative of a square).\n"
        "    ratio 2.000000, 4 of 4 entries that can tell\n"
        "    should be  dW2 = 1/m * dZ2 @ A1.T\n"
        "    computes   dW2 = 2 * (1/m * dZ2 @ A1.T)\n"
        "  ✗ db1 is wrong: 4 times too large (4/m in the place of 1/m).\n"
        "    ratio 4.000000, 4 of 4 entries that can tell\n"
        "    should be  db1 = 1/m * sum(dZ1)\n"
        "    computes   db1 = 4 * (1/m * sum(dZ1))\n"
        "  ✓ right: dZ3, dW3, db3, dA2, dZ2, db2, dA1, dZ1, dW1 (to 1.1e-16)"
    )


def diagnosed(width: int = 80, colour: bool = False) -> str:
    lines = ("dA1 = W2.T @ dA2", "dZ2 = dA2 * (Z2 >= 0)", "dW2 = exp(1/m * dZ2 @ A1.T)")
    wrong = replace(
        preset_experiment("default"),
        subject=replace(network_of(preset_experiment("default")), lines=lines),
    )
    return lines_of(report(check(wrong), Style(width, colour)).replace("\x1b[1m", ""))


def test_inherited_and_undecidable_lines_are_told_apart() -> None:
    text = squeezed(diagnosed())
    assert "? dZ2 cannot be judged: it is not the right line, but on this data" in text
    assert "✗ dW2 is wrong: 15 of 15 entries differ, by " in text
    assert "✗ dA1 is wrong: dA2 in the place of dZ2. 60 of 60 entries" in text
    assert "computes dA1 = W2.T @ dA2" in text
    assert text.count("computes") == 1
    assert text.count("should be") == 2
    words = "are wrong only because of what they read; their own rules are right."
    assert f"↳ dZ1, dW1 and db1 {words}" in text
    assert text.endswith("✓ right: dZ3, dW3, db3, dA2, db2 (to 1.1e-16)")


def test_lines_that_cannot_be_judged_for_one_reason_are_said_together() -> None:
    experiment = preset_experiment("default")
    verdicts = dict.fromkeys(LINE_NAMES, LineVerdict.UNDECIDABLE)
    whys = dict.fromkeys(LINE_NAMES, Why.NOISE)
    text = lines_of(report(judged(experiment, diagnosis_of(experiment, verdicts, whys=whys))))
    assert squeezed(text) == (
        "? dZ3, dW3, db3, dA2, dZ2, dW2, db2, dA1, dZ1, dW1 and db1 cannot be judged: rounding "
        "is so large here that an error of 1 % in them would not show."
    )


def given(**factors: float) -> CheckResult:
    """Return a check of gradients that came from elsewhere, some of them times a factor."""
    experiment = preset_experiment("course")
    network = network_of(experiment).draw()
    values, _ = network_of(experiment).program.run(network.known())
    found = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    found |= {name: values[name] * factors.get(name, 1.0) for name in GRADIENTS}
    cost = replace(network_of(experiment).network, cost="logits")
    checked_there = replace(
        experiment, subject=replace(network_of(experiment), given=GivenArrays("mine.npz", found))
    )
    return check(replace(checked_there, subject=replace(network_of(checked_there), network=cost)))


def test_lines_of_which_nothing_was_given_are_said_together() -> None:
    text = squeezed(lines_of(report(given())))
    assert "? dZ3, dA2, dZ2, dA1 and dZ1 cannot be judged: their values were not given." in text


def test_gradients_that_are_zero_by_a_bug_do_not_count_as_blind_spots() -> None:
    result = given(dW2=0.0)
    received = squeezed(report(result)).partition("cannot be seen:")[2].partition(" network ")[0]
    right = squeezed(report(given())).partition("cannot be seen:")[2].partition(" network ")[0]
    assert "W2 11 of 15" in received
    assert received == right


def test_a_line_that_is_wrong_in_a_pass_is_said_with_a_but() -> None:
    diagnosis = checked("course-bugs").diagnosis
    text = squeezed(report(replace(checked("default"), diagnosis=diagnosis)))
    assert text.startswith("! PASS")
    assert (
        "agrees with the numerical gradient. But backprop is wrong at dW2 (2 times too large) and "
        "db1 (4 times too large); no parameter's gradient shows it on this data."
    ) in text


@pytest.mark.parametrize("width", [24, 50, 80])
def test_the_lines_of_backprop_fit_the_width(width: int) -> None:
    text = diagnosed(width)
    # No word, such as 1/m*dZ2, is cut, so that a line of a very narrow terminal may be longer.
    assert max(map(len, text.splitlines())) <= max(width, 44)
    assert squeezed(text) == squeezed(diagnosed(80))


def test_the_lines_of_backprop_in_ascii() -> None:
    shown = encodable(diagnosed(), "ascii")
    assert shown.isascii()
    assert "?" not in shown.replace("  ? dZ2", "")
    assert "> dZ1, dW1 and db1 are wrong only because" in squeezed(shown)
    assert "x dW2 is wrong" in shown


def test_a_stopped_check_says_nothing_of_lines() -> None:
    assert "Lines of backprop" not in report(stopped("course", 5))


def test_a_pass_that_takes_the_mean_at_its_beginning_is_told_so() -> None:
    lines = (
        "dZ3 = 1/m * (A3 - Y)",
        *(f"dW{layer} = dZ{layer} @ {a}.T" for layer, a in ((3, "A2"), (2, "A1"), (1, "X"))),
        *(f"db{layer} = sum(dZ{layer})" for layer in (3, 2, 1)),
    )
    text = report(
        check(
            replace(
                preset_experiment("default"),
                subject=replace(network_of(preset_experiment("default")), lines=lines),
            )
        )
    )
    assert "✓ every line is right" in text
    assert "dZ and dA carry the 1/m of the mean in this pass" in text


def test_noise_is_not_known_for_the_reason_that_is_said() -> None:
    grad = checked("default").grad.copy()
    grad[3] = np.nan
    text = squeezed(report(changed(checked("default"), grad=grad)))
    assert "noise not known, as the gradient to be checked is not finite" in text


def test_truncation_that_leaves_the_range_hides_no_rounding() -> None:
    text = squeezed(report(check(of_huge_inputs())))
    assert "noise rounding alone makes a difference of " in text
    assert "truncation one that leaves the range of numbers" in text
