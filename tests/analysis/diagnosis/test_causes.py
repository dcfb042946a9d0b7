"""The cause that is named is the mistake that was made, over random networks."""

import math
import random
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.findings import Diagnosis, LineFinding
from gradviz.checking.mistake import Kind, Mistake
from gradviz.network.bugs import Bug, bugs
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.presenting.diagnosis import evidence, headline, sentence
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.suspects import explains, given_values, values_with

NETWORKS = 2  # of each activation and cost
LONGEST = 200  # characters of a sentence
Wanted = tuple[Kind, float | None, str]


def networks(count: int) -> Iterator[tuple[NetworkSpec, float]]:
    chosen = random.Random(20)
    for activation in ACTIVATIONS:
        for cost in COSTS:
            for _ in range(count):
                layers = [chosen.randint(1, 6) for _ in range(3)]
                if chosen.random() < 0.4:
                    layers = [4, 4, 4]  # where more of the bugs fit
                spec = NetworkSpec(
                    layers=(layers[0], layers[1], layers[2], chosen.randint(1, 3)),
                    examples=chosen.randint(1, 15),
                    activation=activation,
                    cost=cost,
                    seed=chosen.randint(0, 10**6),
                    init=chosen.choice(("normal", "normal", "xavier")),
                    data="gaussian",
                )
                yield spec, chosen.choice((1e-4, 1e-5, 1e-7))


def wanted(bug: Bug, spec: NetworkSpec) -> Wanted:
    """Return what has to be said of a bug: its kind, its factor, and words in its words."""
    m, line, of = spec.examples, bug.line, bug.id.removeprefix(f"{bug.line}-")
    layer, own = line[-1], spec.activation
    read = {"3": "A2", "2": "A1", "1": "X"}[layer]
    if "-for-" in of:
        new, _, old = of.partition("-for-")
        return Kind.CACHE, None, f"{new} in the place of {old}"
    if of.startswith("as-"):
        other = of.removeprefix("as-")
        return Kind.DERIVATIVE, None, f"{other}'s derivative in the place of {own}'s"
    other_layer = {"1": "2", "2": "1", "3": "3"}[layer]
    table: dict[str, Wanted] = {
        "twice": (Kind.SCALED, 2, "2 times too large"),
        "4-over-m": (Kind.SCALED, 4, "4 times too large"),
        "no-mean": (Kind.SCALED, m, f"{m} times too large"),
        "mean-twice": (Kind.SCALED, 1 / m, f"{m} times too small"),
        "double-mean": (Kind.SCALED, 1 / m, f"{m} times too small"),
        "tiny": (Kind.SCALED, 1.000001, "1.000001 times what it should be"),
        "sign": (Kind.SIGN, -1, "the sign is wrong"),
        "total": (Kind.SUM, None, "one sum over units and examples"),
        "wrong-axis": (Kind.SUM, None, "summed over units in the place of examples"),
        "sum-units": (Kind.SUM, None, "summed over units, without the weights"),
        "no-transpose": (
            Kind.TRANSPOSE,
            None,
            f"{'W' + str(int(layer) + 1) if 'A' in line else read} is not transposed",
        ),
        "elementwise": (Kind.ELEMENTWISE, None, "an elementwise product in the place of @"),
        "no-label": (Kind.MISSING, None, "Y is missing"),
        "penalty": (Kind.ADDED, 0.1, f"0.1 * A{layer} is added"),
        "decay": (Kind.ADDED, 0.1 / m, f"* W{layer} is added"),
        "zero": (Kind.ZERO, 0, "all zeros"),
        "no-mask": (Kind.MASK, None, "the mask is missing"),
        "mask-of-A-ge": (Kind.MASK, None, "the mask is missing"),
        "mask-ge": (Kind.MASK, None, ">= in the place of >"),
        "mask-of-dA": (Kind.MASK, None, f"that of dA{layer} in the place of Z{layer}"),
        "mask-inverted": (Kind.MASK, None, "the mask is upside down"),
        "mask-other-layer": (Kind.MASK, None, f"that of Z{other_layer} in the place of Z{layer}"),
        "no-derivative": (Kind.DERIVATIVE, None, f"{own}'s derivative is missing"),
        "sigmoid-derivative": (Kind.DERIVATIVE, None, "one sigmoid derivative too many"),
        "tanh-of-Z": (Kind.CACHE, None, f"Z{layer} in the place of A{layer}"),
    }
    return table[of]


