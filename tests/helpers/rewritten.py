"""Right lines of a backward pass as other people write them."""

from collections.abc import Iterator

SLOPES = {
    "relu": (
        "where(Z{l} > 0, dA{l}, 0)",
        "dA{l} * (A{l} > 0)",
        "dA{l} - dA{l} * (Z{l} <= 0)",
        "(W{k}.T @ dZ{k}) * (0 < Z{l})",
    ),
    "leaky-relu": (
        "where(Z{l} > 0, dA{l}, 0.01 * dA{l})",
        "dA{l} * (0.01 + 0.99 * (A{l} > 0))",
        "dA{l} * maximum(0.01, (Z{l} > 0))",
    ),
    "tanh": (
        "dA{l} * (1 - tanh(Z{l})**2)",
        "dA{l} * (1 - A{l}) * (1 + A{l})",
        "dA{l} * 4 / (exp(Z{l}) + exp(-Z{l}))**2",
    ),
    "sigmoid": (
        "dA{l} * exp(-Z{l}) / (1 + exp(-Z{l}))**2",
        "dA{l} * (A{l} - A{l}**2)",
        "A{l} * (dA{l} - dA{l} * A{l})",
    ),
}
ERRORS = (
    "dZ3 = -(Y - A3)",
    "dZ3 = A3 * (1 - Y) - (1 - A3) * Y",
    "dZ3 = 1 / (1 + exp(-Z3)) - Y",
    "dZ3 = A3 * (1 - A3) * ((A3 - Y) / (A3 * (1 - A3)))",
)
BACK = (
    "dA2 = (dZ3.T @ W3).T",
    "dA2 = W3.T @ (A3 - Y)",
    "dA1 = -(W2.T @ -dZ2)",
)
PRODUCTS = ("dZ{l} @ {a}.T / m", "dZ{l} @ ({a} / m).T", "1/m * ({a} @ dZ{l}.T).T")
SUMS = ("mean(dZ{l})", "sum(1/m * dZ{l})", "sum_units(dZ{l}.T).T / m")


def rewritten(activation: str) -> Iterator[str]:
    """Yield lines that compute on all data what the right ones do."""
    yield from ERRORS
    yield from BACK
    for layer, a in ((3, "A2"), (2, "A1"), (1, "X")):
        yield from (f"dW{layer} = " + each.format(l=layer, a=a) for each in PRODUCTS)
        yield from (f"db{layer} = " + each.format(l=layer) for each in SUMS)
    for layer in (2, 1):
        for each in SLOPES[activation]:
            yield f"dZ{layer} = " + each.format(l=layer, k=layer + 1)
