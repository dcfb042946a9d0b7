"""The values of a forward and a backward pass as nodes, and what is said of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineFinding, LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.network.algebras import AnyShape
from gradviz.network.backward import LINE_NAMES
from gradviz.network.network import pass_shapes
from gradviz.presenting.diagnosis import sentence
from gradviz.presenting.lines import forward_lines
from gradviz.subjects.network import network_of

# In the order in which they come to be.
FORWARD_NAMES = (
    *("X", "W1", "b1", "Z1", "A1"),
    *("W2", "b2", "Z2", "A2"),
    *("W3", "b3", "Z3", "A3"),
    *("Y", "J"),
)
NODE_NAMES = (*FORWARD_NAMES, *LINE_NAMES)

# What is said where nothing is wrong and where nothing is known, in the order of their weight.
_WORDS = {
    LineVerdict.INHERITED: "Computed rightly, but from wrong values",
    LineVerdict.RIGHT: "Right",
    LineVerdict.UNDECIDABLE: "Cannot be judged",
}
_WRONG = (LineVerdict.ORIGIN, LineVerdict.INHERITED)

Edge = tuple[str, str]
Reads = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class PassNode:
    """One value of the two passes.

    Attributes
    ----------
    name
        X, W1 ... J, dZ3 ... db1.
    shape
        Its shape; () for J.
    formula
        What it is computed from, as in ``W1 @ X + b1``; empty for what is given.
    reads
        The nodes that it is computed from.
    finding
        What is known of a line of the backward pass; None where nothing is.
    spoiled_by
        The wrong lines whose values reach it.
    """

    name: str
    shape: AnyShape
    formula: str
    reads: tuple[str, ...]
    finding: LineFinding | None = None
    spoiled_by: tuple[str, ...] = ()

    @property
    def is_backward(self) -> bool:
        """Whether it is a line of the backward pass."""
        return self.name in LINE_NAMES

    @property
    def verdict(self) -> LineVerdict | None:
        """What is said of it; None where nothing is."""
        return None if self.finding is None else self.finding.verdict

    @property
    def shape_text(self) -> str:
        """Its shape as NumPy writes it; nothing for a number."""
        return str(self.shape) if self.shape else ""

    @property
    def sentence(self) -> str:
        """What there is to say of it in a sentence."""
        if self.finding is None:
            return f"{self.name} is not judged yet." if self.is_backward else self._own_words
        words = sentence(self.finding)
        return f"{words} The mistake is in {_listed(self.spoiled_by)}." if self._is_told else words

    @property
    def _is_told(self) -> bool:
        return self.verdict is LineVerdict.INHERITED and bool(self.spoiled_by)

    @property
    def _own_words(self) -> str:
        return f"{self.name} = {self.formula}" if self.formula else f"{self.name} is given"


@dataclass(frozen=True, eq=False)
class PassGraph:
    """The nodes of both passes, in their order.

    Attributes
    ----------
    experiment
        Whose passes they are.
    result
        The check that judged the lines, perhaps of an older experiment; None where there is none.
    nodes
        By name.
    spoiled
        The ways, from node to node, on which a wrong line's values reach others.
    is_stale
        Whether what is said belongs to an older experiment.
    """

    experiment: Experiment
    result: CheckResult | None = field(repr=False)
    nodes: Mapping[str, PassNode] = field(repr=False)
    spoiled: frozenset[Edge] = frozenset()
    is_stale: bool = False

    @classmethod
    def of(cls, experiment: Experiment, result: CheckResult | None) -> "PassGraph":
        """Return the nodes of an experiment with what a check, perhaps an older one, says."""
        diagnosis = None if result is None else result.diagnosis
        findings = {} if diagnosis is None else diagnosis.lines
        by_origin: dict[str, frozenset[Edge]] = {}
        if result is not None and findings:
            by_origin = _ways(_line_reads(result.experiment), findings)
        nodes = {}
        spec = network_of(experiment).network
        shapes = pass_shapes(spec.layers, spec.examples) | {"J": ()}
        for name, formula, reads in _formulas(experiment):
            reached = (o for o, ways in by_origin.items() if any(name == end for _, end in ways))
            shape, finding = shapes[name.removeprefix("d")], findings.get(name)
            nodes[name] = PassNode(name, shape, formula, reads, finding, tuple(reached))
        is_stale = result is not None and result.experiment != experiment
        return cls(experiment, result, nodes, frozenset().union(*by_origin.values()), is_stale)

    @cached_property
    def shapes(self) -> dict[str, str]:
        """The shape of each node as NumPy writes it."""
        return {name: node.shape_text for name, node in self.nodes.items()}

    @property
    def first(self) -> str | None:
        """The first line that is wrong; None where no line is accused."""
        diagnosis = None if self.result is None else self.result.diagnosis
        found = None if diagnosis is None else diagnosis.first
        return None if found is None else found.name

    @property
    def description(self) -> str:
        """The verdicts in words, what is wrong first."""
        judged = [node for node in self.nodes.values() if node.verdict is not None]
        if not judged:
            return "The lines of the backward pass are not judged yet."
        parts = [node.sentence for node in judged if node.verdict is LineVerdict.ORIGIN]
        for verdict, words in _WORDS.items():
            names = [node.name for node in judged if node.verdict is verdict]
            if names:
                parts.append(f"{words}: {_listed(names)}.")
        if self.is_stale:
            parts.insert(0, "Of an older check.")
        return " ".join(parts)


def _formulas(experiment: Experiment) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, formula and what it reads of every node."""
    subject = network_of(experiment)
    spec = subject.network
    activations = (spec.activation, spec.activation, "sigmoid")
    yield "X", "", ()
    for layer, activation in enumerate(activations, start=1):
        before = f"A{layer - 1}" if layer > 1 else "X"
        weights, biases, linear = f"W{layer}", f"b{layer}", f"Z{layer}"
        yield weights, "", ()
        yield biases, "", ()
        yield linear, f"{weights} @ {before} + {biases}", (weights, before, biases)
        yield f"A{layer}", f"{activation}({linear})", (linear,)
    yield "Y", "", ()
    # The same that the line of J names: the cost from logits does not read A3.
    costed = [name for name in forward_lines(spec)["J"][1] if name in NODE_NAMES]
    yield "J", f"cost({', '.join(costed)})", tuple(costed)
    for line in subject.program.lines:
        reads = (name for name in line.expression.names if name in NODE_NAMES)
        yield line.name, line.expression.source, tuple(reads)