def is_it(mistake: Mistake, want: Wanted) -> bool:
    kind, factor, words = want
    if mistake.kind is not kind or words not in mistake.words:
        return False
    if factor is None:
        return mistake.factor is None
    return mistake.factor is not None and math.isclose(mistake.factor, factor, rel_tol=1e-7)


def can_be_told(finding: LineFinding) -> bool:
    """Return whether there are two entries that tell: of one any factor gives any value."""
    assert finding.value is not None
    return int(np.count_nonzero((finding.value != 0) | (finding.rule != 0))) > 1


def plain_sentence(text: str) -> None:
    """Hold a sentence to be a short, whole, plain one."""
    assert text.endswith(".")
    assert text.count(". ") == 0, text
    assert "  " not in text, text
    assert "None" not in text, text
    assert len(text) <= LONGEST, text
    assert not re.search(r"\b1 (entries|examples|rows|columns)\b", text), text
    assert not re.search(r"\d{12}", text), text


def hold_words(finding: LineFinding) -> None:
    plain_sentence(sentence(finding))
    for each, said in zip(finding.mistakes, evidence(finding), strict=True):
        assert not re.search(r"\b1 entries", said)
        assert re.search(rf"\b{each.fitted:,} of \d[\d,]* (entry|entries)", said), said


@pytest.fixture(scope="module")
def diagnoses() -> list[tuple[Bug, Experiment, Diagnosis]]:
    found = []
    for spec, epsilon in networks(NETWORKS):
        shapes = pass_shapes(spec.layers, spec.examples)
        for bug in bugs().values():
            if bug.misfit(spec.activation, shapes) is None:
                settings = CheckSettings(epsilon=epsilon)
                experiment = Experiment(NetworkSubject(spec, bugs=(bug.id,)), settings)
                diagnosis = check(experiment).diagnosis
                assert diagnosis is not None
                found.append((bug, experiment, diagnosis))
    return found


@pytest.mark.soak
def test_the_cause_of_nearly_every_bug_is_right(
    diagnoses: list[tuple[Bug, Experiment, Diagnosis]],
) -> None:
    counts, missed = Counter[str](), []
    for bug, experiment, diagnosis in diagnoses:
        for finding in diagnosis.origins:
            if not can_be_told(finding):
                counts["of one entry"] += 1
                continue
            want = wanted(bug, network_of(experiment).network)
            named = any(is_it(each, want) for each in finding.mistakes)
            counts["right" if named else "wrong"] += 1
            counts["the only one"] += named and len(finding.mistakes) == 1
            if not named:
                missed.append((bug.id, network_of(experiment).network, sentence(finding)))
    tellable = counts["right"] + counts["wrong"]
    print(
        f"right cause: {counts['right']} of {tellable}, {counts['right'] / tellable:.2%}; {counts}"
    )
    for each in missed:
        print(each)
    assert tellable > 900
    assert counts["right"] >= 0.95 * tellable
    assert counts["the only one"] >= 0.9 * tellable


@pytest.mark.soak
def test_every_bug_of_the_catalogue_was_told_somewhere(
    diagnoses: list[tuple[Bug, Experiment, Diagnosis]],
) -> None:
    seen = {bug.id for bug, _, diagnosis in diagnoses if diagnosis.origins}
    # These need a network of their own, which other tests have: layers of a certain size, one unit
    # or one example, or units exactly at zero.
    rare = {"dW1-no-transpose", "dW2-no-transpose", "dW3-no-transpose", "dA2-no-transpose"}
    rare |= {"dZ2-mask-ge", "dZ1-mask-ge", "dA2-W2-for-W3", "dA1-W3-for-W2"}
    rare |= {f"{line}-elementwise" for line in ("dW1", "dW2", "dW3", "dA1", "dA2")}
    rare |= {f"db{layer}-{sum_}" for layer in "123" for sum_ in ("total", "wrong-axis")}
    assert set(bugs()) - seen <= rare


