"""The data sets: exact where the exercise is, the same for a seed, and fit to be checked on."""

import hashlib

import numpy as np
import pytest

from gradviz.network.data import DATA_SETS, load_real, make_data, reference_data
from gradviz.resources import resource_path

GENERATED = ("gaussian", "xor", "circles", "moons")
REAL = ("breast-cancer", "iris", "digits")
SEEDED = (*GENERATED, *REAL)  # all but the reference set, whose labels and order are fixed

seeded_sets = pytest.mark.parametrize("name", SEEDED)
real_sets = pytest.mark.parametrize("name", REAL)


def n_x_of(name: str) -> int:
    return DATA_SETS[name].n_x or 4


def test_the_data_sets_are_known_by_their_names() -> None:
    assert tuple(DATA_SETS) == ("reference", *SEEDED)
    assert all(name == data_set.name for name, data_set in DATA_SETS.items())
    assert all(data_set.title and data_set.sentence for data_set in DATA_SETS.values())


def test_reference_is_the_draws_of_the_exercise() -> None:
    x, y = make_data("reference", 4, 1, 3, seed=1)
    # np.random.seed(1); np.random.randn(4, 3), as every text on the exercise prints it.
    expected = [
        [1.62434536, -0.61175641, -0.52817175],
        [-1.07296862, 0.86540763, -2.3015387],
        [1.74481176, -0.7612069, 0.3190391],
        [-0.24937038, 1.46210794, -2.06014071],
    ]
    np.testing.assert_allclose(x, expected, rtol=0, atol=5e-9)
    assert x[0, 0] == 1.6243453636632417
    assert y.tolist() == [[1.0, 1.0, 0.0]]


def test_reference_leaves_the_generator_where_the_parameters_are_drawn() -> None:
    rng = np.random.RandomState(1)
    reference_data(rng, 4, 1, 3)
    # W1[0, 0] of the exercise: the thirteenth draw of seed 1, for Y takes none.
    assert rng.randn() == pytest.approx(-0.3224172040135075, rel=1e-15)


def test_reference_labels_repeat_and_move_on_a_row() -> None:
    _, y = make_data("reference", 2, 4, 5, seed=1)
    assert y.tolist() == [
        [1.0, 1.0, 0.0, 1.0, 1.0],
        [0.0, 1.0, 1.0, 0.0, 1.0],
        [1.0, 0.0, 1.0, 1.0, 0.0],
        [1.0, 1.0, 0.0, 1.0, 1.0],
    ]


