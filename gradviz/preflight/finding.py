"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, whether it is as it should be, and the remedy.

    Attributes
    ----------
    name : str
        What was looked at.
    ok : bool
        Whether it is as it should be.
    detail : str
        What was found.
    remedy : str
        The command that brings what lacks, or what to do; empty where nothing lacks.
    needed : bool
        Whether the window cannot run without it.
    lacking : tuple of str
        The libraries and packages that the system's package manager has to bring for it, as
        `gradviz.preflight.system.install_command` takes them.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True
    lacking: tuple[str, ...] = ()