def test_no_cause_is_named_that_does_not_explain_the_values(
    diagnoses: list[tuple[Bug, Experiment, Diagnosis]],
) -> None:
    tried = 0
    for bug, experiment, diagnosis in diagnoses:
        network = network_of(experiment).draw()
        for finding in diagnosis.origins:
            for mistake in finding.mistakes:
                if mistake.expression is not None:
                    tried += 1
                    assert explains(mistake, finding, network, diagnosis), (bug.id, mistake)
    assert tried > 900


def test_what_is_said_of_every_bug_is_a_short_plain_sentence(
    diagnoses: list[tuple[Bug, Experiment, Diagnosis]],
) -> None:
    for _, _, diagnosis in diagnoses:
        for finding in diagnosis.lines.values():
            hold_words(finding)
        said = headline(diagnosis)
        assert (said is None) == (not diagnosis.origins)
        if said is not None:
            assert said.startswith("backprop is wrong at d")
            plain_sentence(f"{said}.")


def origin(diagnosis: Diagnosis | None) -> LineFinding:
    assert diagnosis is not None
    (found,) = diagnosis.origins
    hold_words(found)
    return found


SEED = 1
SQUARE = NetworkSpec(layers=(4, 4, 4, 1), examples=9, data="gaussian", seed=SEED, cost="logits")
EQUAL = NetworkSpec(layers=(4, 4, 4, 4), examples=4, data="gaussian", seed=3, cost="logits")