def _line_reads(experiment: Experiment) -> Reads:
    lines = network_of(experiment).program.lines
    return {
        line.name: tuple(name for name in line.expression.names if name in LINE_NAMES)
        for line in lines
    }


def _ways(reads: Reads, findings: Mapping[str, LineFinding]) -> dict[str, frozenset[Edge]]:
    """Return, by origin, on which ways its values reach the lines that they spoil."""
    verdicts = {name: finding.verdict for name, finding in findings.items()}
    origins = [name for name, verdict in verdicts.items() if verdict is LineVerdict.ORIGIN]
    return {origin: _way_from(origin, reads, verdicts) for origin in origins}


def _way_from(origin: str, reads: Reads, verdicts: Mapping[str, LineVerdict]) -> frozenset[Edge]:
    """Return the ways from an origin: to other origins, and through what cannot be judged."""
    reached, edges = {origin}, []
    for name in LINE_NAMES:
        if name == origin or verdicts.get(name, LineVerdict.RIGHT) is LineVerdict.RIGHT:
            continue
        sources = [read for read in reads[name] if read in reached]
        edges += [(source, name) for source in sources]
        if sources and verdicts[name] is not LineVerdict.ORIGIN:
            reached.add(name)
    kept: set[Edge] = set()
    for edge in reversed(edges):  # what cannot be judged is on the way only if it leads on
        if verdicts[edge[1]] in _WRONG or any(edge[1] == start for start, _ in kept):
            kept.add(edge)
    return frozenset(kept)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
