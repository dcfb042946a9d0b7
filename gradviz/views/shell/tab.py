"""What the menu, the row of tabs and the window know of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """How a page is named and chosen, and which parts of the window it uses.

    Attributes
    ----------
    name
        Of its action, ``page_...``; its button is ``page_..._button``.
    title
        In the menu, with its letter.
    text
        On its button.
    key
        Chooses it.
    tip
        What is on it, in a few words.
    has_cells
        Whether the current cell is of what it shows: if not, nothing says why it is as it is.
    has_views
        Whether what the maps show is chosen beside its tab.
    """

    name: str
    title: str
    text: str
    key: str
    tip: str
    has_cells: bool = True
    has_views: bool = False