@pytest.mark.parametrize(
    ("activation", "line", "kind", "words"),
    [
        ("relu", "dZ2 = dA2 * (Z2 > 0.3)", Kind.MASK, "the mask is shifted: Z2 > t with t from "),
        ("leaky-relu", "dZ1 = dA1 * where(Z1 > -0.2, 1, 0.01)", Kind.MASK, "slope is shifted"),
        ("leaky-relu", "dZ1 = dA1 * where(Z1 > 0, 1, 0.2)", Kind.DERIVATIVE,
         "the slope is 1 where Z > 0 and 0.2 elsewhere"),
        ("relu", "dZ2 = where(Z2 > 0, dA2, -dA2)", Kind.MASK, "-1 in the place of 0"),
        ("relu", "dZ2 = dA2 * (Z2 > 0) * (dA2 > 0)", Kind.MASK, "a mask of dA2 is there as well"),
        ("relu", "dZ1 = dA1 * (X > 0)", Kind.MASK,
         "the mask is that of X in the place of Z1"),
        ("leaky-relu", "dZ1 = dA1 * where(Z1 <= 0, 1, 0.01)", Kind.DERIVATIVE, "exchanged"),
        ("tanh", "dZ2 = dA2 * (1 - A2)", Kind.MISSING, ""),
        ("tanh", "dZ2 = dA2 * (1 + A2**2)", Kind.DERIVATIVE, "+ in the place of -"),
        ("sigmoid", "dZ1 = dA1 * A1", Kind.DERIVATIVE, "A1 in the place of its derivative"),
        ("sigmoid", "dZ1 = dA1 * Z1 * (1 - Z1)", Kind.CACHE, "Z1 in the place of A1"),
        ("sigmoid", "dZ1 = dA1 * A1 * (1 - A1) * A1 * (1 - A1)", Kind.DERIVATIVE, "twice"),
        ("tanh", "dW2 = 1/m * (dZ2 * (1 - A2**2)) @ A1.T", Kind.DERIVATIVE, "in it as well"),
        ("relu", "dA1 = (W2.T @ dZ2) * (Z1 > 0)", Kind.MASK, "the mask of layer 1 is in it"),
        ("tanh", "dW2 = 1/m * dZ2 @ A1.T + 0.5", Kind.CONSTANT, "0.5 is added to every entry"),
        ("tanh", "dW2 = 1/m * dZ2 @ A1.T + 0.01 * W2", Kind.ADDED, "0.01 * W2 is added"),
        ("tanh", "dW2 = 1/m * dZ2 @ A1.T + 0.1/m * W2", Kind.ADDED, "0.1/m * W2 is added"),
        ("tanh", "dW2 = 1/m * dZ2 @ A1.T - W2", Kind.ADDED, "W2 is subtracted"),
        ("tanh", "dW1 = 1/(m - 1) * dZ1 @ X.T", Kind.SCALED, "1.125 times too large"),
        ("tanh", "dW1 = 3 * (1/m * dZ1 @ X.T)", Kind.SCALED, "3 times too large"),
        ("tanh", "dW1 = -2/m * dZ1 @ X.T", Kind.SCALED, "2 times too large, and the sign is wrong"),
        ("tanh", "dW1 = 0.7 * (1/m * dZ1 @ X.T)", Kind.SCALED, "0.7 times what it should be"),
        ("tanh", "dW2 = 2/m * dZ2 @ A2.T", Kind.CACHE,
         "A2 in the place of A1, and 2 times too large"),
        ("tanh", "dA1 = W2.T @ dA2", Kind.CACHE, "dA2 in the place of dZ2"),
        ("tanh", "dA1 = W2 @ dZ2", Kind.TRANSPOSE, "W2 is not transposed"),
        ("tanh", "dW2 = (1/m * dZ2 @ A1.T).T", Kind.TRANSPOSE, "the product is transposed"),
        ("tanh", "dZ3 = A3 + Y", Kind.SIGN, "+ in the place of -"),
        ("tanh", "dZ3 = -Y", Kind.MISSING, "A3 is missing"),
        ("tanh", "dZ3 = abs(A3 - Y)", Kind.SIGN, "the sign is lost: abs"),
        ("tanh", "dZ3 = Z3 - Y", Kind.CACHE, "Z3 in the place of A3"),
        ("tanh", "dZ3 = (A3 > 0.5) - Y", Kind.CACHE, "A3 is rounded to 0 or 1"),
        ("tanh", "dZ3 = (A3 - Y) / (A3 * (1 - A3))", Kind.DERIVATIVE, "derivative is missing"),
        ("tanh", "dZ3 = (A3 - Y)**2", Kind.DERIVATIVE, "squared, not differentiated"),
        ("tanh", "db2 = 1/m * sum(dZ2**2)", Kind.SUM, "squares are summed"),
        ("tanh", "db2 = 1/m * sum(abs(dZ2))", Kind.SUM, "absolute values are summed"),
        ("tanh", "db2 = 1/m * sum_units(dZ2.T).T * 0 + 1/m * total(dZ2)", Kind.SUM, "one sum over"),
    ],
)  # fmt: skip
def test_mistakes_that_the_catalogue_has_not(
    activation: str, line: str, kind: Kind, words: str
) -> None:
    spec = NetworkSpec(
        SQUARE.layers, SQUARE.examples, activation, data="gaussian", seed=SEED, cost="logits"
    )
    experiment = Experiment(NetworkSubject(spec, lines=(line,)), CheckSettings(epsilon=1e-5))
    diagnosis = check(experiment).diagnosis
    found = origin(diagnosis)
    first = found.mistakes[0]
    assert found.name == line.partition(" ")[0]
    assert words in first.words
    assert first.kind is kind or (words == "" and "A2" in first.words)
    assert len(found.mistakes) == 1
    assert diagnosis is not None
    if first.expression is not None:
        assert explains(first, found, network_of(experiment).draw(), diagnosis)


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("dW2 = 1/m * dZ2 @ A1", Kind.TRANSPOSE, "A1 is not transposed"),
        ("dW1 = 1/m * dZ1 @ X", Kind.TRANSPOSE, "X is not transposed"),
        ("dW3 = 1/m * dZ3 @ A2", Kind.TRANSPOSE, "A2 is not transposed"),
        ("dA2 = W3 @ dZ3", Kind.TRANSPOSE, "W3 is not transposed"),
        ("dA2 = W2.T @ dZ3", Kind.CACHE, "W2 in the place of W3"),
        ("dA1 = W3.T @ dZ2", Kind.CACHE, "W3 in the place of W2"),
        ("dW2 = 1/m * dZ2 * A1.T", Kind.ELEMENTWISE, "an elementwise product"),
        ("dA1 = W2.T * dZ2", Kind.ELEMENTWISE, "an elementwise product"),
        ("db2 = 1/m * sum_units(dZ2).T", Kind.SUM, "summed over units in the place of examples"),
        ("db2 = 1/m * total(dZ2)", Kind.SUM, "one sum over units and examples"),
    ],
)
def test_mistakes_that_fit_where_all_sizes_are_the_same(line: str, kind: Kind, words: str) -> None:
    experiment = Experiment(NetworkSubject(EQUAL, lines=(line,)), CheckSettings(epsilon=1e-5))
    found = origin(check(experiment).diagnosis)
    assert found.name == line.partition(" ")[0]
    assert [each.kind for each in found.mistakes] == [kind]
    assert words in found.mistakes[0].words


