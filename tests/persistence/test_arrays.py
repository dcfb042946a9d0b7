"""Arrays files: what is read, and one sentence for everything that cannot be."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.network.backward import LINE_NAMES
from gradviz.network.fields import InvalidSettings
from gradviz.persistence.arrays import arrays_experiment, given_layers, read_arrays
from gradviz.persistence.files import UnusableFile
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.strategies import examples, specs

Arrays = dict[str, Any]


def course_arrays() -> Arrays:
    network = network_of(preset_experiment("course")).draw()
    return {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}


def course_gradients(preset: str = "course") -> Arrays:
    result = check(preset_experiment(preset))
    arrays = result.layout.to_arrays(result.grad)
    return {f"d{name}": array for name, array in arrays.items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "given.npz"


def save(path: Path, arrays: Arrays) -> Path:
    np.savez(path, **arrays)
    return path


def refusal(path: Path, **changes: Any) -> str:
    arrays = {**course_arrays(), **changes}
    save(path, {name: array for name, array in arrays.items() if array is not None})
    with pytest.raises(UnusableFile) as caught:
        read_arrays(path)
    message = str(caught.value)
    assert message.startswith("given.npz: ")
    assert message.endswith(".")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["dw1", "DB3", "x", "w2"])
def test_a_name_in_other_capitals_is_not_left_out_in_silence(path: Path, name: str) -> None:
    assert f"{name} must be written" in refusal(path, **{name: np.zeros((1, 1))})


def test_the_course_brought_in_gives_its_published_difference(path: Path) -> None:
    given = read_arrays(save(path, course_arrays()))
    assert given.title == "given.npz"
    assert given_layers(given) == (4, 5, 3, 1)
    assert not given.has_gradients
    experiment = arrays_experiment(given, preset_experiment("course-bugs"))
    assert network_of(experiment).bugs == ("dW2-twice", "db1-4-over-m")
    assert network_of(experiment).network.examples == 3
    assert check(experiment).difference == pytest.approx(0.2850931567761623, rel=1e-6)


def test_given_gradients_are_checked_in_place_of_the_backward_pass(path: Path) -> None:
    given = read_arrays(save(path, course_arrays() | course_gradients("course-bugs")))
    experiment = arrays_experiment(given, preset_experiment("course-bugs"))
    assert network_of(experiment).checks_given_gradients
    assert network_of(experiment).bugs == ()
    assert check(experiment).difference == pytest.approx(0.2850931567761623, rel=1e-6)


def test_flat_biases_and_labels_whole_numbers_and_single_precision_are_taken(path: Path) -> None:
    arrays = course_arrays()
    loose = {
        name: array.ravel() if name[0] in "bY" else array.astype(np.float32)
        for name, array in arrays.items()
    }
    loose["Y"] = loose["Y"].astype(np.int8)
    loose["other"] = np.array("left alone")
    read = read_arrays(save(path, loose)).arrays
    assert {name: array.shape for name, array in read.items()} == {
        name: array.shape for name, array in arrays.items()
    }
    assert {array.dtype for array in read.values()} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(read["b1"], arrays["b1"])


def test_flat_biases_keep_their_order_in_gradients_too(path: Path) -> None:
    gradients = {n: g.ravel() if "b" in n else g for n, g in course_gradients().items()}
    read = read_arrays(save(path, course_arrays() | gradients)).arrays
    np.testing.assert_array_equal(read["db1"], course_gradients()["db1"])


def test_several_outputs_and_one_example(path: Path) -> None:
    arrays = {
        "X": np.ones((2, 1)), "Y": np.array([1, 0, 1]),
        "W1": np.ones((4, 2)), "b1": np.ones(4), "W2": np.ones((2, 4)), "b2": np.ones(2),
        "W3": np.ones((3, 2)), "b3": np.ones(3),
    }  # fmt: skip
    given = read_arrays(save(path, arrays))
    assert given.arrays["Y"].shape == (3, 1)
    assert network_of(arrays_experiment(given, Experiment(NetworkSubject()))).draw().y.shape == (
        3,
        1,
    )


def test_soft_labels_are_taken(path: Path) -> None:
    read = read_arrays(save(path, course_arrays() | {"Y": [0.5, 0.0, 1.0]}))
    assert read.arrays["Y"].tolist() == [[0.5, 0.0, 1.0]]


def test_gradients_that_are_not_finite_reach_the_check(path: Path) -> None:
    gradients = course_gradients()
    gradients["dW2"] = gradients["dW2"] * np.nan
    given = read_arrays(save(path, course_arrays() | gradients))
    result = check(arrays_experiment(given, Experiment(NetworkSubject())))
    assert result.verdict == "inconclusive"
    assert "dW2" in str(result.problem)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"W2": None, "b3": None}, ["W2 and b3 are missing", "it holds W1, W3, X, Y, b1, b2"]),
        ({"Y": None}, ["Y is missing"]),
        ({"dW1": np.ones((5, 4))}, ["db1, dW2, db2, dW3 and db3 are missing", "all six"]),
        ({"W1": np.ones((5, 7))}, ["X is (4, 3)", "W1 is (5, 7)", "as many columns"]),
        ({"W1": np.ones((4, 5))}, ["W1 is (4, 5)", "W1 may be transposed"]),
        ({"X": np.ones((3, 4))}, ["X is (3, 4)", "X may be transposed"]),
        ({"W2": np.ones((3, 9))}, ["W1 is (5, 4)", "W2 is (3, 9)"]),
        ({"W3": np.ones(3)}, ["W3 has the shape (3,)", "two axes"]),
        ({"b1": np.ones(4)}, ["b1 has the shape (4,)", "must be (5, 1)"]),
        ({"b1": np.ones((1, 5))}, ["b1 has the shape (1, 5)", "may be transposed"]),
        ({"Y": np.ones(4)}, ["Y has the shape (4,)", "must be (1, 3)"]),
        ({"X": np.ones((4, 3)) * 1j}, ["X holds complex numbers"]),
        ({"Y": np.array(["yes", "no", "no"])}, ["Y holds text"]),
        ({"X": np.ones((4, 0))}, ["X is empty", "(4, 0)"]),
        ({"X": np.where(np.eye(4, 3), np.nan, 1)}, ["X is NaN at [0, 0]", "finite"]),
        ({"b2": np.array([1, np.inf, 1])}, ["b2 is inf at [1]"]),
        ({"Y": np.array([0, 1, 2])}, ["Y is 2 at [0, 2]", "0 or 1"]),
        ({"Y": np.array([0, 1, -1])}, ["Y is -1 at [0, 2]"]),
    ],
)  # fmt: skip
def test_one_sentence_says_what_does_not_fit(path: Path, changes: Arrays, words: list[str]) -> None:
    message = refusal(path, **changes)
    for each in words:
        assert each in message


def test_a_gradient_of_another_shape(path: Path) -> None:
    message = refusal(path, **(course_gradients() | {"dW3": np.ones((3, 1))}))
    assert "dW3 has the shape (3, 1); it must be (1, 3) (it may be transposed)" in message


def test_python_objects_are_never_unpickled(path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (path.with_name("sprung"),))

    arrays = course_arrays() | {"b1": np.array([Trap()], dtype=object)}
    np.savez(path, allow_pickle=True, **arrays)
    with pytest.raises(UnusableFile, match=r"b1 holds Python objects; it must hold real"):
        read_arrays(path)
    assert not path.with_name("sprung").exists()


def test_a_file_that_is_cut_or_damaged(path: Path) -> None:
    whole = save(path, course_arrays()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnusableFile, match="damaged"):
        read_arrays(path)
    at = whole.index(b"\x93NUMPY") + 140
    path.write_bytes(whole[:at] + bytes(9) + whole[at + 9 :])
    with pytest.raises(UnusableFile, match="damaged"):
        read_arrays(path)


def test_a_member_that_is_no_array(path: Path) -> None:
    save(path, {n: a for n, a in course_arrays().items() if n != "b1"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b1.npy", "no header here")
    with pytest.raises(UnusableFile, match="b1 is no array"):
        read_arrays(path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"^none\.npz: there is no such file\.$"):
        read_arrays(tmp_path / "none.npz")
    with pytest.raises(UnusableFile, match="it is a folder"):
        read_arrays(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have a name")
def test_a_pipe_is_no_missing_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    words = r"^pipe: it is no plain file; save the arrays to an \.npz file first\.$"
    with pytest.raises(UnusableFile, match=words):
        read_arrays(tmp_path / "pipe")


def test_names_in_a_message_are_short_pieces_of_one_line(path: Path) -> None:
    message = refusal(path, **{"X": None, "A" * 999: np.ones(1), "B\n\x1b": np.ones(1)})
    assert message.endswith(f"it holds {'A' * 23}…, B??, W1, W2, W3, Y, b1, b2, b3.")


def large(layers: tuple[int, int, int, int], examples: int) -> Arrays:
    n_x, n_1, n_2, n_y = layers
    shapes = {
        "X": (n_x, examples), "Y": (n_y, examples), "W1": (n_1, n_x), "b1": (n_1,),
        "W2": (n_2, n_1), "b2": (n_2,), "W3": (n_y, n_2), "b3": (n_y,),
    }  # fmt: skip
    return {name: np.zeros(shape, np.bool_) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("layers", "examples", "words"),
    [
        ((10_001, 5, 3, 1), 3, "X has 10,001 rows, and 10,000 is the limit"),
        ((4, 10_001, 3, 1), 3, "W1 has 10,001 rows"),
        ((4, 5, 10_001, 1), 3, "W2 has 10,001 rows"),
        ((4, 5, 3, 10_001), 3, "W3 has 10,001 rows"),
        ((4, 5, 3, 1), 10_001, "X has 10,001 examples, and 10,000 is the limit"),
        ((4, 4000, 3000, 1), 3, "GiB is the limit"),
    ],
)
def test_a_network_that_is_too_large_is_refused_with_the_figures(
    path: Path,
    layers: tuple[int, int, int, int],
    examples: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unpack(*arguments: object) -> None:
        raise AssertionError("nothing is unpacked to find that out")

    monkeypatch.setattr("gradviz.persistence.npz.NpzFile.array", unpack)
    assert words in refusal(path, **large(layers, examples))


def test_the_largest_that_may_be_is_taken(path: Path) -> None:
    given = read_arrays(save(path, large((10_000, 1, 2, 1), 4)))
    assert network_of(arrays_experiment(given, Experiment(NetworkSubject()))).network.layers == (
        10_000,
        1,
        2,
        1,
    )
    given = read_arrays(save(path, large((2, 1, 2, 1), 10_000)))
    assert (
        network_of(arrays_experiment(given, Experiment(NetworkSubject()))).network.examples
        == 10_000
    )


def test_what_fits_in_single_precision_alone_is_left_to_the_experiment(path: Path) -> None:
    given = read_arrays(save(path, large((1, 4000, 1, 1), 1350)))
    single = Experiment(NetworkSubject(replace(NetworkSubject().network, dtype="float32")))
    assert network_of(arrays_experiment(given, single)).network.examples == 1350
    with pytest.raises(InvalidSettings, match="GiB is the limit"):
        arrays_experiment(given, Experiment(NetworkSubject()))


# The gradients between the layers

BETWEEN = ("dZ3", "dA2", "dZ2", "dA1", "dZ1")


def every_line(preset: str = "course", *lines: str) -> Arrays:
    experiment = replace(
        preset_experiment(preset),
        subject=replace(network_of(preset_experiment(preset)), lines=lines),
    )
    values, _ = network_of(experiment).program.run(network_of(experiment).draw().known())
    return dict(values)


def test_gradients_between_the_layers_come_with_the_six(path: Path) -> None:
    given = read_arrays(save(path, course_arrays() | every_line()))
    assert set(given.arrays) == {"X", "Y", *LINE_NAMES} | {
        f"{kind}{layer}" for kind in "Wb" for layer in "123"
    }
    shapes = {name: given.arrays[name].shape for name in BETWEEN}
    assert shapes == {"dZ3": (1, 3), "dA2": (3, 3), "dZ2": (3, 3), "dA1": (5, 3), "dZ1": (5, 3)}
    experiment = arrays_experiment(given, preset_experiment("course"))
    assert network_of(experiment).checks_given_gradients
    diagnosis = check(experiment).diagnosis
    assert diagnosis is not None
    assert not diagnosis.origins
    assert {each.verdict for each in diagnosis.lines.values()} == {LineVerdict.RIGHT}


def test_with_them_the_wrong_line_is_named(path: Path) -> None:
    wrong = every_line("course", "dA1 = -(W2.T @ dZ2)")
    given = read_arrays(save(path, course_arrays() | wrong))
    diagnosis = check(arrays_experiment(given, preset_experiment("course"))).diagnosis
    assert diagnosis is not None
    assert [each.name for each in diagnosis.origins] == ["dA1"]
    assert diagnosis.origins[0].mistakes[0].words == "the sign is wrong"


@pytest.mark.parametrize("some", [("dZ3",), ("dA1", "dZ2"), BETWEEN])
def test_any_of_them_may_be_given(path: Path, some: tuple[str, ...]) -> None:
    lines = every_line()
    arrays = course_arrays() | course_gradients() | {name: lines[name] for name in some}
    read = read_arrays(save(path, arrays)).arrays
    assert {name for name in read if name in BETWEEN} == set(some)
    for name in some:
        np.testing.assert_array_equal(read[name], lines[name])


def test_one_unit_may_be_flat_as_y_may(path: Path) -> None:
    lines = every_line()
    flat = lines | {"dZ3": lines["dZ3"].ravel()}
    read = read_arrays(save(path, course_arrays() | flat)).arrays
    np.testing.assert_array_equal(read["dZ3"], lines["dZ3"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dZ2": np.ones((3, 4))}, "dZ2 has the shape (3, 4); it must be (3, 3)."),
        ({"dA1": np.ones((3, 5))},
         "dA1 has the shape (3, 5); it must be (5, 3) (it may be transposed)."),
        ({"dZ3": np.ones((3, 1))},
         "dZ3 has the shape (3, 1); it must be (1, 3) (it may be transposed)."),
        ({"dZ1": np.ones(5)}, "dZ1 has the shape (5,); it must be (5, 3)."),
        ({"dA2": np.ones((0, 3))}, "dA2 is empty: its shape is (0, 3)."),
        ({"dA2": np.array(["a"])}, "dA2 holds text; it must hold real numbers."),
        ({"dz2": np.ones((3, 3))}, "dz2 must be written dZ2."),
        ({"DA1": np.ones((5, 3))}, "DA1 must be written dA1."),
    ],
)  # fmt: skip
def test_one_sentence_says_which_of_them_does_not_fit(
    path: Path, changes: Arrays, words: str
) -> None:
    assert refusal(path, **(course_gradients() | changes)) == f"given.npz: {words}"


def test_they_are_refused_without_the_six(path: Path) -> None:
    assert refusal(path, dZ2=np.ones((3, 3)), dA1=np.ones((5, 3))) == (
        "given.npz: dZ2 is given without the six gradients dW1 to db3; give these too."
    )
    some = {name: array for name, array in course_gradients().items() if name != "db2"}
    assert "db2 is missing; give all six" in refusal(path, **some, dZ2=np.ones((3, 3)))


def test_they_need_not_be_finite(path: Path) -> None:
    lines = every_line()
    lines["dZ1"] = lines["dZ1"] * np.nan
    given = read_arrays(save(path, course_arrays() | lines))
    diagnosis = check(arrays_experiment(given, preset_experiment("course"))).diagnosis
    assert diagnosis is not None
    assert [each.name for each in diagnosis.origins] == ["dZ1"]
    assert diagnosis.origins[0].mistakes[0].words == "it yields NaN"


@drawn(specs(most_units=4, most_examples=4), st.sets(st.sampled_from(BETWEEN)), st.booleans())
@examples(25)
def test_any_backward_pass_makes_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, spec: Any, left_out: set[str], is_single: bool
) -> None:
    experiment = Experiment(NetworkSubject(spec))
    network = network_of(experiment).draw()
    lines, _ = network_of(experiment).program.run(network.known())
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays |= {name: value for name, value in lines.items() if name not in left_out}
    dtype = np.float32 if is_single else np.float64
    arrays = {name: np.asarray(value, dtype) for name, value in arrays.items()}
    path = save(tmp_path_factory.mktemp("given") / "given.npz", arrays)
    read = read_arrays(path)
    assert set(read.arrays) == set(arrays)
    for name, value in arrays.items():
        np.testing.assert_array_equal(read.arrays[name], value)
        assert read.arrays[name].shape == value.shape
    assert given_layers(read) == spec.layers
    assert network_of(arrays_experiment(read, experiment)).checks_given_gradients
