"""The data that a network is checked on."""

import random
from collections.abc import Mapping

from PySide6.QtCore import Signal

from gradviz.network.data import DATA_SETS
from gradviz.network.fields import read_whole_number
from gradviz.network.spec import MAX_EXAMPLES, MAX_SEED
from gradviz.presenting.number_steps import whole_step
from gradviz.subjects.given import GivenArrays
from gradviz.views.common.looks import Look
from gradviz.views.form.controls import IconButton
from gradviz.views.form.data_field import DataField
from gradviz.views.form.field import NumberField
from gradviz.views.form.section import Section

DICE_SEEDS = 9999  # short enough to be called across a room


class DataSection(Section):
    """Data set, examples and seed.

    Signals
    -------
    open_arrays_requested()
        The user wants arrays from a file.
    """

    open_arrays_requested = Signal()

    def __init__(self) -> None:
        super().__init__("Data")
        self._data = DataField()
        self._wished_examples = ""
        self._examples = NumberField(
            "examples",
            "Examples",
            "examples_edit",
            self._step_examples,
            5,
            "m, the number of columns of X.",
        )
        self._seed = NumberField(
            "seed",
            "Seed",
            "seed_edit",
            _step_seed,
            5,
            "Draws the data and the initial parameters.",
        )
        self._dice = IconButton()
        self._dice.setObjectName("dice_button")
        self._dice.setAccessibleName("Another seed")
        self._dice.setToolTip("Another seed, by chance")
        self._seed.add_beside(self._dice)
        self.add_row(self._data)
        self.add_row(self._examples, self._seed)
        self._data.open_arrays_requested.connect(self.open_arrays_requested)
        self._dice.clicked.connect(self._on_dice_clicked)
        self._show_most()

    @property
    def given(self) -> GivenArrays | None:
        """The arrays from a file that take the place of the data set."""
        return self._data.given

    @property
    def data(self) -> str:
        """The name of the data set."""
        return self._data.text()

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show settings."""
        super().set_texts(texts)
        self._wished_examples = self._examples.text()
        self._show_most()

    def set_given(self, given: GivenArrays | None) -> None:
        """Show arrays from a file, or that there are none."""
        self._data.set_given(given)
        reason = None if given is None else f"Comes from {given.title}."
        self._examples.set_lock(reason)
        self._seed.set_lock(reason)
        self._dice.setEnabled(given is None)
        self._show_most()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        super().set_look(look)
        self._dice.setIcon(look.icon("dice"))

    def _most(self) -> int:
        chosen = DATA_SETS.get(self._data.text())
        return chosen.max_examples if chosen else MAX_EXAMPLES

    def _show_most(self) -> None:
        known = self._data.given is None
        self._examples.set_title(f"Examples ≤ {self._most():,}" if known else "Examples")

    def _step_examples(self, text: str, direction: int) -> str:
        return whole_step(text, direction, 1, self._most())

    def _on_field_edited(self, key: str) -> None:
        if key == "examples":
            self._wished_examples = self._examples.text()
        if key == "data":
            self.set_given(None)
            self._cap_examples()
        super()._on_field_edited(key)

    def _cap_examples(self) -> None:
        """Take as many of the examples that were asked for as the data set has."""
        wished = read_whole_number(self._wished_examples)
        if isinstance(wished, int):
            self._examples.set_text(str(min(wished, self._most())))

    def _on_dice_clicked(self) -> None:
        seed = random.randint(1, DICE_SEEDS)
        if str(seed) == self._seed.text():
            seed = seed % DICE_SEEDS + 1
        self._seed.type_text(str(seed))


def _step_seed(text: str, direction: int) -> str:
    return whole_step(text, direction, 0, MAX_SEED)