def test_two_causes_that_fit_equally_are_both_named() -> None:
    four = NetworkSpec((4, 5, 3, 1), 4, data="gaussian", cost="logits")
    found = origin(check(Experiment(NetworkSubject(four, bugs=("dW2-4-over-m",)))).diagnosis)
    assert sentence(found) == (
        "dW2 is wrong: 4 times too large (1/m is missing: m is 4, or 4/m in the place of 1/m)."
    )
    two = NetworkSpec((4, 5, 3, 1), 2, data="gaussian", cost="logits")
    said = sentence(origin(check(Experiment(NetworkSubject(two, bugs=("dW2-twice",)))).diagnosis))
    assert "1/m is missing: m is 2, or a 2 left over" in said
    alone = NetworkSpec((4, 4, 4, 1), 1, activation="tanh", data="gaussian", cost="logits")
    found = origin(check(Experiment(NetworkSubject(alone, bugs=("db2-total",)))).diagnosis)
    assert [each.words for each in found.mistakes] == [
        "one sum over units and examples in every entry",
        "summed over units in the place of examples",
    ]


def test_what_is_all_zeros_may_be_a_mask_too() -> None:
    spec = NetworkSpec((2, 3, 1, 1), 4, data="gaussian", cost="logits")
    on = next(
        other
        for seed in range(200)
        if (other := NetworkSpec((2, 3, 1, 1), 4, data="gaussian", cost="logits", seed=seed))
        and (np.asarray(NetworkSubject(other).draw().here["Z2"]) > 0).all()
    )
    assert on.layers == spec.layers
    found = origin(check(Experiment(NetworkSubject(on, bugs=("dZ2-mask-inverted",)))).diagnosis)
    assert [each.kind for each in found.mistakes][:2] == [Kind.ZERO, Kind.MASK]
    assert "the mask is upside down" in sentence(found)


def test_many_mistakes_at_once_are_named_line_by_line() -> None:
    lines = ("dW3 = 2/m * dZ3 @ A2.T", "db2 = sum(dZ2)", "dW1 = -1/m * dZ1 @ X.T")
    diagnosis = check(
        Experiment(NetworkSubject(SQUARE, lines=lines), CheckSettings(epsilon=1e-5))
    ).diagnosis
    assert diagnosis is not None
    assert headline(diagnosis) == (
        "backprop is wrong at dW3 (2 times too large), db2 (9 times too large) and dW1 "
        "(the sign is wrong)"
    )
    four = (*lines, "db1 = 3/m * sum(dZ1)")
    diagnosis = check(
        Experiment(NetworkSubject(SQUARE, lines=four), CheckSettings(epsilon=1e-5))
    ).diagnosis
    assert diagnosis is not None
    assert headline(diagnosis) == "backprop is wrong at dW3, db2, dW1 and db1"


WIDE = NetworkSpec((4, 5, 3, 2), 8, "tanh", data="gaussian", cost="logits", seed=5)