@pytest.mark.parametrize("name", DATA_SETS)
@pytest.mark.parametrize("m", [1, 2, 30])
@pytest.mark.parametrize("n_y", [1, 3])
def test_shapes_and_values(name: str, m: int, n_y: int) -> None:
    n_x = n_x_of(name)
    x, y = make_data(name, n_x, n_y, m, seed=5)
    assert (x.shape, y.shape) == ((n_x, m), (n_y, m))
    assert x.dtype == np.float64
    assert y.dtype == np.float64
    assert np.isfinite(x).all()
    assert set(np.unique(y)) <= {0.0, 1.0}
    assert x.flags.c_contiguous  # so that sums run in the textbook's order
    assert x.flags.writeable
    assert y.flags.writeable


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_set_gives_all_the_examples_it_claims(name: str) -> None:
    most = DATA_SETS[name].max_examples
    x, _ = make_data(name, n_x_of(name), 1, most, seed=0)
    assert x.shape[1] == most
    assert len(np.unique(x, axis=1).T) > 0.95 * most  # iris holds one flower twice


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_seed_makes_the_same_data_and_another_other_data(name: str) -> None:
    first, again, other = (make_data(name, n_x_of(name), 1, 20, seed)[0] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@seeded_sets
@pytest.mark.parametrize("seed", range(30))
def test_two_examples_have_both_classes(name: str, seed: int) -> None:
    _, y = make_data(name, n_x_of(name), 1, 2, seed)
    assert sorted(y[0]) == [0.0, 1.0]


@seeded_sets
def test_both_labels_come_first_over_the_seeds(name: str) -> None:
    firsts = {float(make_data(name, n_x_of(name), 1, 1, seed)[1][0, 0]) for seed in range(30)}
    assert firsts == {0.0, 1.0}


@seeded_sets
def test_an_example_is_the_same_whatever_the_number_of_examples(name: str) -> None:
    x, y = make_data(name, n_x_of(name), 2, 90, seed=8)
    for m in (1, 2, 3, 50):
        few_x, few_y = make_data(name, n_x_of(name), 2, m, seed=8)
        np.testing.assert_array_equal(few_x, x[:, :m])
        np.testing.assert_array_equal(few_y, y[:, :m])


@seeded_sets
def test_odd_rows_hold_the_complement(name: str) -> None:
    _, y = make_data(name, n_x_of(name), 4, 12, seed=2)
    np.testing.assert_array_equal(y[1], 1 - y[0])
    np.testing.assert_array_equal(y[2], y[0])
    np.testing.assert_array_equal(y[3], y[1])


@pytest.mark.parametrize("name", GENERATED)
def test_generated_features_are_standardised_by_their_distribution(name: str) -> None:
    samples = [make_data(name, n_x_of(name), 1, 10_000, seed) for seed in range(16)]
    x, y = (np.concatenate(parts, axis=1) for parts in zip(*samples, strict=True))
    # 0.01 is four standard errors of a mean of 160,000, and more of those of a deviation.
    np.testing.assert_allclose(x.mean(axis=1), 0, atol=0.01)
    np.testing.assert_allclose(x.std(axis=1), 1, atol=0.01)
    assert abs(y.mean() - 0.5) < 0.005


def test_xor_is_the_sign_of_the_product() -> None:
    x, y = make_data("xor", 2, 1, 2000, seed=1)
    agrees = (x[0] * x[1] < 0) == (y[0] == 1)
    assert agrees.mean() > 0.99  # the noise carries a few over an axis


def test_circles_are_told_apart_by_radius() -> None:
    x, y = make_data("circles", 2, 1, 2000, seed=1)
    radius = np.hypot(*x)
    assert radius[y[0] == 1].mean() == pytest.approx(radius[y[0] == 0].mean() / 2, rel=0.05)
    assert np.corrcoef(radius, y[0])[0, 1] < -0.9
    assert abs(np.corrcoef(x[0], y[0])[0, 1]) < 0.1  # and by no line


def test_moons_lean_apart_but_no_axis_parts_them() -> None:
    x, y = make_data("moons", 2, 1, 2000, seed=1)
    upper, lower = x[:, y[0] == 0], x[:, y[0] == 1]
    assert upper[1].mean() > lower[1].mean() + 1
    assert upper[0].mean() < lower[0].mean() - 0.5
    assert upper[1].min() < lower[1].max()


@real_sets
def test_real_features_are_standardised_over_the_whole_set(name: str) -> None:
    x, label = load_real(name)
    data_set = DATA_SETS[name]
    assert x.shape == (data_set.n_x, data_set.max_examples)
    assert label.shape == (data_set.max_examples,)
    changes = np.ptp(x, axis=1) > 0
    np.testing.assert_allclose(x.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(x[changes].std(axis=1), 1, rtol=1e-12)
    assert np.isfinite(x).all()


def test_a_pixel_that_never_changes_is_zero() -> None:
    x, _ = load_real("digits")
    constant = np.flatnonzero(np.ptp(x, axis=1) == 0)
    assert constant.tolist() == [0, 32, 39]
    assert not x[constant].any()


@real_sets
def test_a_real_set_is_loaded_once_and_cannot_be_spoilt(name: str) -> None:
    x, label = load_real(name)
    assert load_real(name)[0] is x
    with pytest.raises(ValueError, match="read-only"):
        x[0, 0] = 0
    with pytest.raises(ValueError, match="read-only"):
        label[0] = 0
    drawn, _ = make_data(name, n_x_of(name), 1, DATA_SETS[name].max_examples, seed=0)
    assert not np.shares_memory(drawn, x)


@real_sets
def test_a_sample_takes_no_example_twice(name: str) -> None:
    x, y = make_data(name, n_x_of(name), 1, DATA_SETS[name].max_examples, seed=6)
    whole, label = load_real(name)
    drawn = np.vstack([x, y])
    stored = np.vstack([whole, label])
    np.testing.assert_array_equal(
        drawn[:, np.lexsort(drawn)],
        stored[:, np.lexsort(stored)],
    )


# Of the text with "\n" line ends, so that a checkout with others passes too.
STORED = {
    "breast-cancer": (
        212,
        "91651673f68457bbeaf8d7ae762c30a27a1d50cf96f8f2695ffc311283d2e78f",
    ),
    "iris": (50, "079d3369dfa376ddbfbde188a89cc7a020c42bc1e3d9523c7d2a39a9dd6e4001"),
    "digits": (906, "b4ac52073ba9dd3c39f2190df13663a16d3e3521afab4825f2d3bfd3d524f9a0"),
}


@real_sets
def test_the_stored_text_is_what_was_made(name: str) -> None:
    text = resource_path("data", f"{name}.csv").read_text(encoding="utf-8")
    positive, sha256 = STORED[name]
    assert load_real(name)[1].sum() == positive
    assert hashlib.sha256(text.encode()).hexdigest() == sha256


# (first row's first three values, sum over the set), raw. The sums are exact in decimals.
RAW = {
    "breast-cancer": ([17.99, 10.38, 122.8], 1056474.4596356),
    "iris": ([7.0, 3.2, 4.7], 1571.6),
    "digits": ([0.0, 0.0, 5.0], 561718.0),
}


@real_sets
def test_the_stored_values_are_raw(name: str) -> None:
    path = resource_path("data", f"{name}.csv")
    raw = np.loadtxt(path, delimiter=",", skiprows=1, encoding="utf-8")[:, :-1]
    first, total = RAW[name]
    assert raw[0, :3].tolist() == first
    assert raw.sum() == pytest.approx(total, rel=1e-12)


def test_the_stored_sets_are_those_of_scikit_learn() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    cancer, iris, digits = (
        datasets.load_breast_cancer(),
        datasets.load_iris(),
        datasets.load_digits(),
    )
    kept = iris.target > 0
    for name, features, label in (
        ("breast-cancer", cancer.data, cancer.target == 0),
        ("iris", iris.data[kept], iris.target[kept] == 2),
        ("digits", digits.data, digits.target % 2 == 1),
    ):
        path = resource_path("data", f"{name}.csv")
        table = np.loadtxt(path, delimiter=",", skiprows=1, encoding="utf-8")
        np.testing.assert_array_equal(table[:, :-1], features)
        np.testing.assert_array_equal(table[:, -1], label)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("wine", 4, 1, 3), "no data set is called 'wine'; there are reference, gaussian"),
        (("iris", 5, 1, 3), "data set iris has 4 features, not 5"),
        (("moons", 3, 1, 3), "data set moons has 2 features, not 3"),
        (("iris", 4, 1, 101), "data set iris has 100 examples, not 101"),
        (("gaussian", 4, 1, 10_001), "data set gaussian has 10,000 examples, not 10,001"),
        (("reference", 4, 1, 10_001), "data set reference has 10,000 examples, not 10,001"),
        (("gaussian", 0, 1, 3), "must be at least 1, not 0, 1 and 3"),
        (("gaussian", 4, 0, 3), "must be at least 1, not 4, 0 and 3"),
        (("gaussian", 4, 1, 0), "must be at least 1, not 4, 1 and 0"),
    ],
)
def test_misuse_is_refused(arguments: tuple[str, int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_data(*arguments, seed=1)
