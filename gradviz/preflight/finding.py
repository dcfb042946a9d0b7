"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, whether it is as it should be, and what mends it.

    Attributes
    ----------
    name : str
        What was looked at.
    ok : bool
        Whether it is as it should be.
    detail : str
        What was found.
    remedy : str
        The command that mends it; empty where nothing is to mend.
    needed : bool
        Whether the window cannot run without it.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True
