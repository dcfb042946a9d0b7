"""A right backward pass is never accused, whatever the network and however it is written."""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.analysis.remedy_search import Search
from gradviz.checking.experiment import SCHEMES, CheckSettings, Experiment
from gradviz.checking.findings import LineVerdict, Why
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.diagnosed import (
    GRADIENTS,
    LINES,
    Floats,
    arrays_of,
    derivative,
    diagnosis_of,
    names,
    with_exact_zeros,
)
from tests.helpers.oracle import pass_values
from tests.helpers.rewritten import rewritten

NETWORKS = 500
GIVEN = (GRADIENTS, LINES, (*GRADIENTS, "dZ3", "dZ2", "dZ1"), (*GRADIENTS, "dA2"))
ACCUSED = {LineVerdict.ORIGIN, LineVerdict.INHERITED}


def experiments() -> Iterator[tuple[str, Experiment]]:
    """Yield small networks of every kind, by the name of the kind."""
    random = Random(11)
    for number in range(NETWORKS):
        layers = (*(random.randint(1, 3) for _ in range(3)), random.choice((1, 1, 2, 3)))
        spec = NetworkSpec(
            layers=layers,  # type: ignore[arg-type]
            examples=random.randint(1, 4),
            activation=ACTIVATIONS[number % 4],
            cost=random.choice(COSTS),
            dtype=random.choice(("float64", "float64", "float32")),
            seed=random.randint(0, 10**6),
            init=random.choice(("normal", "he", "xavier", "zeros")),
            data=random.choice(("gaussian", "reference")),
        )
        settings = CheckSettings(
            epsilon=10 ** random.uniform(-12, -1),
            threshold=10 ** random.uniform(-9, -5),
            scheme=random.choice(SCHEMES),
        )
        drawn = Experiment(NetworkSubject(spec), settings)
        kind = ("drawn", "exact zeros", "saturated", "given", "given, exact zeros")[number % 5]
        if "exact zeros" in kind:
            drawn = with_exact_zeros(drawn, random)
        elif kind == "saturated":
            drawn = saturated(drawn, random.choice((10.0, 30.0, 300.0)))
        yield kind, given(drawn, random.choice(GIVEN)) if "given" in kind else drawn


def saturated(experiment: Experiment, scale: float) -> Experiment:
    """Return a network with weights so many times as large."""
    arrays = {n: a * (scale if n[0] == "W" else 1) for n, a in arrays_of(experiment).items()}
    return replace(
        experiment,
        subject=replace(network_of(experiment), given=GivenArrays("large weights", arrays)),
    )


def plain_pass(parameters: dict[str, Floats], x: Floats, activation: str) -> dict[str, Floats]:
    """Return A0, the data, and Z1 ... Z3."""
    values = pass_values(parameters, x.astype(float), activation)
    return {name: np.asarray(array, dtype=float) for name, array in values.items()} | {"A0": x}


def given(experiment: Experiment, keep: tuple[str, ...]) -> Experiment:
    """Return a network with some of its gradients as plain NumPy in float64 computes them."""
    arrays = arrays_of(experiment)
    parameters = {name: array for name, array in arrays.items() if name[0] in "Wb"}
    activation, m = network_of(experiment).network.activation, arrays["X"].shape[1]
    here = plain_pass(parameters, arrays["X"], activation)
    found = {"dZ3": 1 / (1 + np.exp(-here["Z3"])) - arrays["Y"]}
    for layer in (3, 2, 1):
        if layer < 3:
            above = found[f"dZ{layer + 1}"]
            found[f"dA{layer}"] = np.einsum("ij,ik->jk", arrays[f"W{layer + 1}"], above)
            slope = derivative(here[f"Z{layer}"], activation)
            found[f"dZ{layer}"] = found[f"dA{layer}"] * slope
        dz = found[f"dZ{layer}"]
        found[f"dW{layer}"] = np.einsum("ij,kj->ik", dz, here[f"A{layer - 1}"]) / m
        found[f"db{layer}"] = dz.sum(axis=1, keepdims=True) / m
    return replace(
        experiment,
        subject=replace(
            network_of(experiment), given=GivenArrays("g", arrays | {n: found[n] for n in keep})
        ),
    )


@pytest.fixture
def _no_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would make an inconclusive check tell is not looked for: it takes most of the time."""

    def none(*_: object) -> Generator[None, None, Search]:
        yield from ()
        return Search()

    monkeypatch.setattr("gradviz.analysis.check.kept_remedy_steps", none)


@pytest.mark.soak
@pytest.mark.usefixtures("_no_remedy")
def test_no_line_of_a_right_pass_is_accused() -> None:
    counted, kinds = Counter[str](), Counter[str]()
    for kind, experiment in experiments():
        result = check(experiment)
        diagnosis = diagnosis_of(result)
        counted.update(str(each.why or each.verdict) for each in diagnosis.lines.values())
        kinds[kind] += 1
        kinds["kinks"] += bool(result.crossed)
        kinds["zeros"] += bool(result.exact_zeros)
        kinds["float32"] += network_of(experiment).network.dtype == "float32"
        assert not diagnosis.origins, experiment
        assert not diagnosis.possible, experiment
        assert not names(diagnosis, LineVerdict.INHERITED), experiment
    print(f"{NETWORKS} right passes: {dict(counted)}; {dict(kinds)}")
    assert min(kinds[each] for each in ("kinks", "zeros", "float32", "saturated")) > 90
    assert counted["right"] > 2000
    assert Why.SAME_HERE not in counted


CASES = (
    NetworkSpec((4, 5, 3, 2), 7, cost="textbook", data="gaussian"),
    NetworkSpec((3, 4, 4, 1), 7, cost="logits", dtype="float32", seed=2, data="gaussian"),
    NetworkSpec((2, 3, 2, 1), 1, cost="logits", init="he", data="gaussian"),
)
SETTINGS = (
    CheckSettings(1e-7),
    CheckSettings(1e-2, 1e-9),
    CheckSettings(1e-4, 1e-13),
)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("number", range(3), ids=["textbook", "float32", "strict"])
def test_a_right_line_in_other_words_is_right(activation: str, number: int) -> None:
    spec = replace(CASES[number], activation=activation)
    counted = Counter[str]()
    for text in rewritten(activation):
        diagnosis = diagnosis_of(
            check(Experiment(NetworkSubject(spec, lines=(text,)), SETTINGS[number]))
        )
        found = diagnosis.lines[text.partition(" = ")[0]]
        assert ACCUSED.isdisjoint(each.verdict for each in diagnosis.lines.values()), text
        assert found.why is not Why.SAME_HERE, text
        counted[found.verdict] += 1
    assert counted[LineVerdict.RIGHT] > (0 if number == 1 else 0.9) * counted.total()
