"""What the names in an arrays file say: one network, or a sentence on what to write instead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.persistence.array_names import (
    joined,
    listed,
    refuse_dictionaries,
    require_names,
    shown,
    unknown_names,
)
from gradviz.persistence.npz import Header, Unfit

# Written out here: the contract with whoever makes such a file.
NEEDED = ["X", "Y", "W1", "b1", "W2", "b2", "W3", "b3"]
SIX = ["dW1", "db1", "dW2", "db2", "dW3", "db3"]
BETWEEN = ["dZ3", "dA2", "dZ2", "dA1", "dZ1"]


def refusal(names: list[str]) -> str:
    with pytest.raises(Unfit) as caught:
        require_names(names)
    return str(caught.value)


@given(
    has_six=st.booleans(),
    between=st.sets(st.sampled_from(BETWEEN)),
    statements=st.sets(st.sampled_from(["activation", "cost", "lambd"])),
    others=st.sets(st.sampled_from(["note", "Z1", "lr", "costs", "m"])),
)
def test_a_network_with_its_gradients_or_without_is_taken(
    has_six: bool, between: set[str], statements: set[str], others: set[str]
) -> None:
    names = [
        *NEEDED,
        *statements,
        *others,
        *(SIX if has_six else []),
        *(between if has_six else ()),
    ]
    require_names(names)
    assert unknown_names(names) == tuple(sorted(others))


@given(missing=st.sets(st.sampled_from(NEEDED), min_size=1))
def test_what_is_missing_is_named_with_what_there_is(missing: set[str]) -> None:
    there = [name for name in NEEDED if name not in missing]
    words = refusal(there)
    start, _, held = words.partition(" missing; it holds ")
    gone = [name for name in NEEDED if name in missing]
    assert start == (
        f"{gone[0]} is" if len(gone) == 1 else f"{', '.join(gone[:-1])} and {gone[-1]} are"
    )
    held, _, depth = held.partition("; ")
    assert held == (", ".join(sorted(there)) or "nothing")
    assert bool(depth) is ({"W3", "b3"} <= missing), "of two layers, the depth is the reason"


@given(there=st.sets(st.sampled_from(SIX), min_size=1, max_size=5))
def test_some_gradients_without_the_others_are_refused(there: set[str]) -> None:
    gone = [name for name in SIX if name not in there]
    words = refusal([*NEEDED, *there])
    assert words.startswith(listed(gone))
    assert words.endswith("give all six gradients dW1 to db3, or none")


@pytest.mark.parametrize("name", BETWEEN)
def test_a_value_between_the_layers_needs_the_gradients(name: str) -> None:
    assert refusal([*NEEDED, name]).startswith(f"{name} is given without the six gradients")


@pytest.mark.parametrize(
    ("name", "right"), [("x", "X"), ("w1", "W1"), ("DW2", "dW2"), ("B3", "b3"), ("Lambd", "lambd")]
)
def test_other_capitals_are_another_name(name: str, right: str) -> None:
    names = [each for each in NEEDED if each != right]
    assert refusal([*names, name]) == f"{name} must be written {right}"


def test_two_names_with_other_capitals_are_both_named() -> None:
    words = refusal([*NEEDED[2:], "x", "y"])
    assert words == "x must be written X and y must be written Y"


@pytest.mark.parametrize("like", ["g{}", "grad_{}", "d_{}", "grads/{}", "GRAD{}"])
def test_six_gradients_by_other_names_are_not_left_out(like: str) -> None:
    others = [like.format(name[1:]) for name in SIX]
    words = refusal([*NEEDED, *others])
    assert "may be gradients, which must be written dW1, db1, dW2, db2, dW3 and db3" in words
    assert all(each in words for each in others)
    require_names([*NEEDED, *others[:5]])  # five are something else
    require_names([*NEEDED, *SIX, *others])  # and where the six are there, so are these


@pytest.mark.parametrize("name", ["W4", "b4", "dW4", "db4"])
def test_a_fourth_layer_is_another_network(name: str) -> None:
    words = refusal([*NEEDED, name])
    assert words.startswith(f"{name} is of a fourth layer")


def test_a_whole_dictionary_is_refused_with_what_to_write() -> None:
    pickled = Header((), np.dtype(object))
    plain = Header((3, 4), np.dtype(float))
    refuse_dictionaries({"note": plain, "names": Header((2,), np.dtype(object))})
    with pytest.raises(
        Unfit, match=r"^grads is a dictionary, .*savez\(\.\.\., X=X, Y=Y, \*\*grads"
    ):
        refuse_dictionaries({"grads": pickled, "note": plain})
    with pytest.raises(
        Unfit, match=r"^gradients and parameters are dictionaries, .*\*\*parameters"
    ):
        refuse_dictionaries({"parameters": pickled, "gradients": pickled})


@given(name=st.text())
def test_any_name_is_a_short_piece_of_one_line(name: str) -> None:
    piece = shown(name)
    assert len(piece) <= 24
    assert piece.isprintable()
    if name.isprintable() and len(name) <= 24:
        assert piece == name


@given(names=st.lists(st.text("abc", min_size=1), min_size=1, max_size=8))
def test_a_list_in_words_has_every_name_in_its_order(names: list[str]) -> None:
    words = joined(names)
    assert words.replace(" and ", ", ").split(", ") == names
    assert words.count(" and ") == min(1, len(names) - 1)
    assert listed(names) == f"{words} {'is' if len(names) == 1 else 'are'}"


def test_of_very_many_arrays_a_dozen_are_named() -> None:
    words = refusal([f"array{number}" for number in range(1000)])
    assert words.count("array") == 12
    assert "…" in words
