import numpy as np
import pytest

import benchmark_contenders
from benchmark_cases import Case, all_of, case, drawn_from
from benchmark_contenders import contenders, floors_apart
from benchmark_textbook import Textbook
from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_scripts_textbook_and_its_stacks_agree_with_the_loop(
    activation: str, cost: str
) -> None:
    spec = NetworkSpec(layers=(4, 5, 3, 2), activation=activation, cost=cost, init="he")
    by_loop = check(Experiment(NetworkSubject(spec), CheckSettings(engine="loop", epsilon=1e-5)))
    textbook = Textbook.of(network_of(by_loop.experiment).draw())
    places = all_of(by_loop.layout).places
    for found in (textbook.gradapprox(places, 1e-5), textbook.stacked_gradapprox(places, 1e-5)):
        assert floors_apart(found, by_loop.gradapprox, by_loop.cost, 1e-5) < 4


def test_the_scripts_textbook_gives_the_published_difference_of_the_exercise() -> None:
    this = case("S")
    gradapprox = Textbook.of(this.network).gradapprox(all_of(this.layout).places, 1e-7)
    grad = check(this.experiment).grad
    apart = np.linalg.norm(grad - gradapprox)
    difference = apart / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
    assert difference == pytest.approx(1.1890913024229996e-07, rel=0.05)


def test_everyone_who_takes_part_computes_the_same_gradient() -> None:
    this = case("M")
    sample = drawn_from(this.layout, 40, np.random.default_rng(5))
    # The others take seconds to import, where they are installed; a run compares them too.
    those = [each for each in contenders(this) if each.needs in ("", "scipy")]
    first, *others = [(each.label, each.set_up(this)(sample, 1e-6)()) for each in those]
    assert len(others) >= 5
    for label, found in others:
        assert found is not None
        assert first[1] is not None
        assert floors_apart(found, first[1], this.network.cost_here, 1e-6) < 8, label


def test_a_whole_check_has_an_epsilon_of_its_own() -> None:
    this = case("S")
    prepare = benchmark_contenders.WHOLE_CHECK.set_up(this)
    first, second = (prepare(all_of(this.layout), epsilon)() for epsilon in (1e-4, 1.5e-4))
    assert first is not None
    assert second is not None
    assert 0 < np.max(np.abs(first - second)) < 1e-6


def test_a_sample_holds_whole_columns_and_about_as_many_as_wanted() -> None:
    layout = case("M").layout
    sample = drawn_from(layout, 100, np.random.default_rng(0))
    assert 100 <= sample.size < 100 + 32
    assert not sample.whole
    held = sum(layout.shape(name)[0] * len(found) for name, found in sample.columns.items())
    assert held == sample.size == len(set(sample.places.tolist()))
    assert drawn_from(layout, 1217, np.random.default_rng(0)).whole


def test_the_textbooks_cost_is_taken_where_it_is_finite() -> None:
    this = case("M")
    assert this.cost == "textbook"
    assert np.isfinite(this.network.cost_here)


def test_a_library_that_is_not_installed_is_left_out_with_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not [each for each in contenders(case("S")) if each.needs]
    said = benchmark_contenders.absent()
    assert [line.split()[0] for line in said] == ["SciPy", "PyTorch", "JAX,"]
    assert all("not installed here" in line for line in said)


def test_the_largest_case_is_not_for_those_who_would_take_hours() -> None:
    labels = [each.label for each in contenders(Case("XXL", Experiment(NetworkSubject())))]
    assert labels == [
        "**GradViz**, `gradviz.check` with `auto`",
        "GradViz, engine `incremental` alone",
    ]
