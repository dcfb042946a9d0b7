"""Arrays files that were once answered wrongly, each with a kind of its own."""

from pathlib import Path

CASES = Path(__file__).parent.parent / "cases"


def case(name: str) -> Path:
    """Return the path of a case."""
    return CASES / f"{name}.npz"
