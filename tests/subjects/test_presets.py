"""The named experiments do what their sentences say."""

import json

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.remedy import Change
from gradviz.checking.verdict import Judgement, Reason, Verdict
from gradviz.network.fields import InvalidSettings
from gradviz.network.spec import NetworkSpec
from gradviz.resources import resource_path
from gradviz.subjects.entry import KEYS
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment, presets
from tests.helpers.strategies import with_network, with_settings


def test_the_presets_are_known_by_their_names() -> None:
    assert next(iter(presets())) == "default"
    assert {"default", "course", "course-bugs", "kink", "float32", "breast-cancer"} <= set(
        presets()
    )
    for name, preset in presets().items():
        assert preset.name == name
        assert preset.title
        assert preset.sentence.endswith(".")


def test_no_setting_of_a_preset_is_misspelt() -> None:
    stored = json.loads(resource_path("presets.json").read_text(encoding="utf-8"))
    for entry in stored.values():
        assert set(entry) <= {"title", "sentence", "settings", "bugs"}
        assert set(entry["settings"]) <= {*KEYS, "layers"}


def test_default_is_correct_and_passes_with_room_to_spare_and_all_covered() -> None:
    experiment = preset_experiment("default")
    result = check(experiment)
    assert not network_of(experiment).edits
    assert result.verdict == "pass"
    assert result.difference < experiment.check.threshold / 20
    assert result.nonzero == result.size
    assert all(array.difference < experiment.check.threshold for array in result.arrays)


def test_course_is_the_reference_exercise() -> None:
    experiment = preset_experiment("course")
    assert network_of(experiment).network == NetworkSpec()
    assert (experiment.check.epsilon, experiment.check.threshold) == (1e-7, 1e-7)
    assert network_of(experiment).bugs == ()
    result = check(experiment)
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.ROUNDING)
    assert 1e-7 < result.difference < 2e-7
    assert check(with_settings(experiment, epsilon=1e-4)).verdict == "pass"


def test_no_sentence_calls_a_correct_preset_failing() -> None:
    for preset in presets().values():
        verdict = check(preset.experiment).verdict
        assert (verdict == "fail") == bool(network_of(preset.experiment).edits)
        assert "fail" not in preset.sentence or verdict == "fail"
        assert ("cannot tell" in preset.sentence or "lets the check tell" in preset.sentence) == (
            verdict == "inconclusive"
        )


def test_course_bugs_is_the_same_with_its_two() -> None:
    experiment = preset_experiment("course-bugs")
    assert network_of(experiment).network == network_of(preset_experiment("course")).network
    assert [str(line) for line in network_of(experiment).edits] == [
        "dW2 = 2 * 1/m * dZ2 @ A1.T",
        "db1 = 4/m * sum(dZ1)",
    ]
    wrong = {a.name for a in check(experiment).arrays if a.difference > 1e-4}
    assert wrong == {"W2", "b1"}


def test_kink_cannot_be_told_at_any_epsilon_for_an_exact_zero() -> None:
    experiment = preset_experiment("kink")
    z2 = np.asarray(network_of(experiment).draw().known()["Z2"])
    assert np.any(np.all(z2 == 0, axis=0)), "one example for which all of Z2 is zero"
    assert not network_of(experiment).edits
    for epsilon in (1e-2, 1e-4, 1e-6, 1e-8):
        result = check(with_settings(experiment, epsilon=epsilon))
        assert result.difference > 1e-3
        assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.EXACT_ZEROS)
        assert result.remedy is not None
        assert result.remedy.changes[0] is Change.SEED
    assert check(with_network(experiment, seed=55)).verdict == "pass"


def test_float32_is_lost_in_rounding_and_right_in_double() -> None:
    experiment = preset_experiment("float32")
    result = check(experiment)
    assert result.difference > 0.1
    assert result.judgement == Judgement(Verdict.INCONCLUSIVE, Reason.ROUNDING)
    assert result.remedy is not None
    assert result.remedy.changes == (Change.DTYPE,)
    assert check(with_network(experiment, dtype="float64")).verdict == "pass"


def test_real_data_passes() -> None:
    experiment = preset_experiment("breast-cancer")
    assert network_of(experiment).network.layers[0] == 30
    assert check(experiment).verdict == "pass"


def test_an_unknown_preset_brings_the_names() -> None:
    with pytest.raises(
        InvalidSettings, match="preset is 'mine'; it must be one of default, course"
    ):
        preset_experiment("mine")
