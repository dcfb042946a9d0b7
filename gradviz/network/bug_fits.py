"""Which bugs can be made in a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gradviz.network.bugs import Bug, bugs
from gradviz.network.network import pass_shapes
from gradviz.network.spec import Layers, NetworkSpec


@dataclass(frozen=True)
class Form:
    """All of a network that decides which bugs can be made in it."""

    activation: str
    layers: Layers
    examples: int

    @classmethod
    def of(cls, network: NetworkSpec) -> "Form":
        """Return the form of a network."""
        return cls(network.activation, network.layers, network.examples)


def bugs_of_line(line: str) -> tuple[Bug, ...]:
    """Return the bugs that replace a line."""
    return tuple(bug for bug in bugs().values() if bug.line == line)


# Asking is a good part of a frame with all bugs, so it is done a line at a time and remembered.
@lru_cache(maxsize=500)
def misfits(line: str, form: Form) -> Mapping[str, str]:
    """Return why bugs of a line cannot be made, by id; those that can are left out."""
    shapes = pass_shapes(form.layers, form.examples)
    reasons = {bug.id: bug.misfit(form.activation, shapes) for bug in bugs_of_line(line)}
    return {bug_id: reason for bug_id, reason in reasons.items() if reason}