def disordered(name: str, order: str) -> Diagnosis | None:
    """Return the diagnosis of a pass in which one array is out of order, all values given."""
    network = NetworkSubject(WIDE).draw()

    def changed(array: np.ndarray) -> np.ndarray:
        if order == "rows":
            return array[::-1]
        if order == "columns":
            return np.roll(array, 1, axis=1)
        if order == "row twice":
            return np.where(np.arange(len(array))[:, None] == 1, 2 * array, array)
        if order == "column lost":
            return np.where(np.arange(array.shape[1]) == 2, 0, array)
        if order == "nan":
            return np.where(np.arange(array.size).reshape(array.shape) == 0, np.nan, array)
        return np.random.default_rng(1).standard_normal(array.shape)

    return check(given_values(WIDE, values_with(network, name, changed))).diagnosis


@pytest.mark.parametrize(
    ("name", "order", "words"),
    [
        ("dW2", "rows", "dW2 is wrong: its rows are reversed."),
        ("dZ1", "rows", "dZ1 is wrong: its rows are reversed."),
        ("dA1", "columns", "dA1 is wrong: its columns are shifted by one."),
        ("dZ3", "columns", "dZ3 is wrong: its columns are shifted by one."),
        (
            "dW3",
            "row twice",
            "dW3 is wrong: 2 times too large, in row 1 alone (a 2 left over, as from the ",
        ),
        ("dW1", "column lost", "dW1 is wrong: it is zero in column 2 alone."),
        ("dA2", "column lost", "dA2 is wrong: it is zero in example 2 alone."),
        ("dW2", "nan", "dW2 is wrong: it yields NaN."),
        ("dW2", "random", "dW2 is wrong: 15 of 15 entries differ, by "),
    ],
)
def test_values_from_elsewhere_that_no_line_computes(name: str, order: str, words: str) -> None:
    found = origin(disordered(name, order))
    assert found.name == name
    assert words in sentence(found)
    assert found.mistakes == () if order == "random" else found.mistakes[0].expression is None


@pytest.mark.parametrize(
    ("name", "words"),
    [("dW1", "example 3 is left out"), ("db1", "example 3 is left out"),
     ("db3", "example 3 is left out")],
)  # fmt: skip
def test_an_example_that_is_left_out_is_told_by_its_number(name: str, words: str) -> None:
    network = NetworkSubject(WIDE).draw()
    right = values_with(network, "dW3", lambda array: array)
    kept = np.arange(8) != 3
    dz, a = right[f"dZ{name[-1]}"], {"1": network.x, "3": network.here["A2"]}[name[-1]]
    part = (dz[:, kept] @ a[:, kept].T if "W" in name else dz[:, kept].sum(1, keepdims=True)) / 8
    found = origin(check(given_values(WIDE, right | {name: part})).diagnosis)
    assert (found.mistakes[0].kind, found.mistakes[0].words) == (Kind.PART, words)


def test_data_that_was_reshaped_or_turned_round() -> None:
    network = NetworkSubject(WIDE).draw()
    right = values_with(network, "dW3", lambda array: array)
    x, dz = network.x, right["dZ1"]
    for other, words in (
        (x.reshape(x.shape[::-1]), "X is reshaped, not transposed"),
        (x[:, ::-1].T, "the examples of X are reversed"),
        (np.roll(x, 1, axis=1).T, "the examples of X are shifted by one"),
    ):
        found = origin(check(given_values(WIDE, right | {"dW1": dz @ other / 8})).diagnosis)
        assert [each.words for each in found.mistakes] == [words]
        assert found.mistakes[0].kind is Kind.PERMUTED


def test_an_entry_at_a_kink_accuses_nobody_but_tells_causes_apart() -> None:
    # With zero biases a layer that is off stands exactly at the kink of the next one.
    tried = 0
    for seed in range(60):
        spec = NetworkSpec((8, 1, 4, 3), 4, init="he", data="gaussian", cost="logits", seed=seed)
        experiment = Experiment(
            NetworkSubject(spec, bugs=("dZ2-no-mask",)), CheckSettings(epsilon=1e-5)
        )
        network = network_of(experiment).draw()
        diagnosis = check(experiment).diagnosis
        assert diagnosis is not None
        if network.exact_zeros and diagnosis.origins:
            found = origin(diagnosis)
            assert found.mistakes[0].words == "the mask is missing"
            for mistake in found.mistakes:
                tried += 1
                assert explains(mistake, found, network, diagnosis), (seed, mistake)
    assert tried > 5
