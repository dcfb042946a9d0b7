"""The nodes of both passes as plain rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from gradviz.network.numbers import exact, number
from gradviz.presenting.diagnosis import SIGNS
from gradviz.presenting.node_values import NodeValues
from gradviz.presenting.pass_nodes import PassGraph, PassNode


@dataclass(frozen=True, eq=False)
class NodeRow:
    """One node.

    Attributes
    ----------
    node
        The node.
    difference
        The largest |value - numerical value| and where it is; None where there is none.
    """

    node: PassNode
    difference: tuple[float, int, int] | None = None
    is_stale: bool = field(default=False)

    @property
    def verdict(self) -> str:
        """Sign and verdict in words; of the forward pass, that it is trusted."""
        if self.node.verdict is not None:
            words = f"{SIGNS[self.node.verdict]} {self.node.verdict.value}"
            return f"{words} (older)" if self.is_stale else words
        return "not judged yet" if self.node.is_backward else "trusted"


@dataclass(frozen=True)
class Column:
    """One column: its title, what it means, what it shows and what is copied of it."""

    title: str
    meaning: str
    shown: Callable[[NodeRow], str]
    copied: Callable[[NodeRow], str]


def _words(title: str, meaning: str, words: Callable[[NodeRow], str]) -> Column:
    return Column(title, meaning, words, words)


def _difference(row: NodeRow, written: Callable[[float], str]) -> str:
    if row.difference is None:
        return ""
    size, down, right = row.difference
    return f"{written(size)} at [{down}, {right}]"


COLUMNS = (
    _words("node", "the value", lambda row: row.node.name),
    _words("verdict", "what the check says of the line, given what it reads", lambda r: r.verdict),
    _words("in words", "what there is to say of it", lambda row: row.node.sentence),
    _words("spoiled by", "the wrong lines that reach it", lambda r: ", ".join(r.node.spoiled_by)),
    Column(
        "off by up to",
        "the largest |value - numerical value|, and its row and column",
        lambda row: _difference(row, number),
        lambda row: _difference(row, exact),
    ),
    _words("shape", "rows and columns", lambda row: row.node.shape_text),
    _words("reads", "what it is computed from", lambda row: ", ".join(row.node.reads)),
)
NAME, VERDICT, WORDS = 0, 1, 2


def node_rows(graph: PassGraph) -> tuple[NodeRow, ...]:
    """Return every node of both passes, with what is said of it."""
    return tuple(NodeRow(node, _largest(node), graph.is_stale) for node in graph.nodes.values())


def tab_separated(rows: Sequence[NodeRow]) -> str:
    """Return a header and a line a node, every digit of every number, for a spreadsheet."""
    lines = ["\t".join(column.title for column in COLUMNS)]
    lines += ["\t".join(column.copied(row) for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


def _largest(node: PassNode) -> tuple[float, int, int] | None:
    if node.finding is None:
        return None
    values = NodeValues.of_finding(node.finding)
    if values.difference is None or values.largest is None:
        return None
    largest = float(np.asarray(values.difference[values.largest]))
    return largest, *values.largest
