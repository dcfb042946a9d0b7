"""Numerical gradients by other libraries; each is imported only when it takes part."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmark_cases import Case, Sample
from benchmark_textbook import Floats, Textbook

Prepare = Callable[[Sample, float], Callable[[], Floats | None]]

# Numbers of a stack of JAX's: of 2,000 to 20,000,000 these are the fastest on M, L and XL.
STACK_NUMBERS = 200_000


def scipy_three_point(case: Case) -> Prepare:
    """Set up central differences of the textbook's forward pass by SciPy."""
    approx_derivative = import_module("scipy.optimize._numdiff").approx_derivative
    textbook = Textbook.of(case.network)

    def prepare(sample: Sample, epsilon: float) -> Callable[[], Floats]:
        def cost(values: Floats) -> Floats:
            theta = np.copy(textbook.theta)
            theta[sample.places] = values
            return textbook.cost(theta)

        there = textbook.theta[sample.places]
        fun = textbook.cost if sample.whole else cost
        return lambda: approx_derivative(fun, there, method="3-point", abs_step=epsilon)

    return prepare


def torch_gradcheck(case: Case) -> Prepare:
    """Set up PyTorch's gradcheck: its finite differences and its backward passes.

    Its answer is a yes or a no, so nothing is compared.
    """
    torch = import_module("torch")
    torch.set_num_threads(1)
    textbook = Textbook.of(case.network)

    def tensor(array: Floats) -> Any:
        return torch.tensor(array.tolist(), dtype=torch.float64)

    X, Y, theta = (tensor(each) for each in (textbook.X, textbook.Y, textbook.theta))
    parts = _parts(textbook)

    def cost(values: Any) -> Any:
        p = {name: values[part].reshape(shape) for name, (part, shape) in parts.items()}
        A1 = torch.relu(p["W1"] @ X + p["b1"])
        A2 = torch.relu(p["W2"] @ A1 + p["b2"])
        Z3 = p["W3"] @ A2 + p["b3"]
        if textbook.cost_form == "logits":
            losses = torch.nn.functional.softplus(Z3) - Z3 * Y
        else:
            A3 = torch.sigmoid(Z3)
            losses = -torch.log(A3) * Y - torch.log(1 - A3) * (1 - Y)
        return 1 / X.shape[1] * losses.sum()

    def prepare(sample: Sample, epsilon: float) -> Callable[[], None]:
        places = torch.tensor(sample.places.tolist())
        values = theta[places].clone().requires_grad_()

        def of_sample(some: Any) -> Any:
            return cost(some if sample.whole else theta.index_copy(0, places, some))

        def job() -> None:
            torch.autograd.gradcheck(
                of_sample, (values,), eps=epsilon, atol=1e-3, raise_exception=False
            )

        return job

    return prepare


def jax_vmapped(case: Case) -> Prepare:
    """Set up central differences by JAX in float64: many parameters at a time, compiled."""
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = import_module("jax.numpy")
    textbook = Textbook.of(case.network)
    X, Y, theta = (jnp.asarray(each) for each in (textbook.X, textbook.Y, textbook.theta))
    parts = _parts(textbook)

    def cost(values: Any) -> Any:
        p = {name: values[part].reshape(shape) for name, (part, shape) in parts.items()}
        A1 = jnp.maximum(0, p["W1"] @ X + p["b1"])
        A2 = jnp.maximum(0, p["W2"] @ A1 + p["b2"])
        Z3 = p["W3"] @ A2 + p["b3"]
        if textbook.cost_form == "logits":
            losses = jnp.maximum(Z3, 0) - Z3 * Y + jnp.log1p(jnp.exp(-jnp.abs(Z3)))
        else:
            A3 = 1 / (1 + jnp.exp(-Z3))
            losses = -jnp.log(A3) * Y - jnp.log(1 - A3) * (1 - Y)
        return 1 / X.shape[1] * jnp.sum(losses)

    def entry(place: Any, epsilon: Any) -> Any:
        J_plus, J_minus = cost(theta.at[place].add(epsilon)), cost(theta.at[place].add(-epsilon))
        return (J_plus - J_minus) / (2 * epsilon)

    entries = jax.jit(jax.vmap(entry, in_axes=(0, None)))
    size = theta.size
    stack = max(1, min(size, STACK_NUMBERS // (size + X.shape[1] * len(textbook.parameters["W1"]))))

    def prepare(sample: Sample, epsilon: float) -> Callable[[], Floats]:
        # Every stack has one shape, as each new one would be compiled.
        lacking = -sample.size % stack
        stacks = np.append(sample.places, np.zeros(lacking, np.intp)).reshape(-1, stack)

        def job() -> Floats:
            found = [entries(places, epsilon) for places in stacks]
            return np.concatenate(found)[: sample.size]

        return job

    return prepare


def _parts(textbook: Textbook) -> dict[str, tuple[slice, tuple[int, ...]]]:
    """Return the stretch of theta that holds each array, and its shape."""
    found, start = {}, 0
    for name, array in textbook.parameters.items():
        found[name] = (slice(start, start + array.size), array.shape)
        start += array.size
    return found
