"""Everything that can be chosen has words of its own."""

import pytest

from gradviz.checking.experiment import ENGINES, SCHEMES
from gradviz.network.data import DATA_SETS
from gradviz.network.spec import ACTIVATIONS, COSTS, DTYPES, INITS
from gradviz.presenting.choices import CHOICES, choices, data_choices, sentence


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("activation", ACTIVATIONS),
        ("cost", COSTS),
        ("dtype", DTYPES),
        ("init", INITS),
        ("scheme", SCHEMES),
        ("engine", ENGINES),
    ],
)
def test_every_word_of_a_setting_can_be_chosen_and_is_explained(
    key: str, words: tuple[str, ...]
) -> None:
    assert tuple(choice.key for choice in CHOICES[key]) == words
    assert all(choice.title and choice.sentence.endswith(".") for choice in CHOICES[key])


def test_data_sets_have_the_words_of_their_own() -> None:
    assert [choice.key for choice in data_choices()] == list(DATA_SETS)


def test_a_word_without_words_stands_for_itself() -> None:
    assert choices(["new"])[0].title == "new"


def test_sentence() -> None:
    assert sentence("examples is 0") == "Examples is 0"
    assert sentence("") == ""
