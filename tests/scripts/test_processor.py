"""How the checks come to compute as another processor does."""

import pytest

import processor
from processor import CORE, FEATURES, other_processor


@pytest.mark.parametrize(
    ("features", "core", "other"),
    [
        (["X86_V3", "X86_V4", "AVX512_ICL"], "SkylakeX",
         {FEATURES: "X86_V4 AVX512_ICL", CORE: "Haswell"}),
        (["AVX2", "FMA3", "AVX512F", "AVX512_SKX"], "Cooperlake",
         {FEATURES: "AVX512F AVX512_SKX", CORE: "Haswell"}),
        (["X86_V3"], "Haswell", {FEATURES: "X86_V3", CORE: "Sandybridge"}),
        (["X86_V3"], "Zen", {FEATURES: "X86_V3", CORE: "Sandybridge"}),
        (["X86_V3"], None, {FEATURES: "X86_V3"}),
        (["ASIMDHP", "SVE"], "neoversen1", {FEATURES: "ASIMDHP SVE"}),
        ([], None, {}),
    ],
)  # fmt: skip
def test_the_other_processor_is_one_that_this_machine_can_stand_in_for(
    features: list[str], core: str | None, other: dict[str, str]
) -> None:
    assert other_processor({"HOME": "/root"}, features, core) == {"HOME": "/root", **other}


@pytest.mark.parametrize("name", [FEATURES, CORE])
def test_where_another_one_is_asked_for_already_it_is_the_machine_itself(name: str) -> None:
    environ = {"HOME": "/root", name: "Haswell"}
    assert other_processor(environ, ["X86_V3"], "Haswell") == {"HOME": "/root"}


def test_what_is_found_here_can_be_asked_for() -> None:
    features, core = processor.found()
    assert set(other_processor({}, features, core)) <= {FEATURES, CORE}


def test_the_setting_is_shown_as_one_writes_it() -> None:
    shown = processor.differences({FEATURES: "X86_V4 AVX512_ICL", CORE: "Haswell"})
    assert shown == f'{FEATURES}="X86_V4 AVX512_ICL" {CORE}="Haswell"'
    assert processor.differences({}) == f"without {FEATURES} and {CORE}"
