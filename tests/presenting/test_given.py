"""What is said of given arrays, and asked where nothing explains them."""

from pathlib import Path
from typing import Any

import numpy as np

from gradviz.cli import main
from tests.helpers.commands import Captured, json_object
from tests.helpers.other_passes import Floats, OtherPass, random_arrays


def report(capsys: Captured, folder: Path, **arrays: Any) -> tuple[int, str]:
    np.savez(folder / "mine.npz", **arrays)
    status = main(["check", "--arrays", str(folder / "mine.npz")])
    return status, " ".join(capsys.readouterr().out.split())


def dropped(arrays: dict[str, Floats]) -> dict[str, Floats]:
    draw = np.random.default_rng(0)
    masks = [(draw.random((units, 9)) > 0.5) / 0.5 for units in (5, 3)]
    return OtherPass(arrays, masks=(masks[0], masks[1])).gradients()


def test_where_nothing_explains_six_gradients_no_line_is_accused_and_it_asks(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    status, text = report(capsys, tmp_path, **arrays, **dropped(arrays))
    assert status == 1
    assert "No one mistake explains what was given, not even dZ3 and dW3." in text
    assert (
        "Are these the parameters that the gradients belong to, not updated or rounded since"
        in text
    )
    assert "or dropout?" in text
    assert "Save dZ3, dA2, dZ2, dA1 and dZ1 too: then each line is judged" in text
    assert "Backprop is wrong" not in text


def test_where_a_mistake_is_named_nothing_is_asked(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays).gradients()
    _, text = report(capsys, tmp_path, **arrays, **right | {"dW2": 2 * right["dW2"]})
    assert "Backprop is wrong at dW2" in text
    assert "Are these the parameters" not in text


def test_an_l2_term_that_the_file_states_is_what_it_states(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    held: dict[str, Any] = arrays | OtherPass(arrays, lambd=0.7).gradients()
    status, text = report(capsys, tmp_path, **held, lambd=0.7)
    assert status == 3
    assert "right with the L2 term that the file says, lambd 0.7;" in text
    assert "without lambd/m * W, or with lambd 0, and this check passes." in text
    assert "If there is none in J" not in text


def test_names_that_are_nearly_known_are_hinted_at(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(1)
    held: dict[str, Any] = arrays | OtherPass(arrays, lambd=0.7).gradients()
    other = {"lambda": 0.7, "weight_decay": 0.7, "momentum": 0.9}
    _, text = report(capsys, tmp_path, **held, **other)
    assert "Not understood, and not used: lambda, momentum, weight_decay;" in text
    assert "lambda is to be called lambd, weight_decay is to be called lambd here." in text


def test_of_very_many_names_a_few_are_named_in_the_text_and_all_in_the_object(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays: dict[str, Any] = dict(random_arrays(1))
    other = {f"key_{place:04}": 0 for place in range(3000)} | {"weight_decay": 0.1}
    _, text = report(capsys, tmp_path, **arrays, **other)
    assert "key_0010, key_0011 and 2,989 more; weight_decay is to be called lambd here." in text
    assert "key_0012" not in text
    _, found = json_object(capsys, "check", "--arrays", str(tmp_path / "mine.npz"))
    assert found["not_understood"] == sorted(other)


def test_what_is_not_covered_stands_last(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(1)
    arrays["W1"][2] = 0
    arrays["b1"][2] = -1
    _, text = report(capsys, tmp_path, **arrays, **OtherPass(arrays).gradients())
    assert text.index("a bug there cannot be seen:") > text.index("worst first")


def test_one_wrong_entry_is_named_before_what_it_reads(capsys: Captured, tmp_path: Path) -> None:
    arrays = random_arrays(1)
    right = OtherPass(arrays).gradients()
    right["dW2"][1, 2] += 0.25
    _, text = report(capsys, tmp_path, **arrays, **right)
    assert "Backprop is wrong at dW2, in the entry [1,2] alone, by 0.25; or at dZ2." in text


def test_of_several_lines_of_zeros_no_one_line_is_spoken_of(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    zeros = {name: 0 * value for name, value in OtherPass(arrays).gradients().items()}
    _, text = report(capsys, tmp_path, **arrays, **zeros)
    assert "and db1 themselves: all zeros, as if never filled in." in text


def test_where_j_is_not_a_number_no_line_is_called_off_by_little(
    capsys: Captured, tmp_path: Path
) -> None:
    arrays = random_arrays(1)
    arrays |= {name: 1e120 * each for name, each in arrays.items() if name not in "XY"}
    _, text = report(capsys, tmp_path, **arrays)
    assert "J = NaN" in text
    assert "less than the threshold" not in text
    assert "dZ3, dW3, db3" in text[text.index("Lines of backprop") :]
    assert "that they should be held against are not finite." in text
