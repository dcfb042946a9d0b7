"""Other ways to write an arrays file: taken, or one sentence says what to write."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.persistence.arrays import arrays_experiment, read_arrays
from gradviz.persistence.files import UnusableFile
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.cases import case

Arrays = dict[str, Any]
SIZES = (4, 5, 3, 2)


def right_file(sizes: tuple[int, int, int, int] = SIZES, m: int = 6, seed: int = 1) -> Arrays:
    """Return a network with its right gradients, of the default activation and cost."""
    experiment = Experiment(
        NetworkSubject(NetworkSpec(sizes, m, cost="logits", data="gaussian", seed=seed))
    )
    result = check(experiment)
    network = network_of(experiment).draw()
    grads = {f"d{n}": a for n, a in result.layout.to_arrays(result.grad).items()}
    return {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta), **grads}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.npz"


def read(path: Path, arrays: Arrays) -> GivenArrays:
    np.savez(path, **arrays)
    return read_arrays(path)


def refusal(path: Path, arrays: Arrays) -> str:
    with pytest.raises(UnusableFile) as caught:
        read(path, arrays)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("four_layers", "W4, b4, dW4 and db4 are of a fourth layer"),
        ("extra_keys_ignored", "W4 and b4 are of a fourth layer"),
        ("db_not_summed", "the sum over them is missing; write db1 = 1/m * np.sum(dZ1, axis=1"),
        ("dicts_saved", "with numpy.savez(..., X=X, Y=Y, **parameters, **gradients)"),
        ("rows_convention", "save X.T, Y.T, W1.T, W2.T, W3.T, dW1.T, dW2.T and dW3.T under"),
        ("header_descr_empty_tuple", "X cannot be read: its header is damaged"),
        ("longdouble_garbage", "X is NaN at [0, 0]; every entry must be a finite number"),
        ("shape_of_thousands_of_digits", "its header says more than 1,000,000,000,000,000 bytes"),
        ("y_just_over_1", "Y is 1.0000000000000002 at [0, 0]; labels must be 0 or 1"),
    ],
)
def test_one_sentence_of_each_case(name: str, words: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_arrays(case(name))
    assert words in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_scalar_bias_is_taken(path: Path) -> None:
    right = right_file((4, 5, 3, 1))
    given = read(path, right | {"db3": right["db3"][0, 0], "b3": float(right["b3"][0, 0])})
    assert given.arrays["db3"].shape == given.arrays["b3"].shape == (1, 1)
    assert check(arrays_experiment(given, Experiment(NetworkSubject()))).verdict == "pass"
    assert read_arrays(case("scalar_db3")).arrays["db3"].shape == (1, 1)
    assert "db3 has the shape ()" in refusal(path, right_file() | {"db3": np.float64(1)})


def rows_of(right: Arrays, *, weights: bool, flat: bool) -> Arrays:
    """Return a file with examples in rows, and units in the columns of weights too or not."""
    found = {}
    for name, array in right.items():
        if "b" in name:
            found[name] = array.ravel() if flat else array.T
        else:
            found[name] = array.T if weights or "W" not in name else array
    return found


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("weights", [True, False])
@pytest.mark.parametrize("sizes", [(4, 5, 3, 2), (4, 5, 3, 1), (6, 5, 5, 1), (3, 3, 3, 3)])
def test_what_is_said_of_rows_makes_a_file_that_is_taken(
    path: Path, sizes: tuple[int, int, int, int], weights: bool, flat: bool
) -> None:
    rows = rows_of(right_file(sizes, 7), weights=weights, flat=flat)
    message = refusal(path, rows)
    assert "examples are its rows" in message
    told = message.split("save ")[1].split(" under")[0].replace(" and", ",").split(", ")
    names = [each.removesuffix(".T") for each in told]
    assert {"X", "Y"} <= set(names)
    if "the W.T and dW.T if" in message and weights:  # square ones, of which nothing can be told
        names += [name for name in rows if "W" in name]
    given = read(path, rows | {name: rows[name].T for name in names})
    assert check(arrays_experiment(given, Experiment(NetworkSubject()))).verdict == "pass"


def test_columns_are_never_taken_for_rows(path: Path) -> None:
    for sizes in ((3, 3, 3, 3), (4, 5, 3, 2)):
        right = right_file(sizes, sizes[0])
        assert read(path, right).arrays["W1"].tolist() == right["W1"].tolist()


@pytest.mark.parametrize("shape", [(6,), (1, 6)])
def test_a_sum_over_the_wrong_axis(path: Path, shape: tuple[int, ...]) -> None:
    message = refusal(path, right_file() | {"db1": np.ones(shape)})
    assert "the sum goes over the units, not over the examples" in message


def test_only_gradients_in_a_dictionary(path: Path) -> None:
    right = right_file()
    parameters = {n: a for n, a in right.items() if not n.startswith("d")}
    grads = {n: a for n, a in right.items() if n.startswith("d")}
    np.savez(path, **parameters, grads=np.array(grads, dtype=object), allow_pickle=True)
    with pytest.raises(UnusableFile, match=r"grads is a dictionary.*\*\*grads\)"):
        read_arrays(path)


def test_names_in_small_letters_are_all_told_at_once(path: Path) -> None:
    message = refusal(path, {name.lower(): array for name, array in right_file().items()})
    for name in ("X", "Y", "W1", "dW3"):
        assert f"{name.lower()} must be written {name}" in message


def test_what_a_file_says_of_itself(path: Path) -> None:
    said = {"activation": "Leaky_ReLU", "cost": np.array([b"textbook"]), "lambd": np.array([[2]])}
    big = {"cost": np.array(["LOGITS"]).astype(">U6")}
    assert read(path, right_file() | big).cost == "logits"
    given = read(path, right_file() | said | {"Z1": np.ones(3), "keep\nprob": 1.0})
    assert (given.activation, given.cost, given.lambd) == ("leaky-relu", "textbook", 2.0)
    assert given.unknown == ("Z1", "keep?prob")
    assert given.stated == {"activation", "cost"}
    experiment = arrays_experiment(given, preset_experiment("breast-cancer"))
    assert (network_of(experiment).network.activation, network_of(experiment).network.cost) == (
        "leaky-relu",
        "textbook",
    )
    assert network_of(experiment).assumes == ()


def test_what_it_does_not_say_is_a_default_and_not_what_was_set_before(path: Path) -> None:
    before = preset_experiment("breast-cancer")
    assert network_of(before).network.activation == "tanh"
    experiment = arrays_experiment(read(path, right_file()), before)
    default = network_of(preset_experiment("default")).network
    assert network_of(experiment).network.activation == default.activation
    assert network_of(experiment).network.cost == default.cost
    assert network_of(experiment).assumes == ("activation", "cost")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activation": "gelu"}, "activation is 'gelu'; this program knows relu, leaky-relu, tanh"),
        ({"activation": np.ones(3)}, "activation must be a text"),
        ({"activation": np.full(4, 2**24, "u4").view("U4")}, "activation holds what is no text"),
        ({"activation": np.array(["\ud800"])}, "activation is '\\ud800'; this program knows"),
        ({"activation": np.array(["tanh", "relu"])}, "activation must be a text"),
        ({"activation": "x" * 101}, "more than 100 letters"),
        ({"cost": "mse"}, "cost is 'mse'; this program knows textbook, logits, both the mean"),
        ({"lambd": -1.0}, "lambd is -1; it must be a number from 0 on"),
        ({"lambd": np.nan}, "lambd is NaN"),
        ({"lambd": np.ones(2)}, "lambd must be a number"),
        ({"lambd": "0.7"}, "lambd must be a number"),
    ],
)
def test_what_it_says_and_nobody_understands(path: Path, changes: Arrays, words: str) -> None:
    assert words in refusal(path, right_file() | changes)


@pytest.mark.parametrize("other", ["g{}", "grad_{}", "dLd{}"])
def test_gradients_by_another_name_are_not_passed_over(path: Path, other: str) -> None:
    # The built-in pass would be checked in their place, and pass.
    arrays = right_file()
    renamed = {(other.format(n[1:]) if n[0] == "d" else n): a for n, a in arrays.items()}
    said = refusal(path, renamed)
    assert other.format("W1") in said
    assert "must be written dW1, db1, dW2, db2, dW3 and db3" in said


def test_a_file_of_two_layers_is_refused_with_the_reason(path: Path) -> None:
    arrays = {n: a for n, a in right_file().items() if n[-1] != "3"}
    assert "networks of three layers are checked here" in refusal(path, arrays)
